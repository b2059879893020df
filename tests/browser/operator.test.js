// SPDX-License-Identifier: AGPL-3.0-or-later
// The operator's place: the whole main job by keyboard alone, scans, the regulation's drawing, a lost answer.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { axe, close, keyboard, known, narrow, open, shot, signIn, stop, themes } from './support/browser.js';
import { apply, atWindow, centre, chief, desk, empty, focused, letters, press, register, serve, snils, visitor, walk } from './support/desk.js';
import { call, token } from './support/stack.js';

after(stop);
beforeEach(empty);

test('the main job by keyboard: call, applicant, application, расписка, tasks, issue', async () => {
  const page = await desk();
  await page.evaluate(() => { globalThis.loaded = 'once'; });
  await shot(page, 'operator-windows');
  await atWindow(page);
  const ticket = await serve(page);
  assert.equal(await visitor(page), ticket.number);
  const name = await register(page);
  const number = await apply(page);

  const printed = page.waitForResponse((response) => response.url().endsWith('/receipt.pdf'));
  await press(page, 'Enter');
  const receipt = await printed;
  assert.equal(receipt.headers()['content-type'], 'application/pdf');
  const applicationId = receipt.url().split('/').at(-2);
  await page.waitForFunction(() => globalThis.printed === 1);
  await focused(page, '.desk-done [data-main]');
  await shot(page, 'operator-accepted');

  // Its first task: claimed and completed, and the regulation goes on.
  await press(page, 'Alt+2');
  await focused(page, '#section-tasks [data-first]');
  await page.keyboard.type(number);
  const row = '#section-tasks .desk-table tbody tr a';
  await page.waitForFunction((selector) => document.querySelectorAll(selector).length === 1, row);
  await shot(page, 'operator-tasks');
  while (!(await page.evaluate((selector) => document.activeElement.matches(selector), row))) await press(page, 'Tab');
  await press(page, 'Enter');
  await page.waitForSelector('#section-tasks h2:has-text("Проверка")');
  await focused(page, '#section-tasks [data-main]');
  await press(page, 'Enter');
  await page.waitForSelector('.desk-outcomes');
  await shot(page, 'operator-task');
  assert.match(await page.textContent('.desk-outcomes'), /Всё в порядке.*Есть замечания.*Отказать в приёме/s);
  await press(page, 'Alt+Enter');
  await page.waitForSelector('.desk-section .okno-note--good');

  // The others do their part; then the applicant comes for the result.
  const taskId = await walk(applicationId, 'issue');
  await press(page, 'Alt+1', 'F2');
  await page.waitForSelector('#ask-result');
  assert.equal(await page.inputValue('#ask-result'), 'Принято заявлений: 1');
  await press(page, 'Enter');
  await page.waitForSelector('.desk-visitor--none');
  await serve(page, 'collect');
  await page.keyboard.type(name);
  await page.waitForSelector('.desk-found button');
  await press(page, 'Enter');
  await page.waitForSelector('.desk-theirs button:has-text("Выдать результат")');
  await shot(page, 'operator-collect');
  while (!(await page.evaluate(() => document.activeElement.textContent.includes('Выдать результат') && document.activeElement.tagName === 'BUTTON'))) await press(page, 'Shift+Tab');
  await press(page, 'Enter');
  await page.waitForSelector('#section-tasks h2:has-text("Выдача")');
  assert.ok(page.url().endsWith(taskId));
  await focused(page, '#section-tasks [data-main]');
  await press(page, 'Alt+Enter');
  await page.waitForSelector('.desk-task__form');
  await press(page, 'Alt+Enter');
  await page.waitForSelector('.desk-section .okno-note--good');
  const { status } = await call('GET', `/v1/applications/${applicationId}`, undefined, chief);
  assert.equal(status, 'ISSUED');
  assert.equal(await page.evaluate(() => globalThis.loaded), 'once', 'the page was never loaded anew');
  await close(page);
});

