// SPDX-License-Identifier: AGPL-3.0-or-later
// The portal: from everyday words to an application that is tracked, an appointment, the nearest centre.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axe, close, go, keyboard, known, narrow, open, shot, signedIn, stop, themes } from './support/browser.js';
import { call, token } from './support/stack.js';

after(stop);

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const scan = { name: 'scan.pdf', mimeType: 'application/pdf', buffer: PDF };

/** One look at a screen as everybody may need it. */
async function stands(page, name, { keys = false } = {}) {
  await shot(page, `portal-${name}`);
  await axe(page, `portal-${name}`);
  await narrow(page, `portal-${name}`);
  if (keys) await keyboard(page, `portal-${name}`, { most: 500 });
}

test('«загран»: the service, what suffices, an application with a scan, its status by number and code', async () => {
  const page = await open(await signedIn(known('applicant')));
  await go(page, '/');
  await page.waitForSelector('.portal__themes');
  await stands(page, 'home');
  await page.fill('#query', 'загран');
  await page.press('#query', 'Enter');
  await page.waitForSelector('.portal__line');
  assert.match(await page.textContent('.portal__line'), /Загранпаспорт/);
  await stands(page, 'catalogue');

  await page.click('.portal__line a');
  await page.waitForSelector('.portal__verdict.okno-note--warn');
  assert.match(await page.title(), /^Загранпаспорт/);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  await page.check('#document-0');
  await page.waitForSelector('.portal__verdict.okno-note--good');
  await stands(page, 'service');

  await page.click('text=Подать заявление онлайн');
  await page.waitForSelector('.portal__apply .portal__verdict.okno-note--warn');
  assert.ok(await page.isChecked('#document-0'), 'what was ticked stays ticked');
  assert.ok(await page.isDisabled('.portal__big'), 'nothing is sent that would be refused');
  await page.check('text=Личная фотография в электронном виде');
  await page.waitForSelector('.portal__apply .portal__verdict.okno-note--good');
  await page.selectOption('#centre', 'tverskoy');
  await page.setInputFiles('#file-0', scan);
  await stands(page, 'apply');
  await page.click('.portal__big');
  await page.waitForSelector('.portal__fresh');
  await page.waitForSelector('text=скан приложен');
  await stands(page, 'application');
  assert.equal(new URL(page.url()).search, '');
  const number = await page.textContent('.portal__rows div:nth-child(1) dd');
  const code = await page.textContent('.portal__code');
  const download = page.waitForEvent('download');
  await page.click('text=Скачать расписку');
  assert.match((await download).suggestedFilename(), /^receipt-.*\.pdf$/);
  const id = new URL(page.url()).pathname.split('/').pop();
  await close(page);

  const stranger = await open();
  await go(stranger, `/track?number=${encodeURIComponent(number)}&code=AAAA2222`);
  await stranger.waitForSelector('[role=alert] >> text=Заявления с таким номером и кодом нет');
  assert.equal(new URL(stranger.url()).search, '', 'number and code do not stay in the address');
  await stands(stranger, 'track-wrong', { keys: true });
  await stranger.fill('#code', code.toLowerCase());
  await stranger.click('text=Узнать статус');
  await stranger.waitForSelector('.portal__steps');
  assert.equal(await stranger.textContent('h1'), 'Заявление зарегистрировано');
  await stands(stranger, 'track', { keys: true });
  await stranger.goto('about:blank');
  await go(stranger, `/applications/${id}`);
  await stranger.waitForSelector('.portal__door');
  await stands(stranger, 'door');
  assert.deepEqual(await stranger.evaluate(() => Object.keys(localStorage).filter((key) => !/^okno\.(language|contrast|size|spacing)$/.test(key))), []);
  await close(stranger);
});

test('the status changes before one\'s eyes', async () => {
  const page = await open(await signedIn(known('applicant')));
  await go(page, '/applications');
  await page.waitForSelector('.portal__line');
  await stands(page, 'applications');
  await page.click('.portal__line a');
  await page.waitForSelector('.portal__steps');
  await page.evaluate(() => { window.same = true; });
  const id = new URL(page.url()).pathname.split('/').pop();
  const supervisor = token('SUPERVISOR', { centre: 'tverskoy', sub: 'supervisor-tverskoy' });
  await call('POST', `/v1/applications/${id}:withdraw`, {}, supervisor);
  await page.waitForSelector('h1 >> text=Заявление отозвано', { timeout: 10000 });
  assert.ok(await page.evaluate(() => window.same), 'it is the same page');
  await shot(page, 'portal-withdrawn');
  await close(page);
});

