// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Chromium as people have it, and what every page must stand:
 *
 *   open({...})        a page of its own browser context; whatever goes wrong on it fails the test at `close`
 *   signIn(page, who)  by the sign-in page
 *   axe(page, name)    accessibility rules of axe-core; nothing may be found
 *   themes(page, name) the same with every theme
 *   looks(page, name)  what WCAG 2.2 AA says, with every theme and in both languages
 *   narrow(page)       at 320 px nothing goes beyond the edge
 *   keyboard(page)     every control is reached by Tab, and one sees where one is
 *   shot(page, name)   a picture for a person to look at
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { url } from './stack.js';

const modules = process.env.OKNO_NODE_MODULES;
const require = createRequire(path.join(modules, 'none.js'));
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const TAGS = [...WCAG, 'best-practice'];

let browser;

export async function start() {
  browser ??= await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
  });
  return browser;
}

export async function stop() {
  await browser?.close();
  browser = undefined;
}

/** Follows what happens on a page: errors, broken policies, requests elsewhere, bytes. */
function watch(page) {
  const seen = { faults: [], elsewhere: [], bytes: 0, requests: [] };
  page.on('pageerror', (error) => seen.faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // What a server refuses is what some tests are about; they look at the page instead.
    if (message.type() === 'error' && !/^Failed to load resource|net::ERR_/.test(text)) seen.faults.push(`console: ${text}`);
    if (/Content Security Policy|Trusted ?Type/i.test(text)) seen.faults.push(`policy: ${text}`);
  });
  page.on('request', (request) => {
    const address = request.url();
    if (!/^(data|blob|chrome|chrome-extension):/.test(address) && new URL(address).origin !== new URL(url).origin) seen.elsewhere.push(address);
  });
  page.on('requestfinished', async (request) => {
    const sizes = await request.sizes().catch(() => null);
    if (!sizes) return;
    seen.bytes += sizes.responseBodySize + sizes.responseHeadersSize;
    seen.requests.push([new URL(request.url()).pathname, sizes.responseBodySize]);
  });
  return seen;
}

/** @param options width, height, bearer (a token for calls of the API), storage {name: value} */
export async function open({ width = 1280, height = 900, bearer, storage = {}, ...more } = {}) {
  const context = await (await start()).newContext({ viewport: { width, height }, locale: 'ru-RU', timezoneId: 'Europe/Moscow', ...more });
  await context.addInitScript(([token, kept]) => {
    if (token) sessionStorage.setItem('okno.bearer', token);
    for (const [name, value] of Object.entries(kept))
      if (localStorage.getItem(`okno.${name}`) === null) localStorage.setItem(`okno.${name}`, value);
  }, [bearer ?? null, storage]);
  const page = await context.newPage();
  page.seen = watch(page);
  page.setDefaultTimeout(15000);
  return page;
}

/** Ends a page; it must have behaved. */
export async function close(page) {
  await page.context().close();
  assert.deepEqual(page.seen.faults, [], 'errors on the page');
  assert.deepEqual(page.seen.elsewhere, [], 'requests to other hosts');
}

export async function go(page, target) {
  await page.goto(url + target);
  await page.waitForFunction(() => document.fonts.status === 'loaded');
}

/** An account that scripts/up made: 'operator', 'kiosk', 'board', 'supervisor', 'applicant', … */
export function known(login) {
  const line = readFileSync(path.join(process.env.OKNO_STATE, 'passwords'), 'utf8').split('\n').find((one) => one.startsWith(`${login} `));
  assert.ok(line, `scripts/up made no account ${login}`);
  return { login, password: line.split(/\s+/)[1] };
}

/** By the sign-in page, with an account: known('operator'), or account('KIOSK', 'arbat') of stack.js. */
export async function signIn(page, { login, password }, next = '/') {
  await page.goto(`${url}/auth/sign-in?next=${encodeURIComponent(next)}`);
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', password);
  await Promise.all([page.waitForURL((address) => !/\/(sign-in|auth\/)/.test(address.pathname)), page.click('form button')]);
}

/** A context's cookies for `open`: signed in, but with nothing else of the pages seen so far. */
export async function signedIn(who) {
  const page = await open();
  await signIn(page, who, '/t');
  const storageState = await page.context().storageState();
  await page.context().close();
  return { storageState: { ...storageState, origins: [] } };
}

