// SPDX-License-Identifier: AGPL-3.0-or-later
// What else is done at a counter: representatives, appointments, the course of an application, the journal.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, beforeEach, test } from 'node:test';
import { axe, close, keyboard, narrow, open, shot, signIn, stop, themes } from './support/browser.js';
import { apply, atWindow, centre, chief, desk, empty, focused, letters, press, register, serve, snils, state, tabTo } from './support/desk.js';
import { account, appointmentNow, call, token } from './support/stack.js';

after(stop);
beforeEach(empty);

const clerk = token('OPERATOR', { centre, sub: 'colleague' });
const person = (lastName) => call('POST', '/v1/applicants', { person: { lastName, firstName: 'Проба', birthDate: '1970-01-01', snils: snils() } }, clerk);

async function application() {
  const { applicantId } = await person(`Ходовая${letters(8)}`);
  return call('POST', '/v1/applications', { serviceCode: 'passport-foreign', applicantId, channel: 'COUNTER', centreCode: centre, scenario: 0,
    documents: [{ kind: 'passport-rf', form: 'ORIGINAL', sheets: 1, copies: 1 }] }, clerk);
}

test('a representative: found or registered, the power of attorney written down, the application in their hands', async () => {
  const page = await desk();
  await atWindow(page);
  await serve(page);
  const name = await register(page);
  await tabTo(page, 'desk-proxy button', { back: true });
  await press(page, 'Enter');
  await focused(page, '#find-proxy');
  await page.keyboard.type(`Доверова${letters(7)} проба`);
  await page.waitForSelector('desk-proxy .desk-found__none button');
  await press(page, 'Enter');
  await focused(page, '#reg-person-middleName');
  await axe(page, 'registering a representative');
  await press(page, 'Tab');
  await page.keyboard.type('03.03.1975');
  await press(page, 'Tab');
  await page.keyboard.type(snils());
  await press(page, 'Alt+Enter');
  await focused(page, '#proxy-basis');
  await page.keyboard.type('Нотариальная доверенность');
  await press(page, 'Tab');
  await page.keyboard.type('77 АА 1234567');
  await press(page, 'Tab');
  await page.keyboard.type('31.02.2026');
  await press(page, 'Alt+Enter');
  await page.waitForSelector('#proxy-issued-error:has-text("Такого дня в календаре нет")');
  await focused(page, '#proxy-issued');
  await shot(page, 'operator-proxy');
  await axe(page, 'a power of attorney');
  await narrow(page, 'operator-proxy');
  await page.focus('#proxy-issued');
  await press(page, 'Control+A');
  await page.keyboard.type('завтра');
  await page.waitForSelector('#proxy-issued-error:has-text("например")');
  await press(page, 'Control+A');
  await page.keyboard.type('1.2.26');
  await press(page, 'Alt+Enter');
  await page.waitForSelector('#acts');
  assert.match(await page.textContent('#acts'), /Доверова.*Нотариальная доверенность № 77 АА 1234567/s);
  await focused(page, '#find-service');
  const number = await apply(page);
  const { applications } = await call('GET', `/v1/applications?number=${encodeURIComponent(number)}`, undefined, chief);
  const made = await call('GET', `/v1/applications/${applications[0].applicationId}`, undefined, chief);
  assert.ok(made.representativeId);
  await press(page, 'Alt+5');
  const line = `desk-journal tr:has-text("${number}")`;
  await page.waitForSelector(line);
  assert.match(await page.textContent(line), /представитель: .*Доверова/s);
  await shot(page, 'operator-journal');
  assert.ok(name);
  await close(page);
});

test('a power is revoked: the representative acts no more', async () => {
  const [{ applicantId, person: who }, other] = [await person(`Доверившая${letters(6)}`), await person(`Поверенная${letters(6)}`)];
  await call('POST', `/v1/applicants/${applicantId}/representatives`, { representativeApplicantId: other.applicantId, basis: 'Доверенность', number: '5',
    issued: '2026-01-10', mayReceive: true }, clerk);
  const page = await desk();
  await atWindow(page);
  await serve(page);
  await page.keyboard.type(who.lastName);
  await page.waitForSelector('.desk-found button');
  await press(page, 'Enter');
  await page.waitForSelector('#acts');
  await page.selectOption('#acts', { index: 1 });
  await page.click('button:text-is("Отозвать полномочия")');
  await page.waitForSelector('#ask-reason');
  await page.keyboard.type('Отозвана доверителем');
  await press(page, 'Enter');
  await page.waitForSelector('#acts', { state: 'detached' });
  const { representatives } = await call('GET', `/v1/applicants/${applicantId}/representatives`, undefined, clerk);
  assert.ok(representatives[0].revoked);
  await close(page);
});

