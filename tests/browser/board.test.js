// SPDX-License-Identifier: AGPL-3.0-or-later
// The board of a hall, over the live streams of a real installation.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { close, go, keyboard, narrow, open, shot, signedIn, stop, themes } from './support/browser.js';
import { account, House } from './support/stack.js';

const FIRST_LOAD = 250 * 1024;
const screen = { width: 1920, height: 1080 };
after(stop);

async function board(house, query = '') {
  const page = await open({ ...screen, ...await signedIn(account('KIOSK', house.centre)) });
  await go(page, `/board${query}`);
  await page.waitForSelector('.board__idle:not(:has-text("Подключаемся")), .board__stage, .board__list');
  return page;
}

test('the first load is light and asks no other host', async () => {
  const page = await board(new House('khamovniki'));
  await page.waitForTimeout(2000);
  const { bytes, requests } = page.seen;
  console.log(`first load: ${bytes} bytes in ${requests.length} answers`);
  assert.ok(bytes > 20000 && bytes <= FIRST_LOAD, `${bytes} bytes: ${JSON.stringify(requests)}`);
  await close(page);
});

test('a call is on the board at once, on the stage and in the list', async () => {
  const house = new House('khamovniki');
  for (const number of [1, 2, 3]) await house.open(number);
  for (let i = 0; i < 5; i++) await house.issue('documents');
  const page = await board(house, '?full=2000');
  await shot(page, 'board');
  const ticket = await house.next(1);
  const begun = Date.now();
  await page.waitForSelector(`.board__call[data-call^="${ticket.ticketId}"]`, { timeout: 5000 });
  console.log(`called → seen: ${Date.now() - begun} ms after the answer`);
  await page.waitForSelector(`.board__stage >> text=${ticket.number}`);
  assert.equal((await page.textContent('.board__number--window')).trim(), '1');
  await shot(page, 'board-call');
  await themes(page, 'board');
  await house.act(ticket, 'recall', 1);
  await page.waitForSelector(`.board__stage[data-call^="${ticket.ticketId}/"][data-call$="/2"]`);
  await house.serve(ticket, 1);
  await page.waitForSelector(`.board__call[data-call^="${ticket.ticketId}"]`, { state: 'detached', timeout: 30000 });
  await close(page);
});

test('who is sent to another window and called there is on the stage with that window', async () => {
  const house = new House('khamovniki');
  for (const number of [2, 3]) await house.open(number);
  const page = await board(house, '?full=1000&voice=off');
  await house.issue('documents');
  const first = await house.next(2);
  await page.waitForSelector(`.board__stage >> text=${first.number}`);
  await house.act(first, 'redirect', 2, { windowId: house.clerks.get(3).windowId, reason: '' });
  await page.waitForSelector(`.board__call[data-call^="${first.ticketId}"]`, { state: 'detached', timeout: 5000 });
  await house.act(first, 'call', 3);
  await page.waitForSelector(`.board__stage[data-call^="${first.ticketId}/3/"]`, { timeout: 5000 });
  assert.equal((await page.textContent('.board__stage .board__number--window')).trim(), '3');
  assert.equal((await page.textContent(`.board__call[data-call^="${first.ticketId}"] td:last-child span:last-child`)).trim(), '3');
  await house.serve(first, 3);
  await close(page);
});

