// SPDX-License-Identifier: AGPL-3.0-or-later
// One application: where it stands, its papers, its tasks, everything that happened, and its regulation with what it waits in lit up.
import { html, Live, nothing } from '../lib/live.js';
import { dateTime, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { announce, inRussian, note } from '../lib/parts.js';
import { ask } from './ask.js';
import { desk } from './desk.js';
import { printPdf } from './print.js';
import { scans } from './scans.js';
import { channel, movement, scenario, shortDate, status, statusKind } from './terms.js';
import './drawing.js';

const t = words({
  back: ['Все заявления', 'All applications'],
  applicant: ['Заявитель', 'Applicant'],
  number: ['Номер', 'Number'],
  code: ['Код для отслеживания', 'Tracking code'],
  registered: ['Принято', 'Registered'],
  planned: ['Срок', 'Due'],
  late: ['просрочено', 'overdue'],
  channel: ['Как подано', 'Channel'],
  scenario: ['Порядок', 'Procedure'],
  waits: ['Сейчас', 'Now'],
  refusal: ['Причина отказа', 'Reason of the refusal'],
  result: ['Результат', 'Result'],
  caseFile: ['Дело', 'Case file'],
  print: ['Печать расписки', 'Print the receipt'],
  suspend: ['Приостановить', 'Suspend'],
  resume: ['Возобновить', 'Resume'],
  extend: ['Продлить срок', 'Extend the term'],
  extendText: ['Срок услуги сдвинется на столько дней; заявитель увидит новый срок.', 'The term moves by so many days; the applicant sees the new one.'],
  days: ['На сколько дней', 'By how many days'],
  withdraw: ['Отозвать', 'Withdraw'],
  reason: ['Причина', 'Reason'],
  comment: ['Комментарий', 'Comment'],
  withdrawText: ['Заявитель просит не продолжать. Это нельзя отменить.', 'The applicant asks to stop. This cannot be undone.'],
  suspendText: ['Срок услуги остановится, пока заявление не возобновят.', 'The term stops until it is resumed.'],
  done: [(what) => `Готово: ${what}.`, (what) => `Done: ${what}.`],
  history: ['История', 'History'],
  when: ['Когда', 'When'],
  what: ['Что произошло', 'What happened'],
  who: ['Кто', 'Who'],
  drawing: ['Регламент', 'Regulation'],
  drawingHint: ['Подсвечен шаг, на котором заявление находится сейчас.', 'The step where the application is now is lit.'],
  loading: ['Загружаем заявление…', 'Loading the application…'],
  tasks: ['Задачи', 'Tasks'],
  details: ['Показать служебные отметки', 'Show internal marks'],
});

const NONE = [];
const OPEN = new Set(['REGISTERED', 'CHECKED', 'SENT', 'SUSPENDED', 'DECIDED', 'READY']);
const MAY_SUSPEND = new Set(['REGISTERED', 'CHECKED', 'SENT']);
const MAY_EXTEND = new Set([...MAY_SUSPEND, 'SUSPENDED']);
const MARKS = new Set(['CLAIMED', 'RELEASED', 'TASK_DONE', 'SCANNED']);

class Application extends Live {
  #id = '';
  #application = null;
  #movements = [];
  #tasks = [];
  #process = null;
  #problem = null;
  #marks = false;

  set application(id) {
    this.#id = id;
    this.#load();
  }

  async #load() {
    const path = `/v1/applications/${this.#id}`;
    try {
      this.#application = await api.get(path);
      this.draw();
      const [history, tasks, process] = await Promise.all([api.get(`${path}/history`).catch(() => ({})),
        api.get('/v1/tasks', { query: { applicationId: this.#id } }).catch(() => ({})),
        api.get(`/v1/processes/${this.#id}`).catch(() => null)]);
      this.#movements = (history.movements ?? []).toReversed();
      this.#tasks = tasks.tasks ?? [];
      this.#process = process;
    } catch (problem) {
      this.#problem = problem;
    }
    this.draw();
  }

  start() {
    this.listen(desk, 'change', () => this.draw());
    setTimeout(() => this.querySelector('.desk-back')?.focus());
  }

  #go(event, section, id = '') {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent('desk-go', { bubbles: true, detail: { section, id } }));
  }

  async #move(verb, label, question) {
    const answer = await ask({ title: `${label}: № ${this.#application.number}`, submit: label, danger: verb === 'withdraw', ...question });
    if (!answer) return;
    const body = { ...answer, ...(answer.days && { days: Number(answer.days) }) };
    const made = await desk.does(label, (key) => api.post(`/v1/applications/${this.#id}:${verb}`, body, { key }));
    if (!made) return;
    announce(t.done(label));
    this.#load();
  }

  async #reasons(code) {
    const found = await api.get(`/v1/classifiers/${code}`).catch(() => ({ items: [] }));
    return { name: 'reasonCode', label: t.reason, required: true, options: found.items.map((item) => ({ value: item.code, label: item.name })) };
  }

  async #suspend() {
    await this.#move('suspend', t.suspend, { text: t.suspendText, fields: [await this.#reasons('suspension-reasons'),
      { name: 'comment', label: t.comment, type: 'textarea', maxlength: 1000 }] });
  }

  async #extend() {
    await this.#move('extend', t.extend, { text: t.extendText, fields: [
      { name: 'days', label: t.days, type: 'number', min: 1, max: 60, value: 5, required: true }, await this.#reasons('extension-reasons'),
      { name: 'comment', label: t.comment, type: 'textarea', maxlength: 1000 }] });
  }

  #waits(application) {
    const names = new Map((this.#tasks ?? []).map((task) => [task.step, task.name]));
    return (application.waitingIn ?? []).map((step) => names.get(step)).filter(Boolean).join('; ');
  }

  #facts(application) {
    const rows = [
      [t.number, html`<span class="desk-number">${application.number}</span>`], [t.applicant, application.applicantName],
      [t.code, application.trackingCode], [t.registered, shortDate(application.registeredOn)],
      [t.planned, html`${shortDate(application.plannedOn)} ${application.overdue ? html`<span class="okno-tag okno-tag--bad">${t.late}</span>` : nothing}`],
      [t.channel, channel(application.channel)], [t.scenario, scenario(application.scenario ?? 0)], [t.waits, this.#waits(application)],
      [t.refusal, application.refusalText], [t.result, application.status === 'ISSUED' ? application.result : ''], [t.caseFile, application.caseFile]];
    return html`<dl class="desk-facts">${rows.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${inRussian(value)}</dd></div>`)}</dl>`;
  }

  #actions(application) {
    return html`<div class="desk-row">
      <button type="button" class="govuk-button" data-main @click=${() => printPdf(`/v1/applications/${this.#id}/receipt.pdf`).catch((problem) => desk.say('bad', problem.message))}>
        ${t.print} <kbd>Alt+Enter</kbd></button>
      ${MAY_SUSPEND.has(application.status) ? html`<button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.#suspend()}>${t.suspend}</button>` : nothing}
      ${application.status === 'SUSPENDED' ? html`<button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.#move('resume', t.resume, {
        fields: [{ name: 'comment', label: t.comment, type: 'textarea', maxlength: 1000 }] })}>${t.resume}</button>` : nothing}
      ${MAY_EXTEND.has(application.status) && desk.who.role === 'SUPERVISOR' ? html`<button type="button" class="govuk-button govuk-button--secondary"
        @click=${() => this.#extend()}>${t.extend}</button>` : nothing}
      ${OPEN.has(application.status) ? html`<button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.#move('withdraw', t.withdraw, {
        text: t.withdrawText, fields: [{ name: 'reason', label: t.reason, maxlength: 1000, required: true }] })}>${t.withdraw}</button>` : nothing}
    </div>`;
  }

  #history() {
    const shown = this.#movements.filter((one) => this.#marks || (!MARKS.has(one.action) && !one.documentId));
    return html`<h3 class="desk-sub">${t.history}</h3>
      <div class="desk-check"><input type="checkbox" id="marks" .checked=${this.#marks} @change=${(event) => { this.#marks = event.target.checked; this.draw(); }}>
        <label for="marks">${t.details}</label></div>
      <ol class="desk-history">${shown.map((one) => html`<li><time datetime=${one.at}>${dateTime(one.at)}</time>
        <div><strong>${movement(one.action)}</strong>${one.comment ? html`<br>${inRussian(one.comment)}` : nothing}
        <span class="desk-muted desk-small">${inRussian([one.actor, [one.fromPlace, one.toPlace].filter(Boolean).join(' → ')].filter(Boolean).join(' · '))}</span></div></li>`)}</ol>`;
  }

  view() {
    const back = html`<p><a class="desk-back" data-first href="/operator/applications" @click=${(event) => this.#go(event, 'applications')}>← ${t.back}</a></p>`;
    const application = this.#application;
    if (!application) return html`<div class="desk-card">${back}<p role="status">${this.#problem?.message ?? t.loading}</p></div>`;
    return html`<div class="desk-card">${back}
        <div class="desk-row desk-row--between"><h2 class="desk-card__title">${inRussian(application.serviceName)}</h2>
          <span class="okno-tag ${statusKind(application.status) ? `okno-tag--${statusKind(application.status)}` : ''}">${status(application.status)}</span></div>
        ${this.#facts(application)}
        ${this.#problem ? note('bad', this.#problem.message) : nothing}
        ${this.#actions(application)}
        ${this.#tasks.length ? html`<h3 class="desk-sub">${t.tasks}</h3><ul class="desk-list">${this.#tasks.map((task) => html`<li>
          <a href=${`/operator/tasks/${task.taskId}`} @click=${(event) => this.#go(event, 'tasks', task.taskId)}>${inRussian(task.name)}</a>
          <span class="desk-muted desk-small">${shortDate(task.dueOn)} ${task.assignee ?? ''}</span></li>`)}</ul>` : nothing}
      </div>
      <div class="desk-card">${scans(application, () => this.draw(), { may: OPEN.has(application.status) })}</div>
      ${application.regulation ? html`<div class="desk-card"><h3 class="desk-sub desk-sub--first">${t.drawing}</h3><p class="desk-muted">${t.drawingHint}</p>
        <desk-drawing .regulation=${application.regulation} .version=${application.regulationVersion ?? 0}
          .waiting=${this.#process?.waiting ?? NONE} .steps=${this.#process?.steps ?? NONE}></desk-drawing></div>` : nothing}
      <div class="desk-card">${this.#history()}</div>`;
  }
}
customElements.define('desk-application', Application);
