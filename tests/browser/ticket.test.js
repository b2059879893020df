// SPDX-License-Identifier: AGPL-3.0-or-later
// The ticket on the phone: whoever has the code sees their place, and is told when it is time.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { close, go, keyboard, narrow, open, shot, stop, themes } from './support/browser.js';
import { call, House } from './support/stack.js';

const house = new House('tverskoy');
const phone = { width: 390, height: 844, isMobile: true, hasTouch: true };
const addressOf = (ticket) => `/t/${ticket.ticketId}?code=${ticket.code}`;
after(stop);

async function show(ticket) {
  const page = await open(phone);
  await page.addInitScript(() => { navigator.vibrate = (pattern) => { window.buzzed = pattern; return true; }; });
  await go(page, addressOf(ticket));
  await page.waitForSelector('.ticket__number');
  return page;
}

test('place, waiting time, then the window, without a reload', async () => {
  await house.open(1);
  const first = await house.issue('documents');
  const second = await house.issue('documents');
  const page = await show(second);
  assert.equal(await page.textContent('.ticket__number'), second.number);
  await page.waitForSelector('text=Перед вами');
  await shot(page, 'ticket');
  const pdf = await page.evaluate((address) => fetch(address).then((response) => response.blob()).then(({ type, size }) => [type, size]),
    await page.getAttribute('.ticket__foot a', 'href'));
  assert.ok(pdf[0] === 'application/pdf' && pdf[1] > 1000, 'the ticket as a document');
  await page.evaluate(() => { window.same = true; });
  let called = await house.next(1);
  while (called.ticketId !== second.ticketId) {
    await house.serve(called, 1);
    called = await house.next(1);
  }
  await page.waitForSelector('.ticket--called', { timeout: 10000 });
  assert.match(await page.textContent('.ticket__big'), /Подойдите к окну 1$/);
  assert.match(await page.title(), /Подойдите к окну 1/);
  assert.ok(await page.evaluate(() => window.buzzed?.length), 'the phone vibrates');
  await shot(page, 'ticket-called');
  await themes(page, 'ticket-called');
  await house.serve(second, 1);
  await page.waitForSelector('.ticket--finished', { timeout: 10000 });
  assert.ok(await page.evaluate(() => window.same), 'it is the same page');
  assert.ok(first.number !== second.number);
  await shot(page, 'ticket-finished');
  await close(page);
});

test('one page leads through all services of a visit', async () => {
  const { ticket, further: [then] } = await call('POST', '/v1/tickets',
    { centreCode: house.centre, items: [{ groupCode: 'documents' }, { purpose: 'ASK' }] }, house.kiosk);
  const page = await show(ticket);
  await page.waitForSelector(`text=Затем: талон ${then.number}`);
  await page.evaluate(() => { window.same = true; });
  let called = await house.next(1);
  for (; called.ticketId !== ticket.ticketId; called = await house.next(1)) await house.serve(called, 1);
  await house.serve(called, 1);
  await page.waitForSelector(`.ticket__number >> text=${then.number}`, { timeout: 15000 });
  await page.waitForSelector(`text=Талон ${ticket.number} закрыт`);
  assert.equal(new URL(page.url()).pathname, `/t/${then.ticketId}`);
  await shot(page, 'ticket-then');
  called = await house.next(1);
  for (; called.ticketId !== then.ticketId; called = await house.next(1)) await house.serve(called, 1);
  await page.waitForSelector('.ticket--called', { timeout: 10000 });
  await house.serve(called, 1);
  await page.waitForSelector('.ticket--finished', { timeout: 10000 });
  assert.ok(await page.evaluate(() => window.same), 'without a reload');
  await close(page);
});

test('a wrong code says so and asks for the right one', async () => {
  const ticket = await house.issue('documents');
  const page = await open(phone);
  await go(page, `/t/${ticket.ticketId}?code=AAAA4444`);
  await page.waitForSelector('text=Талон не найден');
  await shot(page, 'ticket-wrong');
  await themes(page, 'ticket-wrong');
  await page.fill('#code', ticket.code.toLowerCase());
  await page.tap('text=Найти талон');
  await page.waitForSelector('.ticket__number');
  assert.equal(await page.textContent('.ticket__number'), ticket.number);
  await close(page);
});

test('in English as in Russian', async () => {
  const page = await show(await house.issue('documents'));
  await page.tap('text=English');
  await page.waitForSelector('text=Estimated waiting time');
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await page.reload();
  await page.waitForSelector('text=Estimated waiting time');
  await close(page);
});

test('every theme, a narrow screen, the keyboard', async () => {
  const page = await show(await house.issue('documents'));
  await themes(page, 'ticket');
  await narrow(page, 'ticket');
  await keyboard(page, 'ticket');
  await page.tap('text=Вид страницы');
  await themes(page, 'ticket-settings');
  await narrow(page, 'ticket-settings');
  await keyboard(page, 'ticket-settings');
  await close(page);
});
