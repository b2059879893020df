// SPDX-License-Identifier: AGPL-3.0-or-later
// One's own matters on the portal: what the applicant must do, what was issued, questions of a service, complaints.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axe, close, go, keyboard, known, narrow, open, shot, signedIn, stop, themes } from './support/browser.js';
import { centre, letters, organisation, snils, walk } from './support/desk.js';
import { applicantAccount, call, token } from './support/stack.js';

after(stop);

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const clerk = token('OPERATOR', { centre, sub: 'colleague' });

async function stands(page, name) {
  await shot(page, `portal-${name}`);
  await axe(page, `portal-${name}`);
  await narrow(page, `portal-${name}`);
}

/** A page of the trial applicant, and an application of theirs. */
async function applied(serviceCode = 'passport-foreign', kinds = ['passport-rf', 'photo-digital']) {
  const page = await open(await signedIn(known('applicant')));
  await go(page, '/t');
  const made = await page.evaluate(async ([centreCode, service, papers]) => {
    const { applicantId, csrfToken } = await fetch('/auth/session').then((response) => response.json());
    return fetch('/v1/applications', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken,
      'Idempotency-Key': crypto.randomUUID() }, body: JSON.stringify({ serviceCode: service, applicantId, channel: 'PORTAL', centreCode, scenario: 2,
      documents: papers.map((kind) => ({ kind, form: 'SCAN', sheets: 1, copies: 1 })) }) }).then((response) => response.json());
  }, [centre, serviceCode, kinds]);
  assert.ok(made.applicationId, JSON.stringify(made));
  return { page, made };
}

async function centreDoes(applicationId, operation, outcome, fields = {}) {
  const { tasks = [] } = await call('GET', `/v1/tasks?applicationId=${applicationId}`, undefined, clerk);
  const task = tasks.find((one) => one.operation === operation);
  assert.ok(task, `${operation} is not to be done, but ${tasks.map((one) => one.operation)}`);
  await call('POST', `/v1/tasks/${task.taskId}:complete`, { outcome, fields }, clerk);
}

test('remarks of the centre are read, a scan is replaced, a document is added, the corrections are sent', async () => {
  const { page, made } = await applied();
  await centreDoes(made.applicationId, 'check', 'REMARKS');
  await centreDoes(made.applicationId, 'remarks', 'SENT', { remarks: 'Фотография старше полугода, замените её.' });
  await go(page, '/applications');
  await page.waitForSelector('.portal__todo a');
  await stands(page, 'todo');
  await page.click(`.portal__todo a[href="/applications/${made.applicationId}"]`);
  await page.waitForSelector('.portal__todo form');
  await page.waitForSelector('.portal__said:has-text("замените её")');
  await stands(page, 'todo-application');
  await themes(page, 'portal todo');
  await keyboard(page, 'portal todo');
  const photo = made.documents.find((one) => one.kind === 'photo-digital');
  await page.setInputFiles(`#scan-${photo.documentId}`, { name: 'new.pdf', mimeType: 'application/pdf', buffer: PDF });
  await page.waitForSelector('.portal__paper:has-text("фото") >> text=скан приложен');
  const kind = await page.$eval('#kind option:nth-child(3)', (option) => ({ code: option.value, name: option.textContent }));
  await page.selectOption('#kind', kind.code);
  await page.setInputFiles('#added', { name: 'more.pdf', mimeType: 'application/pdf', buffer: PDF });
  await page.waitForFunction((name) => [...document.querySelectorAll('.portal__paper')].some((one) => one.textContent.includes(name)
    && one.textContent.includes('скан приложен')), kind.name);
  await stands(page, 'todo-added');
  await page.fill('.portal__todo textarea', 'Приложил новую фотографию.');
  await page.click('.portal__todo button');
  await page.waitForSelector('.portal__todo', { state: 'detached' });
  await page.waitForSelector('.portal__moves >> text=Вы исправили замечания');
  const { tasks } = await call('GET', `/v1/tasks?applicationId=${made.applicationId}`, undefined, clerk);
  assert.deepEqual(tasks.map((one) => one.operation), ['check'], 'the centre looks again');
  await close(page);
});

