// SPDX-License-Identifier: AGPL-3.0-or-later
// Журнал регистрации обращений: everything that counts as registered on a day, line by line, and the same as a file. What is taken in on
// a day off counts as registered on the next working day.
import { html, Live, nothing } from '../lib/live.js';
import { number, time, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import '../lib/day.js';
import { inRussian, note } from '../lib/parts.js';
import { desk } from './desk.js';
import { saveFile } from './print.js';
import { channel, dayOf, shortDate, status, statusKind, today } from './terms.js';

const t = words({
  title: ['Журнал регистрации обращений', 'Journal of registration'],
  date: ['День', 'Day'],
  save: ['Сохранить CSV', 'Save CSV'],
  line: ['№', 'No.'],
  application: ['Заявление', 'Application'],
  applicant: ['Заявитель и услуга', 'Applicant and service'],
  by: [(who) => `представитель: ${who}`, (who) => `by ${who}`],
  papers: ['Док. / листов', 'Docs / sheets'],
  planned: ['Срок, движение', 'Due, movements'],
  sent: [(day) => `в орган ${day}`, (day) => `sent ${day}`],
  result: [(day) => `результат ${day}`, (day) => `result ${day}`],
  issued: [(day) => `выдано ${day}`, (day) => `issued ${day}`],
  status: ['Статус', 'Status'],
  total: [(n) => `Всего записей: ${number(n)}`, (n) => `Entries: ${number(n)}`],
  none: ['В этот день заявлений не регистрировали.', 'No applications were registered on this day.'],
});

const yesterday = () => dayOf(new Date(Date.now() - 24 * 3600e3));

/** The day on which what is taken in now counts as registered. */
const registrationDay = () => api.get('/v1/calendar:addDays', { query: { start: yesterday(), days: 1, kind: 'WORKING' } })
  .then(({ end }) => end, () => today());

class Journal extends Live {
  #date = '';
  #entries = null;
  #problem = null;

  start() {
    this.listen(desk, 'change', () => this.draw());
    this.load();
  }

  async load() {
    this.#date ||= await registrationDay();
    try {
      this.#entries = (await api.get('/v1/journal', { query: { date: this.#date } })).entries ?? [];
      this.#problem = null;
    } catch (problem) {
      this.#problem = problem;
    }
    this.draw();
  }

  #save() {
    saveFile(`/v1/journal.csv?${new URLSearchParams({ date: this.#date })}`, `journal-${this.#date}.csv`)
      .catch((problem) => desk.say('bad', problem.message));
  }

  #row(one) {
    const way = [one.sentOn && t.sent(shortDate(one.sentOn)), one.resultOn && t.result(shortDate(one.resultOn)), one.issuedOn && t.issued(shortDate(one.issuedOn))];
    return html`<tr><td class="number" data-column=${t.line}>${one.line}</td>
      <td data-column=${t.application}><span><span class="desk-number">${one.number}</span><br><span class="desk-muted desk-small">${time(one.at)} · ${channel(one.channel)} · ${one.operator}</span></span></td>
      <td data-column=${t.applicant}><span><strong>${inRussian(one.applicantName)}</strong>${one.representativeName ? html`<br><span class="desk-small">${t.by(one.representativeName)}</span>` : nothing}
        <br><span class="desk-small">${inRussian(one.serviceName)}</span></span></td>
      <td class="number" data-column=${t.papers}>${one.documents ?? 0} / ${one.sheets ?? 0}</td>
      <td data-column=${t.planned}><span>${shortDate(one.plannedOn)}${way.filter(Boolean).map((step) => html`<br><span class="desk-small">${step}</span>`)}</span></td>
      <td data-column=${t.status}><span><span class="okno-tag ${statusKind(one.status) ? `okno-tag--${statusKind(one.status)}` : ''}">${status(one.status)}</span>
        ${one.note ? html`<br><span class="desk-small">${inRussian(one.note)}</span>` : nothing}</span></td></tr>`;
  }

  #choose(field) {
    if (field.fault) return;
    this.#date = field.value || today();
    this.#entries = null;
    this.load();
  }

  #table() {
    if (!this.#entries) return nothing;
    if (!this.#entries.length) return html`<p class="desk-muted">${t.none}</p>`;
    return html`<div class="desk-scroll" tabindex="0" role="region" aria-label=${t.title}><table class="okno-table okno-table--cards desk-journal"><caption class="okno-said">${t.title}</caption>
      <thead><tr>${[t.line, t.application, t.applicant, t.papers, t.planned, t.status].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${this.#entries.map((one) => this.#row(one))}</tbody></table></div>
      <p class="desk-muted desk-small">${t.total(this.#entries.length)}</p>`;
  }

  view() {
    if (!desk.ready) return nothing;
    return html`<div class="desk-card"><div class="desk-row desk-row--between"><h2 class="desk-card__title">${t.title}</h2>
        <div class="desk-row"><div class="desk-row"><label for="journal-day">${t.date}</label><okno-day data-first .field=${'journal-day'} .value=${this.#date}
          @change=${(event) => this.#choose(event.currentTarget)}></okno-day></div>
          <button type="button" class="govuk-button govuk-button--secondary" data-main @click=${() => this.#save()}>${t.save} <kbd>Alt+Enter</kbd></button></div></div>
      ${this.#problem ? note('bad', this.#problem.message) : nothing}
      ${this.#table()}</div>`;
  }
}
customElements.define('desk-journal', Journal);
