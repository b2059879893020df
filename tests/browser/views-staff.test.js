// SPDX-License-Identifier: AGPL-3.0-or-later
// Every view of the places of staff, in every theme and both languages: nothing against WCAG 2.2 AA.
import { after, before } from 'node:test';
import { close, known, open, signIn, stop } from './support/browser.js';
import { apply, atWindow, centre, desk, empty, focused, house, letters, press, register, serve, snils } from './support/desk.js';
import { account, call, token } from './support/stack.js';
import { views } from './support/views.js';

after(stop);
before(empty);

const clerk = token('OPERATOR', { centre, sub: 'colleague' });

const dialogs = async (look, page, name) => {
  await page.waitForSelector('.okno-dialog');
  await look(page, name);
  await press(page, 'Escape');
  await page.waitForSelector('.okno-dialog', { state: 'detached' });
};

views('operator: window, visitor, applicant, representative', async (look) => {
  const page = await desk();
  await look(page, 'operator-windows');
  await atWindow(page);
  await serve(page);
  await look(page, 'operator-visitor');
  await press(page, 'F8');
  await dialogs(look, page, 'operator-moves');
  await press(page, 'Alt+0');
  await dialogs(look, page, 'operator-keys');
  await page.fill('#find-applicant', `Образцова${letters(7)} проба`);
  await page.click('.desk-found__none button');
  await page.waitForSelector('#reg-person-snils');
  await page.fill('#reg-person-birthDate', '31.02.1990');
  await page.fill('#reg-person-snils', '112-233-445 96');
  await page.waitForSelector('#reg-person-snils-error');
  await page.waitForSelector('#reg-person-birthDate-error');
  await look(page, 'operator-register-mistakes');
  for (const kind of ['soleProprietor', 'legalEntity']) {
    await page.check(`input[name=kind][value=${kind}]`);
    await look(page, `operator-register-${kind}`);
  }
  await page.check('input[name=kind][value=person]');
  await page.fill('#reg-person-birthDate', '31.2.90');
  await press(page, 'Alt+Enter');
  await page.waitForSelector('#reg-person-birthDate-error');
  await page.fill('#reg-person-birthDate', '28.2.90');
  await page.fill('#reg-person-snils', snils());
  await press(page, 'Alt+Enter');
  await page.waitForSelector('#find-service');
  await page.click('text=Пришёл представитель');
  await page.waitForSelector('#find-proxy');
  await look(page, 'operator-proxy-find');
  const { person } = await call('POST', '/v1/applicants', { person: { lastName: `Поверенная${letters(7)}`, firstName: 'Проба', birthDate: '1970-01-01', snils: snils() } }, clerk);
  await page.fill('#find-proxy', person.lastName);
  await page.waitForSelector('desk-proxy .desk-found button');
  await look(page, 'operator-proxy-found');
  await page.press('#find-proxy', 'Enter');
  await page.waitForSelector('#proxy-basis');
  await look(page, 'operator-proxy-power');
  await close(page);
});

views('operator: service, questions, refusal, accepted', async (look) => {
  await empty();
  const page = await desk();
  await atWindow(page);
  await serve(page);
  await register(page);
  await page.keyboard.type('подключить свет');
  await page.waitForSelector('.desk-found button');
  await look(page, 'operator-services');
  await press(page, 'Enter');
  await page.waitForSelector('[id^=question-]');
  await look(page, 'operator-papers');
  await page.click('text=Отказать в приёме');
  await dialogs(look, page, 'operator-refusal');
  await page.click('text=Другая услуга');
  await focused(page, '#find-service');
  await apply(page);
  await look(page, 'operator-accepted');
  await close(page);
});