/** The regulation to its end, and the document that came of it, with its file. */
async function issued(made) {
  const taskId = await walk(made.applicationId, 'issue');
  await call('POST', `/v1/tasks/${taskId}:complete`, { outcome: 'ISSUED' }, clerk);
  for (let tries = 0; tries < 60; tries++) {
    const [document] = (await call('GET', `/v1/issuedDocuments?number=${encodeURIComponent(made.number)}`, undefined, clerk)).documents ?? [];
    if (document?.sha256) return document;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the document has no file');
}

test('what was issued is downloaded, with its signature, and is genuine', async () => {
  const { page, made } = await applied();
  const document = await issued(made);
  await go(page, `/applications/${made.applicationId}`);
  await page.waitForSelector('portal-issued .okno-tag:text-is("Выдан")');
  await page.locator('portal-issued').scrollIntoViewIfNeeded();
  await stands(page, 'issued');
  const download = page.waitForEvent('download');
  await page.click('portal-issued >> text=Скачать документ');
  assert.match((await download).suggestedFilename(), /\.pdf$/);
  await go(page, '/applications');
  await page.waitForSelector(`portal-issued :text("${document.number}")`);
  await page.click(`portal-issued li:has-text("${document.number}") >> text=Проверить подлинность`);
  await page.waitForSelector('.portal__stamp--good');
  await stands(page, 'issued-genuine');
  await close(page);
});

test('a service asks what it needs to know, and takes no application without', async () => {
  const page = await open(await signedIn(known('applicant')));
  await go(page, '/apply/power-connection-contract?have=passport-rf,site-plan,devices-list');
  await page.waitForSelector('.portal__apply .portal__verdict.okno-note--good');
  await page.selectOption('#centre', centre);
  await page.fill('#answer-address', 'Тверская улица, дом 1');
  await stands(page, 'questions');
  await keyboard(page, 'portal questions');
  await page.click('.portal__big');
  await page.waitForSelector('#answer-power-error');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'answer-power');
  assert.equal(await page.inputValue('#answer-address'), 'Тверская улица, дом 1', 'what was said stays');
  await stands(page, 'questions-missing');
  await page.fill('#answer-power', '14.5');
  await page.click('.portal__big');
  await page.waitForSelector('.portal__fresh');
  const id = new URL(page.url()).pathname.split('/').pop();
  const { answers } = await call('GET', `/v1/applications/${id}`, undefined, clerk);
  assert.deepEqual(answers, { address: 'Тверская улица, дом 1', power: 14.5 });
  await close(page);
});

test('a complaint: filed about an application, seen with its term, withdrawn', async () => {
  const { page, made } = await applied();
  await go(page, `/applications/${made.applicationId}`);
  await page.click('text=Подать жалобу');
  await page.waitForSelector('#topic');
  await stands(page, 'complain');
  await themes(page, 'portal complain');
  await keyboard(page, 'portal complain');
  await page.check('input[name=matter][value=MISSED_TERM]');
  await page.selectOption('#topic', 'complaint-registration');
  await page.fill('#text', 'Заявление зарегистрировали позже, чем положено.');
  await page.click('text=Отправить жалобу');
  await page.waitForSelector('.portal__rows :text("Ж-")');
  assert.match(await page.textContent('.portal__rows'), /Контролирующая организация/);
  await stands(page, 'complaint');
  await page.click('.portal__crumbs >> text=Жалобы');
  await page.waitForSelector('.portal__line >> text=Нарушен срок регистрации');
  await stands(page, 'complaints');
  await page.click('.portal__line a >> nth=0');
  await page.click('.portal__buttons >> text=Отозвать жалобу');
  await page.click('dialog button >> text=Отозвать жалобу');
  await page.waitForSelector('.okno-tag:text-is("Отозвана")');
  await page.click('text=English');
  await page.waitForSelector('text=What you wrote');
  await axe(page, 'portal complaint in English');
  await close(page);
});

test('a representative applies in the name of whom they represent', async () => {
  const page = await open(await signedIn(known('applicant')));
  await go(page, '/t');
  const { applicantId: mine } = await page.evaluate(() => fetch('/auth/session').then((response) => response.json()));
  const name = `Доверитель${letters(7)}`;
  const { applicantId } = await call('POST', '/v1/applicants', { person: { lastName: name, firstName: 'Проба', birthDate: '1950-01-01', snils: snils() } }, clerk);
  const { representativeId } = await call('POST', `/v1/applicants/${applicantId}/representatives`, { representativeApplicantId: mine, basis: 'Доверенность',
    number: '77 АА 7', issued: '2026-01-10', scope: ['passport-foreign'], mayReceive: true }, clerk);
  await go(page, '/apply/city-property-extract');
  await page.waitForSelector('#centre');
  assert.equal(await page.locator(`#whose option:has-text("${name}")`).count(), 0, 'the power is for another service');
  await go(page, '/apply/passport-foreign?have=passport-rf,photo-digital');
  await page.waitForSelector('#whose');
  await page.selectOption('#whose', representativeId);
  await page.waitForSelector('#whose-hint');
  await page.selectOption('#centre', centre);
  await stands(page, 'representative');
  await page.waitForSelector('.portal__apply .portal__verdict.okno-note--good');
  await page.click('.portal__big');
  await page.waitForSelector('.portal__fresh');
  const id = new URL(page.url()).pathname.split('/').pop();
  const made = await call('GET', `/v1/applications/${id}`, undefined, clerk);
  assert.deepEqual([made.applicantId, made.representativeId], [applicantId, representativeId]);
  await go(page, '/applications');
  await page.waitForSelector('#whose');
  await page.selectOption('#whose', { label: `${name} Проба` });
  await page.waitForFunction((number) => document.querySelectorAll('.portal__line h2').length === 1 && document.body.textContent.includes(number), made.number);
  await stands(page, 'represented');
  const document = await issued(made);
  await go(page, '/applications');
  await page.waitForSelector('#whose');
  assert.equal(await page.locator(`portal-issued :text("${document.number}")`).count(), 0, 'it is not their own');
  await page.selectOption('#whose', { label: `${name} Проба` });
  await page.waitForSelector(`portal-issued li:has-text("${document.number}"):has-text("${name}")`);
  await stands(page, 'represented-issued');
  const download = page.waitForEvent('download');
  await page.click('portal-issued >> text=Скачать документ');
  assert.match((await download).suggestedFilename(), /\.pdf$/);
  await call('POST', `/v1/applicants/${applicantId}/representatives/${representativeId}:revoke`, { reason: 'Отозвана доверителем' }, clerk);
  await go(page, `/applications/${id}`);
  await page.waitForSelector(`portal-issued li:has-text("${document.number}"):has-text("не даёт права получить")`);
  assert.equal(await page.locator('portal-issued >> text=Скачать документ').count(), 0, 'without a power nothing is taken');
  assert.equal(await page.evaluate((path) => fetch(path).then((reply) => reply.status), `/v1/issuedDocuments/${document.issuedDocumentId}:download`), 400);
  await close(page);
});

