// Opens pages in Chromium, narrow, wide and on paper, by day and by night, and holds them to what the report promises:
// no request leaves, nothing is said on the console, axe finds nothing, nothing is wider than the screen, marks tell their
// values to the pointer and to the keyboard, tables unfold, and no text is too small.
//
//   node pages.mjs PAGE...             checks pages; PICTURES=DIR keeps a picture of each view
//   node pages.mjs --hostile SCENARIO  prints the scenario with a title and labels that mean harm
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const HOSTILE = (() => {
  const text = `<script>document.title = 'harmed'</script><img src=x onerror=alert(1)> & "quoted" \u202e\u2067turned \u05e9\u05dc\u05d5\u05dd `;
  return [...(text + 'Donaudampfschifffahrtsgesellschaft'.repeat(20))].slice(0, 300).join('');
})();

if (process.argv[2] === '--hostile') {
  const text = JSON.stringify(HOSTILE);
  const harmed = process.argv[3]
    .replace(/^title = .*$/m, () => `title = ${text}`)
    .replace(/^description = .*$/m, () => `description = ${text}`)
    .replace(/^label = .*$/gm, () => `label = ${text}`);
  process.stdout.write(harmed + '\n');
  process.exit(0);
}

const { chromium } = await import('playwright-core');
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const pages = process.argv.slice(2);
if (pages.length === 0) throw new Error('no page is named');

const VIEWS = [
  { name: '390-light', width: 390, scheme: 'light', thorough: true },
  { name: '390-dark', width: 390, scheme: 'dark' },
  { name: '1280-light', width: 1280, scheme: 'light' },
  { name: '1280-dark', width: 1280, scheme: 'dark', thorough: true },
  { name: 'print', width: 718, scheme: 'dark', media: 'print' },
];
const LEAST_TEXT = 11; // CSS pixels, on a phone

const faults = [];
let checks = 0;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

