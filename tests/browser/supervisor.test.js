// SPDX-License-Identifier: AGPL-3.0-or-later
// The supervisor sees the hall live and acts in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { alarmOf, queuesOf, serves, tooLong } from '../../services/gateway/pages/supervisor/rules.js';
import { axe, close, go, keyboard, known, narrow, open, shot, signedIn, signIn, stop, themes } from './support/browser.js';
import { account, call, House, token } from './support/stack.js';

const centre = 'tverskoy'; // of the account
const house = new House(centre);
const chief = token('SUPERVISOR', { centre, sub: 'supervisor-tverskoy' });
after(stop);

before(async () => {
  for (const { session, ticket } of (await call('GET', '/v1/windows', undefined, chief)).windows) {
    if (ticket) {
      if (ticket.state === 'CALLED') await call('POST', `/v1/tickets/${ticket.ticketId}:serve`, {}, chief);
      await call('POST', `/v1/tickets/${ticket.ticketId}:finish`, {}, chief);
    }
    if (session) await call('POST', `/v1/sessions/${session.sessionId}:close`, {}, chief);
  }
  const { tickets = [] } = await call('GET', '/v1/tickets', undefined, chief);
  for (const ticket of tickets) await call('POST', `/v1/tickets/${ticket.ticketId}:cancel`, {}, chief);
});

async function hall(address = '/supervisor', options = {}) {
  const page = await open({ width: 1440, ...options });
  await signIn(page, known('supervisor'), address);
  await page.waitForSelector('.super-figures');
  return page;
}

const card = (number) => `.super-window:has(h4:text-is("Окно ${number}"))`;
const figure = (page, name) => page.textContent(`.super-figure:has(dt:text-is("${name}")) dd`);

test('what is too much', () => {
  const now = Date.parse('2026-03-02T10:00:00Z');
  const ticket = (state, minutes) => ({ state, groupCode: 'a', entered: new Date(now - minutes * 60000).toISOString() });
  const tickets = [ticket('WAITING', 16), ticket('WAITING', 15), ticket('CALLED', 40), ticket('TRANSFERRED', 20), ticket('POSTPONED', 50)];
  assert.deepEqual(tooLong(tickets, 15, now).map((one) => one.state), ['TRANSFERRED', 'WAITING']);
  assert.equal(serves({ groups: [] }, { groupCode: 'a' }), true);
  assert.equal(serves({ groups: [] }, { groupCode: 'e', express: true }), false);
  const model = { groups: [{ groupCode: 'a' }], summary: null, live: () => tickets, isWaiting: (one) => ['WAITING', 'TRANSFERRED'].includes(one.state),
    windows: [{ number: '1', session: { state: 'OPEN' } }, { number: '2', session: { state: 'BREAK' } }] };
  const [queue] = queuesOf(model, now);
  assert.deepEqual([queue.waiting, queue.longest, queue.windows], [3, 1200, ['1']]);
  assert.equal(alarmOf(queue, { minutes: 15, people: 10 }), 'bad');
  assert.equal(alarmOf(queue, { minutes: 30, people: 3 }), 'warn');
  assert.equal(alarmOf({ ...queue, windows: [] }, { minutes: 30, people: 10 }), 'bad');
  assert.equal(alarmOf({ ...queue, waiting: 0, windows: [] }, { minutes: 1, people: 1 }), '');
});

test('the hall is live: tickets, calls and windows come without a reload', async () => {
  const page = await hall();
  const before = Number(await figure(page, 'Ждут'));
  const ticket = await house.issue('documents');
  await page.waitForFunction((n) => document.querySelector('.super-figure dd').textContent.trim() === String(n), before + 1);
  await house.open(4);
  await page.waitForSelector(`${card(4)} :text("Свободен")`);
  assert.equal((await house.next(4)).ticketId, ticket.ticketId);
  await page.waitForSelector(`${card(4)} b:text-is("${ticket.number}")`);
  await shot(page, 'supervisor');
  await house.serve(ticket, 4);
  await page.waitForSelector(`${card(4)} :text("Свободен")`);
  await close(page);
});

