// SPDX-License-Identifier: AGPL-3.0-or-later
// Every view of visitors, in the hall and at home, in every theme and both languages: nothing against WCAG 2.2 AA.
import { after } from 'node:test';
import { close, go, known, open, signedIn, stop } from './support/browser.js';
import { centre, letters, snils, walk } from './support/desk.js';
import { account, call, House, token } from './support/stack.js';
import { views } from './support/views.js';

after(stop);

const clerk = token('OPERATOR', { centre, sub: 'colleague' });

/** An address, what it shows when it is there, what is done then. */
async function visit(look, page, name, address, ready, work = async () => {}) {
  await go(page, address);
  await page.waitForSelector(ready);
  await work();
  await look(page, name);
}

views('kiosk', async (look) => {
  const house = new House('arbat');
  const page = await open({ width: 1080, height: 1400, hasTouch: true, bearer: house.kiosk });
  await visit(look, page, 'kiosk', '/kiosk?print=off&centre=arbat', '.kiosk__centre:not(:empty)');
  await page.tap('text=Подать документы');
  await look(page, 'kiosk-groups');
  await page.tap('.kiosk-search');
  for (const letter of 'загран') await page.tap(`.keys__key:text-is("${letter}")`);
  await page.waitForSelector('.kiosk__services button');
  await look(page, 'kiosk-search');
  await page.tap('text=Назад');
  await page.tap('.kiosk-tile--group >> nth=0');
  await look(page, 'kiosk-priority');
  await page.tap('text=Нет, общая очередь');
  await look(page, 'kiosk-confirm');
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__number');
  await look(page, 'kiosk-ticket');
  await page.tap('text=В начало');
  await page.tap('text=Узнать о заявлении');
  await look(page, 'kiosk-number');
  await page.tap('text=В начало');
  await page.tap('text=Я по записи');
  await look(page, 'kiosk-code');
  await close(page);
});

views('board and ticket', async (look) => {
  const house = new House('khamovniki');
  await house.open(2);
  const called = await house.issue('documents');
  const board = await open({ width: 1920, height: 1080, ...await signedIn(account('KIOSK', house.centre)) });
  await visit(look, board, 'board', '/board?voice=off', '.board__idle:not(:has-text("Подключаемся")), .board__list');
  let next = await house.next(2);
  while (next.ticketId !== called.ticketId) {
    await house.serve(next, 2);
    next = await house.next(2);
  }
  await house.say('Зал закроется в 20 часов.', 'The hall closes at 8 p.m.');
  await board.waitForSelector(`:text("${called.number}")`);
  await look(board, 'board-call');
  await board.focus('.board__settings');
  await board.keyboard.press('Enter');
  await board.waitForSelector('dialog[open]');
  await look(board, 'board-settings');
  await close(board);
  const waiting = await house.issue('documents');
  const page = await open({ width: 390, height: 844, isMobile: true, hasTouch: true });
  await page.addInitScript(() => { navigator.vibrate = () => true; });
  await visit(look, page, 'ticket-called', `/t/${called.ticketId}?code=${called.code}`, '.ticket--called');
  await visit(look, page, 'ticket-waiting', `/t/${waiting.ticketId}?code=${waiting.code}`, '.ticket__number');
  await visit(look, page, 'ticket-wrong', `/t/${waiting.ticketId}?code=AAAA4444`, 'text=Талон не найден');
  await close(page);
  await house.serve(called, 2);
});

views('sign-in', async (look) => {
  const page = await open();
  await visit(look, page, 'sign-in', '/sign-in', 'okno-header header');
  await page.fill('#login', 'nobody');
  await page.fill('#password', 'not the password');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#fault');
  await page.waitForSelector('okno-header header');
  await look(page, 'sign-in-fault');
  await close(page);
});

views('portal, for everybody', async (look) => {
  const page = await open();
  await visit(look, page, 'portal', '/', '.portal__themes');
  await visit(look, page, 'portal-catalogue', '/services?query=загран', '.portal__line');
  await visit(look, page, 'portal-service', '/services/power-connection-contract', '.portal__verdict', () => page.click('summary'));
  await visit(look, page, 'portal-book', '/book?service=passport-foreign&centre=tverskoy', '.portal__time', () => page.click('.portal__time >> nth=0'));
  await visit(look, page, 'portal-centres', '/centres?service=passport-foreign', '.portal__line, #district', async () => { await page.selectOption('#district', { index: 1 }); });
  await visit(look, page, 'portal-track', '/track', '#number');
  await visit(look, page, 'portal-track-wrong', '/track?number=1&code=AAAA2222', '[role=alert]');
  await visit(look, page, 'portal-verify', '/verify', '#file');
  await visit(look, page, 'portal-verify-unknown', '/verify?number=1&code=AAAA2222', 'h1 >> text=Такого документа');
  await visit(look, page, 'portal-door', '/applications', '.portal__door');
  await visit(look, page, 'portal-lost', '/services/no-such-service', '.okno-note--bad');
  await close(page);
});

