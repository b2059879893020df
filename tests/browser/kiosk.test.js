// SPDX-License-Identifier: AGPL-3.0-or-later
// The kiosk in the hall, as a visitor's finger meets it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axe, close, go, keyboard, known, narrow, open, shot, signIn, stop, themes } from './support/browser.js';
import { application } from './support/desk.js';
import { appointmentNow, call, House } from './support/stack.js';

const house = new House('arbat');
const touch = { width: 1080, height: 1400, hasTouch: true };
after(stop);

async function kiosk(address = '/kiosk?print=off', more = {}) {
  const page = await open({ ...touch, bearer: house.kiosk, ...more });
  await go(page, `${address}${address.includes('?') ? '&' : '?'}centre=arbat`);
  await page.waitForSelector('.kiosk__centre:not(:empty)');
  return page;
}

const press = async (page, text) => {
  for (const letter of text) await page.tap(`.keys__key:text-is("${letter}")`);
};
const title = (page) => page.textContent('.kiosk__title');

test('the account of a kiosk brings it to its hall', async () => {
  const page = await open(touch);
  await signIn(page, known('kiosk'), '/kiosk?print=off');
  await page.waitForSelector('.kiosk-tile');
  const { centreCode } = await page.evaluate(() => fetch('/auth/session').then((response) => response.json()));
  const { name } = await call('GET', `/v1/centres/${centreCode}`);
  assert.equal(await page.textContent('.kiosk__centre'), name);
  await page.tap('text=Забрать готовый документ');
  await page.tap('text=Нет, общая очередь');
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__number', { timeout: 20000 });
  await close(page);
});

test('a ticket by section, with its place, and a code for the phone', async () => {
  await house.open(4);
  const page = await kiosk();
  await shot(page, 'kiosk');
  await page.tap('text=Подать документы');
  await shot(page, 'kiosk-groups');
  await page.tap('.kiosk-tile--group >> text=Паспорта');
  await shot(page, 'kiosk-priority');
  await page.tap('text=Нет, общая очередь');
  await shot(page, 'kiosk-confirm');
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__number');
  const number = await page.textContent('.kiosk__number');
  assert.match(number.trim(), /^А\d{3}$/);
  await page.waitForSelector('.kiosk__phone svg[role=img]');
  await shot(page, 'kiosk-ticket');
  await page.emulateMedia({ media: 'print' });
  await shot(page, 'kiosk-paper');
  assert.ok(await page.isVisible('.kiosk-paper__number') && !(await page.isVisible('.kiosk')), 'only the ticket is printed');
  await close(page);
});

test('the code for the phone leads to the address that the server names', async () => {
  const page = await kiosk();
  const { publicUrl } = await call('GET', '/v1/queueSettings?centreCode=arbat');
  assert.match(publicUrl, /^https?:/);
  await page.route('**/v1/queueSettings*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ json: { ...await response.json(), publicUrl: 'https://uslugi.example' } });
  });
  await Promise.all([page.waitForResponse('**/v1/halls/arbat'), page.reload()]); // asked for after the settings
  await page.tap('text=Забрать готовый документ');
  await page.tap('text=Нет, общая очередь');
  const [response] = await Promise.all([page.waitForResponse((one) => one.request().method() === 'POST' && one.url().endsWith('/v1/tickets')), page.tap('.kiosk-main')]);
  const { ticket } = await response.json();
  await page.waitForSelector('.kiosk__phone svg path');
  const [shown, wanted] = await page.evaluate(async (address) => {
    const { qr } = await import('/assets/lib/qr.js');
    const { render } = await import('/assets/lib/live.js');
    const place = document.createElement('div');
    render(qr(address, ''), place);
    return [document.querySelector('.kiosk__phone svg path').getAttribute('d'), place.querySelector('path').getAttribute('d')];
  }, `https://uslugi.example/t/${ticket.ticketId}?code=${ticket.code}`);
  assert.equal(shown, wanted);
  await close(page);
});

