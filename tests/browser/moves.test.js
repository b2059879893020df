// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything that may happen to a visitor at a window, and to the window, by keyboard and without a reload.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { axe, close, shot, stop } from './support/browser.js';
import { atWindow, chief, desk, empty, focused, house, move, nobody, press, state, tabTo, visitor, windows } from './support/desk.js';
import { call } from './support/stack.js';

after(stop);
beforeEach(empty);

const ticketOf = (ticket) => call('GET', `/v1/tickets/${ticket.ticketId}`, undefined, chief);
const mine = async () => (await windows()).find((window) => window.session?.operator === 'operator');

async function called(page, group = 'documents') {
  const ticket = await house.issue(group);
  await press(page, 'F2');
  await state(page, 'Вызван');
  assert.equal(await visitor(page), ticket.number);
  return ticket;
}

test('moves of a visitor: again, aside and back, another queue, absent; a break', async () => {
  const page = await desk();
  await atWindow(page);
  const first = await house.issue('documents');
  await press(page, 'F2');
  await state(page, 'Вызван');
  await press(page, 'F4');
  await page.waitForSelector('.desk-visitor__facts:has-text("2 раза")');
  await press(page, 'F8');
  await page.waitForSelector('.desk-choices');
  await shot(page, 'operator-moves');
  await axe(page, 'the moves');
  await press(page, '3'); // aside
  await page.waitForSelector('#ask-reason');
  await page.keyboard.type('Сделать копии');
  await press(page, 'Enter');
  await page.waitForSelector('.desk-visitor--none');
  await page.click(`.desk-line button[aria-label="Вызвать ${first.number}"]`);
  await state(page, 'Вызван');
  await press(page, 'F8');
  await page.click('.desk-choices button:has-text("другую очередь")');
  await page.selectOption('#ask-groupCode', 'family');
  await page.click('.okno-dialog form button:not([type])');
  await page.waitForSelector('.desk-visitor--none');
  const moved = await call('GET', `/v1/tickets/${first.ticketId}`, undefined, chief);
  assert.equal(moved.groupCode, 'family');
  await press(page, 'F2');
  await state(page, 'Вызван');
  await press(page, 'F8');
  await page.click('.desk-choices button:has-text("Не подошёл")');
  await page.click('.okno-dialog form button:not([type])');
  await page.waitForSelector('.desk-visitor--none');
  await press(page, 'F9');
  await page.waitForSelector('.desk-choices');
  await press(page, '1');
  await page.waitForSelector('.okno-tag:text-is("Перерыв")');
  await press(page, 'F2');
  await page.waitForSelector('.okno-tag:text-is("Приём идёт")');
  await close(page);
});

test('without a ticket; what was typed waits with a visitor who steps aside', async () => {
  const page = await desk();
  await atWindow(page);
  await press(page, 'F8');
  await page.waitForSelector('.desk-choices');
  await press(page, '1');
  await state(page, 'Вызван');
  await press(page, 'F2');
  await focused(page, '#find-applicant');
  await page.keyboard.type('недописанова ирина');
  await page.waitForSelector('.desk-found__none button');
  await press(page, 'Enter');
  await focused(page, '#reg-person-middleName');
  await page.keyboard.type('Олеговна');
  const number = await visitor(page);
  await press(page, 'F8');
  await page.click('.desk-choices button:has-text("вернётся к этому окну")');
  await page.click('.okno-dialog form button:not([type])');
  await page.waitForSelector('.desk-visitor--none');
  assert.equal(await page.locator('#reg-person-lastName').count(), 0);
  await page.click(`.desk-line button[aria-label="Вызвать ${number}"]`);
  await page.waitForSelector('#reg-person-lastName');
  assert.equal(await page.inputValue('#reg-person-lastName'), 'Недописанова');
  assert.equal(await page.inputValue('#reg-person-middleName'), 'Олеговна');
  await close(page);
});

