// SPDX-License-Identifier: AGPL-3.0-or-later
// A hall at work before a board in real Chromium: clerks call over HTTP, and the page itself notes when it has each call in its DOM. Both
// clocks are this machine's. Told by one JSON file, prints one JSON line: `scripts/bench board`.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const told = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { chromium } = createRequire(path.join(told.modules, 'none.js'))('playwright-core');
const CHROMIUM = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'];
const WAIT_MS = 15000;
const failures = [];

const sleep = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, Math.max(milliseconds, 0)); });

async function call(method, target, token, body) {
  const response = await fetch(told.url + target, { method, body: body && JSON.stringify(body),
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() } });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${target}: ${response.status} ${answer.detail}`);
  return answer;
}

// ------------------------------------------------------------ the hall

/** A visitor comes, for the queue of that window. */
const come = (window) => call('POST', '/v1/tickets', told.kiosk, { centreCode: told.centre, items: [{ groupCode: window.groups[0].groupCode }] });

async function seat(window, token) {
  const { sessionId } = await call('POST', '/v1/sessions', token, { windowId: window.windowId });
  await come(window);
  return { window, token, sessionId };
}

const calls = []; // of each: ticket, when it was asked for, how long the answer took

/** One visitor: called, on the way, served, gone; meanwhile another one comes. */
async function serve({ window, token, sessionId }, timed) {
  const asked = Date.now();
  const { ticket } = await call('POST', `/v1/sessions/${sessionId}:callNext`, token, {});
  if (!ticket) throw new Error(`nobody waits for window ${window.number}`);
  if (timed) calls.push({ ticketId: ticket.ticketId, asked, answered: Date.now() - asked });
  await come(window);
  await sleep(told.everyMs * 0.2);
  await call('POST', `/v1/tickets/${ticket.ticketId}:serve`, token, {});
  await sleep(told.everyMs * 0.6);
  await call('POST', `/v1/tickets/${ticket.ticketId}:finish`, token, { result: 'DONE' });
}

/** A clerk calls again and again, each at a moment of their own. */
async function work(clerk, number, begin) {
  for (let round = 0; round < told.rounds; round++) {
    await sleep(begin + (round + (number + Math.random()) / told.clerks.length) * told.everyMs - Date.now());
    await serve(clerk, round > 0).catch((error) => failures.push(error.message));
  }
}

// ------------------------------------------------------------ the board

async function openBoard(browser) {
  const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'ru-RU' })).newPage();
  page.on('pageerror', (error) => failures.push(`page: ${error.message}`));
  await page.goto(`${told.url}/auth/sign-in?next=/board`);
  await page.fill('input[name=login]', told.login);
  await page.fill('input[name=password]', told.password);
  await page.click('form button');
  await page.waitForSelector('.board__idle:not(:has-text("Подключаемся")), .board__stage, .board__list', { timeout: WAIT_MS });
  await page.evaluate(() => {
    window.seen = {};
    new MutationObserver(() => {
      for (const element of document.querySelectorAll('.board__call[data-call]')) window.seen[element.dataset.call.split('/')[0]] ??= Date.now();
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-call'] });
  });
  return page;
}

const percentile = (values, share) => values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? null;

function spread(values) {
  values.sort((a, b) => a - b);
  return { p50_ms: percentile(values, 0.5), p99_ms: percentile(values, 0.99), most_ms: values.at(-1) ?? null };
}

// ------------------------------------------------------------ all of it

const { windows } = await call('GET', `/v1/windows?centreCode=${told.centre}`, told.supervisor);
const clerks = [];
for (let i = 0; i < told.clerks.length; i += 20) // a crowd at once would only wait for each other
  clerks.push(...await Promise.all(told.clerks.slice(i, i + 20).map((token, k) => seat(windows[i + k], token))));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM });
const page = await openBoard(browser);
console.error('open');
const begun = Date.now();
await Promise.all(clerks.map((clerk, number) => work(clerk, number, begun)));
await sleep(2000);
const seen = await page.evaluate(() => window.seen);
await browser.close();
const delays = calls.filter(({ ticketId }) => seen[ticketId]).map(({ ticketId, asked }) => seen[ticketId] - asked);
console.log(JSON.stringify({ clerks: clerks.length, calls: calls.length, seen: delays.length,
  calls_per_s: calls.length / ((told.rounds - 1) * told.everyMs / 1000), ...spread(delays),
  answer: spread(calls.map(({ answered }) => answered)), failures: failures.length, first_failure: failures[0] ?? '' }));