test('a printer that is dead takes no ticket away: the number is on the screen, and a sentence', async () => {
  const page = await kiosk('/kiosk');
  await page.evaluate(() => { window.printed = 0; window.print = () => { window.printed++; }; });
  await page.route('**/v1/tickets/*:print', (route) => route.fulfill({ json: { outcome: 'NO_ANSWER', detail: 'Принтер не отвечает. Запомните номер: А001' } }));
  await page.tap('text=Подать документы');
  await page.tap('.kiosk-tile--group >> text=Паспорта');
  await page.tap('text=Нет, общая очередь');
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__watch >> text=Принтер не отвечает');
  assert.match((await page.textContent('.kiosk__number')).trim(), /^А\d{3}$/);
  assert.equal(await page.evaluate(() => window.printed), 0);
  await shot(page, 'kiosk-no-printer');
  await page.unroute('**/v1/tickets/*:print'); // this installation has no printer for the hall: the browser prints
  await page.tap('text=Напечатать еще раз');
  await page.waitForFunction(() => window.printed === 1);
  await close(page);
});

test('a ticket by everyday words, typed on the screen', async () => {
  const page = await kiosk();
  await page.tap('text=Подать документы');
  await page.tap('.kiosk-search');
  await press(page, 'загран');
  await page.waitForSelector('.kiosk__services button');
  await shot(page, 'kiosk-search');
  assert.match(await page.textContent('.kiosk__services'), /паспорт/i);
  await page.tap('.kiosk__services button');
  await page.tap('text=Участник СВО');
  assert.match(await page.textContent('.kiosk__summary'), /Участник СВО/);
  await page.tap('text=Добавить еще одну услугу');
  await page.tap('.kiosk-tile--group >> text=Семья');
  assert.equal(await page.locator('.kiosk__summary li').count(), 2);
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__number');
  assert.match(await page.textContent('.kiosk__slip'), /После него: Д\d{3}/);
  await close(page);
});

