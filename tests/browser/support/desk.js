// SPDX-License-Identifier: AGPL-3.0-or-later
// An operator at work on their page, by keyboard.
import assert from 'node:assert/strict';
import { known, open, shot, signIn } from './browser.js';
import { call, House, token } from './stack.js';

export const centre = 'tverskoy'; // of the account
export const house = new House(centre);
export const chief = token('SUPERVISOR', { centre, sub: 'supervisor-tverskoy' });

const agency = token('AGENCY', { agency: 'mvd', sub: 'inspector-mvd' });
export const windows = async () => (await call('GET', '/v1/windows', undefined, chief)).windows;

/** An empty hall, nobody at the account's window: every test calls whom it let in. */
export async function empty() {
  for (const { session, ticket } of await windows()) {
    if (ticket) {
      if (ticket.state === 'CALLED') await call('POST', `/v1/tickets/${ticket.ticketId}:serve`, {}, chief);
      await call('POST', `/v1/tickets/${ticket.ticketId}:finish`, {}, chief);
    }
    if (session) await call('POST', `/v1/sessions/${session.sessionId}:close`, {}, chief);
  }
  const { tickets = [] } = await call('GET', '/v1/tickets', undefined, chief);
  for (const ticket of tickets) await call('POST', `/v1/tickets/${ticket.ticketId}:cancel`, {}, chief);
  house.clerks.clear();
}

/** The page of an account at its place of work. */
export async function desk(address = '/operator', { login = 'operator', ...options } = {}) {
  const page = await open(options);
  // A browser without a screen falls over when it is to show a print view: here it is only seen that it was asked for.
  await page.addInitScript(() => { globalThis.print = () => { globalThis.top.printed = (globalThis.top.printed ?? 0) + 1; }; });
  await signIn(page, known(login), address);
  await page.waitForSelector('desk-place form, .desk-moves');
  return page;
}

export const press = async (page, ...keys) => { for (const key of keys) await page.keyboard.press(key); };
export const focused = (page, what) => page.waitForFunction((selector) => document.activeElement?.matches(selector), what);
export const visitor = (page) => page.textContent('.desk-visitor__number');
export const state = (page, text) => page.waitForSelector(`.desk-visitor__state:text-is("${text}")`);

export async function atWindow(page) {
  await press(page, 'F2');
  await page.waitForSelector('.desk-moves');
}

export async function serve(page, group = 'documents') {
  const ticket = await house.issue(group, { purpose: group === 'collect' ? 'COLLECT' : 'APPLY' });
  await press(page, 'F2');
  await state(page, 'Вызван');
  await press(page, 'F2');
  await state(page, 'На приёме');
  await focused(page, '#find-applicant');
  return ticket;
}

export const letters = (n) => Array.from({ length: n }, () => 'абвгдежзиклмнопрстуф'[Math.floor(Math.random() * 20)]).join('');

/** A valid СНИЛС that nobody has. */
export function snils() {
  const digits = String(Math.floor(2e6 + Math.random() * 9e8)).padStart(9, '0');
  const check = ([...digits].reduce((sum, digit, place) => sum + digit * (9 - place), 0) % 101) % 100;
  return digits + String(check).padStart(2, '0');
}

export async function register(page, name = `Пробная${letters(9)}`) {
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

export async function apply(page) {
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

export const clerk = token('OPERATOR', { centre, sub: 'colleague' });
export const person = (lastName) => call('POST', '/v1/applicants', { person: { lastName, firstName: 'Проба', birthDate: '1970-01-01', snils: snils() } }, clerk);

/** An application that a colleague took in; `lastName` of its applicant beside what the API answers. */
export async function application(lastName = `Ходовая${letters(8)}`) {
  const { applicantId } = await person(lastName);
  return { lastName, ...await call('POST', '/v1/applications', { serviceCode: 'passport-foreign', applicantId, channel: 'COUNTER', centreCode: centre, scenario: 0,
    documents: [{ kind: 'passport-rf', form: 'ORIGINAL', sheets: 1, copies: 1 }] }, clerk) };
}

/** Does whatever the regulation asks of the centre and the agency until a task of this operation is there; its id. */
export async function walk(applicationId, operation, official = agency) {
  const courier = token('OPERATOR', { centre, sub: 'courier' });
  const usual = { check: 'PASSED', accept: 'ACCEPTED', send: 'SENT', 'hand-over': 'SIGNED', decide: 'GRANTED', receive: 'RECEIVED', inform: 'INFORMED' };
  for (let round = 0; round < 60; round++) {
    for (const who of [clerk, official]) {
      const { tasks = [] } = await call('GET', `/v1/tasks?applicationId=${applicationId}`, undefined, who);
      for (const task of tasks.filter((one) => one.state === 'OPEN' && Boolean(one.agencyCode) === (who === official))) {
        if (task.operation === operation) return task.taskId;
        const hand = task.role === 'COURIER' ? courier : who;
        await call('POST', `/v1/tasks/${task.taskId}:claim`, {}, hand);
        const { form = [] } = await call('GET', `/v1/tasks/${task.taskId}`, undefined, hand);
        const fields = Object.fromEntries(form.filter((field) => field.required).map((field) => [field.name, 'Р-1']));
        await call('POST', `/v1/tasks/${task.taskId}:complete`, { outcome: usual[task.operation] ?? task.outcomes[0], fields }, hand);
      }
    }
    const { requests = [] } = await call('GET', `/v1/exchangeRequests?applicationId=${applicationId}`, undefined, clerk);
    for (const { requestId, agencyCode } of requests.filter((one) => one.state !== 'ANSWERED')) {
      const asked = token('AGENCY', { agency: agencyCode, sub: `official-${agencyCode}` });
      await call('POST', `/v1/exchangeRequests/${requestId}:claim`, {}, asked).catch(() => {});
      await call('POST', `/v1/exchangeRequests/${requestId}:answer`, { fields: { confirmed: true } }, asked).catch(() => {});
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the regulation does not come to ${operation}`);
}

/** An organisation's numbers that nobody has. */
export function organisation() {
  const seven = String(Math.floor(1e6 + Math.random() * 9e6));
  const inn = `77${seven}`;
  const weights = [2, 4, 10, 3, 5, 9, 4, 6, 8];
  const ogrn = `12177${seven}`;
  return { inn: `${inn}${[...inn].reduce((sum, digit, i) => sum + digit * weights[i], 0) % 11 % 10}`, kpp: '770101001', ogrn: `${ogrn}${Number(ogrn) % 11 % 10}` };
}

/** Tab, or Shift+Tab, until what one wants has the focus. */
export async function tabTo(page, what, { back = false, most = 60 } = {}) {
  for (let i = 0; i < most; i++) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), what)) return;
    await press(page, back ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`Tab does not come to ${what}`);
}

/** A move of the visitor, by the dialog of F8 and its digits. */
export async function move(page, label) {
  await press(page, 'F8');
  await page.waitForSelector('.desk-choices');
  const labels = await page.locator('.desk-choices__one > span:last-child').allTextContents();
  const index = labels.findIndex((one) => one.startsWith(label));
  if (index < 0) throw new Error(`no move is called «${label}»: ${labels.join('; ')}`);
  if (index < 9) return press(page, String(index + 1));
  for (let i = 0; i < index; i++) await press(page, 'ArrowDown');
  return press(page, 'Enter');
}

export const nobody = (page) => page.waitForSelector('.desk-visitor--none');
