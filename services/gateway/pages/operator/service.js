// SPDX-License-Identifier: AGPL-3.0-or-later
// What the person comes for, in their own words.
import { html, Live, nothing } from '../lib/live.js';
import { money, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { inRussian } from '../lib/parts.js';
import { desk } from './desk.js';
import { scenario, termOf } from './terms.js';
import './pick.js';

const t = words({
  find: ['Какая услуга нужна', 'Which service'],
  hint: ['Словами заявителя: «загран», «детский сад», «справка о несудимости»', 'In the applicant’s words: «загран», «детский сад»'],
  change: ['Другая услуга', 'Another service'],
  term: ['Срок', 'Term'],
  fee: ['Пошлина', 'Fee'],
  free: ['бесплатно', 'free of charge'],
  agency: ['Орган', 'Agency'],
  scenario: ['Порядок', 'Procedure'],
  keeps: ['Орган оставляет подлинники у себя.', 'The agency keeps originals.'],
  appointment: ['Принимают только по записи.', 'By appointment only.'],
});

let agencies;
const agencyName = async (code) => {
  agencies ??= api.get('/v1/agencies').then((found) => new Map(found.agencies.map((one) => [one.agencyCode, one.shortName || one.name])));
  return (await agencies.catch(() => new Map())).get(code) ?? code;
};

class Service extends Live {
  #agency = '';

  start() {
    this.listen(desk, 'change', () => this.draw());
  }

  async take(found) {
    const { visit } = desk;
    try {
      const service = await api.get(`/v1/services/${found.serviceCode}`);
      this.#agency = await agencyName(service.agencyCode);
      Object.assign(visit, { service, scenario: service.scenarios?.[0] ?? 0, papers: new Map(), answers: {}, check: null, application: null });
      desk.tell();
      this.dispatchEvent(new CustomEvent('visit-step', { bubbles: true, detail: 'papers' }));
    } catch (problem) {
      desk.say('bad', problem.message);
    }
  }

  #card(service) {
    const { visit } = desk;
    return html`<div class="desk-chosen"><div><strong class="desk-chosen__name">${inRussian(service.name)}</strong>
        <p class="desk-muted">${t.term}: ${termOf(service.term)} · ${t.fee}: ${service.fee?.amountKopecks ? money(service.fee.amountKopecks) : t.free}
          ${this.#agency ? html` · ${inRussian(this.#agency)}` : nothing}</p>
        ${service.keepsOriginals ? html`<p class="desk-muted">${t.keeps}</p>` : nothing}
        ${service.appointmentOnly ? html`<p class="desk-muted">${t.appointment}</p>` : nothing}</div>
        ${visit.application ? nothing : html`<button type="button" class="okno-choice" @click=${() => {
          Object.assign(visit, { service: null, check: null });
          desk.tell();
          setTimeout(() => this.querySelector('desk-pick')?.focusLine());
        }}>${t.change}</button>`}</div>
      ${(service.scenarios?.length ?? 0) > 1 && !visit.application ? html`<div class="govuk-form-group"><label class="govuk-label" for="scenario">${t.scenario}</label>
        <select class="govuk-select desk-wide" id="scenario" @change=${(event) => {
          Object.assign(visit, { scenario: Number(event.target.value), check: null });
          desk.tell();
        }}>${service.scenarios.map((one) => html`<option value=${one} ?selected=${one === visit.scenario}>${scenario(one)}</option>`)}</select></div>` : nothing}`;
  }

  view() {
    const { service } = desk.visit;
    if (service) return this.#card(service);
    return html`<desk-pick .name=${'service'} .label=${t.find} .hint=${t.hint}
      .find=${async (query, signal) => (await api.get('/v1/services', { signal, query: { query, view: 'BASIC', pageSize: 8, centre: desk.who.centreCode } })).services ?? []}
      .item=${(one) => html`<strong>${inRussian(one.shortName || one.name)}</strong><small>${inRussian(one.name)} · ${termOf(one.term)} ·
        ${one.fee?.amountKopecks ? money(one.fee.amountKopecks) : t.free}</small>`}
      .take=${(one) => this.take(one)}></desk-pick>`;
  }
}
customElements.define('desk-service', Service);
