// SPDX-License-Identifier: AGPL-3.0-or-later
// One's own matters on the portal: what the applicant must do, what was issued, questions of a service, complaints.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axe, close, go, keyboard, known, narrow, open, shot, signedIn, stop, themes } from './support/browser.js';
import { centre, letters, snils, walk } from './support/desk.js';
import { call, token } from './support/stack.js';

after(stop);

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const clerk = token('OPERATOR', { centre, sub: 'colleague' });

async function stands(page, name) {
  await shot(page, `portal-${name}`);
  await axe(page, `portal-${name}`);
  await narrow(page, `portal-${name}`);
}

/** A page of the trial applicant, and an application of theirs. */
async function applied() {
  const page = await open(await signedIn(known('applicant')));
  await go(page, '/t');
  const made = await page.evaluate(async (centreCode) => {
    const { applicantId, csrfToken } = await fetch('/auth/session').then((response) => response.json());
    return fetch('/v1/applications', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken,
      'Idempotency-Key': crypto.randomUUID() }, body: JSON.stringify({ serviceCode: 'passport-foreign', applicantId, channel: 'PORTAL', centreCode, scenario: 2,
      documents: [{ kind: 'passport-rf', form: 'SCAN', sheets: 1, copies: 1 }, { kind: 'photo-digital', form: 'SCAN', sheets: 1, copies: 1 }] }) })
      .then((response) => response.json());
  }, centre);
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

test('what was issued is downloaded, with its signature, and is genuine', async () => {
  const { page, made } = await applied();
  const taskId = await walk(made.applicationId, 'issue');
  await call('POST', `/v1/tasks/${taskId}:complete`, { outcome: 'ISSUED' }, clerk);
  let [document] = [];
  for (let tries = 0; tries < 60 && !document?.sha256; tries++) {
    [document] = (await call('GET', `/v1/issuedDocuments?number=${encodeURIComponent(made.number)}`, undefined, clerk)).documents ?? [];
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assert.ok(document?.sha256, 'the document has its file');
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
    number: '77 АА 7', issued: '2026-01-10', scope: ['passport-foreign'] }, clerk);
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