test('an application is suspended, resumed and withdrawn', async () => {
  const { applicationId } = await application();
  const page = await desk(`/operator/applications/${applicationId}`);
  const actions = 'desk-application .desk-row';
  const choose = async (label) => page.click(`${actions} button:text-is("${label}")`);
  const tag = (text) => page.waitForSelector(`desk-application .okno-tag:text-is("${text}")`);
  await choose('Приостановить');
  await page.waitForSelector('#ask-reasonCode');
  await axe(page, 'suspending');
  await page.selectOption('#ask-reasonCode', { index: 1 });
  await page.click('.okno-dialog form button:not([type])');
  await tag('Приостановлено');
  await shot(page, 'operator-suspended');
  await choose('Возобновить');
  await page.click('.okno-dialog form button:not([type])');
  await tag('Зарегистрировано');
  assert.equal(await page.locator(`${actions} button:text-is("Продлить срок")`).count(), 0, 'an operator does not extend');
  await choose('Отозвать');
  await page.fill('#ask-reason', 'По просьбе заявителя');
  await page.click('.okno-dialog form button:not([type])');
  await tag('Отозвано');
  assert.equal((await call('GET', `/v1/applications/${applicationId}`, undefined, chief)).status, 'WITHDRAWN');
  await close(page);
});

test('a supervisor extends the term', async () => {
  const made = await application();
  const page = await desk(`/operator/applications/${made.applicationId}`, { login: 'supervisor' });
  await page.click('desk-application button:text-is("Продлить срок")');
  await page.fill('#ask-days', '7');
  await page.selectOption('#ask-reasonCode', { index: 1 });
  await page.click('.okno-dialog form button:not([type])');
  await page.waitForSelector('.desk-history :text("Срок продлён")');
  const { plannedOn } = await call('GET', `/v1/applications/${made.applicationId}`, undefined, chief);
  assert.ok(plannedOn > made.plannedOn);
  await close(page);
});

test('whoever booked is let in by their code, and called at their time', async () => {
  const booked = await appointmentNow(centre, chief);
  const page = await desk();
  await atWindow(page);
  await press(page, 'Alt+4');
  await focused(page, '#appointment-code');
  await page.waitForSelector('desk-appointments table :text("Ждём")');
  await page.keyboard.type('AAAA2222');
  await press(page, 'Enter');
  await page.waitForSelector('.okno-note--bad');
  await focused(page, '#appointment-code');
  await press(page, 'Control+A');
  await page.keyboard.type(booked.code.toLowerCase());
  await press(page, 'Enter');
  await page.waitForSelector('.okno-note--good:has-text("талон")');
  await page.waitForSelector('desk-appointments table :text("Пришёл")');
  await shot(page, 'operator-appointments');
  await keyboard(page, 'appointments');
  await press(page, 'F2');
  await state(page, 'Вызван');
  await page.waitForSelector('.desk-visitor__facts:has-text("по записи на")');
  await close(page);
});

