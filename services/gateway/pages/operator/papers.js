// SPDX-License-Identifier: AGPL-3.0-or-later
// Which documents were brought, and whether they suffice: /v1/applications:check says so after every change.
import { html, Live, nothing } from '../lib/live.js';
import { money, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { announce, inRussian, langOf, note } from '../lib/parts.js';
import { desk } from './desk.js';
import { paperForm, paperKind, paperState, recipientOf, shortDate } from './terms.js';

const t = words({
  caption: ['Документы по карточке услуги', 'Documents of the card'],
  document: ['Документ', 'Document'],
  form: ['Вид', 'Form'],
  sheets: ['Листов', 'Sheets'],
  state: ['Итог', 'Outcome'],
  sufficient: ['Документов достаточно.', 'The documents suffice.'],
  planned: [(d) => `Если подать сегодня, результат — не позже ${d}.`, (d) => `Submitted today, the result comes by ${d}.`],
  fee: [(sum) => `Пошлина ${sum}.`, (sum) => `The fee is ${sum}.`],
  lacking: ['Не хватает для приёма:', 'Missing for acceptance:'],
  checking: ['Проверяем…', 'Checking…'],
  instead: [(name) => `Вместо него: ${name}`, (name) => `Instead: ${name}`],
  which: [(name) => `Чем подтверждено: ${name}`, (name) => `Shown by: ${name}`],
});

const CALM_MS = 200;
const FORMS = ['ORIGINAL', 'COPY', 'SCAN'];

let kinds;
const kindNames = () => (kinds ??= api.get('/v1/classifiers/document-kinds')
  .then((found) => new Map(found.items.map((item) => [item.code, item.name]))).catch(() => {
    kinds = undefined;
    return new Map();
  }));

/** The documents of a visit as the API takes them. */
export const documentsOf = (visit) => [...visit.papers.values()].filter((paper) => paper.brought)
  .map(({ kind, form, sheets }) => ({ kind, form, sheets, copies: 1 }));

class Papers extends Live {
  #asked = '';
  #busy = false;
  #problem = null;
  #timer = 0;
  #names = new Map();

  start() {
    this.listen(desk, 'change', () => this.draw());
    kindNames().then((names) => { this.#names = names; this.draw(); });
  }

  drawn() {
    const { visit } = desk;
    if (!visit.service || visit.application) return;
    const question = JSON.stringify([visit.service.serviceCode, visit.applicant?.applicantId, visit.representative, visit.scenario, documentsOf(visit)]);
    if (question === this.#asked && (visit.check || this.#busy || this.#problem)) return;
    this.#asked = question;
    clearTimeout(this.#timer);
    this.#busy = true;
    this.#timer = setTimeout(() => this.#check(visit, question), CALM_MS);
  }

  async #check(visit, question) {
    try {
      const check = await api.post('/v1/applications:check', {
        serviceCode: visit.service.serviceCode, scenario: visit.scenario, centreCode: desk.who.centreCode, documents: documentsOf(visit),
        ...(visit.applicant ? { applicantId: visit.applicant.applicantId, representativeId: visit.representative } : { recipient: 'PERSON' }) });
      if (question !== this.#asked) return;
      const before = visit.check?.sufficient;
      visit.check = check;
      this.#problem = null;
      if (check.sufficient && before === false) announce(t.sufficient);
    } catch (problem) {
      if (question !== this.#asked) return;
      this.#problem = problem;
    }
    this.#busy = false;
    desk.tell();
  }

  #paper(needed) {
    const { papers } = desk.visit;
    const card = desk.visit.service.documents?.find((one) => one.kind === needed.kind || one.alternatives?.includes(needed.kind));
    const slot = card?.kind ?? needed.kind;
    if (!papers.has(slot)) papers.set(slot, { slot, kind: slot, brought: false, form: 'ORIGINAL', sheets: 1 });
    return { paper: papers.get(slot), card };
  }

  #set(paper, change) {
    Object.assign(paper, change);
    desk.tell();
  }

  #row(needed) {
    const { paper, card } = this.#paper(needed);
    const id = `paper-${paper.slot}`;
    return html`<tr class=${paperKind(needed.state) === 'bad' ? 'desk-papers__bad' : nothing}>
      <td><div class="desk-check"><input type="checkbox" id=${id} .checked=${paper.brought}
          @change=${(event) => this.#set(paper, { brought: event.target.checked })}>
        <label for=${id}><span>${inRussian(needed.name)}</span>${needed.explanation && needed.state !== 'MISSING' ? html`<small>${inRussian(needed.explanation)}</small>` : nothing}</label></div>
        ${card?.alternatives?.length && paper.brought ? html`<select class="govuk-select desk-wide desk-papers__which" aria-label=${t.which(needed.name)}
          @change=${(event) => this.#set(paper, { kind: event.target.value })}>
          <option value=${card.kind} lang=${langOf(card.name || this.#names.get(card.kind))}>${card.name || this.#names.get(card.kind) || card.kind}</option>
          ${card.alternatives.map((kind) => html`<option value=${kind} ?selected=${kind === paper.kind}>${t.instead(this.#names.get(kind) ?? kind)}</option>`)}</select>` : nothing}</td>
      <td data-column=${t.form}>${paper.brought ? html`<select class="govuk-select" aria-label=${`${t.form}: ${needed.name}`}
          @change=${(event) => this.#set(paper, { form: event.target.value })}>
          ${FORMS.map((form) => html`<option value=${form} ?selected=${form === paper.form}>${paperForm(form)}</option>`)}</select>` : nothing}</td>
      <td data-column=${t.sheets}>${paper.brought ? html`<input class="govuk-input desk-papers__sheets" type="number" min="1" max="999" .value=${String(paper.sheets)}
          aria-label=${`${t.sheets}: ${needed.name}`} @change=${(event) => this.#set(paper, { sheets: Math.max(1, Number(event.target.value) || 1) })}>` : nothing}</td>
      <td data-column=${t.state}><span class="okno-tag ${paperKind(needed.state) ? `okno-tag--${paperKind(needed.state)}` : 'desk-tag--plain'}">${paperState(needed.state)}</span></td></tr>`;
  }

  // One line a slot: what serves instead of a document stands in the document's own line.
  #rows(check) {
    const seen = new Map();
    for (const needed of check.documents ?? []) {
      const { paper } = this.#paper(needed);
      if (!seen.has(paper.slot) || needed.kind === paper.kind) seen.set(paper.slot, needed);
    }
    return [...seen.values()];
  }

  view() {
    const { visit } = desk;
    if (!visit.service || visit.application) return nothing;
    const { check } = visit;
    return html`
      ${this.#problem ? note('bad', this.#problem.message) : nothing}
      ${check ? html`<table class="okno-table desk-papers"><caption class="okno-said">${t.caption}</caption>
        <thead><tr><th scope="col">${t.document}</th><th scope="col">${t.form}</th><th scope="col">${t.sheets}</th><th scope="col">${t.state}</th></tr></thead>
        <tbody>${this.#rows(check).map((needed) => this.#row(needed))}</tbody></table>
        ${check.sufficient ? note('good', html`<p><strong>${t.sufficient}</strong>
            ${check.plannedOn ? t.planned(shortDate(check.plannedOn)) : nothing}
            ${Number(check.feeKopecks) ? t.fee(money(check.feeKopecks)) : nothing}</p>`)
          : html`<div class="okno-note okno-note--warn"><p><strong>${t.lacking}</strong></p><ul class="desk-list">${(check.grounds ?? []).map((ground) => html`
            <li>${inRussian(ground.text)}</li>`)}</ul></div>`}` : html`<p class="desk-muted">${t.checking}</p>`}`;
  }
}
customElements.define('desk-papers', Papers);
