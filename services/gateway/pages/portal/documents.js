// SPDX-License-Identifier: AGPL-3.0-or-later
// Which documents a service needs of this applicant in this way of applying, and whether those at hand suffice. The API judges
// (applications:check); here it is asked at every change, and drawn.
import { api, newKey, Problem } from '../lib/api.js';
import { date, nameOf, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { announce } from '../lib/parts.js';
import { agencies, feeOf, namesOf, recipientWord } from './data.js';
import { inRussian } from './screen.js';

const t = words({
  whom: ['Кто обращается', 'Who applies'],
  PERSON: ['Гражданин', 'A citizen'],
  SOLE_PROPRIETOR: ['Индивидуальный предприниматель', 'A sole proprietor'],
  LEGAL_ENTITY: ['Организация', 'An organisation'],
  way: ['Как подать', 'How to apply'],
  way0: ['В центре', 'At the centre'],
  way0Hint: ['Приходите с документами, оператор всё оформит', 'Come with the documents, staff do the rest'],
  way1: ['Полностью онлайн', 'Wholly online'],
  way1Hint: ['Результат придёт в личный кабинет', 'The result comes to your account'],
  way2: ['Онлайн, в центр — только за результатом', 'Online, one visit for the result'],
  way2Hint: ['Подлинники покажете при получении', 'Show the originals when you collect it'],
  way3: ['Онлайн, документы — вне очереди', 'Online, hand the papers in without a queue'],
  way3Hint: ['После одобрения сдайте подлинники у отдельного окна', 'After approval, drop the originals at a window of its own'],
  APPLICANT: ['Ваш документ', 'Yours to bring'],
  EXCHANGE: ['Центр запросит сам', 'The centre asks for it'],
  OPTIONAL: ['По желанию', 'If you wish'],
  original: ['нужен подлинник', 'original needed'],
  from: ['Хранит:', 'Held by:'],
  instead: ['Подойдёт и другой документ: ', 'Another will do as well: '],
  have: ['Отметьте документы, которые у вас есть', 'Tick the documents you have'],
  enough: ['Документов достаточно', 'The documents suffice'],
  lacking: ['Документов пока не хватает', 'Documents are still missing'],
  missing: ['Не хватает:', 'Missing:'],
  planned: [(day) => `Если подать сегодня, результат будет не позднее ${day}.`, (day) => `Applied for today, the result is due by ${day}.`],
  fee: [(sum) => `Пошлина ${sum}.`, (sum) => `The fee is ${sum}.`],
  free: ['Пошлины нет.', 'There is no fee.'],
  checking: ['Проверяем…', 'Checking…'],
});

const LACKING = new Set(['MISSING', 'WRONG_FORM', 'EXPIRED']);
const fits = (list, one) => !list?.length || list.includes(one);

/** Ways of applying by the card; 0 is the counter. */
export const waysOf = (card) => (card.scenarios?.length ? card.scenarios : [0]);

// «23 декабря 2026 года»: inside a sentence «г.» would end it.
const dayOf = (day) => date(day).replace(/\s*г\.$/, '\u00a0года');

export class Sufficiency {
  have = new Set();
  verdict = null;
  problem = null;
  #asking = null;
  #said = '';

  /** `changed` is called whenever it should be drawn anew. */
  constructor(card, changed, { way, recipient = card.recipients?.[0] ?? 'PERSON', have = [] } = {}) {
    Object.assign(this, { card, changed, recipient, way: way ?? waysOf(card)[0] });
    for (const kind of have) this.have.add(kind);
    this.check();
    Promise.all([namesOf('document-kinds'), agencies()]).then(([kinds, holders]) => {
      Object.assign(this, { kinds, holders });
      changed();
    }, () => {});
  }

  /** Documents of the card that are asked for here, in its order: the order of the verdict's as well. */
  get asked() {
    return (this.card.documents ?? []).filter((one) => fits(one.scenarios, this.way) && fits(one.recipients, this.recipient));
  }

  get brought() {
    const kinds = new Set(this.asked.map((one) => one.kind));
    return [...this.have].filter((kind) => kinds.has(kind));
  }

  set(changes) {
    Object.assign(this, changes);
    this.check();
    this.changed();
  }

  toggle(kind) {
    if (!this.have.delete(kind)) this.have.add(kind);
    this.set({});
  }

  state(i) { return this.verdict?.documents?.[i]; }

  async check() {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const form = this.way === 0 ? 'ORIGINAL' : 'SCAN';
    try {
      this.verdict = await api.post('/v1/applications:check', { serviceCode: this.card.serviceCode, recipient: this.recipient, scenario: this.way,
        documents: this.brought.map((kind) => ({ kind, form })) }, { signal: asking.signal, key: newKey() });
      this.problem = null;
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
    }
    if (asking.signal.aborted) return;
    const says = this.verdict?.sufficient ? t.enough : t.lacking;
    if (this.#said && this.#said !== says) announce(says);
    this.#said = says;
    this.changed();
  }

  get lacking() {
    return (this.verdict?.documents ?? []).filter((one) => LACKING.has(one.state));
  }
}

// ---------------------------------------------------------------- drawing

const choice = (name, legend, items, chosen, choose) => html`<fieldset class="portal__choice"><legend>${legend}</legend>
  ${items.map(({ value, label, hint }) => html`<label class="portal__option"><input type="radio" name=${name} value=${value}
    .checked=${chosen === value} @change=${() => choose(value)}><span><strong>${label}</strong>${hint ? html`<span>${hint}</span>` : nothing}</span></label>`)}
  </fieldset>`;

export const recipientChoice = (it) => ((it.card.recipients?.length ?? 0) < 2 ? nothing : choice('recipient', t.whom,
  it.card.recipients.map((value) => ({ value, label: t[value] ?? recipientWord(value) })), it.recipient, (recipient) => it.set({ recipient })));

export const wayChoice = (it, ways = waysOf(it.card)) => (ways.length < 2 ? nothing : choice('way', t.way,
  ways.map((value) => ({ value, label: t[`way${value}`], hint: t[`way${value}Hint`] })), it.way, (way) => it.set({ way })));

const TAGS = { APPLICANT: '', EXCHANGE: 'okno-tag--good', OPTIONAL: 'okno-tag--quiet' };

function documentLine(it, wanted, i, more) {
  const state = it.state(i);
  const has = it.have.has(wanted.kind);
  const id = `document-${i}`;
  const holder = it.holders?.get(wanted.holderAgency);
  return html`<li class="portal__document ${has ? 'portal__document--has' : ''}">
    <input type="checkbox" id=${id} .checked=${has} @change=${() => it.toggle(wanted.kind)} aria-describedby="${id}-note">
    <div><label for=${id}>${inRussian(wanted.name || it.kinds?.get(wanted.kind) || wanted.kind)}</label>
      <div id="${id}-note" class="portal__document-note">
        <span class="okno-tag ${TAGS[wanted.supplier] ?? ''}">${t[wanted.supplier] ?? t.OPTIONAL}</span>
        ${wanted.originalNeeded && it.way === 0 ? html`<span>${t.original}</span>` : nothing}
        ${wanted.condition ? html`<span>${inRussian(wanted.condition)}</span>` : nothing}
        ${holder ? html`<span>${t.from} ${inRussian(nameOf(holder, 'shortName') || nameOf(holder))}</span>` : nothing}
        ${wanted.alternatives?.length && it.kinds ? html`<span>${t.instead}${inRussian(wanted.alternatives.map((kind) => it.kinds.get(kind) ?? kind).join(', ').toLowerCase())}</span>` : nothing}
        ${has && state && LACKING.has(state.state) ? html`<strong class="portal__bad">${state.explanation}</strong>` : nothing}
      </div>
      ${more && has ? more(wanted, i) : nothing}</div></li>`;
}

/** The documents with boxes to tick; `more(document)` draws something below a ticked one. */
export const documentList = (it, more) => html`<fieldset class="portal__documents"><legend>${t.have}</legend>
  <ul>${it.asked.map((wanted, i) => documentLine(it, wanted, i, more))}</ul></fieldset>`;

/** Whether it suffices, what is missing, and until when. */
export function verdictBox(it) {
  if (it.problem) return html`<div class="okno-note okno-note--bad"><p>${it.problem.message}</p></div>`;
  if (!it.verdict) return html`<p class="portal__wait">${t.checking}</p>`;
  const { sufficient, plannedOn, feeKopecks, grounds = [] } = it.verdict;
  const others = grounds.filter((ground) => ground.code !== 'incomplete');
  return html`<div class="okno-note portal__verdict ${sufficient ? 'okno-note--good' : 'okno-note--warn'}">
    <p><strong>${sufficient ? t.enough : t.lacking}</strong></p>
    ${it.lacking.length ? html`<p>${t.missing} ${inRussian(it.lacking.map((one) => one.name).join('; '))}.</p>` : nothing}
    ${others.length ? html`<ul>${others.map((one) => html`<li>${one.text}</li>`)}</ul>` : nothing}
    ${plannedOn ? html`<p>${t.planned(dayOf(plannedOn))} ${Number(feeKopecks ?? 0) ? t.fee(feeOf(feeKopecks)) : t.free}</p>` : nothing}</div>`;
}