test('staff and queues of windows', async () => {
  const page = await hall();
  const choose = async (number, what) => {
    await page.click(`${card(number)} button`);
    await page.click(`.desk-choices button:has-text("${what}")`);
  };
  await house.open(4);
  await call('POST', `/v1/sessions/${house.clerks.get(4).sessionId}:close`, {}, chief);
  house.clerks.delete(4);
  await page.waitForSelector(`${card(4)} :text("Никого нет")`);
  await choose(7, 'Посадить');
  await page.waitForSelector(`#ask-operator-list option[value="clerk-${centre}-4"]`, { state: 'attached' }); // who sat here lately
  await page.fill('#ask-operator', 'novikova');
  await page.keyboard.press('Enter');
  await page.waitForSelector(`${card(7)} :text("novikova")`);
  await choose(7, 'Пересадить');
  const target = (await call('GET', '/v1/windows', undefined, chief)).windows.find((window) => window.number === '8');
  await page.selectOption('#ask-windowId', target.windowId);
  await page.click('.okno-dialog form button:not([type])');
  await page.waitForSelector(`${card(8)} :text("novikova")`);
  await choose(8, 'Отправить на перерыв');
  await page.waitForSelector('#ask-reason');
  await page.keyboard.press('Enter');
  await page.waitForSelector(`${card(8)} :text("Обед")`);
  await choose(8, 'Вернуть с перерыва');
  await page.waitForSelector(`${card(8)} :text("Свободен")`);
  await choose(8, 'Очереди и вес');
  await page.waitForSelector('.super-weights');
  await shot(page, 'supervisor-weights');
  await axe(page, 'queues of a window');
  for (const box of await page.locator('.super-weights input[type=checkbox]').all()) await box.uncheck();
  await page.click('.okno-dialog button:has-text("Сохранить")');
  await page.waitForSelector('.okno-dialog [role=alert]');
  await page.check('#g-family');
  await page.fill('[name=weight-family]', '3');
  await page.click('.okno-dialog button:has-text("Сохранить")');
  await page.waitForSelector('.okno-note--good');
  const changed = (await call('GET', '/v1/windows', undefined, chief)).windows.find((window) => window.number === '8');
  assert.deepEqual(changed.groups, [{ groupCode: 'family', weight: 3 }]);
  await choose(8, 'Закрыть окно');
  await page.waitForSelector(`${card(8)} :text("Никого нет")`);
  await call('PATCH', `/v1/windows/${changed.windowId}`, { groups: target.groups }, chief);
  await close(page);
});

test('who waits too long is seen and called', async () => {
  const ticket = await house.issue('property');
  await house.open(5);
  const page = await hall('/supervisor', { storage: { 'supervisor.minutes': '1' } });
  await page.waitForSelector(`.super-long b:text-is("${ticket.number}")`, { timeout: 75000 });
  await shot(page, 'supervisor-long');
  await page.click(`button[aria-label="Помочь: ${ticket.number}"]`);
  await axe(page, 'help for a visitor');
  await page.click('.desk-choices button:has-text("Вызвать к окну 5")');
  await page.waitForSelector(`${card(5)} b:text-is("${ticket.number}")`);
  await house.serve(ticket, 5);
  await close(page);
});

test('thresholds are set on the page, hold for the next time, and turn a queue into an alarm', async () => {
  const ticket = await house.issue('transport');
  const page = await hall();
  const limit = (name) => `.super-limit:has-text("${name}") input`;
  const row = '.super-queue:has(td:text-is("Транспорт и все остальное"))';
  await page.waitForSelector(row);
  await page.fill(limit('в очереди не меньше'), '1');
  await page.keyboard.press('Tab');
  await page.waitForSelector(`${row}[class*="super-queue--"]`);
  await page.fill(limit('ожидание дольше'), '7');
  await page.keyboard.press('Tab');
  await page.waitForSelector('.super-figure dt:text-is("Дольше 7 минут")');
  await page.reload();
  await page.waitForSelector('.super-figure dt:text-is("Дольше 7 минут")');
  assert.equal(await page.inputValue(limit('в очереди не меньше')), '1');
  await shot(page, 'supervisor-thresholds');
  await call('POST', `/v1/tickets/${ticket.ticketId}:cancel`, {}, chief);
  await close(page);
});

