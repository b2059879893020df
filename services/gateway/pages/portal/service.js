// SPDX-License-Identifier: AGPL-3.0-or-later
// One service: who may apply, which documents, how long, how much, what comes of it, when it is refused, where.
import { session } from '../lib/api.js';
import { count, nameOf, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { agencies, card, centres, feeOf, namesOf, provides, recipientOf, recipientWord, shortOf, termOf } from './data.js';
import { documentList, recipientChoice, Sufficiency, verdictBox, wayChoice, waysOf } from './documents.js';
import { icon } from './icons.js';
import { crumbs, inRussian, remember, Screen } from './screen.js';

const t = words({
  services: ['Услуги', 'Services'],
  term: ['Срок', 'Term'],
  fee: ['Пошлина', 'Fee'],
  whom: ['Кто может обратиться', 'Who may apply'],
  everybody: ['Все', 'Everybody'],
  result: ['Что получите', 'What you get'],
  agency: ['Кто предоставляет', 'Provided by'],
  documents: ['Документы', 'Documents'],
  documentsHint: ['Отметьте, что у вас уже есть, — сразу скажем, хватает ли этого. Требовать что-либо сверх списка не вправе никто.',
    'Tick what you have and see at once whether it suffices. Nobody may ask for more than this list.'],
  noDocuments: ['Документы для этой услуги не нужны.', 'No documents are needed.'],
  refusals: ['Когда могут отказать', 'Grounds for refusal'],
  acceptance: ['В приёме документов', 'To accept the documents'],
  service: ['В предоставлении услуги', 'To provide the service'],
  acts: ['Правовые основания', 'Legal acts'],
  where: ['Где получить', 'Where'],
  whereAll: ['Во всех центрах города', 'In all centres of the city'],
  whereSome: [(n) => `В ${n === 1 ? '1 центре' : `${n} центрах`} города`, (n) => `In ${count(n, 'centre', 'centres')} of the city`],
  nearest: ['Найти ближайший центр', 'Find the nearest centre'],
  apply: ['Подать заявление онлайн', 'Apply online'],
  book: ['Записаться на приём', 'Book a visit'],
  only: ['Приём только по записи', 'By appointment only'],
  offline: ['Заявление принимают только в центре.', 'Applications are taken at the centre only.'],
});

class Service extends Screen {
  card = null;
  papers = null;
  more = {};

  start() {
    this.load(async () => {
      const [got, recipient] = await Promise.all([card(this.id), this.#recipient()]);
      const have = (this.parameters.get('have') ?? '').split(',').filter(Boolean);
      const way = this.parameters.get('way');
      this.papers = new Sufficiency(got, () => this.#changed(), { have, way: waysOf(got).includes(Number(way)) && way !== null ? Number(way) : this.#usual(got),
        ...(got.recipients?.includes(recipient) && { recipient }) });
      this.set({ card: got });
      this.#rest(got);
    });
  }

  // Who is signed in sees at once what is asked of such as they are; everybody may look at the others.
  async #recipient() {
    const { signedIn, applicantId } = await session();
    return signedIn && applicantId ? recipientOf(applicantId).catch(() => '') : '';
  }

  #usual(got) {
    const ways = waysOf(got);
    return ways.includes(0) ? 0 : ways[0];
  }

  async #rest(got) {
    const [results, refusals, bodies, places] = await Promise.all([namesOf('results'), namesOf('refusal-reasons'), agencies(), centres()]);
    const where = places.filter((centre) => provides(centre, got.serviceCode));
    this.set({ more: { results, refusals, agency: bodies.get(got.agencyCode), where, everywhere: where.length === places.length } });
  }

  #changed() {
    if (this.papers) remember(`/services/${this.id}${this.#ticked()}`);
    this.draw();
  }

  #ticked() {
    const parameters = new URLSearchParams();
    if (this.papers.brought.length) parameters.set('have', this.papers.brought.join(','));
    if (this.papers.way !== this.#usual(this.papers.card)) parameters.set('way', this.papers.way);
    return parameters.size ? `?${parameters}` : '';
  }

  title() { return this.card ? shortOf(this.card) : ''; }

  view() {
    if (!this.card) return html`<div class="portal">${crumbs(['/services', t.services])}<h1>${t.services}</h1>${this.waiting()}</div>`;
    const { card: it } = this;
    return html`<div class="portal">${crumbs(['/services', t.services])}
      <h1>${inRussian(shortOf(it))}</h1>
      ${it.shortName ? html`<p class="portal__full">${inRussian(nameOf(it))}</p>` : nothing}
      <div class="portal__two">
        <div class="portal__main">
          ${it.description ? html`<p class="portal__lead">${inRussian(it.description)}</p>` : nothing}
          ${this.#documents(it)}
          ${this.#refusals(it)}
          ${it.legalActs?.length ? html`<details class="portal__more"><summary>${t.acts}</summary>
            <ul class="govuk-list govuk-list--bullet">${it.legalActs.map((act) => html`<li>${inRussian(act)}</li>`)}</ul></details>` : nothing}
        </div>
        <div class="portal__side">${this.#side(it)}</div>
      </div></div>`;
  }

  #documents(it) {
    return html`<section aria-labelledby="documents"><h2 id="documents">${t.documents}</h2>
      ${it.documents?.length ? html`<p>${t.documentsHint}</p>${recipientChoice(this.papers)}${wayChoice(this.papers)}
        ${documentList(this.papers)}<div class="portal__sticky">${verdictBox(this.papers)}</div>` : html`<p>${t.noDocuments}</p>`}
      </section>`;
  }

  #refusals(it) {
    const acceptance = (it.acceptanceRefusals ?? []).map((code) => this.more.refusals?.get(code)).filter(Boolean);
    if (!acceptance.length && !it.refusalGrounds?.length) return nothing;
    const list = (name, lines) => (lines.length ? html`<h3>${name}</h3>
      <ul class="govuk-list govuk-list--bullet">${lines.map((line) => html`<li>${inRussian(line)}</li>`)}</ul>` : nothing);
    return html`<section aria-labelledby="refusals"><h2 id="refusals">${t.refusals}</h2>
      ${list(t.service, (it.refusalGrounds ?? []).map((ground) => ground.text))}${list(t.acceptance, acceptance)}</section>`;
  }

  #fact(picture, name, ...values) {
    return html`<div class="portal__fact"><dt>${icon(picture)}${name}</dt>${values.filter(Boolean).map((value) => html`<dd>${value}</dd>`)}</div>`;
  }

  #side(it) {
    const online = waysOf(it).some((way) => way > 0);
    const { results, agency, where, everywhere } = this.more;
    return html`<div class="okno-card">
        ${online ? html`<a class="govuk-button portal__wide" href="/apply/${it.serviceCode}${this.#ticked()}">${t.apply}</a>`
          : html`<p>${t.offline}</p>`}
        ${waysOf(it).some((way) => way !== 1) ? html`<a class="govuk-button ${online ? 'govuk-button--secondary' : ''} portal__wide"
          href="/book?service=${it.serviceCode}">${t.book}</a>` : nothing}
        ${it.appointmentOnly ? html`<p><span class="okno-tag okno-tag--warn">${t.only}</span></p>` : nothing}
        <dl class="portal__about">
          ${this.#fact('clock', t.term, termOf(it.term))}
          ${this.#fact('purse', t.fee, feeOf(it.fee?.amountKopecks), it.fee?.basis ? html`<small>${inRussian(it.fee.basis)}</small>` : '')}
          ${this.#fact('person', t.whom, it.recipients?.length ? it.recipients.map(recipientWord).join(', ') : t.everybody)}
          ${results ? this.#fact('gift', t.result, ...(it.results ?? []).map((code) => inRussian(results.get(code) ?? code))) : nothing}
          ${agency ? this.#fact('legal', t.agency, inRussian(nameOf(agency))) : nothing}
          ${where ? this.#fact('pin', t.where, everywhere ? t.whereAll : t.whereSome(where.length),
            html`<a href="/centres?service=${it.serviceCode}">${t.nearest}</a>`) : nothing}
        </dl></div>`;
  }
}
customElements.define('portal-service', Service);
