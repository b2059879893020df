// SPDX-License-Identifier: AGPL-3.0-or-later
// What the applicant themselves must do: remarks to correct, a date to choose, a contract to sign. On the list of applications they are
// links; on an application each is a form of its regulation.
import { api, newKey, Problem } from '../lib/api.js';
import { stopsAtDay } from '../lib/day.js';
import { date, words } from '../lib/i18n.js';
import { html, Live, nothing } from '../lib/live.js';
import { announce, errorSummary, focusSummary } from '../lib/parts.js';
import { fieldOf, givenOf } from './form.js';
import { icon } from './icons.js';
import { inRussian } from './screen.js';

const t = words({
  title: ['Нужно ваше участие', 'You are needed'],
  until: [(day) => `до ${day}`, (day) => `by ${day}`],
  said: ['Замечания центра', 'Remarks of the centre'],
  outcome: ['Что вы решили', 'Your decision'],
  send: ['Отправить', 'Send'],
  sending: ['Отправляем…', 'Sending…'],
  done: [(name) => `Готово: ${name}`, (name) => `Done: ${name}`],
  number: [(n) => `Заявление № ${n}`, (n) => `Application No. ${n}`],
});

const dayOf = (task) => (task.due ? date(task.due.slice(0, 10)) : task.dueOn ? date(task.dueOn) : '');

/** Properties: application (its id; '' means all of them), said (what the centre remarked), done() after something was done. */
class Todo extends Live {
  application = '';
  tasks = [];
  #said = '';
  #problem = null;
  #busy = false;
  #key = newKey();
  #chosen = new Map();

  // The history, which has it, comes after the tasks.
  set said(text) {
    if (text === this.#said) return;
    this.#said = text;
    this.draw();
  }

  start() {
    this.load();
  }

  async load() {
    const found = await api.get('/v1/tasks', { query: { applicationId: this.application, pageSize: 50 } }).catch(() => null);
    if (!found) return;
    const tasks = found.tasks ?? [];
    this.tasks = this.application ? await Promise.all(tasks.map((task) => api.get(`/v1/tasks/${task.taskId}`).catch(() => task))) : tasks;
    this.dispatchEvent(new CustomEvent('todo', { detail: this.tasks.length }));
    this.draw();
  }

  #choicesOf(task) {
    return task.choices?.length ? task.choices : (task.outcomes ?? []).map((outcome) => ({ outcome, label: outcome }));
  }

  async #send(event, task) {
    event.preventDefault();
    if (this.#busy || stopsAtDay(event.target)) return;
    const outcome = this.#chosen.get(task.taskId) ?? this.#choicesOf(task)[0].outcome;
    this.#busy = true;
    this.#problem = null;
    this.draw();
    try {
      await api.post(`/v1/tasks/${task.taskId}:complete`, { outcome, fields: givenOf(event.target, task.form ?? []) }, { key: this.#key });
      this.#key = newKey();
      announce(t.done(task.name));
      await this.load();
      this.done?.();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.#problem = Object.assign(problem, { taskId: task.taskId });
      setTimeout(() => focusSummary());
    } finally {
      this.#busy = false;
      this.draw();
    }
  }

  #form(task) {
    const choices = this.#choicesOf(task);
    const chosen = this.#chosen.get(task.taskId) ?? choices[0]?.outcome;
    const problem = this.#problem?.taskId === task.taskId ? this.#problem : null;
    const prefix = `todo-${task.taskId}`;
    const fields = task.form ?? [];
    return html`<form @submit=${(event) => this.#send(event, task)} novalidate>
      ${errorSummary(problem, Object.fromEntries(fields.map((field) => [`fields.${field.name}`, `${prefix}-${field.name}`])))}
      ${choices.length > 1 ? html`<fieldset class="portal__choice"><legend>${t.outcome}</legend>${choices.map((choice) => html`
        <label class="portal__option"><input type="radio" name="outcome" value=${choice.outcome} .checked=${choice.outcome === chosen}
          @change=${() => { this.#chosen.set(task.taskId, choice.outcome); this.draw(); }}><span><strong>${inRussian(choice.label)}</strong></span></label>`)}</fieldset>` : nothing}
      ${fields.map((field) => fieldOf(prefix, field, { wrong: problem?.about(`fields.${field.name}`) }))}
      <button class="govuk-button" type="submit" aria-busy=${this.#busy ? 'true' : nothing}>${this.#busy ? t.sending : choices.length === 1 ? inRussian(choices[0].label) : t.send}</button></form>`;
  }

  #line(task) {
    return html`<li><a href="/applications/${task.applicationId}">${inRussian(task.name)}</a>
      <span>${t.number(task.applicationNumber)}${dayOf(task) ? html`, ${t.until(dayOf(task))}` : nothing}</span></li>`;
  }

  view() {
    if (!this.tasks.length) return nothing;
    if (!this.application) {
      return html`<section class="okno-card portal__todo" aria-labelledby="todo"><h2 id="todo">${icon('person')}${t.title}</h2>
        <ul>${this.tasks.map((task) => this.#line(task))}</ul></section>`;
    }
    return html`${this.tasks.map((task) => html`<section class="okno-card portal__todo" aria-labelledby=${`todo-${task.taskId}`}>
      <h2 id=${`todo-${task.taskId}`}>${icon('person')}${inRussian(task.name)}</h2>
      ${dayOf(task) ? html`<p>${t.until(dayOf(task))}</p>` : nothing}
      ${this.#said && task.operation === 'correct' ? html`<p><strong>${t.said}</strong></p><p class="portal__said">${inRussian(this.#said)}</p>` : nothing}
      ${this.#form(task)}</section>`)}`;
  }
}
customElements.define('portal-todo', Todo);