test('how far ahead one may book, and how long a time is held, is the hall\'s to say', async () => {
  const page = await open(await signedIn(known('applicant')));
  await page.route('**/v1/queueSettings*', async (route) => {
    const settings = await (await route.fetch()).json();
    await route.fulfill({ json: { ...settings, limits: { ...settings.limits, horizonDays: 5, reservationMinutes: 7 } } });
  });
  await go(page, '/book?service=passport-foreign&centre=tverskoy');
  await page.waitForSelector('.portal__time');
  assert.equal(await page.locator('.portal__day').count(), 6, 'today and five days');
  await page.click('.portal__time >> nth=0');
  await page.waitForSelector('#take >> text=на 7 минут');
  await close(page);
});

test('an appointment: a time, held, confirmed, moved, cancelled', async () => {
  const page = await open(await signedIn(known('applicant')));
  await go(page, '/book?service=passport-foreign&centre=tverskoy');
  await page.waitForSelector('.portal__time');
  await stands(page, 'book', { keys: true });
  await page.click('.portal__days button:nth-last-child(3)');
  await page.waitForSelector('.portal__day[aria-pressed=true]:nth-last-child(3)');
  await page.waitForSelector('.portal__time');
  await page.click('.portal__time >> nth=0');
  await page.click('#take button');
  await page.waitForSelector('.portal__countdown');
  await stands(page, 'reserved', { keys: true });
  await page.click('text=Подтвердить запись');
  await page.waitForSelector('h1 >> text=Запись подтверждена');
  await stands(page, 'confirmed', { keys: true });
  const first = await page.textContent('.portal__moment');
  const code = await page.textContent('.portal__code');
  const path = new URL(page.url()).pathname;
  await page.click('button >> text=Перенести');
  await page.waitForSelector('.portal__time');
  await page.click('.portal__time >> nth=2');
  await page.waitForFunction((before) => document.querySelector('.portal__moment')?.textContent !== before && !document.querySelector('.portal__time'), first);
  await close(page);

  const stranger = await open();
  await go(stranger, path);
  await stranger.waitForSelector('#code');
  await stands(stranger, 'appointment-door');
  await stranger.fill('#code', code);
  await stranger.click('text=Открыть запись');
  await stranger.click('button >> text=Отменить запись');
  await stranger.click('dialog button >> text=Отменить запись');
  await stranger.waitForSelector('h1 >> text=Запись отменена');
  await shot(stranger, 'portal-cancelled');
  await close(stranger);
});

test('the nearest centre, by where one stands and by district', async () => {
  const page = await open({ geolocation: { latitude: 55.765, longitude: 37.605 }, permissions: ['geolocation'] });
  await go(page, '/centres?service=passport-foreign');
  await page.click('text=Определить, где я');
  await page.waitForSelector('.portal__light');
  assert.match(await page.textContent('.portal__line'), /Тверской[^]*от вас/);
  await stands(page, 'centres', { keys: true });
  await page.selectOption('#district', { label: 'Арбат (ЦАО)' });
  await page.waitForSelector('.portal__line:first-child >> text=Арбат');
  await close(page);
});

test('a document that is not in the register', async () => {
  const page = await open();
  await go(page, '/verify?number=1&code=AAAA2222');
  await page.waitForSelector('h1 >> text=Такого документа в реестре нет');
  assert.equal(new URL(page.url()).search, '');
  await stands(page, 'verify-unknown');
  await page.click('text=Проверить другой документ');
  await stands(page, 'verify', { keys: true });
  await page.setInputFiles('#file', scan);
  await page.waitForSelector('h1 >> text=Такого документа в реестре нет');
  await close(page);
});

test('every theme, the keyboard, English, back and forth', async () => {
  const page = await open();
  await go(page, '/');
  await page.waitForSelector('.portal__themes');
  await themes(page, 'portal-home');
  await keyboard(page, 'portal-home');
  await page.click('text=Регистрация и миграционный учет');
  await page.waitForSelector('.portal__line');
  await keyboard(page, 'portal-catalogue');
  await page.goBack();
  await page.waitForSelector('.portal__hero');
  await go(page, '/services/passport-foreign');
  await page.waitForSelector('.portal__verdict');
  await themes(page, 'portal-service');
  await page.click('text=English');
  await page.waitForSelector('text=Apply online');
  assert.equal(await page.getAttribute('h1 span', 'lang'), 'ru');
  await axe(page, 'portal-service-en');
  await go(page, '/services/no-such-service');
  await page.waitForSelector('.okno-note--bad');
  await close(page);
});