async function view(file, { name, width, scheme, media, thorough }) {
  const where = `${path.basename(path.dirname(file))}, ${name}`;
  const hold = (isTrue, what) => {
    checks += 1;
    if (!isTrue) faults.push(`${where}: ${what}`);
  };
  // axe has to be put into the page, which the page's own policy forbids; what that policy stops is seen without it below.
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const url = pathToFileURL(file).href;
  await page.route('**/*', (route) => {
    const asked = route.request().url();
    if (asked === url || asked.startsWith('data:')) return route.continue();
    faults.push(`${where}: it asks for ${asked}`);
    return route.abort();
  });
  page.on('console', (message) => faults.push(`${where}: the console says ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`${where}: ${error}`));
  page.on('dialog', (dialog) => {
    faults.push(`${where}: it opens a dialogue`);
    dialog.dismiss();
  });
  if (media) await page.emulateMedia({ media, colorScheme: scheme });
  await page.goto(url);
  hold(!(await page.title()).includes('harmed '), 'a text was run as a script');
  hold((await page.locator('script, img, iframe, object, embed, link[rel=stylesheet]').count()) === 0, 'it holds what could ask');
  await page.evaluate(() => document.fonts.ready);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  hold(wide <= 0, `it is ${wide} pixels wider than the screen`);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const isDark = background.match(/\d+/g).slice(0, 3).every((part) => Number(part) < 60);
  hold(isDark === (scheme === 'dark' && !media), `its background is ${background}`);

  const figures = page.locator('figure');
  const many = await figures.count();
  hold(many > 0, 'it has no figure');
  for (let k = 0; k < many; k += 1) {
    const figure = figures.nth(k);
    const id = await figure.getAttribute('id');
    if (media || !thorough) continue;
    const text = await figure.evaluate((node) => {
      const svg = node.querySelector('svg');
      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      const sizes = [...svg.querySelectorAll('text')].map((t) => parseFloat(getComputedStyle(t).fontSize) * scale);
      const box = svg.getBoundingClientRect();
      const out = [...svg.querySelectorAll('text')]
        .filter((t) => getComputedStyle(t).visibility !== 'hidden')
        .map((t) => ({ text: t.textContent, box: t.getBoundingClientRect() }))
        .filter(({ box: b }) => b.left < box.left - 3 || b.right > box.right + 3 || b.top < box.top - 3 || b.bottom > box.bottom + 3);
      return { least: Math.min(...sizes), out: out.map((o) => o.text) };
    });
    hold(text.least >= LEAST_TEXT, `${id}: a text is ${text.least.toFixed(1)} pixels high`);
    hold(text.out.length === 0, `${id}: words are cut off: ${text.out.slice(0, 3).join(' | ')}`);

    const marks = figure.locator('.m[tabindex="0"]');
    const stops = await marks.count();
    hold(stops > 0, `${id}: no mark can be reached by the keyboard`);
    hold(stops <= 110, `${id}: ${stops} marks stand in the keyboard's way`);
    if (stops === 0) continue;
    for (const mark of [marks.first(), marks.last()]) {
      const tip = mark.locator('.t');
      hold(!(await tip.isVisible()), `${id}: a value shows before it is asked for`);
      await mark.focus();
      hold(await tip.isVisible(), `${id}: the focus shows no value`);
      const told = await tip.locator('text').evaluate((t) => ({
        text: t.textContent, width: t.getBoundingClientRect().right - t.ownerSVGElement.getBoundingClientRect().right,
      }));
      hold(told.text.trim().length > 0 && told.width <= 3, `${id}: the value does not fit: ${told.text}`);
      hold(((await mark.getAttribute('aria-label')) ?? '').length > 0, `${id}: a mark has no name`);
      await mark.blur();
    }
    // The group's own box holds the line of values too: the pointer goes to the part that answers it.
    // A mark may lie under another one.
    let answered = false;
    for (let n = 0; n < Math.min(stops, 8) && !answered; n += 1) {
      const target = marks.nth(n).locator('> .z').first();
      await target.scrollIntoViewIfNeeded();
      const box = await target.boundingBox();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      answered = await marks.nth(n).locator('.t').isVisible();
    }
    hold(answered, `${id}: the pointer shows no value`);
    await page.mouse.move(0, 0);

    const details = figure.locator('details');
    hold(!(await details.locator('table').isVisible()), `${id}: its table is unfolded before it is asked for`);
    await details.locator('summary').click();
    hold((await details.locator('tbody tr').count()) > 0, `${id}: its table is empty`);
    hold(await details.locator('table').isVisible(), `${id}: its table does not unfold`);
  }
  const after = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  hold(after <= 0, `with its tables unfolded it is ${after} pixels wider than the screen`);

  await page.addScriptTag({ path: axe });
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of found.violations) {
    faults.push(`${where}: axe: ${violation.id}: ${violation.help}: ${violation.nodes[0].html.slice(0, 200)}`);
  }
  checks += 1;
  if (process.env.PICTURES) {
    await page.reload();
    const to = path.join(process.env.PICTURES, `${path.basename(path.dirname(file))}-${name}.png`);
    await page.screenshot({ path: to, fullPage: true });
  }
  if (media) {
    const pdf = await page.pdf({ format: 'A4', printBackground: true });
    hold(pdf.length > 10_000, 'it gives no PDF');
    if (process.env.PICTURES) {
      const { writeFile } = await import('node:fs/promises');
      await writeFile(path.join(process.env.PICTURES, `${path.basename(path.dirname(file))}.pdf`), pdf);
    }
  }
  await context.close();
}

// Under its own policy the page has its style, and says nothing.
async function underItsPolicy(file) {
  const page = await browser.newPage();
  const where = path.basename(path.dirname(file));
  page.on('console', (message) => faults.push(`${where}: under its policy: ${message.text()}`));
  await page.goto(pathToFileURL(file).href);
  const family = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
  checks += 1;
  if (!family.includes('system-ui')) faults.push(`${where}: its policy keeps its style out`);
  const run = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return Boolean(window.ran);
  }).catch(() => false);
  checks += 1;
  if (run) faults.push(`${where}: its policy lets a script run`);
  await page.close();
}

for (const file of pages) {
  for (const one of VIEWS) await view(path.resolve(file), one);
}
for (const file of pages) {
  const before = faults.length;
  await underItsPolicy(path.resolve(file)).catch((error) => faults.push(String(error)));
  // The script that was tried is refused, which the console tells: that is as it should be.
  const said = faults.splice(before);
  faults.push(...said.filter((fault) => !/Refused to execute inline script|violates the following Content Security Policy/.test(fault)));
}
await browser.close();

if (faults.length > 0) {
  console.error(faults.join('\n'));
  console.error(`${faults.length} faults in ${pages.length} pages`);
  process.exit(1);
}
console.log(`${pages.length} pages in ${VIEWS.length} views: ${checks} checks passed`);