test('an organisation applies as such: its documents are asked for, and what is not for it is said', async () => {
  const name = `ООО «Пробная ${letters(6)}»`;
  const { applicantId } = await call('POST', '/v1/applicants', { legalEntity: { name, ...organisation() } }, clerk);
  const page = await open(await signedIn(applicantAccount(applicantId)));
  await go(page, '/services/power-connection-contract');
  await page.waitForSelector('.portal__verdict');
  assert.ok(await page.isChecked('input[name=recipient][value=LEGAL_ENTITY]'), 'as what they are');
  await page.waitForSelector('.portal__document:has-text("полномочиях руководителя")');
  await go(page, '/apply/power-connection-contract?have=passport-rf,site-plan,devices-list');
  await page.waitForSelector('.portal__as:text-is("Заявитель: организация")');
  await page.waitForSelector('.portal__apply .portal__verdict.okno-note--warn');
  assert.match(await page.textContent('.portal__verdict'), /полномочиях руководителя/);
  await page.check('.portal__document:has-text("полномочиях руководителя") input[type=checkbox]');
  await page.waitForSelector('.portal__apply .portal__verdict.okno-note--good');
  await page.selectOption('#centre', centre);
  await page.fill('#answer-address', 'Тверская улица, дом 1');
  await page.fill('#answer-power', '100');
  await stands(page, 'organisation');
  await keyboard(page, 'portal organisation');
  await page.click('.portal__big');
  await page.waitForSelector('.portal__fresh');
  const id = new URL(page.url()).pathname.split('/').pop();
  const made = await call('GET', `/v1/applications/${id}`, undefined, clerk);
  assert.deepEqual([made.applicantId, made.documents.some((one) => one.kind === 'authority-document')], [applicantId, true]);
  await go(page, '/apply/passport-foreign');
  await page.waitForSelector('.okno-note--warn:has-text("только гражданам")');
  await stands(page, 'organisation-not-for');
  await close(page);
});

test('the place in the queue for a quota is seen, by its code too, and goes when the quota is there', async () => {
  const official = token('AGENCY', { agency: 'dzm', sub: 'official-dzm' });
  const { page, made } = await applied('high-tech-care', ['passport-rf', 'medical-conclusion', 'medical-referral-form', 'personal-data-consent']);
  const taskId = await walk(made.applicationId, 'queue', official);
  const { queue } = await call('GET', `/v1/applications/${made.applicationId}`, undefined, clerk);
  const place = '.portal__rows div:has(dt:text-is("Место в очереди")) dd';
  await go(page, `/applications/${made.applicationId}`);
  await page.waitForSelector(place);
  assert.equal(await page.textContent(place), `${queue.place} из ${queue.length}`);
  assert.match(await page.textContent('h1'), /в очереди на квоту/);
  await stands(page, 'quota');
  const stranger = await open();
  await go(stranger, `/track?number=${encodeURIComponent(made.number)}&code=${made.trackingCode}`);
  await stranger.waitForSelector(place);
  assert.equal(await stranger.textContent(place), `${queue.place} из ${queue.length}`);
  await stands(stranger, 'quota-track');
  await close(stranger);
  await call('POST', `/v1/tasks/${taskId}:complete`, { outcome: 'ALLOTTED' }, official);
  await page.waitForSelector(place, { state: 'detached' });
  await close(page);
});

test('the first page leads staff to their places, and whoever is unhappy to complaints', async () => {
  const page = await open();
  await go(page, '/');
  for (const href of ['/operator', '/supervisor', '/complaints']) assert.ok(await page.isVisible(`.portal-footer a[href="${href}"]`), href);
  await page.click('.portal-footer a[href="/complaints"]');
  await page.waitForSelector('.portal__door');
  await stands(page, 'complaints-door');
  await close(page);
});