test('who needs an appointment is told where to get one', async () => {
  const page = await kiosk();
  const [{ phone }, { publicUrl }] = await Promise.all(['/v1/centres/arbat', '/v1/queueSettings?centreCode=arbat'].map((path) => call('GET', path)));
  await page.route('**/v1/tickets', (route) => route.fulfill({ status: 400, contentType: 'application/problem+json',
    json: { type: 'urn:okno:problem:by-appointment', code: 'FAILED_PRECONDITION', detail: 'Приём только по предварительной записи' } }));
  await page.tap('text=Забрать готовый документ');
  await page.tap('text=Нет, общая очередь');
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__problem >> text=только по предварительной записи');
  const text = await page.textContent('.kiosk__problem');
  for (const where of [publicUrl.replace(/^https?:\/\//, ''), phone]) assert.ok(text.includes(where), `${text} names ${where}`);
  await shot(page, 'kiosk-book');
  await close(page);
});

test('nothing found is said in words', async () => {
  const page = await kiosk();
  await page.tap('text=Подать документы');
  await page.tap('.kiosk-search');
  await press(page, 'щщщъъъ');
  await page.waitForSelector('text=Ничего не нашлось');
  await close(page);
});

test('a wrong code of an appointment is told, and may be corrected', async () => {
  const page = await kiosk();
  await page.tap('text=Я по записи');
  await press(page, 'AAAA4444');
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__problem');
  await shot(page, 'kiosk-code');
  await page.tap('text=Очистить');
  assert.equal(await page.inputValue('#code'), '');
  assert.equal(await page.locator('.kiosk__problem').count(), 0);
  await close(page);
});

test('whoever booked is in the line by their code, at any hour', async () => {
  const { code } = await appointmentNow('arbat', house.kiosk);
  const page = await kiosk();
  await page.tap('text=Я по записи');
  await press(page, code);
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__number');
  await shot(page, 'kiosk-checked-in');
  await close(page);
});

test('a check-in whose answer was lost gives the same ticket when it is tried again', async () => {
  const { code } = await appointmentNow('arbat', house.kiosk);
  const page = await kiosk();
  const keys = new Set();
  let lost = true;
  let number;
  await page.route('**/v1/appointments:checkIn', async (route) => {
    keys.add(route.request().headers()['idempotency-key']);
    const response = await route.fetch();
    number ??= (await response.json()).number;
    await (lost ? route.abort() : route.fulfill({ response }));
  });
  await page.tap('text=Я по записи');
  await press(page, code);
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__problem', { timeout: 60000 });
  lost = false;
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__number');
  assert.equal((await page.textContent('.kiosk__number')).trim(), number);
  assert.equal(keys.size, 1, 'one key until it worked');
  await page.tap('text=В начало'); // and who lost the paper
  await page.tap('text=Я по записи');
  await press(page, code);
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__number');
  assert.equal((await page.textContent('.kiosk__number')).trim(), number);
  await close(page);
});

test('what was sent electronically is dropped off where documents are taken by appointment', async () => {
  const page = await open({ ...touch, bearer: new House('basmanny').kiosk });
  await go(page, '/kiosk?print=off&centre=basmanny');
  await page.tap('text=Подать документы');
  await page.tap('.kiosk-tile--group >> text=Ускоренный прием');
  await page.tap('text=Нет, общая очередь');
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__number');
  assert.match((await page.textContent('.kiosk__number')).trim(), /^Э\d{3}$/);
  await close(page);
});

test('who is received now is said as it is', async () => {
  const page = await kiosk();
  const saying = async (moments, words) => {
    await page.unroute('**/v1/halls/arbat');
    await page.route('**/v1/halls/arbat', async (route) => {
      const { open, appliesOpen, opens, closes, ...hall } = await (await route.fetch()).json();
      await route.fulfill({ json: { ...hall, ...moments } });
    });
    await page.reload();
    await page.waitForSelector(`.kiosk__trouble >> text=${words}`, { timeout: 20000 });
  };
  const day = '2026-11-23T';
  const hours = { opens: `${day}05:00:00Z`, closes: `${day}17:00:00Z` };
  await saying({ ...hours, at: `${day}04:30:00Z` }, 'Прием еще не начался. Талоны выдаются с');
  await saying({ ...hours, at: `${day}16:30:00Z`, open: true }, 'Прием и выдача документов на сегодня окончены. Консультации — до');
  await saying({ ...hours, at: `${day}17:30:00Z` }, 'Прием на сегодня окончен, талоны не выдаются');
  await saying({ at: `${day}04:30:00Z` }, 'Сегодня приема нет');
  await saying({ ...hours, at: `${day}04:30:00Z` }, 'Прием еще не начался');
  await shot(page, 'kiosk-not-yet');
  await close(page);
});

// Whatever is touched is 60 px and more, and nothing stands against the rules of accessibility.
async function stands(page, name) {
  const small = await page.evaluate(() => [...document.querySelectorAll('button, a, input')].filter((element) => element.checkVisibility())
    .map((element) => [element.textContent.trim() || element.id, element.getBoundingClientRect()])
    .filter(([, box]) => box.width < 60 || box.height < 60).map(([text, box]) => `${text} ${Math.round(box.width)}×${Math.round(box.height)}`));
  assert.deepEqual(small, [], name);
  for (const tool of ['Крупный текст', 'Контраст']) assert.ok(await page.isVisible(`.kiosk__tool >> text=${tool}`), `${tool} on ${name}`);
  await axe(page, name);
}

test('how an application stands, by its number and code', async () => {
  const made = await application();
  const page = await kiosk();
  await page.tap('text=Узнать о заявлении');
  await press(page, made.number);
  await page.tap('.kiosk-main');
  await stands(page, 'the code of an application');
  await press(page, made.trackingCode);
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__facts');
  assert.match(await title(page), new RegExp(made.number));
  assert.match(await page.textContent('.kiosk__facts'), /Услуга.*паспорт.*Состояние.*Принято.*Планируемая дата/is);
  await stands(page, 'an application');
  await themes(page, 'kiosk-application');
  await narrow(page, 'kiosk-application');
  await keyboard(page, 'kiosk-application');
  await page.tap('text=English');
  assert.equal(await page.getAttribute('.kiosk__facts dt', 'lang'), null, 'labels are English');
  assert.equal(await page.getAttribute('.kiosk__facts dd [lang]', 'lang'), 'ru', 'the name of the service is Russian');
  await shot(page, 'kiosk-application-english');
  await close(page);
});

test('an unknown application is told in words', async () => {
  const page = await kiosk();
  await page.tap('text=Узнать о заявлении');
  await press(page, '0001-93');
  await shot(page, 'kiosk-number');
  await page.tap('.kiosk-main');
  await press(page, 'AAAA44');
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__problem');
  await close(page);
});

test('who went away is asked, then forgotten', async () => {
  const page = await kiosk('/kiosk?print=off&idle=5&warning=8');
  await page.tap('text=English');
  await page.tap('text=Large text');
  await page.tap('text=I have an appointment');
  await press(page, 'AAA');
  await page.waitForSelector('dialog[open]');
  await shot(page, 'kiosk-still');
  await page.tap('dialog >> text=Continue');
  assert.equal(await page.inputValue('#code'), 'AAA', 'who stays goes on where they were');
  await page.waitForSelector('dialog[open]');
  await page.waitForSelector('dialog', { state: 'detached' });
  assert.equal(await title(page), 'Что вы хотите сделать?', 'language is Russian again');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.size), undefined, 'size is usual again');
  await page.tap('text=Я по записи');
  assert.equal(await page.inputValue('#code'), '', 'what was typed is gone');
  await close(page);
});

test('the first screen is as usual for the next visitor, also when the kiosk was busy in the very second', async () => {
  const page = await kiosk('/kiosk?print=off&idle=2');
  await page.tap('text=English');
  await page.tap('text=Large text');
  await page.evaluate(() => { for (const until = performance.now() + 4000; performance.now() < until;); });
  await page.waitForFunction(() => document.querySelector('.kiosk__title')?.textContent === 'Что вы хотите сделать?');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.size), undefined);
  await close(page);
});