test('who did not come when called, and comes after all, is called again', async () => {
  let page = await desk();
  await atWindow(page);
  const ticket = await called(page);
  await move(page, 'Не подошёл');
  await page.click('.okno-dialog form button:not([type])');
  await nobody(page);
  assert.equal((await ticketOf(ticket)).state, 'NO_SHOW');
  const late = '.desk-absent:has-text("Не подошли сегодня")';
  const again = `${late} button[aria-label="Вызвать ${ticket.number}"]`;
  await page.click(`${late} summary`);
  await page.waitForSelector(again);
  await shot(page, 'operator-absent');
  await axe(page, 'who did not come');
  await close(page);
  page = await desk(); // and on a page opened later
  await page.click(`${late} summary`);
  await page.click(again);
  await state(page, 'Вызван');
  assert.equal(await visitor(page), ticket.number);
  await page.waitForSelector(again, { state: 'detached' });
  await close(page);
});

test('called again as often as the hall allows, then said to be enough', async () => {
  const page = await desk();
  await atWindow(page);
  await called(page);
  const { limits } = await call('GET', '/v1/queueSettings?centreCode=tverskoy');
  for (let times = 2; times <= limits.maxRecalls + 1; times++) {
    await press(page, 'F4');
    await page.waitForSelector(`.desk-visitor__facts:has-text("${times} раз")`);
  }
  await press(page, 'F4');
  await page.waitForSelector('.okno-note--bad');
  await close(page);
});

test('parked in the hall, and called back by whoever is free', async () => {
  const page = await desk();
  await atWindow(page);
  const ticket = await called(page);
  await press(page, 'F2');
  await state(page, 'На приёме');
  await move(page, 'Ждёт в зале');
  await page.waitForSelector('#ask-reason');
  await page.keyboard.type('Оплатить пошлину');
  await press(page, 'Enter');
  await nobody(page);
  await page.waitForSelector('.desk-line :text("Оплатить пошлину")');
  assert.equal((await ticketOf(ticket)).state, 'PARKED');
  await house.open(9);
  await house.act(ticket, 'recall', 9);
  await page.waitForFunction((number) => ![...document.querySelectorAll('.desk-line b')].some((one) => one.textContent === number), ticket.number);
  const again = await ticketOf(ticket);
  assert.deepEqual([again.state, again.windowNumber], ['CALLED', '9']);
  await house.serve(ticket, 9);
  await close(page);
});

test('postponed: back in the line at their place, not before their time', async () => {
  const page = await desk();
  await atWindow(page);
  const ticket = await called(page);
  await move(page, 'Вернуть в очередь');
  await page.waitForSelector('#ask-minutes');
  await press(page, 'Control+A');
  await page.keyboard.type('30');
  await press(page, 'Enter');
  await nobody(page);
  await page.waitForSelector('.desk-line :text("не раньше")');
  await shot(page, 'operator-postponed');
  const kept = await ticketOf(ticket);
  assert.equal(kept.state, 'POSTPONED');
  assert.ok(new Date(kept.postponedUntil) > Date.now() + 28 * 60e3);
  await press(page, 'F2');
  await page.waitForSelector('.okno-note:has-text("никто не ждёт")');
  await close(page);
});

test('to another window, which sends them back', async () => {
  const page = await desk();
  await atWindow(page);
  await house.open(9);
  const ticket = await called(page);
  await press(page, 'F2');
  await state(page, 'На приёме');
  const later = await house.issue('documents');
  await move(page, 'Направить к другому окну');
  await focused(page, '#ask-windowId');
  await axe(page, 'sending to a window');
  await press(page, 'ArrowDown');
  await tabTo(page, '.okno-dialog form button:not([type])');
  await press(page, 'Enter');
  await nobody(page);
  assert.equal((await house.next(9)).ticketId, ticket.ticketId, 'before who came later: the waiting time stays');
  await house.act(ticket, 'serve', 9);
  await house.act(ticket, 'return', 9);
  await page.waitForSelector('.desk-place__waits:text-is("Ждут к вам: 2")');
  assert.deepEqual(await page.locator('.desk-line:not(.desk-absent .desk-line) b').allTextContents(), [ticket.number, later.number]);
  await press(page, 'F2');
  await state(page, 'Вызван');
  assert.equal(await visitor(page), ticket.number);
  await close(page);
});

test('who was sent here is returned to the sender', async () => {
  const page = await desk();
  await atWindow(page);
  await house.open(9);
  const ticket = await house.issue('documents');
  await house.next(9);
  await house.act(ticket, 'redirect', 9, { windowId: (await mine()).windowId });
  await page.waitForSelector('.desk-line :text("Перенаправлен")');
  await press(page, 'F2');
  await page.waitForSelector('.desk-visitor__facts :text("от окна 9")');
  await shot(page, 'operator-sent-here');
  await move(page, 'Вернуть пославшему');
  await nobody(page);
  assert.equal((await house.next(9)).ticketId, ticket.ticketId);
  await close(page);
});

