// SPDX-License-Identifier: AGPL-3.0-or-later
// One's appointments, and one of them: confirm it while it is held, move it, cancel it. Who is not signed in proves it by the code.
import { api, newKey, session, signIn } from '../lib/api.js';
import { nameOf, time, weekday, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { announce, dialog } from '../lib/parts.js';
import { Slots } from '../lib/slots.js';
import { centres, services, shortOf } from './data.js';
import { icon } from './icons.js';
import { crumbs, inRussian, OwnScreen, Screen } from './screen.js';
import { slotPicker } from './slots.js';

const t = words({
  title: ['Записи на приём', 'Appointments'],
  one: ['Запись на приём', 'Appointment'],
  reason: ['Войдите, чтобы увидеть свои записи.', 'Sign in to see your appointments.'],
  none: ['Предстоящих записей нет', 'No appointments ahead'],
  book: ['Записаться на приём', 'Book a visit'],
  collect: ['Получение результата', 'Collecting a result'],
  RESERVED: ['Время занято, подтвердите запись', 'The time is held: confirm it'],
  CONFIRMED: ['Запись подтверждена', 'Appointment confirmed'],
  CHECKED_IN: ['Вы отметились, ждите вызова', 'Checked in, wait to be called'],
  CANCELLED: ['Запись отменена', 'Appointment cancelled'],
  EXPIRED: ['Время вышло: запись не подтверждена', 'Not confirmed in time'],
  MISSED: ['Запись пропущена', 'Appointment missed'],
  left: [(clock) => `Осталось ${clock}`, (clock) => `${clock} left`],
  leftMinute: ['Осталась минута, чтобы подтвердить запись', 'One minute left to confirm'],
  confirm: ['Подтвердить запись', 'Confirm'],
  move: ['Перенести', 'Move to another time'],
  moveTo: ['Выберите новое время', 'Choose a new time'],
  keepTime: ['Оставить как есть', 'Keep the time'],
  moved: ['Запись перенесена', 'The appointment was moved'],
  cancel: ['Отменить запись', 'Cancel the appointment'],
  cancelSure: ['Отменить запись?', 'Cancel the appointment?'],
  cancelHint: ['Время сразу освободится для других.', 'The time is free for others at once.'],
  keep: ['Не отменять', 'Keep it'],
  again: ['Записаться снова', 'Book again'],
  code: ['Код записи', 'Code'],
  codeHint: ['Введите его на терминале в центре. По нему же запись можно перенести или отменить без входа.',
    'Type it at the kiosk in the centre. With it the appointment can be moved or cancelled without signing in.'],
  when: ['Когда', 'When'],
  where: ['Где', 'Where'],
  what: ['Зачем', 'What for'],
  come: ['Отметиться в центре', 'Check in at the centre'],
  comeAt: [(from, until) => `с ${from} до ${until}`, (from, until) => `from ${from} to ${until}`],
  ask: ['Введите код записи', 'Enter the code of the appointment'],
  askHint: ['8 букв и цифр, показан при записи. Если запись ваша, можно просто войти.', '8 letters and digits shown when it was booked; or sign in, if it is yours.'],
  open: ['Открыть запись', 'Open'],
  signIn: ['Войти', 'Sign in'],
  print: ['Распечатать', 'Print'],
});

const KINDS = { CONFIRMED: 'okno-tag--good', CHECKED_IN: 'okno-tag--good', RESERVED: 'okno-tag--warn', EXPIRED: 'okno-tag--bad', MISSED: 'okno-tag--bad' };
const isLive = (it) => it.state === 'RESERVED' || it.state === 'CONFIRMED';

async function names() {
  const [all, places] = await Promise.all([services(), centres()]);
  return (it) => ({
    what: it.serviceCode ? shortOf(all.find((one) => one.serviceCode === it.serviceCode)) : t.collect,
    where: places.find((one) => one.centreCode === it.centreCode),
  });
}

// ---------------------------------------------------------------- all of them

class Appointments extends OwnScreen {
  list = null;
  named = null;

  title() { return t.title; }
  reason() { return t.reason; }

  person() {
    this.load(async () => {
      const [reply, named] = await Promise.all([api.get('/v1/appointments'), names()]);
      this.set({ named, list: (reply.appointments ?? []).sort((a, b) => a.starts.localeCompare(b.starts)) });
    });
  }

  view() {
    const door = this.door(t.title);
    return html`<div class="portal portal--narrow">${crumbs()}${door ?? html`<h1>${t.title}</h1>${this.list ? this.#lines() : this.waiting()}`}
      ${door || this.list ? html`<p><a class="govuk-button ${door ? 'govuk-button--secondary' : ''}" href="/book">${t.book}</a></p>` : nothing}</div>`;
  }

  #lines() {
    if (!this.list.length) return html`<p class="portal__lead">${t.none}</p>`;
    return html`<ul class="portal__list">${this.list.map((it) => {
      const { what, where } = this.named(it);
      return html`<li class="okno-card portal__line"><div class="portal__line-top">
        <h2><a href="/appointments/${it.appointmentId}">${weekday(it.starts)}, ${time(it.starts)}</a></h2>
        <span class="okno-tag ${KINDS[it.state] ?? 'okno-tag--quiet'}">${t[it.state]}</span></div>
        <ul class="portal__facts"><li>${icon('paper')}${inRussian(what)}</li>${where ? html`<li>${icon('pin')}${inRussian(nameOf(where))}</li>` : nothing}</ul></li>`;
    })}</ul>`;
  }
}
customElements.define('portal-appointments', Appointments);

// ---------------------------------------------------------------- one of them

// Codes that were typed, while the page lives: an address or a storage would give them away.
const codes = new Map();

class Appointment extends Screen {
  it = null;
  named = null;
  slots = null;
  who = null;
  unknown = false;
  #warned = false;

  start() {
    this.every(1000, () => this.#tick());
    this.load(async () => {
      this.who = await session();
      if (!this.who.signedIn && !codes.has(this.id)) return this.set({ unknown: true });
      return this.#fetch();
    });
  }

  title() { return this.it ? t[this.it.state] : t.one; }

  async #fetch() {
    try {
      const [it, named] = await Promise.all([api.get(`/v1/appointments/${this.id}`, { query: { code: codes.get(this.id) } }), names()]);
      this.set({ it, named, unknown: false });
    } catch (error) {
      codes.delete(this.id);
      if (error.status !== 404 && error.status !== 401 && error.status !== 403) throw error;
      this.set({ unknown: true });
      if (this.typed) throw error;
    }
  }

  #tick() {
    if (this.it?.state !== 'RESERVED') return;
    const left = this.#left();
    if (left <= 60 && !this.#warned) {
      this.#warned = true;
      announce(t.leftMinute);
    }
    if (left <= 0) this.set({ it: { ...this.it, state: 'EXPIRED' } });
    else this.draw();
  }

  #left() { return Math.ceil((new Date(this.it.expires) - Date.now()) / 1000); }

  async #do(what, body = {}) {
    const well = await this.ask(async () => {
      const it = await api.post(`/v1/appointments/${this.id}:${what}`, { ...body, code: this.it.code ?? codes.get(this.id) }, { key: newKey() });
      this.set({ it, slots: null });
    });
    if (well) this.turn();
    else if (this.slots) this.#move();
  }

  async #cancel() {
    const answer = await dialog({ title: t.cancelSure, body: html`<p>${t.cancelHint}</p>`,
      buttons: [{ label: t.cancel, value: 'yes' }, { label: t.keep, value: null, plain: true }] });
    if (answer === 'yes') this.#do('cancel');
  }

  #move() {
    const { centreCode, serviceCode, groupCode, purpose } = this.it;
    this.slots = new Slots({ centreCode, purpose, ...(serviceCode ? { serviceCode } : { groupCode }) }, () => this.draw());
    this.draw();
  }

  #open(event) {
    event.preventDefault();
    this.typed = true;
    codes.set(this.id, event.target.code.value.trim());
    this.ask(() => this.#fetch());
  }

  view() {
    return html`<div class="portal portal--narrow">${crumbs(['/appointments', t.title])}
      ${this.it ? this.#shown(this.it) : this.unknown ? this.#door() : html`<h1>${t.one}</h1>${this.waiting()}`}</div>`;
  }

  #door() {
    return html`<h1>${t.one}</h1>${this.trouble()}<form class="okno-card portal__form" @submit=${(event) => this.#open(event)}>
      <div class="govuk-form-group"><label class="govuk-label" for="code">${t.ask}</label><div class="govuk-hint" id="code-hint">${t.askHint}</div>
        <input class="govuk-input govuk-input--width-10" id="code" name="code" required maxlength="20" autocomplete="off" spellcheck="false" aria-describedby="code-hint"></div>
      <div class="portal__buttons"><button class="govuk-button" type="submit" ?disabled=${this.busy}>${t.open}</button>
        ${this.who?.signedIn ? nothing : html`<button type="button" class="govuk-button govuk-button--secondary" @click=${() => signIn()}>${t.signIn}</button>`}</div></form>`;
  }

  #shown(it) {
    const { what, where } = this.named(it);
    const row = (name, ...values) => html`<div><dt>${name}</dt>${values.filter(Boolean).map((value) => html`<dd>${value}</dd>`)}</div>`;
    const left = it.state === 'RESERVED' ? this.#left() : 0;
    return html`<h1>${t[it.state]}</h1>${this.trouble()}
      <div class="okno-card">
        ${left > 0 ? html`<p class="portal__countdown" role="timer">${t.left(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`)}</p>` : nothing}
        <p class="portal__moment"><strong>${time(it.starts)}</strong><span>${weekday(it.starts)}</span></p>
        <dl class="portal__rows">${row(t.what, inRussian(what))}
          ${where ? row(t.where, inRussian(nameOf(where)), inRussian(where.address)) : nothing}
          ${it.state === 'CONFIRMED' && it.checkInFrom ? row(t.come, t.comeAt(time(it.checkInFrom), time(it.checkInUntil))) : nothing}
          ${it.code && isLive(it) ? row(t.code, html`<b class="portal__code">${it.code}</b>`, html`<small>${t.codeHint}</small>`) : nothing}</dl>
        <div class="portal__buttons">${this.#actions(it)}</div>
      </div>
      ${this.slots ? html`<h2>${t.moveTo}</h2>${slotPicker(this.slots, it.starts, (slot) => this.#do('reschedule', { starts: slot.starts }))}
        <button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.set({ slots: null })}>${t.keepTime}</button>` : nothing}`;
  }

  #actions(it) {
    const button = (label, work, plain = true) => html`<button type="button" class="govuk-button ${plain ? 'govuk-button--secondary' : ''}"
      ?disabled=${this.busy} @click=${work}>${label}</button>`;
    if (!isLive(it)) return it.state === 'CHECKED_IN' ? nothing
      : html`<a class="govuk-button" href="/book?centre=${it.centreCode}${it.serviceCode ? `&service=${it.serviceCode}` : '&purpose=COLLECT'}">${t.again}</a>`;
    return html`${it.state === 'RESERVED' ? button(t.confirm, () => this.#do('confirm'), false) : button(t.print, () => print(), false)}
      ${it.state === 'CONFIRMED' && !this.slots ? button(t.move, () => this.#move()) : nothing}
      ${button(t.cancel, () => this.#cancel())}`;
  }
}
customElements.define('portal-appointment', Appointment);
