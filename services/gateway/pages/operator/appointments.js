// SPDX-License-Identifier: AGPL-3.0-or-later
// Who comes at an appointed time: the day's appointments; whoever has come, let in by the code of their appointment; a time for whoever asks for
// one, another time, none any more.
import { keyed } from '/assets/vendor/lit-html/directives/keyed.js';
import { html, Live, nothing } from '../lib/live.js';
import { nameOf, number, time, weekday, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import '../lib/day.js';
import { inRussian, note } from '../lib/parts.js';
import { ask } from './ask.js';
import './booking.js';
import { desk } from './desk.js';
import { allServices } from './services.js';
import { appointmentKind, appointmentState, fullName, purpose, today } from './terms.js';

const t = words({
  title: ['Записи на приём', 'Appointments'],
  byCode: ['По коду записи', 'By the code'],
  checkIn: ['Отметить пришедшего', 'Check in'],
  find: ['Найти запись', 'Find'],
  noSuch: ['В вашем центре записи с таким кодом нет: проверьте код.', 'There is no appointment with this code at your centre: check the code.'],
  book: ['Записать посетителя', 'Book an appointment'],
  move: ['Перенести', 'Move'],
  moveOne: [(at) => `Перенести запись на ${at}`, (at) => `Move the appointment at ${at}`],
  anonymous: ['Без имени', 'No name given'],
  code: ['Код записи', 'Code of the appointment'],
  codeHint: ['8 букв и цифр. Кто пришёл, получит талон со своим временем; запись того, кто звонит, найдите, чтобы перенести или отменить.', '8 letters and digits. Whoever came gets a ticket with their time; the appointment of whoever calls is found, to be moved or cancelled.'],
  came: [(n) => `Отмечен, талон ${n}. Посетитель ждёт вызова.`, (n) => `Checked in: ticket ${n}, waiting to be called.`],
  date: ['День', 'Day'],
  time: ['Время', 'Time'],
  what: ['Зачем', 'What for'],
  queue: ['Очередь', 'Queue'],
  state: ['Состояние', 'State'],
  ticket: ['Талон', 'Ticket'],
  actions: ['Действия', 'Actions'],
  cancel: ['Отменить', 'Cancel'],
  cancelOne: [(at) => `Отменить запись на ${at}`, (at) => `Cancel the appointment at ${at}`],
  cancelText: ['Время сразу освободится для других.', 'The time is free for others at once.'],
  none: ['На этот день никто не записан.', 'Nobody has an appointment on this day.'],
  figures: [(all, came) => `Записано: ${number(all)}, пришло: ${number(came)}`, (all, came) => `Booked: ${number(all)}, came: ${number(came)}`],
  hidden: ['Отменённые и неподтверждённые не показаны', 'Cancelled and unconfirmed ones are not shown'],
});

const REFRESH_MS = 30000;
const GONE = new Set(['CANCELLED', 'EXPIRED']);
const LIVE = new Set(['RESERVED', 'CONFIRMED']);

class Appointments extends Live {
  #date = today();
  #list = null;
  #names = new Map();
  #problem = null;
  #busy = false;
  #found = null;   // by its code, with the name of whose it is
  #booking = null; // {appointment} while a time is being chosen: null makes a new one

  start() {
    this.listen(desk, 'change', () => this.draw());
    this.load();
    this.every(REFRESH_MS, () => this.checkVisibility() && this.load());
    allServices(desk.who.centreCode).then((services) => {
      this.#names = new Map(services.map((one) => [one.serviceCode, one.shortName || one.name]));
      this.draw();
    }, () => {});
  }

  async load() {
    try {
      const found = await api.get('/v1/appointments', { query: { centreCode: desk.who.centreCode, date: this.#date } });
      this.#list = (found.appointments ?? []).sort((a, b) => a.starts.localeCompare(b.starts));
      this.#problem = null;
    } catch (problem) {
      this.#problem = problem;
    }
    this.draw();
  }

  #choose(field) {
    if (field.fault) return;
    this.#date = field.value || today();
    this.#list = null;
    this.load();
  }

  async #checkIn(event) {
    event.preventDefault();
    const form = event.target;
    const code = form.elements.code.value.trim();
    if (!code || this.#busy) return;
    this.#busy = true;
    const ticket = await desk.does(t.checkIn, (key) => api.post('/v1/appointments:checkIn', { code, centreCode: desk.who.centreCode }, { key }));
    this.#busy = false;
    if (ticket) {
      desk.hall.take(ticket);
      form.reset();
      desk.say('good', t.came(ticket.number));
      this.load();
    }
    form.elements.code.focus();
  }

  async #find(form) {
    const code = form.elements.code.value.trim();
    if (!code) return form.elements.code.focus();
    this.#found = null;
    const found = await desk.does(t.find, () => api.get('/v1/appointments', { query: { centreCode: desk.who.centreCode, code } }));
    const [one] = found?.appointments ?? [];
    if (found && !one) desk.say('bad', t.noSuch);
    if (!one) return form.elements.code.focus();
    const who = one.applicantId ? await api.get(`/v1/applicants/${one.applicantId}`).catch(() => null) : null;
    this.#found = { one, name: who ? fullName(who) : t.anonymous };
    this.draw();
    return setTimeout(() => (this.querySelector('.desk-chosen button') ?? this.querySelector('#appointment-code'))?.focus());
  }

  #begin(appointment) {
    this.#booking = { appointment };
    this.draw();
  }

  #end() {
    this.#booking = null;
    this.draw();
    setTimeout(() => this.querySelector('#appointment-code')?.focus());
  }

  // What is shown of it by its code is read anew with the list.
  async #changed() {
    await this.load();
    const known = this.#found && await api.get(`/v1/appointments/${this.#found.one.appointmentId}`).catch(() => null);
    if (known) this.#found = { ...this.#found, one: known };
    this.draw();
  }

  async #cancel(one) {
    const sure = await ask({ title: t.cancelOne(time(one.starts)), text: t.cancelText, submit: t.cancel, danger: true });
    if (!sure) return;
    if (await desk.does(t.cancel, (key) => api.post(`/v1/appointments/${one.appointmentId}:cancel`, {}, { key }))) await this.#changed();
  }

  #row(one) {
    const ticket = desk.hall.tickets.get(one.ticketId);
    return html`<tr><td data-column=${t.time}><strong>${time(one.starts)}</strong></td>
      <td data-column=${t.what}>${inRussian(this.#names.get(one.serviceCode) ?? purpose(one.purpose))}</td>
      <td data-column=${t.queue}>${inRussian(nameOf(desk.hall.group(one.groupCode)))}</td>
      <td data-column=${t.state}><span class="okno-tag ${appointmentKind(one.state)}">${appointmentState(one.state)}</span></td>
      <td data-column=${t.ticket}>${ticket?.number ?? ''}</td>
      <td data-column=${t.actions}>${this.#actions(one)}</td></tr>`;
  }

  #actions(one) {
    return !LIVE.has(one.state) ? nothing : html`<span class="desk-row"><button type="button" class="okno-choice okno-choice--small"
        aria-label=${t.moveOne(time(one.starts))} @click=${() => this.#begin(one)}>${t.move}</button>
      <button type="button" class="okno-choice okno-choice--small" aria-label=${t.cancelOne(time(one.starts))} @click=${() => this.#cancel(one)}>${t.cancel}</button></span>`;
  }

  #card({ one, name }) {
    return html`<div class="desk-chosen"><div><strong class="desk-chosen__name">${weekday(one.starts)}, ${time(one.starts)}</strong>
        <span class="okno-tag ${appointmentKind(one.state)}">${appointmentState(one.state)}</span>
        <p class="desk-muted">${inRussian(this.#names.get(one.serviceCode) ?? purpose(one.purpose))} · ${inRussian(name)}</p></div>${this.#actions(one)}</div>`;
  }

  #table() {
    if (!this.#list) return nothing;
    const shown = this.#list.filter((one) => !GONE.has(one.state));
    if (!shown.length) return html`<p class="desk-muted">${t.none}</p>`;
    return html`<div class="desk-scroll" tabindex="0" role="region" aria-label=${t.title}><table class="okno-table okno-table--cards"><caption class="okno-said">${t.title}</caption>
      <thead><tr>${[t.time, t.what, t.queue, t.state, t.ticket, t.actions].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${shown.map((one) => this.#row(one))}</tbody></table></div>
      <p class="desk-muted desk-small">${t.figures(shown.length, shown.filter((one) => one.state === 'CHECKED_IN').length)}
        ${shown.length < this.#list.length ? `· ${t.hidden}` : nothing}</p>`;
  }

  view() {
    if (!desk.ready) return nothing;
    const booking = this.#booking;
    return html`<div class="desk-card"><h2 class="desk-card__title">${t.byCode}</h2>
        <form class="desk-search" @submit=${(event) => this.#checkIn(event)}>
          <div class="govuk-form-group"><label class="govuk-label" for="appointment-code">${t.code}</label>
            <div class="govuk-hint" id="appointment-code-hint">${t.codeHint}</div>
            <input class="govuk-input desk-code" id="appointment-code" name="code" data-first maxlength="20" autocomplete="off" autocapitalize="characters"
              spellcheck="false" aria-describedby="appointment-code-hint"></div>
          <button class="govuk-button" ?data-main=${!booking} aria-busy=${this.#busy ? 'true' : nothing}>${t.checkIn}${booking ? nothing : html` <kbd>Alt+Enter</kbd>`}</button>
          <button type="button" class="govuk-button govuk-button--secondary" @click=${(event) => this.#find(event.target.form)}>${t.find}</button></form>
        ${this.#found ? this.#card(this.#found) : nothing}
        ${booking ? nothing : html`<p class="desk-row"><button type="button" class="okno-choice" data-book @click=${() => this.#begin(null)}>${t.book}</button></p>`}</div>
      ${booking ? keyed(booking, html`<desk-booking .appointment=${booking.appointment} .changed=${() => this.#changed()} .leave=${() => this.#end()}></desk-booking>`) : nothing}
      <div class="desk-card"><div class="desk-row desk-row--between"><h2 class="desk-card__title">${t.title}</h2>
          <div class="desk-row"><label for="appointments-day">${t.date}</label><okno-day .field=${'appointments-day'} .value=${this.#date}
            @change=${(event) => this.#choose(event.currentTarget)}></okno-day></div></div>
        ${this.#problem ? note('bad', this.#problem.message) : nothing}
        ${this.#table()}</div>`;
  }
}
customElements.define('desk-appointments', Appointments);