export async function axe(page, name, wanted = TAGS) {
  if (!(await page.evaluate(() => Boolean(globalThis.axe)))) await page.evaluate(`${AXE}\n;0`);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), wanted);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map((node) => `${node.html.slice(0, 160)} — ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`).join('\n    ')}`);
  assert.deepEqual(found, [], `axe on ${name}`);
}

const THEMES = [{}, { contrast: 'white' }, { contrast: 'black' }, { contrast: 'blue' }, { size: '150', spacing: 'wide' },
  { contrast: 'black', size: '200', spacing: 'wider' }];

async function wear(page, look) {
  await page.evaluate((wanted) => {
    for (const part of ['contrast', 'size', 'spacing'])
      if (wanted[part]) document.documentElement.dataset[part] = wanted[part];
      else delete document.documentElement.dataset[part];
    document.dispatchEvent(new CustomEvent('okno-theme'));
  }, look);
  await page.waitForTimeout(100);
}

const speak = (page, language) => page.evaluate(async (wanted) => (await import('/assets/lib/i18n.js')).setLanguage(wanted, { remember: false }), language);

/** What was found on a view, in every theme and both languages: sentences. A value that is no word of people's is found too. */
export async function looks(page, name) {
  const found = [];
  for (const language of ['ru', 'en']) {
    await speak(page, language);
    for (const look of THEMES) {
      await wear(page, look);
      const label = `${name}, ${language}, ${Object.values(look).join(' ') || 'usual'}`;
      await axe(page, label, WCAG).catch((error) => found.push(`${label}: ${error.actual?.join('; ') ?? error.message}`));
    }
    const [broken] = (await page.evaluate(() => document.body.innerText)).match(/.*(\[object |undefined|NaN|Invalid Date).*/) ?? [];
    if (broken) found.push(`${name}, ${language}: «${broken}»`);
    await wear(page, {});
    await shot(page, `view-${name}-${language}`);
  }
  await speak(page, 'ru');
  return found;
}

export async function themes(page, name) {
  for (const look of THEMES) {
    await wear(page, look);
    const label = `${name} ${Object.values(look).join('-') || 'usual'}`;
    await axe(page, label);
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide <= room, `${label} is ${wide} px wide, the screen ${room}`);
    if (look.contrast) await shot(page, label.replace(' ', '--'));
  }
  await wear(page, {});
}

export async function narrow(page, name) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await page.waitForTimeout(150);
  const wide = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && getComputedStyle(element).position !== 'absolute' && !element.closest('svg, .okno-said');
  }).slice(0, 5).map((element) => `${element.tagName}.${element.className} ${Math.round(element.getBoundingClientRect().right)}`));
  const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
  await shot(page, `${name}--320`);
  await page.setViewportSize(size);
  assert.ok(scroll <= 320, `${name} is ${scroll} px wide at 320: ${wide.join(', ')}`);
}

export async function keyboard(page, name, { most = 150 } = {}) {
  const wanted = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((element) => !element.disabled && element.checkVisibility({ checkVisibilityCSS: true }) && element.tabIndex >= 0)
    // One of a group of radio buttons: the others are reached by arrows.
    .filter((element, i, all) => element.type !== 'radio' || element.checked || (!all.some((one) => one.type === 'radio' && one.name === element.name && one.checked)
      && all.find((one) => one.type === 'radio' && one.name === element.name) === element))
    .map((element, i) => { element.dataset.reach = i; return i; }).length);
  await page.evaluate(() => { document.activeElement?.blur?.(); getSelection().removeAllRanges(); });
  const inner = 3 * await page.locator('input[type=date]:visible').count(); // day, month, year, calendar: Tab goes through them
  const reached = new Set();
  for (let i = 0; i < Math.min(most, wanted + inner + 3); i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
      return { reach: element.dataset.reach, seen, html: element.outerHTML.slice(0, 120) };
    });
    if (!at) continue;
    assert.ok(at.seen, `${name}: one does not see the focus on ${at.html}`);
    if (at.reach !== undefined) reached.add(at.reach);
  }
  assert.equal(reached.size, wanted, `${name}: controls that Tab reaches`);
}

export async function shot(page, name) {
  const file = path.join(process.env.OKNO_SCREENSHOTS, `${name.replace(/[^\w-]+/g, '-')}.png`);
  await page.screenshot({ path: file });
}
