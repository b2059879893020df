// SPDX-License-Identifier: AGPL-3.0-or-later
// Filing a complaint: about which application, what of, against whom.
import { api, newKey } from '../lib/api.js';
import { nameOf, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { agencies, centres, classifier } from './data.js';
import { centreSelect } from './places.js';
import { crumbs, go, OwnScreen } from './screen.js';

const t = words({
  title: ['Подать жалобу', 'File a complaint'],
  all: ['Жалобы', 'Complaints'],
  reason: ['Войдите: жалобу подают от своего имени, и ответ приходит её автору.', 'Sign in: a complaint has an author, who gets the answer.'],
  application: ['По какому заявлению', 'About which application'],
  noApplication: ['Не связана с заявлением', 'About no application'],
  matter: ['На что жалуетесь', 'What is it about'],
  DECISION: ['На решение', 'A decision'],
  ACTION: ['На действие или бездействие', 'An action, or a failure to act'],
  MISSED_TERM: ['На нарушение срока', 'A missed term'],
  topic: ['В чём нарушение', 'What was violated'],
  choose: ['Выберите', 'Choose'],
  against: ['На кого', 'Against whom'],
  CENTRE: ['На центр', 'The centre'],
  AGENCY: ['На орган', 'The agency'],
  OFFICIAL: ['На сотрудника', 'An official'],
  centre: ['Центр', 'Centre'],
  agency: ['Орган', 'Agency'],
  place: ['Где работает сотрудник', 'Where the official works'],
  inCentre: ['В центре', 'At a centre'],
  inAgency: ['В органе', 'At an agency'],
  official: ['Кто это: имя или должность, если знаете', 'Who it is: name or post, if you know'],
  head: ['Это руководитель', 'It is the head'],
  text: ['Что произошло и с чем вы не согласны', 'What happened, and what you disagree with'],
  contact: ['Как ещё с вами связаться', 'How else to reach you'],
  contactHint: ['Телефон, адрес или почта. Ответ в любом случае будет здесь.', 'Phone, address or e-mail. The answer will be here in any case.'],
  send: ['Отправить жалобу', 'Send the complaint'],
  sending: ['Отправляем…', 'Sending…'],
});

const MATTERS = ['DECISION', 'ACTION', 'MISSED_TERM'];
const AGAINST = ['CENTRE', 'AGENCY', 'OFFICIAL'];

class Complain extends OwnScreen {
  ready = null;
  wanted = { application: '', matter: 'ACTION', against: 'CENTRE', centre: '', agency: '', place: 'CENTRE' };
  #key = newKey();

  title() { return t.title; }
  reason() { return t.reason; }

  person() {
    this.wanted.application = this.parameters.get('application') ?? '';
    this.load(async () => {
      const [mine, topics, places, bodies] = await Promise.all([api.get('/v1/applications', { query: { pageSize: 50 } }),
        classifier('application-themes'), centres(), agencies()]);
      this.set({ ready: { applications: mine.applications ?? [], topics: topics.filter((item) => item.parent === 'complaint'), places,
        bodies: [...bodies.values()].filter((one) => !one.withdrawn) } });
    });
  }

  #change(changes) {
    this.set({ wanted: { ...this.wanted, ...changes } });
  }

  // Of an application the centre and the agency are known.
  #needs(what) {
    const { against, application, place } = this.wanted;
    return against === what ? !application : against === 'OFFICIAL' && place === what;
  }

  async #send(event) {
    event.preventDefault();
    const { topic, text, official, head, contact } = Object.fromEntries(new FormData(event.target));
    const { application, matter, against, centre, agency } = this.wanted;
    await this.ask(async () => {
      const made = await api.post('/v1/complaints', { applicantId: this.who.applicantId, channel: 'PORTAL', applicationId: application, matter, topic, against,
        againstCentre: this.#needs('CENTRE') ? centre : '', againstAgency: this.#needs('AGENCY') ? agency : '', official: official ?? '', head: Boolean(head), text,
        ...(contact && { contacts: { contact } }) }, { key: this.#key });
      go(`/complaints/${made.complaintId}`, { replace: true });
    });
  }

  #radios(name, values) {
    return html`<fieldset class="portal__choice"><legend>${t[name]}</legend>${values.map(([value, label]) => html`
      <label class="portal__option"><input type="radio" name=${name} value=${value} .checked=${this.wanted[name] === value}
        @change=${() => this.#change({ [name]: value })}><span><strong>${label}</strong></span></label>`)}</fieldset>`;
  }

  #whom() {
    const { places, bodies } = this.ready;
    const { against, place, centre, agency } = this.wanted;
    return html`${this.#radios('against', AGAINST.map((value) => [value, t[value]]))}
      ${against === 'OFFICIAL' ? this.#radios('place', [['CENTRE', t.inCentre], ['AGENCY', t.inAgency]]) : nothing}
      ${this.#needs('CENTRE') ? html`<div class="govuk-form-group"><label class="govuk-label" for="centre">${t.centre}</label>
        ${centreSelect('centre', places, centre, (code) => this.#change({ centre: code }))}</div>` : nothing}
      ${this.#needs('AGENCY') ? html`<div class="govuk-form-group"><label class="govuk-label" for="agency">${t.agency}</label>
        <select class="govuk-select portal__select" id="agency" @change=${(event) => this.#change({ agency: event.target.value })}><option value="">${t.choose}</option>
        ${bodies.map((one) => html`<option value=${one.agencyCode} ?selected=${one.agencyCode === agency}>${nameOf(one)}</option>`)}</select></div>` : nothing}
      ${against === 'OFFICIAL' ? html`<div class="govuk-form-group"><label class="govuk-label" for="official">${t.official}</label>
          <input class="govuk-input" id="official" name="official" maxlength="200" autocomplete="off"></div>
        <div class="govuk-form-group portal__tick"><span><input type="checkbox" id="head" name="head" value="yes"><label for="head">${t.head}</label></span></div>` : nothing}`;
  }

  #form() {
    const { applications, topics } = this.ready;
    return html`<form class="okno-card portal__form" @submit=${(event) => this.#send(event)}>
      <div class="govuk-form-group"><label class="govuk-label" for="application">${t.application}</label>
        <select class="govuk-select portal__select" id="application" @change=${(event) => this.#change({ application: event.target.value })}>
          <option value="" ?selected=${!this.wanted.application}>${t.noApplication}</option>
          ${applications.map((one) => html`<option value=${one.applicationId} ?selected=${one.applicationId === this.wanted.application}>${one.serviceName}, № ${one.number}</option>`)}</select></div>
      ${this.#radios('matter', MATTERS.map((value) => [value, t[value]]))}
      <div class="govuk-form-group"><label class="govuk-label" for="topic">${t.topic}</label>
        <select class="govuk-select portal__select" id="topic" name="topic" required><option value="">${t.choose}</option>
          ${topics.map((item) => html`<option value=${item.code}>${item.name}</option>`)}</select></div>
      ${this.#whom()}
      <div class="govuk-form-group"><label class="govuk-label" for="text">${t.text}</label>
        <textarea class="govuk-textarea" id="text" name="text" rows="6" maxlength="10000" required></textarea></div>
      <div class="govuk-form-group"><label class="govuk-label" for="contact">${t.contact}</label><div class="govuk-hint" id="contact-hint">${t.contactHint}</div>
        <input class="govuk-input" id="contact" name="contact" maxlength="300" autocomplete="off" aria-describedby="contact-hint"></div>
      ${this.trouble()}<button class="govuk-button" type="submit" ?disabled=${this.busy}>${this.busy ? t.sending : t.send}</button></form>`;
  }

  view() {
    const door = this.door(t.title);
    return html`<div class="portal portal--narrow">${crumbs(['/complaints', t.all])}${door ?? html`<h1>${t.title}</h1>${this.ready ? this.#form() : this.waiting()}`}</div>`;
  }
}
customElements.define('portal-complain', Complain);
