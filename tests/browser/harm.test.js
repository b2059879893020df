// SPDX-License-Identifier: AGPL-3.0-or-later
// Boards while the server is hurt: they say from when their data are, and catch up without a reload.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { close, go, open, shot, signedIn, stop } from './support/browser.js';
import { account, fell, House, kill, raise } from './support/stack.js';

after(stop);

/** The board of a hall where somebody works, and a mark that a reload would wipe away. */
async function board(centre, query = '') {
  const house = new House(centre);
  await house.open(1);
  const page = await open({ width: 1920, height: 1080, ...await signedIn(account('KIOSK', centre)) });
  await go(page, `/board?full=500&voice=off${query}`);
  await page.waitForSelector('.board__idle:not(:has-text("Подключаемся")), .board__stage, .board__list');
  await page.evaluate(() => { window.same = true; });
  return { house, page };
}

const minutes = (text) => {
  const [, hour, minute] = text.match(/Данные от (\d\d):(\d\d)/);
  return Number(hour) * 60 + Number(minute);
};

/** The minute of the day that it was that long ago. */
const clock = (page, ago = 0) => page.evaluate((ms) => {
  const then = new Date(Date.now() - ms);
  return then.getHours() * 60 + then.getMinutes();
}, ago);

/** From one minute of the day to another; after 23:59 comes 00:00. */
const since = (from, to) => (to - from + 1440) % 1440;

/** Again and again until it succeeds: services need a moment to come back. */
async function eventually(work) {
  for (const end = Date.now() + 30000; ;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => { setTimeout(resolve, 300); });
    }
  }
}

/** What is missing while it is away is told with its time; what happens then is on the board soon. */
async function isHonest(centre, name, query) {
  const { house, page } = await board(centre, query);
  const before = await clock(page, 2000); // the last word of the gateway may be a second old
  await fell(name);
  try {
    await page.waitForSelector('.board__stale', { timeout: 25000 });
    const told = minutes(await page.textContent('.board__stale'));
    assert.ok(since(before, told) <= since(before, await clock(page)), `data of ${told}, fell at ${before}`);
    await shot(page, `board-without-${name}`);
  } finally {
    await raise(name);
  }
  await page.waitForSelector('.board__stale', { state: 'detached', timeout: 45000 });
  await eventually(() => house.issue('documents'));
  const ticket = await eventually(() => house.next(1));
  await page.waitForSelector(`.board__call[data-call^="${ticket.ticketId}"]`, { timeout: 5000 });
  assert.ok(await page.evaluate(() => window.same), 'it is the same page');
  await house.serve(ticket, 1);
  await close(page);
}

// A silent link is one thing, a gateway that lives while nobody stands behind it another.
test('the gateway is away', () => isHonest('khamovniki', 'gateway', '&silence=3000'));
test('the queue is away', () => isHonest('tagansky', 'queue'));
test('the database is away', () => isHonest('presnensky', 'postgres'));

test('kill -9 of queue and gateway: what is called then is on the same page', async () => {
  const { house, page } = await board('khamovniki');
  for (const name of ['queue', 'gateway']) {
    await kill(name);
    await eventually(() => house.issue('documents'));
    const ticket = await eventually(() => house.next(1));
    await page.waitForSelector(`.board__call[data-call^="${ticket.ticketId}"]`, { timeout: 30000 });
    await eventually(() => house.serve(ticket, 1));
  }
  assert.ok(await page.evaluate(() => window.same), 'it is the same page');
  await close(page);
});