test('a broken line is told, and heals by itself', async () => {
  const page = await kiosk();
  await page.tap('text=Получить консультацию');
  await page.tap('text=Нет, общая очередь');
  await page.context().setOffline(true);
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__problem');
  await page.context().setOffline(false);
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__number');
  await close(page);
});

test('what is touched is 60 px and more, on every screen', async () => {
  const page = await kiosk();
  const check = (name) => stands(page, name);
  await check('home');
  await page.tap('text=Подать документы');
  await check('groups');
  await page.tap('.kiosk-search');
  await check('search');
  await page.tap('text=Назад');
  await page.tap('.kiosk-tile--group >> nth=0');
  await check('priority');
  await page.tap('text=Нет, общая очередь');
  await check('confirm');
  await page.tap('.kiosk-main');
  await page.waitForSelector('.kiosk__number');
  await check('ticket');
  await page.tap('text=В начало');
  await page.tap('text=Узнать о заявлении');
  await check('number');
  await close(page);
});

test('every theme, a narrow screen, the keyboard', async () => {
  const page = await kiosk();
  await themes(page, 'kiosk');
  await narrow(page, 'kiosk');
  await keyboard(page, 'kiosk');
  await page.tap('text=Я по записи');
  await themes(page, 'kiosk-code');
  await narrow(page, 'kiosk-code');
  await keyboard(page, 'kiosk-code');
  await close(page);
});

test('it knows its hall, or says that it does not', async () => {
  const page = await open(touch);
  await go(page, '/kiosk');
  await page.waitForSelector('text=Какой это зал?');
  await axe(page, 'kiosk without a hall');
  await page.tap('text=Войти');
  await page.waitForURL((address) => address.pathname === '/sign-in');
  await close(page);
});
