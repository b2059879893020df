// SPDX-License-Identifier: AGPL-3.0-or-later
// One visit from the first word to the расписка: who, what for, with which documents; then it is registered, printed, scanned.
import { keyed } from '/assets/vendor/lit-html/directives/keyed.js';
import { html, Live, nothing } from '../lib/live.js';
import { words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { stopsAtDay } from '../lib/day.js';
import { announce, note } from '../lib/parts.js';
import { ask } from './ask.js';
import { desk } from './desk.js';
import { documentsOf } from './papers.js';
import { printPdf } from './print.js';
import { answersOf, questions } from './questions.js';
import { scans } from './scans.js';
import { recipientOf, shortDate } from './terms.js';
import './applicant.js';
import './service.js';

const t = words({
  who: ['Заявитель', 'Applicant'],
  what: ['Услуга', 'Service'],
  papers: ['Документы', 'Documents'],
  register: ['Зарегистрировать заявление', 'Register the application'],
  registering: ['Регистрация заявления', 'Registering the application'],
  needsApplicant: ['Сначала найдите или зарегистрируйте заявителя.', 'Find or register the applicant first.'],
  needsPapers: ['Пока документов не хватает, заявление не принять; можно оформить отказ в приёме с причиной.', 'While documents are missing it cannot be accepted; a reasoned refusal can be registered.'],
  refuse: ['Отказать в приёме', 'Refuse acceptance'],
  refuseText: ['Отказ регистрируется, заявитель получает его с обоснованием.', 'The refusal is registered; the applicant gets it with its reasons.'],
  ground: ['Основание', 'Ground'],
  grounds: ['Обоснование для заявителя', 'Reasons, for the applicant'],
  refused: [(n) => `Отказ в приёме зарегистрирован, № ${n}.`, (n) => `Refusal registered, No. ${n}.`],
  accepted: ['Заявление зарегистрировано', 'Application registered'],
  acceptanceRefused: ['Отказ в приёме зарегистрирован', 'Refusal to accept registered'],
  number: ['Номер', 'Number'],
  code: ['Код для отслеживания', 'Tracking code'],
  planned: ['Результат не позже', 'Result by'],
  print: ['Печать расписки', 'Print the receipt'],
  printing: ['Готовим расписку…', 'Preparing the receipt…'],
  another: ['Ещё одно заявление этого заявителя', 'Another application of this person'],
  tasks: ['К задачам заявления', 'Its tasks'],
  other: ['Новый посетитель', 'New visitor'],
  linking: ['Связь талона с заявлением', 'Linking the ticket'],
});

class Reception extends Live {
  #busy = false;
  #ticket = null;
  #print = false;

  start() {
    this.listen(desk, 'change', () => this.#changed());
    this.listen(this, 'visit-step', (event) => this.#to(event.detail));
  }

  // Whom the ticket was linked to comes back after a reload, or from another window.
  #changed() {
    const id = desk.visitor?.ticketId ?? '';
    if (desk.ready && id !== this.#ticket) {
      this.#ticket = id;
      const { applicantId } = desk.visitor ?? {};
      const { visit } = desk;
      if (applicantId && !visit.applicant) {
        api.get(`/v1/applicants/${applicantId}`).then((applicant) => {
          visit.applicant ??= applicant;
          desk.tell();
        }).catch(() => {});
      }
    }
    this.draw();
  }

  // As soon as there is something to go to, unless somebody went elsewhere meanwhile.
  #to(step, tries = 60) {
    const from = document.activeElement;
    const look = () => {
      if (document.activeElement !== from && document.activeElement !== document.body) return;
      const target = ['desk-pick input', ':is(input, select)', 'button:not([disabled])'].map((what) => this.querySelector(`#step-${step} ${what}`)).find(Boolean);
      if (target) target.focus();
      else if (--tries) setTimeout(look, 50);
    };
    setTimeout(look);
  }

  // ---------------------------------------------------------------- deeds

  async #register() {
    if (this.#busy || stopsAtDay(this)) return;
    const { visit, visitor } = desk;
    this.#busy = true;
    this.draw();
    const application = await desk.does(t.registering, (key) => api.post('/v1/applications', {
      serviceCode: visit.service.serviceCode, applicantId: visit.applicant.applicantId, representativeId: visit.representative,
      channel: 'COUNTER', centreCode: desk.who.centreCode, scenario: visit.scenario, documents: documentsOf(visit),
      answers: answersOf(visit, recipientOf(visit.applicant)) }, { key }));
    this.#busy = false;
    if (application) await this.#accepted(visit, visitor, application);
    this.draw();
  }

  async #accepted(visit, visitor, application) {
    visit.application = application;
    announce(`${t.accepted}: ${application.number}`);
    desk.tell();
    setTimeout(() => this.querySelector('.desk-done [data-main]')?.focus(), 50);
    if (visitor) await desk.ofTicket(visitor, 'link', t.linking, { applicantId: application.applicantId, applicationIds: [application.applicationId] });
  }

  async #refuse() {
    const { visit, visitor } = desk;
    const reasons = await api.get('/v1/classifiers/refusal-reasons').catch(() => ({ items: [] }));
    const allowed = reasons.items.filter((item) => visit.service.acceptanceRefusals?.includes(item.code));
    const answer = await ask({ title: t.refuse, text: t.refuseText, submit: t.refuse, danger: true, fields: [
      { name: 'reasonCode', label: t.ground, required: true, value: visit.check?.grounds?.[0]?.code,
        options: allowed.map((item) => ({ value: item.code, label: item.name })) },
      { name: 'text', label: t.grounds, type: 'textarea', required: true, value: (visit.check?.grounds ?? []).map((ground) => ground.text).join('. ') }] });
    if (!answer) return;
    const application = await desk.does(t.refuse, (key) => api.post('/v1/applications:refuse', {
      serviceCode: visit.service.serviceCode, applicantId: visit.applicant.applicantId, representativeId: visit.representative,
      channel: 'COUNTER', centreCode: desk.who.centreCode, documents: documentsOf(visit), ...answer }, { key }));
    if (!application) return;
    desk.say('', t.refused(application.number));
    await this.#accepted(visit, visitor, application);
  }

  // The button stays enabled meanwhile: one that is disabled loses the focus.
  async #receipt(application) {
    if (this.#print) return;
    this.#print = true;
    this.draw();
    try {
      await printPdf(`/v1/applications/${application.applicationId}/receipt.pdf`);
    } catch (problem) {
      desk.say('bad', problem.message);
    }
    this.#print = false;
    this.draw();
  }

  #another() {
    const { visit } = desk;
    Object.assign(visit, { application: null, service: null, check: null, papers: new Map(), answers: {}, scenario: 0 });
    desk.tell();
    this.#to('service');
  }

  async #tasks(application) {
    const { tasks = [] } = await api.get('/v1/tasks', { query: { applicationId: application.applicationId } }).catch(() => ({}));
    this.dispatchEvent(new CustomEvent('desk-go', { bubbles: true, detail: { section: 'tasks', id: tasks[0]?.taskId } }));
  }

  // ---------------------------------------------------------------- drawing

  #done(application) {
    const refused = application.status === 'ACCEPTANCE_REFUSED';
    return html`<div class="desk-card desk-done ${refused ? 'desk-done--refused' : ''}">
      <h3>${refused ? t.acceptanceRefused : t.accepted}</h3>
      <dl class="desk-facts">
        <div><dt>${t.number}</dt><dd class="desk-done__number">${application.number}</dd></div>
        ${application.trackingCode ? html`<div><dt>${t.code}</dt><dd class="desk-done__code">${application.trackingCode}</dd></div>` : nothing}
        ${application.plannedOn && !refused ? html`<div><dt>${t.planned}</dt><dd>${shortDate(application.plannedOn)}</dd></div>` : nothing}
      </dl>
      ${refused ? nothing : scans(application, () => this.draw())}
      <div class="desk-row">
        <button type="button" class="govuk-button" data-main aria-busy=${this.#print ? 'true' : nothing} @click=${() => this.#receipt(application)}>${this.#print ? t.printing : t.print} <kbd>Alt+Enter</kbd></button>
        <button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.#another()}>${t.another}</button>
        ${refused ? nothing : html`<button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.#tasks(application)}>${t.tasks}</button>`}
      </div></div>`;
  }

  #submit(visit) {
    const ready = visit.applicant && visit.check?.sufficient;
    return html`${!visit.applicant ? note('', t.needsApplicant) : visit.check && !visit.check.sufficient ? html`<p class="desk-muted">${t.needsPapers}</p>` : nothing}
      <div class="desk-row">
        <button type="button" class="govuk-button" data-main ?disabled=${!ready} aria-busy=${this.#busy ? 'true' : nothing} @click=${() => this.#register()}>${t.register} <kbd>Alt+Enter</kbd></button>
        ${visit.applicant && visit.check && !visit.check.sufficient ? html`<button type="button" class="govuk-button govuk-button--secondary"
          @click=${() => this.#refuse()}>${t.refuse}</button>` : nothing}
      </div>`;
  }

  view() {
    if (!desk.ready) return nothing;
    const { visit } = desk;
    const step = (name, n, title, done, content) => html`<section class="desk-card desk-step ${done ? 'desk-step--done' : ''}" id=${`step-${name}`} aria-labelledby=${`step-${name}-title`}>
      <h3 class="desk-step__title" id=${`step-${name}-title`}><span class="desk-step__number" aria-hidden="true">${done ? '✓' : n}</span>${title}</h3>${content}</section>`;
    return html`
      <h2 class="okno-said">${t.who}</h2>
      ${!desk.visitor && (visit.applicant || visit.application) ? html`<p class="desk-row desk-row--end"><button type="button" class="okno-choice" @click=${() => {
        desk.endVisit('');
        this.#to('applicant');
      }}>${t.other}</button></p>` : nothing}
      ${step('applicant', 1, t.who, visit.applicant, keyed(visit, html`<desk-applicant></desk-applicant>`))}
      ${step('service', 2, t.what, visit.service, keyed(visit, html`<desk-service></desk-service>`))}
      ${visit.application ? this.#done(visit.application)
        : visit.service ? step('papers', 3, t.papers, visit.check?.sufficient, html`${keyed(visit, html`<desk-papers></desk-papers>`)}
          ${keyed(visit, questions(visit, visit.applicant ? recipientOf(visit.applicant) : 'PERSON'))}${this.#submit(visit)}`) : nothing}`;
  }
}
customElements.define('desk-reception', Reception);