test('to an employee, and to another service', async () => {
  const page = await desk();
  await atWindow(page);
  await house.open(9);
  const first = await called(page);
  await move(page, 'Направить к сотруднику');
  await page.waitForSelector('#ask-operator');
  await press(page, 'ArrowDown');
  await tabTo(page, '.okno-dialog form button:not([type])');
  await press(page, 'Enter');
  await nobody(page);
  assert.equal((await ticketOf(first)).targetOperator, 'clerk-tverskoy-9');
  assert.equal((await house.next(9)).ticketId, first.ticketId);
  const second = await called(page);
  await house.issue('family');
  await house.serve(first, 9);
  await move(page, 'Направить на другую услугу');
  await page.waitForSelector('#ask-serviceCode');
  await axe(page, 'sending to a service');
  await page.selectOption('#ask-serviceCode', 'kindergarten');
  await tabTo(page, '.okno-dialog form button:not([type])');
  await press(page, 'Enter');
  await nobody(page);
  const moved = await ticketOf(second);
  assert.deepEqual([moved.serviceCode, moved.groupCode], ['kindergarten', 'family']);
  assert.equal((await house.next(9)).ticketId, second.ticketId, 'before who came later');
  await close(page);
});

test('a visit ends with its result', async () => {
  const page = await desk();
  await atWindow(page);
  const ticket = await called(page);
  await press(page, 'F2');
  await state(page, 'На приёме');
  await press(page, 'F2');
  await focused(page, '#ask-result');
  await press(page, 'Control+A');
  await page.keyboard.type('Не хватило документов');
  await press(page, 'Enter');
  await nobody(page);
  const ended = await ticketOf(ticket);
  assert.deepEqual([ended.state, ended.result], ['FINISHED', 'Не хватило документов']);
  await close(page);
});

test('a break for a reason of one\'s own', async () => {
  const page = await desk();
  await atWindow(page);
  await press(page, 'F9');
  await page.waitForSelector('.desk-choices');
  await shot(page, 'operator-break');
  await press(page, '6');
  await page.waitForSelector('#ask-reason');
  await page.keyboard.type('Поверка весов');
  await press(page, 'Enter');
  await page.waitForSelector('.desk-visitor--none :text("Поверка весов")');
  assert.equal((await mine()).session.breakReason, 'Поверка весов');
  await house.issue('documents');
  await press(page, 'F2'); // back to work, and only then the next
  await page.waitForSelector('.okno-tag:text-is("Приём идёт")');
  await nobody(page);
  await press(page, 'F2');
  await state(page, 'Вызван');
  await close(page);
});

test('the window closes after the last visitor', async () => {
  const page = await desk();
  await atWindow(page);
  await called(page);
  await house.issue('documents');
  await press(page, 'F2');
  await state(page, 'На приёме');
  await press(page, 'F9');
  await page.waitForSelector('.desk-choices :text("Закрыть окно")');
  await press(page, '1');
  await page.waitForSelector('.okno-tag:text-is("Закрывается")');
  assert.equal((await mine()).session.state, 'CLOSING');
  await press(page, 'F2');
  await focused(page, '#ask-result');
  await press(page, 'Enter');
  await page.waitForSelector('desk-place form');
  assert.equal(await mine(), undefined, 'nobody else was called');
  await close(page);
});

test('standing in for a colleague: whoever is sent to them comes here', async () => {
  const page = await desk();
  await tabTo(page, 'desk-place summary');
  await press(page, 'Enter', 'Tab');
  await focused(page, '#substitutes');
  await page.keyboard.type('zamestova');
  await press(page, 'F2');
  await page.waitForSelector('.desk-moves');
  await page.waitForSelector(':text("Замещаете: zamestova")');
  await house.open(9);
  const ticket = await house.issue('documents');
  await house.next(9);
  await house.act(ticket, 'redirect', 9, { operator: 'zamestova' });
  await page.waitForSelector('.desk-place__waits:text-is("Ждут к вам: 1")');
  await press(page, 'F2');
  await state(page, 'Вызван');
  assert.equal(await visitor(page), ticket.number);
  await shot(page, 'operator-substitute');
  await close(page);
});