views('operator: tasks, applications, appointments, journal', async (look) => {
  await empty();
  const { applicantId } = await call('POST', '/v1/applicants', { person: { lastName: `Ходовая${letters(8)}`, firstName: 'Проба', birthDate: '1970-01-01', snils: snils() } }, clerk);
  const { applicationId } = await call('POST', '/v1/applications', { serviceCode: 'passport-foreign', applicantId, channel: 'COUNTER', centreCode: centre, scenario: 0,
    documents: [{ kind: 'passport-rf', form: 'ORIGINAL', sheets: 1, copies: 1 }] }, clerk);
  const page = await desk('/operator/tasks');
  await page.waitForSelector('#section-tasks table');
  await look(page, 'operator-tasks');
  const { tasks: [task] } = await call('GET', `/v1/tasks?applicationId=${applicationId}`, undefined, clerk);
  await page.goto(new URL(`/operator/tasks/${task.taskId}`, page.url()).href);
  await page.click('#section-tasks [data-main]');
  await page.waitForSelector('.desk-outcomes');
  await look(page, 'operator-task');
  await page.click('.desk-outcomes__one--bad');
  await look(page, 'operator-task-refusal');
  await press(page, 'Alt+3');
  await page.waitForSelector('#section-applications table');
  await look(page, 'operator-applications');
  await page.goto(new URL(`/operator/applications/${applicationId}`, page.url()).href);
  await page.waitForSelector('.djs-element.desk-now');
  await look(page, 'operator-application');
  await page.click('desk-application button:text-is("Приостановить")');
  await dialogs(look, page, 'operator-suspend');
  await press(page, 'Alt+4');
  await page.click('[data-book]');
  await page.fill('#find-booking-service', 'загран');
  await page.waitForSelector('desk-booking .desk-found button');
  await page.press('#find-booking-service', 'Enter');
  await page.waitForSelector('.desk-times button');
  await page.click('.desk-times button >> nth=1');
  await look(page, 'operator-booking');
  await press(page, 'Alt+Enter');
  await page.waitForSelector('.desk-done__code');
  const code = await page.textContent('.desk-done__code');
  await look(page, 'operator-booked');
  await press(page, 'Alt+Enter');
  await page.fill('#appointment-code', code);
  await page.click('text=Найти запись');
  await page.waitForSelector('.desk-chosen');
  await look(page, 'operator-appointments');
  await page.click('.desk-chosen >> text=Перенести');
  await page.waitForSelector('.desk-times button');
  await look(page, 'operator-moving');
  await press(page, 'Alt+5');
  await page.waitForSelector('desk-journal table');
  await look(page, 'operator-journal');
  await page.fill('#journal-day', 'завтра');
  await page.press('#journal-day', 'Enter');
  await page.waitForSelector('#journal-day-error');
  await look(page, 'operator-journal-wrong-day');
  await close(page);
});

views('consultant, and whoever has no place here', async (look) => {
  for (const [who, name, what] of [[account('CONSULTANT', centre), 'consultant', '#appointment-code'], [known('applicant'), 'operator-other-role', 'text=другая роль']]) {
    const page = await open();
    await signIn(page, who, '/operator');
    await page.waitForSelector(what);
    await look(page, name);
    await close(page);
  }
});

views('supervisor: hall, window, day, overdue, boards', async (look) => {
  await house.issue('documents', { purpose: 'APPLY' });
  await house.open(3);
  const page = await open({ width: 1440 });
  await signIn(page, known('supervisor'), '/supervisor');
  await page.waitForSelector('.super-window');
  await look(page, 'supervisor-hall');
  await page.click('.super-window:has(h4:text-is("Окно 3")) button');
  await page.waitForSelector('.desk-choices');
  await look(page, 'supervisor-window');
  await page.click('.desk-choices button:has-text("Очереди и вес")');
  await page.waitForSelector('.super-weights');
  await dialogs(look, page, 'supervisor-weights');
  await press(page, 'Alt+2');
  await page.waitForSelector('.uplot canvas, super-day .okno-note, super-day .desk-muted');
  await look(page, 'supervisor-day');
  await press(page, 'Alt+3');
  await page.waitForSelector('super-late h3');
  await look(page, 'supervisor-overdue');
  await press(page, 'Alt+4');
  await page.waitForSelector('#message');
  await look(page, 'supervisor-boards');
  await close(page);
});