test('twenty calls at once: all are shown, each has its time on the stage', async () => {
  const house = new House('konkovo'); // thirty windows
  const used = [...Array(20).keys()].map((i) => i + 1);
  const page = await board(house, '?full=600&voice=off');
  for (const number of used) await house.open(number);
  for (const _ of used) await house.issue('documents');
  await page.evaluate(() => {
    window.stages = [];
    new MutationObserver(() => {
      const key = document.querySelector('.board__stage')?.dataset.call;
      if (key && window.stages.at(-1)?.[0] !== key) window.stages.push([key, performance.now()]);
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-call'] });
  });
  const tickets = await Promise.all(used.map(async (number) => [await house.next(number), number]));
  assert.ok(tickets.every(([ticket]) => ticket), 'each window has called somebody');
  await page.waitForFunction((n) => document.querySelectorAll('.board__call').length === n, tickets.length, { timeout: 5000 });
  await shot(page, 'board-twenty');
  await Promise.all(tickets.map(([ticket, number]) => house.serve(ticket, number)));
  await page.waitForFunction((n) => window.stages.length >= n, tickets.length, { timeout: 60000 });
  const stages = await page.evaluate(() => window.stages);
  const inTurn = tickets.map(([ticket]) => ticket).sort((a, b) => (a.number < b.number ? -1 : 1));
  assert.deepEqual(stages.map(([key]) => key.split('/')[0]), inTurn.map(({ ticketId }) => ticketId), 'each once, in their order');
  // One that was drawn late seems to have less, and the one before it more: together they had theirs.
  const lasted = stages.at(-1)[1] - stages[0][1];
  assert.ok(lasted >= 19 * 600 - 40, `nineteen had ${lasted} ms`);
  await close(page);
});

test('the four colours of a queue are four, with a word each that every theme shows', async () => {
  const page = await board(new House('khamovniki'));
  const lights = await page.evaluate(async () => {
    const { light } = await import('/assets/board/lights.js');
    const { html, render } = await import('/assets/lib/live.js');
    const place = document.createElement('div');
    document.querySelector('.board__calls').append(place);
    render(html`<p>${['GREEN', 'YELLOW', 'ORANGE', 'RED', 'CLOSED'].map(light)}</p>`, place);
    return [...place.querySelectorAll('.board__light')].map((one) => [one.textContent, getComputedStyle(one).backgroundColor]);
  });
  assert.deepEqual(lights.map(([word]) => word), ['быстро', 'недолго', 'долго', 'очень долго']);
  assert.equal(new Set(lights.map(([, colour]) => colour)).size, 4);
  await themes(page, 'board-lights');
  await close(page);
});

test('messages for all come by themselves', async () => {
  const house = new House('tagansky');
  const page = await board(house);
  await house.say('Окно 3 сегодня работает до 15 часов', 'Window 3 closes at 3 p.m. today');
  await page.waitForSelector('.board__rolling >> text=Окно 3 сегодня работает до 15 часов');
  await shot(page, 'board-message');
  await close(page);
});

const LONG = `Уважаемые посетители! ${'Сегодня с 14 до 16 часов окна 3, 7 и 12 не принимают: проверяют оборудование. '.repeat(3)}Конец.`;

test('a message that is wider than its line rolls to its end', async () => {
  const house = new House('basmanny');
  const page = await board(house, '?voice=off');
  await house.say('Коротко', 'In short');
  await house.say(LONG, 'Short in English');
  await page.waitForSelector('.board__rolling >> text=Коротко', { timeout: 60000 });
  assert.equal(await page.evaluate(() => document.querySelector('.board__line').getAnimations().length), 0, 'what fits stands still');
  await page.waitForSelector('.board__rolling >> text=Уважаемые посетители', { timeout: 60000 });
  const edges = () => page.evaluate(() => [document.querySelector('.board__line'), document.querySelector('.board__rolling')].map((element) => {
    const { left, right } = element.getBoundingClientRect();
    return [Math.round(left), Math.round(right)];
  }));
  const [[left, right], [start, end]] = await edges();
  assert.ok(left === start && right > end, `it begins at its beginning: ${[left, right, start, end]}`);
  await page.waitForFunction(([edge]) => document.querySelector('.board__line').getBoundingClientRect().right <= edge + 1, [end], { timeout: 60000 });
  await shot(page, 'board-rolled');
  assert.match(await page.textContent('.board__rolling'), /Конец/, 'the end is seen before the next message comes');
  await close(page);
});

test('where motion is not wanted, a long message is shown in parts', async () => {
  const house = new House('basmanny');
  const page = await open({ ...screen, ...await signedIn(account('KIOSK', house.centre)), reducedMotion: 'reduce' });
  await go(page, '/board?voice=off');
  await house.say(LONG);
  await page.waitForSelector('.board__rolling--parts', { timeout: 60000 });
  const seen = async () => page.evaluate(() => {
    const [line, room] = [document.querySelector('.board__line'), document.querySelector('.board__rolling')];
    const box = room.getBoundingClientRect();
    const rows = document.createRange();
    rows.selectNodeContents(line);
    return { moves: line.getAnimations().length, wide: line.scrollWidth > room.clientWidth, part: line.style.getPropertyValue('--part'),
      rows: [...rows.getClientRects()].map(({ top, bottom }) => top >= box.top - 1 && bottom <= box.bottom + 1) };
  });
  const first = await seen();
  assert.deepEqual([first.moves, first.wide, first.part], [0, false, '0']);
  assert.ok(first.rows.length > 1 && first.rows[0] && first.rows.filter(Boolean).length === 1, `one row is seen: ${first.rows}`);
  await shot(page, 'board-parts');
  await page.waitForFunction(() => document.querySelector('.board__rolling--parts .board__line')?.style.getPropertyValue('--part') === '1', null, { timeout: 60000 });
  await page.waitForTimeout(200); // the styles of reduced motion let it take a moment
  const second = await seen();
  assert.deepEqual(second.rows.map((row, i) => (row ? i : -1)).filter((i) => i >= 0), [1]);
  await close(page);
});

test('the voice is asked for after the text, and its failure changes nothing', async () => {
  const house = new House('presnensky');
  await house.open(1);
  await house.issue('documents');
  await house.issue('documents');
  const page = await open({ ...screen, ...await signedIn(account('KIOSK', house.centre)) });
  await page.route('**/v1/tickets/*:announcement*', (route) => route.fulfill({ status: 503, body: '' }));
  await go(page, '/board?full=500');
  await page.waitForSelector('.board__idle:not(:has-text("Подключаемся"))');
  const first = await house.next(1);
  await page.waitForSelector(`.board__stage >> text=${first.number}`);
  await page.waitForSelector('text=Голос не отвечает', { timeout: 20000 });
  await house.serve(first, 1);
  const second = await house.next(1);
  await page.waitForSelector(`.board__stage >> text=${second.number}`, { timeout: 20000 });
  await close(page);
});

test('a call that was taken back in this moment is no dead voice', async () => {
  const house = new House('presnensky');
  await house.open(1);
  await house.issue('documents');
  const page = await open({ ...screen, ...await signedIn(account('KIOSK', house.centre)) });
  await page.route('**/v1/tickets/*:announcement*', (route) => route.fulfill({ status: 400, contentType: 'application/problem+json',
    json: { type: 'about:blank', code: 'FAILED_PRECONDITION', detail: 'Талон ещё не вызывали' } }));
  await go(page, '/board?full=500');
  await page.waitForSelector('.board__idle:not(:has-text("Подключаемся"))');
  const asked = page.waitForResponse('**/v1/tickets/*:announcement*');
  const ticket = await house.next(1);
  await asked;
  await page.waitForSelector(`.board__call:has-text("${ticket.number}"):not(.board__call--new)`);
  assert.equal(await page.locator('.board__trouble').count(), 0);
  await house.serve(ticket, 1);
  await close(page);
});

test('a cut network is told with the time of the data, then it catches up without a reload', async () => {
  const house = new House('basmanny');
  await house.open(1);
  const page = await board(house, '?silence=3000&full=500&voice=off');
  await page.evaluate(() => { window.same = true; });
  await page.context().setOffline(true);
  await page.waitForSelector('.board__stale', { timeout: 20000 });
  assert.match(await page.textContent('.board__stale'), /Данные от \d\d:\d\d/);
  await shot(page, 'board-stale');
  await house.issue('advice', { purpose: 'ASK' });
  const missed = await house.next(1);
  assert.ok(missed, 'somebody was called meanwhile');
  await page.context().setOffline(false);
  await page.waitForSelector('.board__stale', { state: 'detached', timeout: 30000 });
  await page.waitForSelector(`.board__stage >> text=${missed.number}`, { timeout: 20000 });
  assert.ok(await page.evaluate(() => window.same), 'it is the same page');
  await close(page);
});

test('the keyboard, a narrow screen, English', async () => {
  const house = new House('khamovniki');
  const page = await board(house);
  await keyboard(page, 'board');
  await narrow(page, 'board');
  await page.focus('.board__settings');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open]');
  await themes(page, 'board-settings');
  await page.click('dialog >> text=English');
  await page.waitForSelector('.board__panel >> text=/Queues|Information/');
  await page.click('dialog >> .okno-dialog__buttons >> button');
  await shot(page, 'board-english');
  await close(page);
});
