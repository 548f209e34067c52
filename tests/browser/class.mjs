// Plays a class of six through its pages in Chromium, at two tables: joins, predicts, plays, is killed in the middle and goes on, and
// reads the debrief, of which each number is worked out again from the export.
//
//   SUMMITRY=PROGRAM CHROMIUM=BROWSER node class.mjs     PICTURES=DIR keeps pictures of the pages
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { agrees, numbers } from './debriefed.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const program = process.env.SUMMITRY;
const place = mkdtempSync(path.join(tmpdir(), 'class-'));
const store = path.join(place, 'a.class');
const faults = [];
let checks = 0;
const hold = (isTrue, what) => {
  checks += 1;
  if (!isTrue) faults.push(what);
};

// The server, which is started on the same port after it was killed.
let server;
let port = 0;
async function start() {
  server = spawn(program, ['class', 'classroom', '--port', String(port), '--store', store], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  let said = '';
  server.stderr.on('data', (data) => { said += data; });
  await new Promise((done, failed) => {
    server.stdout.on('data', (data) => {
      told += data;
      if (told.includes('Ctrl-C')) done();
    });
    server.on('exit', (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
  });
  server.removeAllListeners('exit');
  const link = (name) => told.match(new RegExp(`^${name} +(\\S+)$`, 'm'))[1];
  port = Number(new URL(link('Teacher')).port);
  return { teacher: link('Teacher'), students: link('Students'), code: link('Code'), wall: link('Projector') };
}
async function kill() {
  const gone = new Promise((done) => server.on('exit', done));
  server.kill('SIGKILL');
  await gone;
}

const links = await start();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

// axe has to be put into a page, which the page's own policy forbids; what that policy stops is seen on the console of the others.
async function open(name, { width, scheme = 'light', script = true, looks = false }) {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: looks, javaScriptEnabled: script, locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const isDown = () => server.killed || server.exitCode !== null;
  await page.route('**/*', (route) => {
    const asked = new URL(route.request().url());
    if (asked.host === `127.0.0.1:${port}` || asked.protocol === 'data:') return route.continue();
    faults.push(`${name}: it asks for ${asked}`);
    return route.abort();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !isDown() && !/ERR_|status of 4\d\d/.test(message.text())) {
      faults.push(`${name}: the console says ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => faults.push(`${name}: ${error}`));
  return page;
}

// Looks at a page in all the ways that people do: with axe, as wide as it may be, by day and by night.
async function look(name, page) {
  const url = page.url();
  const cookies = await page.context().cookies();
  for (const width of [390, 1920]) {
    for (const scheme of ['light', 'dark']) {
      const view = await open(`${name}, ${width}, ${scheme}`, { width, scheme, looks: true, script: true });
      await view.context().addCookies(cookies);
      // A second window of a member would take the first one's stream.
      await view.route('**/stream', (route) => route.abort());
      await view.goto(url);
      const wide = await view.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      hold(wide <= 0, `${name}, ${width}, ${scheme}: it is ${wide} pixels wider than the screen`);
      const background = await view.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const isDark = background.match(/\d+/g).slice(0, 3).every((part) => Number(part) < 60);
      hold(isDark === (scheme === 'dark'), `${name}, ${width}, ${scheme}: its background is ${background}`);
      await view.addScriptTag({ path: axe });
      const found = await view.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
      for (const { id, nodes } of found.violations) faults.push(`${name}, ${width}, ${scheme}: axe finds ${id}: ${nodes[0].html.slice(0, 120)}`);
      checks += 1;
      if (process.env.PICTURES) {
        await view.screenshot({ path: path.join(process.env.PICTURES, `class-${name.replaceAll(' ', '-')}-${width}-${scheme}.png`), fullPage: true });
      }
      await view.context().close();
    }
  }
}

const teacher = await open('teacher', { width: 1920 });
await teacher.goto(links.teacher);
hold(new URL(teacher.url()).pathname === '/teach', 'the teacher’s token does not stay in the address');
const wall = await open('wall', { width: 1920 });
await wall.goto(links.wall);
await look('teacher, nobody there', teacher);
await look('wall, nobody there', wall);

// Six join: one without scripts, one with the keyboard alone, one in Ukrainian.
const names = ['Kestrel', 'Merlin', 'Harrier', 'Sparrow', 'Osprey', 'Goshawk'];
const students = [];
for (const [k, name] of names.entries()) {
  const page = await open(name, { width: 390, script: k !== 1, scheme: k % 2 ? 'dark' : 'light' });
  await page.goto(links.students);
  if (k === 0) await look('join', page);
  if (k === 3) {
    await page.goto(`${links.students}&lang=uk`);
    hold((await page.locator('html').getAttribute('lang')) === 'uk', 'it can be read in Ukrainian');
  }
  if (k === 2) {
    await page.locator('#pseudonym').focus();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  } else {
    await page.fill('#pseudonym', name);
    await page.click('form[action="/join"] button[type=submit]');
  }
  await page.waitForURL('**/seat');
  students.push(page);
}
hold((await students[3].locator('html').getAttribute('lang')) === 'uk', 'it stays in Ukrainian');
await teacher.waitForFunction((all) => all.every((name) => document.body.textContent.includes(name)), names);
checks += 1; // The teacher's page came up to date by itself.
await look('seat, brief', students[0]);
await look('seat, brief, Ukrainian', students[3]);
const wrong = await open('a wrong code', { width: 390 });
await wrong.goto(links.students.replace(/code=.*/, 'code=ZZZZZ'));
await wrong.fill('#pseudonym', 'Mallory');
await wrong.click('form[action="/join"] button[type=submit]');
hold(new URL(wrong.url()).pathname === '/join', 'a wrong code lets nobody in');
await look('wrong code', wrong);

const go = async (phase) => {
  await teacher.goto(`http://127.0.0.1:${port}/teach`);
  await teacher.locator(`form[action="/teach/go"]:has(input[value="${phase}"]) button`).first().click();
  await teacher.waitForLoadState();
};
await go('predict');
for (const [k, page] of students.entries()) {
  await page.goto(`http://127.0.0.1:${port}/seat`);
  await page.locator('form[action="/seat/predict"] input[name=outcome]').nth(k % 3).check();
  if (k % 2) await page.fill('#day', String(40 + 10 * k));
  if (k === 0) await look('seat, predict', page);
  await page.locator('form[action="/seat/predict"] button[type=submit]').first().click();
}
await look('wall, predict', wall);
await go('play');

// Answers what is asked of a seat, if anything is.
async function answer(page, k, round) {
  await page.goto(`http://127.0.0.1:${port}/seat`);
  const form = page.locator('form[action="/seat/answer"]');
  if ((await form.count()) === 0) return false;
  const groups = await form.locator('input[type=radio]').evaluateAll((all) => [...new Set(all.map((input) => input.name))]);
  for (const [n, name] of groups.entries()) {
    const options = form.locator(`input[name="${name}"]`);
    const many = await options.count();
    // Nobody hurries, so that the tables last: a summit is deferred, and no initiative launched.
    const words = await options.evaluateAll((all) => all.map((input) => input.value));
    const calm = ['defer', 'refrain', 'attend', 'endorse', 'easy-first', 'ask', round % 3 === 2 ? 'accept' : 'reject'];
    const found = words.findIndex((word) => calm.includes(word));
    const pick = name.includes('-') ? Math.min(1 + ((k + n) % 2), many - 1) : Math.max(found, 0);
    if (k === 2) {
      await options.nth(pick).focus();
      await page.keyboard.press('Space');
    } else {
      await options.nth(pick).check();
    }
  }
  const sum = form.locator('[data-sum]').first();
  if (k !== 1 && (await sum.count())) hold(/^\d+$/.test((await sum.textContent()).trim()), `${names[k]}: an offer's worth is shown as it is built`);
  const sent = page.waitForNavigation({ timeout: 15_000 }).catch(() => {});
  if (k === 2) {
    await form.locator('button.main').focus();
    await page.keyboard.press('Enter');
  } else {
    await form.locator('button.main').click();
  }
  await sent;
  return true;
}

let offered = false;
let tried = false;
let killed = false;
let answered = 0;
for (let round = 0; round < 120; round += 1) {
  let any = false;
  for (const [k, page] of students.entries()) {
    if (!offered) {
      await page.goto(`http://127.0.0.1:${port}/seat`);
      if (k !== 1 && (await page.locator('[data-offer]').count())) {
        offered = true;
        await look('seat, an offer', page);
      }
    }
    if (!tried && k === 1) {
      await page.goto(`http://127.0.0.1:${port}/seat`);
      if (await page.locator('button[formaction="/seat/try"]').count()) {
        tried = true;
        for (const name of await page.locator('[data-offer] input').evaluateAll((all) => [...new Set(all.map((input) => input.name))])) {
          await page.locator(`input[name="${name}"]`).last().check();
        }
        await page.click('button[formaction="/seat/try"]');
        hold(/^\d+$/.test((await page.locator('[data-sum]').first().textContent()).trim()), 'an offer can be tried without scripts');
      }
    }
    if (await answer(page, k, round)) {
      any = true;
      answered += 1;
    }
  }
  if (!killed && answered >= 7) {
    killed = true;
    await look('seat, play', students[0]);
    await look('teacher, play', teacher);
    await look('wall, play', wall);
    // Paused, so that no clock runs out between the two looks.
    await teacher.goto(`http://127.0.0.1:${port}/teach`);
    await teacher.locator('form[action="/teach/pause"] button').click();
    await teacher.waitForLoadState();
    const before = await Promise.all(students.map(async (page) => {
      await page.goto(`http://127.0.0.1:${port}/seat`);
      return page.locator('[data-live="stand"]').textContent();
    }));
    await kill();
    await start();
    for (const [k, page] of students.entries()) {
      await page.goto(`http://127.0.0.1:${port}/seat`);
      hold((await page.locator('[data-live="stand"]').textContent()) === before[k], `${names[k]}: how the table stood is so after the kill`);
    }
    await teacher.goto(`http://127.0.0.1:${port}/teach`);
    await teacher.locator('form[action="/teach/resume"] button').click();
    await teacher.waitForLoadState();
  }
  if (!any) break;
}
hold(killed && offered, 'it was killed in the middle, and somebody made an offer');
hold(tried, 'somebody without scripts tried an offer');
await students[0].goto(`http://127.0.0.1:${port}/seat`);
await look('seat, revealed', students[0]);
await go('debrief');

// The debrief, once it is worked out.
async function debrief(page, address) {
  for (let n = 0; n < 120; n += 1) {
    const reply = await page.goto(`http://127.0.0.1:${port}${address}`);
    if (reply.status() === 200) return;
    await page.waitForTimeout(1000);
  }
  faults.push(`${address}: it was not worked out in two minutes`);
}
await debrief(students[0], '/debrief');
await look('debrief', students[0]);
await debrief(teacher, '/debrief');
await debrief(wall, '/wall/debrief');
await look('debrief on the wall', wall);
const wallText = await wall.locator('body').textContent();
hold(!names.some((name) => wallText.includes(name)), 'no names on the wall');
const shown = await teacher.locator('[data-k]').evaluateAll((all) => all.map((node) => [node.dataset.k, node.getAttribute('value') ?? node.textContent]));
await look('seat, debrief', await (async () => { await students[4].goto(`http://127.0.0.1:${port}/seat`); return students[4]; })());

await teacher.goto(`http://127.0.0.1:${port}/teach`);
await teacher.locator('form[action="/teach/end"] input[name=sure]').check();
await teacher.locator('form[action="/teach/end"] button').click();
await look('teacher, over', teacher);
await kill();

// Each number on the page, from what is exported.
const out = path.join(place, 'tables');
execFileSync(program, ['class', 'verify', store]);
execFileSync(program, ['class', 'export', store, '--out', out]);
execFileSync(program, ['replay', path.join(out, 'answers.jsonl'), '--quiet']);
const exported = (file) => readFileSync(path.join(out, file), 'utf8');
const expected = numbers(exported);
hold(shown.length > 50, `the debrief shows only ${shown.length} numbers`);
const all = new Map(shown);
for (const [key, value] of shown) {
  const so = expected(key, all);
  hold(so !== undefined && agrees(value, so), `${key} is ${value} on the page, ${so} by the export`);
}

await browser.close();
rmSync(place, { recursive: true, force: true });
for (const fault of faults) console.log(`FAILED: ${fault}`);
console.log(`${checks} checks of a class, ${shown.length} numbers of its debrief, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