test('who waits too long is moved to another queue, and to another window', async () => {
  const [first, second] = [await house.issue('property'), await house.issue('property')];
  await house.open(5);
  await house.open(6);
  const busy = await house.issue('documents');
  assert.equal((await house.next(6)).ticketId, first.ticketId);
  const page = await hall('/supervisor', { storage: { 'supervisor.minutes': '1' } });
  await page.waitForSelector(`.super-long b:text-is("${second.number}")`, { timeout: 75000 });
  await page.click(`button[aria-label="Помочь: ${second.number}"]`);
  await page.click('.desk-choices button:has-text("Направить к окну 6")');
  await page.waitForSelector(`.okno-note--good:has-text("${second.number}")`);
  await page.click(`button[aria-label="Помочь: ${busy.number}"]`);
  await page.click('.desk-choices button:has-text("Семья")');
  await page.waitForSelector(`.okno-note--good:has-text("${busy.number}")`);
  const read = (ticket) => call('GET', `/v1/tickets/${ticket.ticketId}`, undefined, chief);
  const six = (await call('GET', '/v1/windows', undefined, chief)).windows.find((window) => window.number === '6');
  assert.equal((await read(second)).targetWindowId, six.windowId);
  assert.equal((await read(busy)).groupCode, 'family');
  await house.serve(first, 6);
  assert.equal((await house.next(6)).ticketId, second.ticketId);
  await house.serve(second, 6);
  await call('POST', `/v1/tickets/${busy.ticketId}:cancel`, {}, chief);
  await close(page);
});

test('a message reaches an open board at once', async () => {
  const board = await open({ width: 1920, height: 1080, ...await signedIn(account('KIOSK', centre)) });
  await go(board, '/board?voice=off');
  await board.waitForSelector('.board__idle:not(:has-text("Подключаемся")), .board__stage, .board__list');
  const page = await hall('/supervisor/boards');
  const text = `Окно 3 сегодня не принимает ${Date.now() % 1000}`;
  await page.fill('#message', text);
  await page.click('text="Показать"');
  await page.waitForSelector('.okno-note--good');
  await board.waitForFunction((said) => document.body.textContent.includes(said), text);
  await shot(board, 'supervisor-board');
  await close(board);
  await close(page);
});

test('a message goes to the boards; the day has its charts in Russian hours', async () => {
  const page = await hall('/supervisor/boards');
  await page.fill('#message', 'Зал закроется на десять минут раньше.');
  await page.click('text="Показать"');
  await page.waitForSelector('.desk-history :text("раньше")');
  const { messages } = await house.hall();
  assert.ok(messages.some((message) => message.text.includes('на десять минут раньше')));
  await axe(page, 'boards');
  await shot(page, 'supervisor-boards');
  await narrow(page, 'supervisor-boards');
  await page.keyboard.press('Alt+2');
  await page.waitForSelector('.uplot canvas');
  await page.click('summary:has-text("Цифрами")');
  assert.match(await page.textContent('super-day'), /Паспорта, регистрация, справки/);
  assert.doesNotMatch(await page.textContent('super-day'), /\d\s?(am|pm)/i);
  await shot(page, 'supervisor-day');
  await themes(page, 'supervisor day');
  await narrow(page, 'supervisor-day');
  const save = async (kind) => {
    const file = page.waitForEvent('download');
    await page.click(`button:text-is("${kind}")`);
    return file;
  };
  assert.match((await save('XLSX')).suggestedFilename(), /^hall-\d{4}-\d\d-\d\d-by-day\.xlsx$/);
  await page.selectOption('#report-by', 'BY_GROUP');
  await page.fill('#report-from', '1.1.26');
  await page.press('#report-from', 'Tab');
  const groups = await save('CSV');
  assert.match(groups.suggestedFilename(), /^hall-2026-01-01-\d{4}-\d\d-\d\d-by-group\.csv$/);
  assert.match(readFileSync(await groups.path(), 'utf8'), /Паспорта, регистрация, справки/);
  await page.fill('#report-to', '1.1.25');
  await page.press('#report-to', 'Tab');
  await page.click('button:text-is("CSV")');
  await page.waitForSelector('.okno-note--bad:has-text("позже последнего")');
  await close(page);
});

test('rules of accessibility, themes, 320 px, keyboard, English', async () => {
  const page = await hall();
  await themes(page, 'supervisor hall');
  await narrow(page, 'supervisor');
  await keyboard(page, 'the supervisor’s page');
  await page.keyboard.press('Alt+3');
  await page.waitForSelector('super-late h3');
  await axe(page, 'overdue tasks');
  await narrow(page, 'supervisor-late');
  await page.click('text=English');
  await page.waitForSelector('nav a:has-text("Overdue")');
  assert.doesNotMatch(await page.textContent('.super-figures'), /[а-яё]/i);
  await close(page);
});

test('whoever is no supervisor is told so', async () => {
  const page = await open();
  await signIn(page, known('operator'), '/supervisor');
  await page.waitForSelector('text=другая роль');
  await close(page);
});
