// SPDX-License-Identifier: AGPL-3.0-or-later
// One task: taken, its form filled, ended with one of the outcomes that its regulation has; then the one that follows.
import { html, Live, nothing } from '../lib/live.js';
import { words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { stopsAtDay } from '../lib/day.js';
import { announce, errorSummary, focusSummary, inRussian, langOf, note } from '../lib/parts.js';
import { ask } from './ask.js';
import { desk } from './desk.js';
import { sender } from './send.js';
import { shortDate, status, statusKind } from './terms.js';

const t = words({
  back: ['Все задачи', 'All tasks'],
  application: ['Заявление', 'Application'],
  look: ['Открыть заявление', 'Open the application'],
  service: ['Услуга', 'Service'],
  applicant: ['Заявитель', 'Applicant'],
  due: ['Срок задачи', 'Due'],
  planned: ['Срок услуги', 'Service due'],
  state: ['Состояние', 'State'],
  late: ['просрочена', 'overdue'],
  free: ['Свободна: возьмите, чтобы выполнить', 'Free: claim it to do it'],
  yours: ['За вами', 'Yours'],
  theirs: [(who) => `Выполняет ${who}`, (who) => `With ${who}`],
  done: [(what) => `Выполнена: ${what}`, (what) => `Done: ${what}`],
  claim: ['Взять в работу', 'Claim'],
  release: ['Вернуть', 'Release'],
  releaseWhy: ['Почему возвращаете', 'Why'],
  complete: ['Выполнить', 'Complete'],
  outcome: ['Чем закончилась', 'Outcome'],
  comment: ['Комментарий', 'Comment'],
  reason: ['Основание', 'Ground'],
  text: ['Обоснование для заявителя', 'Reasons, for the applicant'],
  proxy: ['Кому выдано', 'Handed to'],
  self: ['Заявителю лично', 'The applicant in person'],
  caseIndex: ['Дело по номенклатуре', 'Case file'],
  usual: ['Обычное для услуги', 'Usual for the service'],
  sheets: ['Листов в дело', 'Sheets'],
  following: [(name) => `Дальше: ${name}`, (name) => `Next: ${name}`],
  openNext: ['К следующей задаче', 'Open the next task'],
  completed: [(name, what) => `«${name}» — ${what}.`, (name, what) => `“${name}”: ${what}.`],
  noNext: ['Следующий шаг выполняет другой участник или система.', 'The next step is somebody else’s.'],
  yes: ['Да', 'Yes'],
  notGiven: ['Не указано', 'Not given'],
  loading: ['Загружаем задачу…', 'Loading the task…'],
});

const REFUSES = { accept: 'REFUSED', check: 'REFUSED' };

class Task extends Live {
  #id = '';
  #task = null;
  #application = null;
  #outcome = '';
  #problem = null;
  #busy = false;
  #after = null;
  #reasons = [];
  #cases = [];
  #powers = [];

  set task(id) {
    if (id === this.#id) return;
    this.#id = id;
    this.#task = this.#application = this.#problem = this.#after = null;
    this.#load();
  }

  async #load() {
    const id = this.#id;
    try {
      const task = await api.get(`/v1/tasks/${id}`);
      if (id !== this.#id) return;
      this.#take(task);
      this.#application = task.applicationId ? await api.get(`/v1/applications/${task.applicationId}`).catch(() => null) : null;
      await this.#loadChoices(task);
    } catch (problem) {
      this.#problem = problem;
    }
    this.draw();
    setTimeout(() => (this.querySelector('[data-main]') ?? this.querySelector('a'))?.focus());
  }

  #take(task) {
    this.#task = { ...this.#task, ...task, form: task.form ?? this.#task?.form, choices: task.choices ?? this.#task?.choices };
    const good = this.#choices().find((choice) => !choice.refusal);
    this.#outcome ||= good?.outcome ?? this.#choices()[0]?.outcome ?? '';
    this.draw();
  }

  async #loadChoices(task) {
    const items = async (code) => (await api.get(`/v1/classifiers/${code}`).catch(() => ({}))).items ?? [];
    if (REFUSES[task.operation]) this.#reasons = await items('refusal-reasons');
    if (task.operation === 'write-off') this.#cases = await items('case-nomenclature');
    if (['issue', 'refusal'].includes(task.operation) && this.#application?.applicantId) {
      const found = await api.get(`/v1/applicants/${this.#application.applicantId}/representatives`).catch(() => ({}));
      this.#powers = (found.representatives ?? []).filter((power) => !power.revoked && power.mayReceive);
    }
  }

  #choices() {
    return this.#task?.choices?.length ? this.#task.choices : (this.#task?.outcomes ?? []).map((outcome) => ({ outcome, label: outcome }));
  }

  // ---------------------------------------------------------------- deeds

  async #does(label, work) {
    if (this.#busy) return undefined;
    this.#busy = true;
    this.#problem = null;
    this.draw();
    try {
      return await sender.send(label, work);
    } catch (problem) {
      this.#problem = problem;
      announce(problem.message, { urgent: true });
      setTimeout(() => focusSummary());
      return undefined;
    } finally {
      this.#busy = false;
      this.draw();
    }
  }

  async #claim() {
    const made = await this.#does(t.claim, (key) => api.post(`/v1/tasks/${this.#id}:claim`, {}, { key }));
    if (!made) return;
    this.#take(made);
    setTimeout(() => (this.querySelector('form input, form select, form textarea') ?? this.querySelector('[data-main]'))?.focus());
  }

  async #release() {
    const answer = await ask({ title: t.release, submit: t.release, fields: [{ name: 'comment', label: t.releaseWhy, maxlength: 1000 }] });
    if (!answer) return;
    const made = await this.#does(t.release, (key) => api.post(`/v1/tasks/${this.#id}:release`, answer, { key }));
    if (made) this.#take({ ...made, assignee: made.assignee ?? '' });
  }

  #fields(form) {
    const fields = {};
    for (const field of this.#task.form ?? []) {
      const value = form.get(`field.${field.name}`);
      if (field.type === 'boolean') fields[field.name] = value === 'yes';
      else if (value) fields[field.name] = field.type === 'number' ? Number(value) : value;
    }
    for (const name of ['reasonCode', 'text', 'representativeId', 'caseIndex']) if (form.get(name)) fields[name] = form.get(name);
    if (form.get('sheets')) fields.sheets = Number(form.get('sheets'));
    return fields;
  }

  async #complete(event) {
    event.preventDefault();
    if (stopsAtDay(event.target)) return;
    const form = new FormData(event.target);
    const body = { outcome: this.#outcome, fields: this.#fields(form), comment: form.get('comment') ?? '' };
    const made = await this.#does(t.complete, (key) => api.post(`/v1/tasks/${this.#id}:complete`, body, { key }));
    if (!made) return;
    const label = this.#choices().find((choice) => choice.outcome === body.outcome)?.label ?? body.outcome;
    this.#after = { name: this.#task.name, label, next: made.next, status: made.status };
    this.#take({ ...made.task, outcome: body.outcome });
    if (this.#application && made.status) this.#application = { ...this.#application, status: made.status };
    announce(t.completed(this.#task.name, label));
    setTimeout(() => this.querySelector('[data-main]')?.focus());
  }

  #go(section, id) {
    this.dispatchEvent(new CustomEvent('desk-go', { bubbles: true, detail: { section, id } }));
  }

  // ---------------------------------------------------------------- drawing

  #control(field) {
    const id = `field-${field.name}`;
    const name = `field.${field.name}`;
    const wrong = this.#problem?.about?.(`fields.${field.name}`);
    const described = wrong ? `${id}-error` : nothing;
    const mark = field.required ? html` <span class="desk-required" aria-hidden="true">*</span>` : nothing;
    const label = html`<label class="govuk-label" for=${id}>${inRussian(field.label)}${mark}</label>
      ${wrong ? html`<p class="govuk-error-message" id=${`${id}-error`}>${wrong}</p>` : nothing}`;
    if (field.type === 'boolean') {
      return html`<div class="govuk-form-group desk-check"><input type="checkbox" id=${id} name=${name} value="yes"><label for=${id}>${inRussian(field.label)}</label></div>`;
    }
    if (field.options?.length) {
      return html`<div class="govuk-form-group ${wrong ? 'govuk-form-group--error' : ''}">${label}<select class="govuk-select desk-wide" id=${id} name=${name} aria-describedby=${described}>
        <option value="">${t.notGiven}</option>${field.options.map((option) => html`<option value=${option.value} lang=${langOf(option.label)}>${option.label}</option>`)}</select></div>`;
    }
    if (field.type === 'date') {
      return html`<div class="govuk-form-group"><label class="govuk-label" for=${id}>${inRussian(field.label)}${mark}</label>
        <okno-day name=${name} .field=${id} .required=${Boolean(field.required)} .wrong=${wrong ?? ''}></okno-day></div>`;
    }
    return html`<div class="govuk-form-group ${wrong ? 'govuk-form-group--error' : ''}">${label}
      <input class="govuk-input" id=${id} name=${name} type=${field.type === 'number' ? 'number' : 'text'} step=${field.type === 'number' ? 'any' : nothing} autocomplete="off" aria-required=${field.required ? 'true' : nothing}
        aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${described}></div>`;
  }

  #select(name, label, first, options) {
    return html`<div class="govuk-form-group"><label class="govuk-label" for=${`task-${name}`}>${label}</label>
      <select class="govuk-select desk-wide" id=${`task-${name}`} name=${name}><option value="">${first}</option>
      ${options.map(([value, text]) => html`<option value=${value} lang=${langOf(text)}>${text}</option>`)}</select></div>`;
  }

  #particular() {
    const { operation } = this.#task;
    if (REFUSES[operation] === this.#outcome) {
      return html`${this.#select('reasonCode', t.reason, t.notGiven, this.#reasons.map((item) => [item.code, item.name]))}
        <div class="govuk-form-group"><label class="govuk-label" for="task-text">${t.text}</label>
        <textarea class="govuk-textarea" id="task-text" name="text" rows="3" maxlength="2000"></textarea></div>`;
    }
    if (this.#powers.length) return this.#select('representativeId', t.proxy, t.self, this.#powers.map((power) => [power.representativeId, power.basis]));
    if (operation === 'write-off') {
      return html`<details class="desk-more"><summary>${t.caseIndex}: ${t.usual.toLowerCase()}</summary>
        ${this.#select('caseIndex', t.caseIndex, t.usual, this.#cases.map((item) => [item.code, `${item.code} ${item.name}`]))}
        <div class="govuk-form-group"><label class="govuk-label" for="task-sheets">${t.sheets}</label>
        <input class="govuk-input desk-papers__sheets" id="task-sheets" name="sheets" type="number" min="1" max="9999"></div></details>`;
    }
    return nothing;
  }

  #form() {
    const choices = this.#choices();
    const ids = Object.fromEntries((this.#task.form ?? []).map((field) => [`fields.${field.name}`, `field-${field.name}`]));
    return html`<form class="desk-task__form" @submit=${(event) => this.#complete(event)} novalidate>
      ${errorSummary(this.#problem, { ...ids, 'fields.reasonCode': 'task-reasonCode', 'fields.text': 'task-text', comment: 'task-comment' })}
      ${(this.#task.form ?? []).map((field) => this.#control(field))}
      ${choices.length > 1 ? html`<fieldset class="desk-outcomes"><legend class="govuk-label">${t.outcome}</legend>${choices.map((choice) => html`
        <label class="desk-outcomes__one ${choice.refusal ? 'desk-outcomes__one--bad' : ''}"><input type="radio" name="outcome" value=${choice.outcome}
          .checked=${choice.outcome === this.#outcome} @change=${() => { this.#outcome = choice.outcome; this.draw(); }}><span>${inRussian(choice.label)}</span></label>`)}</fieldset>` : nothing}
      ${this.#particular()}
      <div class="govuk-form-group"><label class="govuk-label" for="task-comment">${t.comment}</label>
        <textarea class="govuk-textarea" id="task-comment" name="comment" rows="2" maxlength="2000"></textarea></div>
      <div class="desk-row"><button class="govuk-button" data-main aria-busy=${this.#busy ? 'true' : nothing}>${choices.length === 1 ? inRussian(choices[0].label) : t.complete} <kbd>Alt+Enter</kbd></button>
        <button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.#release()}>${t.release}</button></div>
    </form>`;
  }

  #finished() {
    const { next } = this.#after;
    const mine = next && next.role !== 'AGENCY' && next.role !== 'APPLICANT' && (!next.centreCode || next.centreCode === desk.who.centreCode);
    return html`${note('good', html`<p><strong>${t.completed(this.#after.name, this.#after.label.toLowerCase())}</strong></p>
        <p>${next ? t.following(next.name) : t.noNext}</p>`)}
      <div class="desk-row">${mine ? html`<button type="button" class="govuk-button" data-main @click=${() => this.#go('tasks', next.taskId)}>${t.openNext} <kbd>Alt+Enter</kbd></button>`
        : html`<button type="button" class="govuk-button" data-main @click=${() => this.#go('tasks', '')}>${t.back} <kbd>Alt+Enter</kbd></button>`}</div>`;
  }

  #body() {
    const task = this.#task;
    if (this.#after) return this.#finished();
    if (task.state === 'DONE' || task.state === 'CANCELLED') return note('', t.done(this.#choices().find((choice) => choice.outcome === task.outcome)?.label ?? task.outcome ?? ''));
    if (task.state === 'CLAIMED' && [task.assignee, task.substitute].includes(desk.who.subject)) return this.#form();
    return html`${errorSummary(this.#problem)}<div class="desk-row">
      <button type="button" class="govuk-button" data-main ?disabled=${task.state === 'CLAIMED'} aria-busy=${this.#busy ? 'true' : nothing} @click=${() => this.#claim()}>${t.claim} <kbd>Alt+Enter</kbd></button></div>`;
  }

  #whose(task) {
    if (task.state !== 'CLAIMED') return t.free;
    return task.assignee === desk.who.subject ? t.yours : t.theirs(task.assignee);
  }

  view() {
    const back = html`<p><a class="desk-back" data-first href="/operator/tasks" @click=${(event) => { event.preventDefault(); this.#go('tasks', ''); }}>← ${t.back}</a></p>`;
    const task = this.#task;
    if (!task) return html`<div class="desk-card">${back}<p role="status">${this.#problem?.message ?? t.loading}</p></div>`;
    const application = this.#application;
    const open = task.state === 'OPEN' || task.state === 'CLAIMED';
    return html`<div class="desk-card">${back}
      <h2 class="desk-card__title">${inRussian(task.name)}</h2>
      <dl class="desk-facts">
        ${task.applicationId ? html`<div><dt>${t.application}</dt><dd><a href=${`/operator/applications/${task.applicationId}`} @click=${(event) => {
          event.preventDefault();
          this.#go('applications', task.applicationId);
        }}>№ ${task.applicationNumber}</a>
          ${application ? html`<span class="okno-tag ${statusKind(application.status) ? `okno-tag--${statusKind(application.status)}` : ''}">${status(application.status)}</span>` : nothing}</dd></div>` : nothing}
        ${application ? html`<div><dt>${t.service}</dt><dd>${inRussian(application.serviceName)}</dd></div>
          <div><dt>${t.applicant}</dt><dd>${inRussian(application.applicantName)}</dd></div>` : nothing}
        <div><dt>${t.due}</dt><dd>${shortDate(task.dueOn)} ${task.overdue ? html`<span class="okno-tag okno-tag--bad">${t.late}</span>` : nothing}</dd></div>
        ${task.plannedOn ? html`<div><dt>${t.planned}</dt><dd>${shortDate(task.plannedOn)}</dd></div>` : nothing}
        ${open && !this.#after ? html`<div><dt>${t.state}</dt><dd>${this.#whose(task)}</dd></div>` : nothing}
      </dl>
      ${this.#body()}</div>`;
  }
}
customElements.define('desk-task', Task);