test('an appointment is cancelled for whoever calls', async () => {
  const booked = await appointmentNow(centre, chief);
  const page = await desk('/operator/appointments');
  const at = new Date(booked.starts).toLocaleTimeString('ru-RU', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Moscow' });
  await page.click(`button[aria-label="Отменить запись на ${at}"] >> nth=-1`);
  await page.click('.okno-dialog form button:not([type])');
  await page.waitForSelector('.okno-dialog', { state: 'detached' });
  await page.waitForFunction((label) => ![...document.querySelectorAll('desk-appointments button')].some((one) => one.ariaLabel === label),
    `Отменить запись на ${at}`);
  assert.equal((await call('GET', `/v1/appointments/${booked.appointmentId}?code=${booked.code}`)).state, 'CANCELLED');
  await close(page);
});

/** Tomorrow as people type it. */
function tomorrow() {
  const at = new Date(Date.now() + 24 * 3600e3);
  return `${at.getDate()}.${at.getMonth() + 1}.${String(at.getFullYear()).slice(2)}`;
}

test('whoever calls is booked by keyboard, then moved and cancelled by their code', async () => {
  const { applicantId, person: who } = await person(`Звонящая${letters(8)}`);
  const page = await desk('/operator/appointments');
  await page.evaluate(() => { globalThis.loaded = 'once'; });
  await press(page, 'Alt+4');
  await focused(page, '#appointment-code');
  await tabTo(page, '[data-book]');
  await press(page, 'Enter');
  await focused(page, '#booking-why');
  await press(page, 'Tab');
  await focused(page, '#find-booking-service');
  await page.keyboard.type('загран');
  await page.waitForSelector('desk-booking .desk-found button');
  await press(page, 'Enter');
  await focused(page, '#find-booking-who');
  await page.keyboard.type(who.lastName);
  await page.waitForSelector('desk-booking .desk-found button');
  await press(page, 'Enter');
  await focused(page, '#booking-day');
  await press(page, 'Control+A');
  await page.keyboard.type('31.2.26');
  await press(page, 'Tab');
  await page.waitForSelector('#booking-day-error:has-text("Такого дня")');
  await page.focus('#booking-day');
  await press(page, 'Control+A');
  await page.keyboard.type(tomorrow());
  await press(page, 'Tab');
  await page.waitForSelector('.desk-times button');
  await tabTo(page, '.desk-times button');
  await press(page, 'ArrowRight', 'ArrowDown', 'Enter');
  await page.waitForSelector('.desk-times [aria-pressed=true]');
  await shot(page, 'operator-booking');
  await axe(page, 'booking');
  await narrow(page, 'operator-booking');
  await keyboard(page, 'booking');
  await press(page, 'Alt+Enter');
  const code = await page.textContent('.desk-done__code');
  await focused(page, '.desk-done [data-main]');
  await shot(page, 'operator-booked');
  await press(page, 'Enter');
  await focused(page, '#appointment-code');
  await page.keyboard.type(code.toLowerCase());
  await tabTo(page, 'form button[type=button]');
  await press(page, 'Enter');
  await page.waitForSelector(`.desk-chosen:has-text("${who.lastName}")`);
  await focused(page, '.desk-chosen button[aria-label^="Перенести"]');
  await shot(page, 'operator-appointment-found');
  await axe(page, 'an appointment by its code');
  const { appointments: [made] } = await call('GET', `/v1/appointments?code=${code}`, undefined, chief);
  assert.deepEqual([made.state, made.applicantId, made.serviceCode], ['CONFIRMED', applicantId, 'passport-foreign']);
  await press(page, 'Enter');
  await page.waitForSelector('desk-booking .desk-times button');
  await tabTo(page, '.desk-times button');
  await press(page, 'End', 'Enter', 'Alt+Enter');
  await page.waitForSelector('.desk-done h3:text-is("Запись перенесена")');
  const { appointments: [moved] } = await call('GET', `/v1/appointments?code=${code}`, undefined, chief);
  assert.equal(moved.state, 'CONFIRMED');
  assert.notEqual(moved.starts, made.starts);
  await press(page, 'Alt+Enter');
  await focused(page, '#appointment-code');
  await tabTo(page, '.desk-chosen button[aria-label^="Отменить"]');
  await press(page, 'Enter');
  await page.waitForSelector('.okno-dialog');
  await press(page, 'Enter');
  await page.waitForSelector('.desk-chosen .okno-tag:text-is("Отменена")');
  assert.equal((await call('GET', `/v1/appointments?code=${code}`, undefined, chief)).appointments[0].state, 'CANCELLED');
  await page.fill('#appointment-code', 'AAAA2222');
  await page.click('text=Найти запись');
  await page.waitForSelector('.okno-note--bad:has-text("нет")');
  assert.equal(await page.evaluate(() => globalThis.loaded), 'once', 'the page was never loaded anew');
  await close(page);
});

test('a consultant books without a name, and has no window', async () => {
  const page = await open();
  await signIn(page, account('CONSULTANT', centre), '/operator');
  await page.waitForSelector('#appointment-code');
  assert.deepEqual(await page.locator('.desk-tabs__one').count(), 1);
  assert.equal(await page.locator('desk-place').count(), 0);
  await page.click('[data-book]');
  await page.selectOption('#booking-why', 'COLLECT');
  await page.waitForSelector('.desk-times button');
  await page.click('.desk-times button >> nth=-1');
  await shot(page, 'operator-consultant');
  await themes(page, 'consultant');
  await narrow(page, 'operator-consultant');
  await keyboard(page, 'consultant');
  await press(page, 'Alt+Enter');
  const code = await page.textContent('.desk-done__code');
  const { appointments: [made] } = await call('GET', `/v1/appointments?code=${code}`, undefined, chief);
  assert.deepEqual([made.state, made.applicantId ?? '', made.purpose], ['CONFIRMED', '', 'COLLECT']);
  await close(page);
});

test('a consultant issues tickets: by everyday words, by queue, out of turn, on paper', async () => {
  const page = await open();
  await page.addInitScript(() => { globalThis.print = () => { globalThis.top.printed = (globalThis.top.printed ?? 0) + 1; }; });
  await signIn(page, account('CONSULTANT', centre), '/operator');
  await page.waitForSelector('desk-walk-in');
  await page.click('desk-walk-in button:has-text("Выдать талон")');
  await page.waitForSelector('.okno-note--bad:has-text("Выберите услугу")');
  await page.fill('#find-walk-service', 'загран');
  await page.waitForSelector('desk-walk-in .desk-found button');
  await press(page, 'Enter');
  await page.waitForSelector('desk-walk-in .desk-chosen');
  const { priorities } = await call('GET', `/v1/queueSettings?centreCode=${centre}`);
  const rule = priorities.find((one) => one.shown);
  await page.selectOption('#walk-priority', rule.priorityCode);
  await page.click('desk-walk-in button:has-text("Выдать талон")');
  await page.waitForSelector('desk-walk-in .desk-done__number');
  const number = (await page.textContent('desk-walk-in .desk-done__number')).trim();
  const { tickets } = await call('GET', '/v1/tickets', undefined, chief);
  const made = tickets.find((one) => one.number === number);
  assert.deepEqual([made.source, made.priorityCode, made.purpose, Boolean(made.serviceCode)], ['CONSULTANT', rule.priorityCode, 'APPLY', true]);
  await shot(page, 'operator-walk-in');
  await themes(page, 'walk-in');
  await narrow(page, 'operator-walk-in');
  await keyboard(page, 'walk-in');
  const paper = page.waitForResponse((response) => response.url().includes('/ticket.pdf'));
  await page.click('desk-walk-in button:has-text("Напечатать")'); // no printer is set up here: the browser prints
  assert.equal((await paper).status(), 200);
  await page.waitForFunction(() => globalThis.printed === 1);
  await page.selectOption('#walk-group', 'collect');
  await page.click('desk-walk-in button:has-text("Выдать талон")');
  await page.waitForFunction((before) => document.querySelector('desk-walk-in .desk-done__number').textContent.trim() !== before, number);
  const second = (await page.textContent('desk-walk-in .desk-done__number')).trim();
  const other = (await call('GET', '/v1/tickets', undefined, chief)).tickets.find((one) => one.number === second);
  assert.deepEqual([other.groupCode, other.purpose, other.priorityCode ?? ''], ['collect', 'COLLECT', '']);
  page.seen.elsewhere = page.seen.elsewhere.filter((address) => !/^chrome/.test(address)); // the browser's own PDF viewer
  await close(page);
});

test('the journal of a day, and as a file', async () => {
  const made = await application();
  const page = await desk('/operator/journal');
  await atWindow(page);
  const line = `desk-journal tr:has-text("${made.number}")`;
  await page.waitForSelector(line);
  assert.match(await page.textContent(line), /В центре/);
  await themes(page, 'operator journal full');
  await narrow(page, 'operator-journal-full');
  await keyboard(page, 'journal');
  assert.equal(await page.$eval('desk-journal okno-day', (day) => day.value), made.registeredOn);
  assert.match(await page.inputValue('#journal-day'), /^\d\d\.\d\d\.\d{4}$/);
  const download = page.waitForEvent('download');
  await press(page, 'Alt+Enter');
  const file = await download;
  assert.match(file.suggestedFilename(), /^journal-\d{4}-\d\d-\d\d\.csv$/);
  assert.ok(readFileSync(await file.path(), 'utf8').includes(made.number));
  await page.fill('#journal-day', '1.1.26');
  await page.press('#journal-day', 'Enter');
  await page.waitForSelector('text=В этот день заявлений не регистрировали');
  await close(page);
});
