// SPDX-License-Identifier: AGPL-3.0-or-later
// The operator's place: the whole main job by keyboard alone, and what else happens at a window.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { axe, close, keyboard, known, narrow, open, shot, signIn, stop, themes } from './support/browser.js';
import { call, House, token } from './support/stack.js';

const centre = 'tverskoy'; // of the account
const house = new House(centre);
const chief = token('SUPERVISOR', { centre, sub: 'supervisor-tverskoy' });
after(stop);

const agency = token('AGENCY', { agency: 'mvd', sub: 'inspector-mvd' });
const windows = async () => (await call('GET', '/v1/windows', undefined, chief)).windows;

// An empty hall, nobody at the account's window: every test calls whom it let in.
beforeEach(async () => {
  for (const { session, ticket } of await windows()) {
    if (ticket) {
      if (ticket.state === 'CALLED') await call('POST', `/v1/tickets/${ticket.ticketId}:serve`, {}, chief);
      await call('POST', `/v1/tickets/${ticket.ticketId}:finish`, {}, chief);
    }
    if (session) await call('POST', `/v1/sessions/${session.sessionId}:close`, {}, chief);
  }
  const { tickets = [] } = await call('GET', '/v1/tickets', undefined, chief);
  for (const ticket of tickets) await call('POST', `/v1/tickets/${ticket.ticketId}:cancel`, {}, chief);
});

async function desk(address = '/operator', options = {}) {
  const page = await open(options);
  // A browser without a screen falls over when it is to show a print view: here it is only seen that it was asked for.
  await page.addInitScript(() => { globalThis.print = () => { globalThis.top.printed = (globalThis.top.printed ?? 0) + 1; }; });
  await signIn(page, known('operator'), address);
  await page.waitForSelector('desk-place form, .desk-moves');
  return page;
}

const press = async (page, ...keys) => { for (const key of keys) await page.keyboard.press(key); };
const focused = (page, what) => page.waitForFunction((selector) => document.activeElement?.matches(selector), what);
const visitor = (page) => page.textContent('.desk-visitor__number');
const state = (page, text) => page.waitForSelector(`.desk-visitor__state:text-is("${text}")`);

async function atWindow(page) {
  await press(page, 'F2');
  await page.waitForSelector('.desk-moves');
}

async function serve(page, group = 'documents') {
  const ticket = await house.issue(group, { purpose: 'APPLY' });
  await press(page, 'F2');
  await state(page, 'Вызван');
  await press(page, 'F2');
  await state(page, 'На приёме');
  await focused(page, '#find-applicant');
  return ticket;
}

const letters = (n) => Array.from({ length: n }, () => 'абвгдежзиклмнопрстуф'[Math.floor(Math.random() * 20)]).join('');

/** A valid СНИЛС that nobody has. */
function snils() {
  const digits = String(Math.floor(2e6 + Math.random() * 9e8)).padStart(9, '0');
  const check = ([...digits].reduce((sum, digit, place) => sum + digit * (9 - place), 0) % 101) % 100;
  return digits + String(check).padStart(2, '0');
}

async function register(page, name = `Пробная${letters(9)}`) {
  await page.keyboard.type(`${name} проба примеровна`);
  await page.waitForSelector('.desk-found__none button');
  await press(page, 'Enter');
  await focused(page, '#reg-person-birthDate');
  assert.equal(await page.inputValue('#reg-person-lastName'), name);
  await page.keyboard.type('12.04.1985');
  await press(page, 'Tab');
  await page.keyboard.type('112-233-445 96');
  await page.waitForSelector('#reg-person-snils-error');
  assert.match(await page.textContent('#reg-person-snils-error'), /Контрольное число/);
  await shot(page, 'operator-register');
  await press(page, 'Control+A');
  await page.keyboard.type(snils());
  await page.waitForSelector('#reg-person-snils-error', { state: 'detached' });
  await press(page, 'Alt+Enter');
  await focused(page, '#find-service');
  return name;
}

async function apply(page) {
  await page.keyboard.type('загран');
  await page.waitForSelector('.desk-found button');
  await shot(page, 'operator-service');
  await press(page, 'Enter');
  await focused(page, '#paper-passport-rf');
  assert.ok(await page.isDisabled('#step-papers [data-main]'), 'nothing is accepted while documents are missing');
  await press(page, 'Space');
  await page.waitForSelector('.okno-note--good');
  await shot(page, 'operator-papers');
  await press(page, 'Alt+Enter');
  await page.waitForSelector('.desk-done__number');
  await focused(page, '.desk-done [data-main]');
  const number = await page.textContent('.desk-done__number');
  assert.match(number, /^\d{4}-\d{7}-\d{6}-\d{8}\/\d\d$/);
  return number;
}

/** Does whatever the regulation asks of the centre and the agency until a task of this operation is there; its id. */
async function walk(applicationId, operation) {
  const clerk = token('OPERATOR', { centre, sub: 'colleague' });
  const usual = { check: 'PASSED', accept: 'ACCEPTED', send: 'SENT', 'hand-over': 'SIGNED', decide: 'GRANTED', receive: 'RECEIVED', inform: 'INFORMED' };
  for (let round = 0; round < 60; round++) {
    for (const who of [clerk, agency]) {
      const { tasks = [] } = await call('GET', `/v1/tasks?applicationId=${applicationId}`, undefined, who);
      for (const task of tasks.filter((one) => one.state === 'OPEN' && Boolean(one.agencyCode) === (who === agency))) {
        if (task.operation === operation) return task.taskId;
        await call('POST', `/v1/tasks/${task.taskId}:claim`, {}, who);
        const { form = [] } = await call('GET', `/v1/tasks/${task.taskId}`, undefined, who);
        const fields = Object.fromEntries(form.filter((field) => field.required).map((field) => [field.name, 'Р-1']));
        await call('POST', `/v1/tasks/${task.taskId}:complete`, { outcome: usual[task.operation] ?? task.outcomes[0], fields }, who);
      }
    }
    const { requests = [] } = await call('GET', `/v1/exchangeRequests?applicationId=${applicationId}`, undefined, clerk);
    for (const { requestId, agencyCode } of requests.filter((one) => one.state !== 'ANSWERED')) {
      const official = token('AGENCY', { agency: agencyCode, sub: `official-${agencyCode}` });
      await call('POST', `/v1/exchangeRequests/${requestId}:claim`, {}, official).catch(() => {});
      await call('POST', `/v1/exchangeRequests/${requestId}:answer`, { fields: { confirmed: true } }, official).catch(() => {});
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the regulation does not come to ${operation}`);
}

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
  page.seen.elsewhere = page.seen.elsewhere.filter((address) => !/^chrome/.test(address)); // the browser's own PDF viewer
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
