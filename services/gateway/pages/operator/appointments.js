// SPDX-License-Identifier: AGPL-3.0-or-later
// Who comes at an appointed time: the day's appointments, and whoever has come, let in by the code of their appointment.
import { html, Live, nothing } from '../lib/live.js';
import { nameOf, number, time, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { note } from '../lib/parts.js';
import { ask } from './ask.js';
import { desk } from './desk.js';
import { allServices } from './services.js';
import { appointmentKind, appointmentState, purpose, today } from './terms.js';

const t = words({
  title: ['Записи на приём', 'Appointments'],
  checkIn: ['Отметить пришедшего', 'Check in'],
  code: ['Код записи', 'Code of the appointment'],
  codeHint: ['8 букв и цифр из подтверждения записи. Посетитель получит талон со своим временем.', '8 letters and digits. The visitor gets a ticket with their time.'],
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

  async #cancel(one) {
    const sure = await ask({ title: t.cancelOne(time(one.starts)), text: t.cancelText, submit: t.cancel, danger: true });
    if (!sure) return;
    if (await desk.does(t.cancel, (key) => api.post(`/v1/appointments/${one.appointmentId}:cancel`, {}, { key }))) await this.load();
  }

  #row(one) {
    const ticket = desk.hall.tickets.get(one.ticketId);
    return html`<tr><td data-column=${t.time}><strong>${time(one.starts)}</strong></td>
      <td data-column=${t.what}>${this.#names.get(one.serviceCode) ?? purpose(one.purpose)}</td>
      <td data-column=${t.queue}>${nameOf(desk.hall.group(one.groupCode))}</td>
      <td data-column=${t.state}><span class="okno-tag ${appointmentKind(one.state)}">${appointmentState(one.state)}</span></td>
      <td data-column=${t.ticket}>${ticket?.number ?? ''}</td>
      <td data-column=${t.actions}>${LIVE.has(one.state) ? html`<button type="button" class="okno-choice okno-choice--small"
        aria-label=${t.cancelOne(time(one.starts))} @click=${() => this.#cancel(one)}>${t.cancel}</button>` : nothing}</td></tr>`;
  }

  #table() {
    if (!this.#list) return nothing;
    const shown = this.#list.filter((one) => !GONE.has(one.state));
    if (!shown.length) return html`<p class="desk-muted">${t.none}</p>`;
    return html`<table class="okno-table okno-table--cards"><caption class="okno-said">${t.title}</caption>
      <thead><tr>${[t.time, t.what, t.queue, t.state, t.ticket, t.actions].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${shown.map((one) => this.#row(one))}</tbody></table>
      <p class="desk-muted desk-small">${t.figures(shown.length, shown.filter((one) => one.state === 'CHECKED_IN').length)}
        ${shown.length < this.#list.length ? `· ${t.hidden}` : nothing}</p>`;
  }

  view() {
    if (!desk.ready) return nothing;
    return html`<div class="desk-card"><h2 class="desk-card__title">${t.checkIn}</h2>
        <form class="desk-search" @submit=${(event) => this.#checkIn(event)}>
          <div class="govuk-form-group"><label class="govuk-label" for="appointment-code">${t.code}</label>
            <div class="govuk-hint" id="appointment-code-hint">${t.codeHint}</div>
            <input class="govuk-input desk-code" id="appointment-code" name="code" data-first maxlength="20" autocomplete="off" autocapitalize="characters"
              spellcheck="false" aria-describedby="appointment-code-hint"></div>
          <button class="govuk-button" data-main aria-busy=${this.#busy ? 'true' : nothing}>${t.checkIn} <kbd>Alt+Enter</kbd></button></form></div>
      <div class="desk-card"><div class="desk-row desk-row--between"><h2 class="desk-card__title">${t.title}</h2>
          <label class="desk-row"><span>${t.date}</span><input class="govuk-input desk-date" type="date" .value=${this.#date}
            @change=${(event) => { this.#date = event.target.value || today(); this.#list = null; this.load(); }}></label></div>
        ${this.#problem ? note('bad', this.#problem.message) : nothing}
        ${this.#table()}</div>`;
  }
}
customElements.define('desk-appointments', Appointments);
