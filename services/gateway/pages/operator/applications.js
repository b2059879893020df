// SPDX-License-Identifier: AGPL-3.0-or-later
// Applications of the centre: by number, by status, overdue ones; each opens with its documents, history and regulation.
import { keyed } from '/assets/vendor/lit-html/directives/keyed.js';
import { html, Live, nothing } from '../lib/live.js';
import { words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { inRussian, note } from '../lib/parts.js';
import { desk } from './desk.js';
import { shortDate, status, statusKind } from './terms.js';
import './application.js';

const t = words({
  title: ['Заявления центра', 'Applications of the centre'],
  number: ['Номер заявления', 'Number of the application'],
  status: ['Статус', 'Status'],
  any: ['Любой', 'Any'],
  overdue: ['Только просроченные', 'Overdue only'],
  find: ['Найти', 'Find'],
  none: ['Таких заявлений нет.', 'There are no such applications.'],
  application: ['Заявление', 'Application'],
  applicant: ['Заявитель', 'Applicant'],
  registered: ['Принято', 'Registered'],
  planned: ['Срок', 'Due'],
  late: ['просрочено', 'overdue'],
  more: ['Показать ещё', 'Show more'],
});

const STATUSES = ['REGISTERED', 'CHECKED', 'SENT', 'SUSPENDED', 'DECIDED', 'READY', 'ISSUED', 'REFUSED', 'ACCEPTANCE_REFUSED', 'WITHDRAWN'];

class Applications extends Live {
  #applications = null;
  #next = '';
  #query = {};
  #problem = null;
  #application = '';

  set application(id) {
    if (id === this.#application) return;
    this.#application = id;
    if (!id && this.#applications) this.#load();
    this.draw();
  }

  start() {
    this.listen(desk, 'change', () => this.draw());
    this.#load();
  }

  async #load(token = '') {
    try {
      const found = await api.get('/v1/applications', { query: { ...this.#query, pageSize: 30, pageToken: token } });
      this.#applications = [...(token ? this.#applications : []), ...(found.applications ?? [])];
      this.#next = found.nextPageToken ?? '';
      this.#problem = null;
    } catch (problem) {
      this.#problem = problem;
    }
    this.draw();
  }

  #find(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    this.#query = { number: form.get('number').trim().replace(/^№\s*/, ''), status: form.get('status'), overdue: form.get('overdue') ? true : '' };
    this.#load();
  }

  #open(event, id) {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent('desk-go', { bubbles: true, detail: { section: 'applications', id } }));
  }

  #list() {
    if (!this.#applications) return nothing;
    if (!this.#applications.length) return html`<p class="desk-muted">${t.none}</p>`;
    return html`<table class="okno-table okno-table--cards desk-table"><caption class="okno-said">${t.title}</caption>
      <thead><tr><th scope="col">${t.application}</th><th scope="col">${t.applicant}</th><th scope="col">${t.registered}</th><th scope="col">${t.planned}</th>
        <th scope="col">${t.status}</th></tr></thead>
      <tbody>${this.#applications.map((one) => html`<tr>
        <td data-column=${t.application}><span><a href=${`/operator/applications/${one.applicationId}`} @click=${(event) => this.#open(event, one.applicationId)}>${inRussian(one.serviceName)}</a>
          <br><span class="desk-muted desk-small desk-number">№ ${one.number}</span></span></td>
        <td data-column=${t.applicant}>${inRussian(one.applicantName)}</td>
        <td data-column=${t.registered}>${shortDate(one.registeredOn)}</td>
        <td data-column=${t.planned}><span>${shortDate(one.plannedOn)} ${one.overdue ? html`<span class="okno-tag okno-tag--bad">${t.late}</span>` : nothing}</span></td>
        <td data-column=${t.status}><span class="okno-tag ${statusKind(one.status) ? `okno-tag--${statusKind(one.status)}` : ''}">${status(one.status)}</span></td></tr>`)}</tbody></table>
      ${this.#next ? html`<p><button type="button" class="okno-choice" @click=${() => this.#load(this.#next)}>${t.more}</button></p>` : nothing}`;
  }

  view() {
    if (!desk.ready) return nothing;
    if (this.#application) return keyed(this.#application, html`<desk-application .application=${this.#application}></desk-application>`);
    return html`<div class="desk-card"><h2 class="desk-card__title">${t.title}</h2>
      <form class="desk-search" @submit=${(event) => this.#find(event)}>
        <div class="govuk-form-group"><label class="govuk-label" for="applications-number">${t.number}</label>
          <input class="govuk-input" id="applications-number" name="number" data-first autocomplete="off"></div>
        <div class="govuk-form-group"><label class="govuk-label" for="applications-status">${t.status}</label>
          <select class="govuk-select" id="applications-status" name="status"><option value="">${t.any}</option>
          ${STATUSES.map((name) => html`<option value=${name}>${status(name)}</option>`)}</select></div>
        <div class="desk-check desk-search__check"><input type="checkbox" id="applications-overdue" name="overdue" value="1"><label for="applications-overdue">${t.overdue}</label></div>
        <button class="govuk-button" data-main>${t.find} <kbd>Alt+Enter</kbd></button>
      </form>
      ${this.#problem ? note('bad', this.#problem.message) : nothing}
      ${this.#list()}</div>`;
  }
}
customElements.define('desk-applications', Applications);
