// SPDX-License-Identifier: AGPL-3.0-or-later
// One visitor through the whole hall, on three screens at once: the kiosk, the board, the operator's page.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { close, go, open, shot, signedIn, stop } from './support/browser.js';
import { application, atWindow, centre, chief, desk, empty, focused, nobody, press, state, tabTo, visitor, walk } from './support/desk.js';
import { account, call } from './support/stack.js';

after(stop);

test('from the number on a receipt to the result in one\'s hands: kiosk, board, window', async () => {
  await empty();
  const made = await application();
  await walk(made.applicationId, 'issue');
  const hall = await signedIn(account('KIOSK', centre));
  const board = await open({ width: 1920, height: 1080, ...hall });
  await go(board, '/board?voice=off&full=1500');
  await board.waitForSelector('.board__idle:not(:has-text("Подключаемся"))');
  const page = await desk();
  await atWindow(page);

  const kiosk = await open({ width: 1080, height: 1400, hasTouch: true, ...hall });
  await go(kiosk, '/kiosk?print=off');
  await kiosk.tap('text=Узнать о заявлении');
  await kiosk.fill('#number', made.number);
  await kiosk.tap('.kiosk-main');
  await kiosk.fill('#code', made.trackingCode);
  await kiosk.tap('.kiosk-main');
  await kiosk.waitForSelector('.kiosk__facts');
  await shot(kiosk, 'journey-kiosk');
  await kiosk.tap('text=Взять талон на получение');
  await kiosk.tap('text=Нет, общая очередь');
  await kiosk.tap('.kiosk-main');
  await kiosk.waitForSelector('.kiosk__number');
  const number = (await kiosk.textContent('.kiosk__number')).trim();

  await page.waitForSelector(`.desk-line b:text-is("${number}")`);
  await press(page, 'F2');
  await state(page, 'Вызван');
  assert.equal(await visitor(page), number);
  const window = (await page.textContent('.desk-place__window')).match(/\d+/)[0];
  await board.waitForSelector(`.board__stage:has(.board__number:text-is("${number}")) .board__number--window:text-is("${window}")`);
  await shot(board, 'journey-board');
  await press(page, 'F2');
  await state(page, 'На приёме');
  await board.waitForSelector(`.board__call:has-text("${number}")`, { state: 'detached', timeout: 30000 });

  await focused(page, '#find-applicant');
  await page.keyboard.type(made.lastName);
  await page.waitForSelector('.desk-found button');
  await press(page, 'Enter');
  await page.waitForSelector('.desk-theirs button:has-text("Выдать результат")');
  await tabTo(page, '.desk-theirs button', { back: true });
  await press(page, 'Enter');
  await page.waitForSelector('#section-tasks h2:has-text("Выдача")');
  await focused(page, '#section-tasks [data-main]');
  await press(page, 'Alt+Enter');
  await page.waitForSelector('.desk-task__form');
  await press(page, 'Alt+Enter');
  await page.waitForSelector('.desk-section .okno-note--good');
  assert.equal((await call('GET', `/v1/applications/${made.applicationId}`, undefined, chief)).status, 'ISSUED');
  await press(page, 'F2');
  await page.waitForSelector('#ask-result');
  await press(page, 'Enter');
  await nobody(page);
  for (const one of [kiosk, board, page]) await close(one);
});