async function mine() {
  const page = await open(await signedIn(known('applicant')));
  await go(page, '/t');
  const { applicantId, csrfToken } = await page.evaluate(() => fetch('/auth/session').then((response) => response.json()));
  const write = (path, body) => page.evaluate(([address, token, what]) => fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token,
    'Idempotency-Key': crypto.randomUUID() }, body: JSON.stringify(what) }).then((response) => response.json()), [path, csrfToken, body]);
  const apply = () => write('/v1/applications', { serviceCode: 'passport-foreign', applicantId, channel: 'PORTAL', centreCode: centre, scenario: 2,
    documents: ['passport-rf', 'photo-digital'].map((kind) => ({ kind, form: 'SCAN', sheets: 1, copies: 1 })) });
  return { page, applicantId, write, apply };
}

async function centreDoes(applicationId, operation, outcome, fields = {}) {
  const { tasks = [] } = await call('GET', `/v1/tasks?applicationId=${applicationId}`, undefined, clerk);
  await call('POST', `/v1/tasks/${tasks.find((one) => one.operation === operation).taskId}:complete`, { outcome, fields }, clerk);
}

views('portal, one\'s own applications and documents', async (look) => {
  const { page, applicantId, apply } = await mine();
  const who = await call('POST', '/v1/applicants', { person: { lastName: `Доверитель${letters(7)}`, firstName: 'Проба', birthDate: '1950-01-01', snils: snils() } }, clerk);
  await call('POST', `/v1/applicants/${who.applicantId}/representatives`, { representativeApplicantId: applicantId, basis: 'Доверенность', number: '7', issued: '2026-01-10' }, clerk);
  await visit(look, page, 'portal-apply', '/apply/power-connection-contract?have=passport-rf,site-plan,devices-list', '#whose', async () => {
    await page.selectOption('#whose', { index: 1 });
    await page.waitForSelector('.portal__verdict');
    await page.selectOption('#centre', centre);
    await page.click('.portal__big');
    await page.waitForSelector('#answer-power-error');
  });
  const corrected = await apply();
  await centreDoes(corrected.applicationId, 'check', 'REMARKS');
  await centreDoes(corrected.applicationId, 'remarks', 'SENT', { remarks: 'Замените фотографию.' });
  await visit(look, page, 'portal-todo', `/applications/${corrected.applicationId}`, '.portal__todo form', () => page.selectOption('#kind', { index: 2 }));
  const done = await apply();
  const taskId = await walk(done.applicationId, 'issue');
  await call('POST', `/v1/tasks/${taskId}:complete`, { outcome: 'ISSUED' }, clerk);
  await visit(look, page, 'portal-issued', `/applications/${done.applicationId}`, 'portal-issued li');
  await visit(look, page, 'portal-applications', '/applications', 'portal-issued li');
  const { documents: [document] } = await call('GET', `/v1/issuedDocuments?number=${encodeURIComponent(done.number)}`, undefined, clerk);
  await visit(look, page, 'portal-verified', `/verify?number=${document.number}&code=${document.code}`, '.portal__stamp--good');
  await visit(look, page, 'portal-tracked', `/track?number=${encodeURIComponent(done.number)}&code=${done.trackingCode}`, '.portal__steps');
  await close(page);
});

views('portal, one\'s own complaints and appointments', async (look) => {
  const { page, apply } = await mine();
  const { applicationId } = await apply();
  await visit(look, page, 'portal-complain', `/complaints/new?application=${applicationId}`, '#topic', async () => {
    await page.check('input[name=matter][value=MISSED_TERM]');
    await page.selectOption('#topic', 'complaint-registration');
    await page.fill('#text', 'Заявление зарегистрировали позже, чем положено.');
  });
  await page.click('text=Отправить жалобу');
  await page.waitForSelector('.portal__rows :text("Ж-")');
  await look(page, 'portal-complaint');
  await visit(look, page, 'portal-complaints', '/complaints', '.portal__line');
  await page.click('.portal__line a >> nth=0');
  await page.click('.portal__buttons >> text=Отозвать жалобу');
  await page.waitForSelector('dialog[open]');
  await look(page, 'portal-complaint-withdraw');
  await page.click('dialog button >> text=Отозвать жалобу');
  await visit(look, page, 'portal-book-own', '/book?purpose=COLLECT&centre=tverskoy', '.portal__time', () => page.click('.portal__time >> nth=0'));
  await page.click('#take button');
  await page.waitForSelector('.portal__countdown');
  await look(page, 'portal-reserved');
  await page.click('text=Подтвердить запись');
  await page.waitForSelector('h1 >> text=Запись подтверждена');
  await page.click('button >> text=Перенести');
  await page.waitForSelector('.portal__time');
  await look(page, 'portal-appointment');
  const at = new URL(page.url()).pathname;
  await visit(look, page, 'portal-appointments', '/appointments', '.portal__line');
  await go(page, at);
  await page.click('button >> text=Отменить запись');
  await page.click('dialog button >> text=Отменить запись');
  await page.waitForSelector('h1 >> text=Запись отменена');
  await close(page);
});