test('a scan goes up, and the application shows its history and its regulation', async () => {
  const page = await desk();
  await atWindow(page);
  await serve(page);
  await register(page);
  const number = await apply(page);
  const file = path.join(tmpdir(), `scan-${process.pid}.png`);
  writeFileSync(file, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'));
  await page.setInputFiles('.desk-done .desk-upload__file', file);
  await page.waitForSelector('.desk-done button:has-text("Открыть")');
  const other = path.join(tmpdir(), `no-scan-${process.pid}.png`);
  writeFileSync(other, 'MZ no picture');
  await page.setInputFiles('.desk-done .desk-upload__file', other);
  await page.waitForSelector('.okno-note--bad');
  await press(page, 'Alt+3');
  await focused(page, '#applications-number');
  await page.keyboard.type(number);
  await press(page, 'Enter');
  await page.waitForFunction(() => document.querySelectorAll('#section-applications .desk-table tbody tr').length === 1);
  await page.click('#section-applications .desk-table a');
  await page.waitForSelector('.djs-element.desk-now');
  assert.match(await page.textContent('desk-drawing'), /Сейчас: Проверка/);
  assert.ok(await page.isVisible('.bjs-powered-by'), 'the watermark of bpmn-js');
  assert.match(await page.textContent('.desk-history'), /Зарегистрировано/);
  await page.locator('desk-drawing').scrollIntoViewIfNeeded();
  await shot(page, 'operator-regulation');
  await axe(page, 'an application');
  await narrow(page, 'operator-application');
  await close(page);
});

test('the network drops: it is said, nothing is lost, nothing happens twice', async () => {
  const page = await desk();
  await atWindow(page);
  await serve(page);
  await register(page);
  await page.keyboard.type('загран');
  await page.waitForSelector('.desk-found button');
  await press(page, 'Enter');
  await focused(page, '#paper-passport-rf');
  await press(page, 'Space');
  await page.waitForSelector('.okno-note--good');
  // The answer is lost on its way: the server has done it, the page does not know.
  let tries = 0;
  const keys = new Set();
  await page.route('**/v1/applications', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    keys.add(route.request().headers()['idempotency-key']);
    tries += 1;
    if (tries > 4) return route.continue();
    if (tries === 1) await route.fetch();
    return route.abort('connectionreset');
  });
  await press(page, 'Alt+Enter');
  await page.waitForSelector('.okno-note--warn:has-text("Нет связи")', { timeout: 30000 });
  await shot(page, 'operator-offline');
  await page.waitForSelector('.desk-done__number', { timeout: 30000 });
  assert.equal(keys.size, 1, 'one key for all tries');
  const applicant = await page.evaluate(async () => (await fetch('/v1/applications?pageSize=50').then((response) => response.json())).applications);
  const number = await page.textContent('.desk-done__number');
  const name = applicant.find((one) => one.number === number).applicantName;
  assert.equal(applicant.filter((one) => one.applicantName === name).length, 1, 'registered once');
  await close(page);
});

test('somebody who is registered already is found by what was typed', async () => {
  const page = await desk();
  await atWindow(page);
  await serve(page);
  const number = snils();
  const made = await call('POST', '/v1/applicants', { person: { lastName: `Известная${letters(6)}`, firstName: 'Проба', birthDate: '1970-01-01', snils: number } },
    token('OPERATOR', { centre, sub: 'colleague' }));
  await page.keyboard.type(`Известнаа${letters(8)} проба`);
  await page.waitForSelector('.desk-found__none button');
  await page.click('.desk-found__none button');
  await page.fill('#reg-person-snils', number);
  await page.click('text=Открыть его карточку');
  await shot(page, 'operator-known');
  await page.waitForSelector(`.desk-chosen__name:has-text("${made.person.lastName}")`);
  await close(page);
});

test('rules of accessibility, themes, 320 px, keyboard, English', async () => {
  const page = await desk();
  await axe(page, 'choosing a window');
  await atWindow(page);
  await serve(page);
  await themes(page, 'operator reception');
  await narrow(page, 'operator');
  await keyboard(page, 'the operator’s place');
  await page.fill('#find-applicant', `Образцова${letters(7)}`);
  await page.click('.desk-found__none button');
  await page.waitForSelector('#reg-person-snils');
  await themes(page, 'operator form');
  await narrow(page, 'operator-form');
  await press(page, 'Alt+2');
  await page.waitForSelector('#section-tasks table');
  await themes(page, 'operator tasks');
  await narrow(page, 'operator-tasks');
  await press(page, 'Alt+3');
  await page.waitForSelector('#section-applications table');
  await axe(page, 'applications');
  await narrow(page, 'operator-applications');
  await press(page, 'Alt+4');
  await page.waitForSelector('#appointment-code');
  await focused(page, '#appointment-code');
  await themes(page, 'operator appointments');
  await narrow(page, 'operator-appointments');
  await press(page, 'Alt+5');
  await page.waitForSelector('desk-journal table, desk-journal .desk-muted');
  await themes(page, 'operator journal');
  await narrow(page, 'operator-journal');
  await press(page, 'Alt+0');
  await page.waitForSelector('.desk-keys');
  await axe(page, 'help with keys');
  await shot(page, 'operator-keys');
  await press(page, 'Escape');
  await page.click('text=English');
  await page.waitForSelector('nav a:has-text("Reception")');
  assert.doesNotMatch(await page.textContent('.desk-moves'), /[а-яё]/i);
  await shot(page, 'operator-english');
  await close(page);
});

test('whoever is no operator is told so', async () => {
  const page = await open();
  await signIn(page, known('applicant'), '/operator');
  await page.waitForSelector('text=другая роль');
  await axe(page, 'another role');
  await close(page);
});
