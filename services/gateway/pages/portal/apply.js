// SPDX-License-Identifier: AGPL-3.0-or-later
// An application from home: way, documents with their scans, centre; what stands in the way is said before it is sent.
import { api, newKey } from '../lib/api.js';
import { stopsAtDay } from '../lib/day.js';
import { nameOf, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { announce } from '../lib/parts.js';
import { card, centres, principals, provides, recipientOf, recipientWord, shortOf } from './data.js';
import { documentList, Sufficiency, verdictBox, wayChoice, waysOf } from './documents.js';
import { filePick } from './files.js';
import { fieldOf, givenOf } from './form.js';
import { centreSelect } from './places.js';
import { crumbs, go, inRussian, OwnScreen, remember } from './screen.js';

const t = words({
  title: ['Подача заявления', 'Application'],
  services: ['Услуги', 'Services'],
  reason: ['Чтобы подать заявление, войдите: оно будет зарегистрировано на ваше имя.', 'Sign in to apply: the application is registered in your name.'],
  whose: ['От чьего имени', 'In whose name'],
  self: ['От своего', 'In my own'],
  as: [(kind) => `Заявитель: ${kind}`, (kind) => `Applicant: ${kind}`],
  SOLE_PROPRIETOR: ['индивидуальный предприниматель', 'a sole proprietor'],
  LEGAL_ENTITY: ['организация', 'an organisation'],
  notFor: [(whom) => `Эту услугу предоставляют только ${whom}.`, (whom) => `This service is for ${whom} only.`],
  whoseHint: ['Вы действуете по доверенности, записанной в центре. Результат и расписка будут на имя того, кого вы представляете.',
    'You act by a power registered at a centre. The application is in the name of whom you represent.'],
  documents: ['Документы', 'Documents'],
  documentsHint: ['Приложите скан или фотографию к каждому отмеченному документу: PDF, JPEG, PNG или TIFF. Приложить их можно и после подачи.',
    'Attach a scan or photograph to every ticked document: PDF, JPEG, PNG or TIFF. You may also do so after applying.'],
  scan: ['Приложить скан', 'Attach a scan'],
  centre: ['Центр', 'Centre'],
  centreHint: ['Сюда при необходимости придёте за результатом', 'Where you come for the result, when a visit is needed'],
  questions: ['Вопросы по услуге', 'Questions of this service'],
  check: ['Проверка', 'Check'],
  submit: ['Подать заявление', 'Apply'],
  sending: ['Отправляем…', 'Sending…'],
  attaching: [(i, n) => `Прикладываем документы: ${i} из ${n}`, (i, n) => `Attaching documents: ${i} of ${n}`],
  noCentre: ['Выберите центр', 'Choose a centre'],
  onlyThere: ['Эту услугу онлайн подать нельзя: приходите в центр с документами.', 'This service cannot be applied for online: come to the centre.'],
  book: ['Записаться на приём', 'Book a visit'],
});

class Apply extends OwnScreen {
  card = null;
  papers = null;
  places = [];
  principals = [];
  principal = null; // whom one represents in this application
  kind = 'PERSON';  // what the signed-in is
  centreCode = '';
  files = new Map();
  said = '';
  #key = newKey();

  title() { return this.card ? `${t.title}: ${shortOf(this.card)}` : t.title; }
  reason() { return t.reason; }

  person() {
    this.load(async () => {
      const { applicantId } = this.who;
      const [got, all, powers, kind] = await Promise.all([card(this.id), centres(), principals(applicantId), recipientOf(applicantId)]);
      this.kind = kind;
      const places = all.filter((centre) => provides(centre, got.serviceCode));
      const have = (this.parameters.get('have') ?? '').split(',').filter(Boolean);
      this.#begin(got, have);
      const wanted = this.parameters.get('centre');
      remember(`/apply/${this.id}`);
      this.set({ card: got, places, principals: powers.filter((one) => !one.scope?.length || one.scope.includes(this.id)), centreCode: places.some((one) => one.centreCode === wanted) ? wanted : '' });
    });
  }

  #begin(got, have) {
    const ways = waysOf(got).filter((way) => way > 0);
    if (!ways.length) return;
    const asked = Number(this.parameters.get('way'));
    this.papers = new Sufficiency(got, () => this.draw(), { way: ways.includes(asked) ? asked : ways[0], recipient: this.kind, have });
  }

  view() {
    const door = this.door(t.title);
    const top = crumbs(['/services', t.services], ...(this.card ? [[`/services/${this.id}`, shortOf(this.card)]] : []));
    if (door) return html`<div class="portal portal--narrow">${top}${door}</div>`;
    if (!this.card) return html`<div class="portal portal--narrow">${top}<h1>${t.title}</h1>${this.waiting()}</div>`;
    return html`<div class="portal portal--narrow">${top}<h1>${t.title}</h1><p class="portal__full">${inRussian(nameOf(this.card))}</p>
      ${this.papers ? this.#form() : html`<div class="okno-note okno-note--warn"><p>${t.onlyThere}</p></div>
        <a class="govuk-button" href="/book?service=${this.id}">${t.book}</a>`}</div>`;
  }

  #form() {
    return html`<form class="portal__apply" novalidate @submit=${(event) => this.#submit(event)}>
      ${this.#whose()}${this.#asWhat()}
      ${wayChoice(this.papers, waysOf(this.card).filter((way) => way > 0))}
      ${this.papers.asked.length ? html`<section><h2>${t.documents}</h2><p>${t.documentsHint}</p>
        ${documentList(this.papers, (wanted, i) => this.#file(wanted, i))}</section>` : nothing}
      ${this.#questions().length ? html`<section><h2>${t.questions}</h2>${this.#questions().map((field) => fieldOf('answer', field,
        { wrong: this.problem?.about(`answers.${field.name}`) }))}</section>` : nothing}
      <section><h2><label for="centre">${t.centre}</label></h2><p id="centre-hint">${t.centreHint}</p>
        ${centreSelect('centre', this.places, this.centreCode, (centreCode) => this.set({ centreCode }))}</section>
      <section><h2>${t.check}</h2>${verdictBox(this.papers)}${this.trouble()}
        <button class="govuk-button portal__big" type="submit" ?disabled=${this.busy || !this.papers.verdict?.sufficient}>${this.busy ? t.sending : t.submit}</button>
        ${this.said ? html`<p role="status">${this.said}</p>` : nothing}</section></form>`;
  }

  #whose() {
    if (!this.principals.length) return nothing;
    return html`<div class="govuk-form-group"><label class="govuk-label" for="whose">${t.whose}</label>
      <select class="govuk-select portal__select" id="whose" aria-describedby=${this.principal ? 'whose-hint' : nothing} @change=${(event) => this.#represent(event.target.value)}>
        <option value="">${t.self}</option>
        ${this.principals.map((one) => html`<option value=${one.representativeId}>${one.name} — ${one.basis}${one.number ? ` № ${one.number}` : ''}</option>`)}</select>
      ${this.principal ? html`<p class="portal__below" id="whose-hint">${t.whoseHint}</p>` : nothing}</div>`;
  }

  // A citizen knows what they are; others see as whom the papers are counted, and whether the service is theirs at all.
  #asWhat() {
    const { recipient } = this.papers;
    const offered = this.card.recipients ?? [];
    return html`${recipient === 'PERSON' ? nothing : html`<p class="portal__as">${t.as(t[recipient])}</p>`}
      ${offered.length && !offered.includes(recipient) ? html`<div class="okno-note okno-note--warn"><p>${t.notFor(offered.map(recipientWord).join(', ').toLowerCase())}</p></div>` : nothing}`;
  }

  #represent(representativeId) {
    this.principal = this.principals.find((one) => one.representativeId === representativeId) ?? null;
    this.papers.set({ recipient: this.principal?.kind ?? this.kind });
  }

  // What the card asks of such an applicant in this way of applying.
  #questions() {
    const fits = (list, one) => !list?.length || list.includes(one);
    return (this.card.questions ?? []).filter((one) => fits(one.scenarios, this.papers.way) && fits(one.recipients, this.papers.recipient))
      .map(({ kind, ...rest }) => ({ ...rest, type: kind.toLowerCase(), long: false }));
  }

  #file(wanted, i) {
    return filePick({ id: `file-${i}`, label: t.scan, of: wanted.name, file: this.files.get(wanted.kind), take: (file) => {
      this.files.set(wanted.kind, file);
      this.draw();
    } });
  }

  async #submit(event) {
    event.preventDefault();
    if (!this.centreCode) {
      announce(t.noCentre, { urgent: true });
      document.getElementById('centre')?.focus();
      return;
    }
    if (stopsAtDay(event.target)) return;
    const answers = givenOf(event.target, this.#questions());
    const well = await this.ask(async () => {
      const made = await api.post('/v1/applications', { serviceCode: this.id, channel: 'PORTAL',
        applicantId: this.principal?.applicantId ?? this.who.applicantId, representativeId: this.principal?.representativeId ?? '',
        centreCode: this.centreCode, scenario: this.papers.way,
        documents: this.papers.brought.map((kind) => ({ kind, form: 'SCAN', sheets: 1, copies: 1 })), answers }, { key: this.#key });
      const lost = await this.#attach(made);
      go(`/applications/${made.applicationId}?new=${lost ? 'lost' : 'yes'}`, { replace: true });
    });
    if (well || !this.problem) return;
    this.#key = newKey(); // another answer makes it another application
    requestAnimationFrame(() => this.querySelector('.govuk-form-group--error :is(input, select, textarea)')?.focus());
  }

  // What cannot be attached now can be from the application's own screen, which says so. Returns how many that are.
  async #attach(made) {
    const wanted = (made.documents ?? []).filter((one) => this.files.get(one.kind));
    let lost = 0;
    for (const [i, document] of wanted.entries()) {
      this.set({ said: t.attaching(i + 1, wanted.length) });
      await api.upload(`/v1/applications/${made.applicationId}/documents/${document.documentId}:upload`, this.files.get(document.kind))
        .catch(() => { lost++; });
    }
    return lost;
  }
}
customElements.define('portal-apply', Apply);
