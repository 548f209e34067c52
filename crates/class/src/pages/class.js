// Keeps a page of the class up to date. Without it the page works all the same.
// Where this page is had: a page that says why a form was refused has the form's address.
const own = `/${document.body.className.split(' ')[0]}`;
const shown = new WeakMap(); // What the server sent for a part, without what differs each time.
const touched = new WeakSet(); // Forms that somebody has begun to fill in.
const ends = new WeakMap(); // When a clock runs out, by this machine's own clock.
const lost = document.getElementById('lost');
const said = document.getElementById('said');
let isBehind = false; // A part was left as it is, as somebody is in it.

function bare(part) {
  const copy = part.cloneNode(true);
  for (const key of copy.querySelectorAll('input[name=key]')) key.removeAttribute('value');
  for (const clock of copy.querySelectorAll('[data-ends]')) {
    if (clock.dataset.ends !== 'stands') clock.removeAttribute('data-left');
    clock.textContent = '';
  }
  return copy.outerHTML;
}

const see = (part) => shown.set(part, bare(part));

function count() {
  for (const clock of document.querySelectorAll('[data-ends]')) {
    if (clock.dataset.ends === 'stands') continue;
    if (!ends.has(clock)) ends.set(clock, performance.now() + Number(clock.dataset.left));
    const seconds = Math.max(0, Math.ceil((ends.get(clock) - performance.now()) / 1000));
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    if (clock.textContent !== text) clock.textContent = text;
  }
}

// What the chosen options of an offer are worth to the seat: each says what it adds.
function add(offer) {
  const chosen = [...offer.querySelectorAll('input:checked')];
  const sum = chosen.reduce((total, input) => total + Number(input.dataset.worth), 0);
  const isWhole = chosen.length === offer.querySelectorAll('fieldset').length;
  const isEnough = sum >= Number(offer.dataset.reservation) - 1e-4;
  offer.querySelector('[data-sum]').textContent = isWhole ? String(Math.round(sum * 100)) : '–';
  offer.querySelector('.sum .fill').setAttribute('width', (isWhole ? sum * 100 : 0).toFixed(1));
  offer.querySelector('[data-above]').hidden = !isWhole || !isEnough;
  offer.querySelector('[data-below]').hidden = !isWhole || isEnough;
}

// A part in which somebody writes or chooses stays, as long as the same is asked there.
const FIELDS = 'input:not([type=hidden]), select, textarea';
const asked = (part) => part.querySelector('[data-for]')?.dataset.for ?? '';
function isBusy(part, fresh) {
  const isUsed = asked(part) && [...part.querySelectorAll('form')].some((form) => touched.has(form));
  const isIn = document.activeElement?.matches(FIELDS) && part.contains(document.activeElement);
  return asked(part) === asked(fresh) && Boolean(isUsed || isIn);
}

// Puts a part in the place of what was there: what was unfolded, chosen and focused stays so. Returns what is to be said.
function replace(part, fresh) {
  const stops = 'a, button, input, select, textarea, summary';
  const focus = part.contains(document.activeElement) ? document.activeElement : null;
  const place = focus && [...part.querySelectorAll(stops)].indexOf(focus);
  for (const old of part.querySelectorAll('details[id], select[id], textarea[id]')) {
    const same = fresh.querySelector(`#${CSS.escape(old.id)}`);
    if (same && old.matches('details')) same.open = old.open;
    if (!same || !touched.has(old.form)) continue;
    same.value = old.value;
    touched.add(same.form);
  }
  const isNew = fresh.dataset.say !== part.dataset.say || asked(fresh) !== asked(part);
  part.replaceWith(fresh);
  const next = (focus?.id && document.getElementById(focus.id)) || fresh.querySelectorAll(stops)[place];
  if (focus) (next ?? document.getElementById('main')).focus({ preventScroll: true });
  return isNew ? fresh.dataset.say : '';
}

function take(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const parts = [...document.querySelectorAll('[data-live]')];
  if (page.body.className !== document.body.className) return location.replace(own);
  for (const list of page.querySelectorAll('[data-list]')) {
    const here = document.querySelector(`[data-list="${list.dataset.list}"]`);
    const names = [...list.children].map((child) => child.dataset.live);
    for (const child of [...here.children]) if (!names.includes(child.dataset.live)) child.remove();
    for (const child of [...list.children]) {
      if (!here.querySelector(`[data-live="${child.dataset.live}"]`)) see(here.appendChild(document.importNode(child, true)));
    }
  }
  const news = [];
  isBehind = false;
  for (const part of parts.filter((part) => part.isConnected)) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!fresh) continue;
    if (shown.get(part) === bare(fresh)) continue;
    if (isBusy(part, fresh)) {
      isBehind = true;
      continue;
    }
    const next = document.importNode(fresh, true);
    see(next);
    news.push(replace(part, next));
    if (part.childElementCount) next.classList.add('fresh');
  }
  for (const button of document.querySelectorAll('.due .main')) button.disabled = Boolean(document.querySelector('[data-paused]'));
  if (news.some(Boolean)) said.textContent = news.filter(Boolean).join(' ');
  count();
}

let [isAsking, isStale] = [false, false];
async function refresh() {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  while (isStale) {
    isStale = false;
    try {
      const answer = await fetch(own, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
      if (answer.ok) take(await answer.text());
      else if (answer.status === 429) await new Promise((done) => setTimeout(done, 3000));
      // Not a reload: a page that answered a form would send the form again.
      else if (answer.status < 500) location.replace(own);
    } catch { /* The stream says that the connection is lost. */ }
  }
  isAsking = false;
}

const warn = (text) => { if (lost.textContent !== text) lost.textContent = text; lost.hidden = !text; };

let wait = 1000;
function listen() {
  // The newest window of a seat wins; the teacher's page and the wall are nobody's seat.
  const stream = new EventSource(own === '/seat' ? '/stream?seat' : '/stream');
  stream.onopen = () => {
    if (!lost.hidden) said.textContent = lost.dataset.found;
    warn('');
    wait = 1000;
    refresh(); // What changed meanwhile.
  };
  stream.onmessage = refresh;
  stream.addEventListener('elsewhere', () => [stream.close(), warn(lost.dataset.elsewhere)]);
  stream.onerror = () => {
    stream.close();
    warn(lost.dataset.lost);
    setTimeout(listen, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, 20000);
  };
}

document.addEventListener('input', (event) => {
  if (event.target.form) touched.add(event.target.form);
  const offer = event.target.closest('[data-offer]');
  if (offer) add(offer);
});
document.addEventListener('focusout', () => { if (isBehind) setTimeout(refresh, 200); });
document.querySelectorAll('[data-live]').forEach(see);
setInterval(count, 250);
count();
listen();
