// SPDX-License-Identifier: AGPL-3.0-or-later
// Own work: what may be claimed and what was, the soonest term first.
import { keyed } from '/assets/vendor/lit-html/directives/keyed.js';
import { html, Live, nothing } from '../lib/live.js';
import { number, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { inRussian, note } from '../lib/parts.js';
import { desk } from './desk.js';
import { shortDate, today } from './terms.js';
import './task.js';

const t = words({
  title: ['Задачи', 'Tasks'],
  which: ['Какие задачи', 'Which tasks'],
  all: ['Все доступные', 'All I may do'],
  mine: ['Мои', 'Mine'],
  overdue: ['Просроченные', 'Overdue'],
  none: ['Задач нет. Новые появятся здесь сами.', 'No tasks. New ones appear here by themselves.'],
  noneMine: ['За вами задач нет.', 'No tasks are yours.'],
  noneOverdue: ['Просроченных задач нет.', 'Nothing is overdue.'],
  due: ['Срок', 'Due'],
  task: ['Задача', 'Task'],
  application: ['Заявление', 'Application'],
  who: ['Исполнитель', 'Assignee'],
  free: ['свободна', 'free'],
  you: ['вы', 'you'],
  late: ['просрочена', 'overdue'],
  today: ['сегодня', 'today'],
  more: ['Показать ещё', 'Show more'],
  found: [(n) => `Показано: ${number(n)}`, (n) => `Shown: ${number(n)}`],
  find: ['Номер заявления или слово из названия', 'Number of an application, or a word'],
});

const QUERIES = { all: {}, mine: { assignee: 'me' }, overdue: { overdue: true } };
const NUMBER = /^\d{4}-\d{7}-\d{6}-\d{7,8}\/\d\d$/;
const REFRESH_MS = 60000;

class Tasks extends Live {
  #which = 'all';
  #tasks = null;
  #next = '';
  #problem = null;
  #task = '';
  #filter = '';
  #timer = 0;

  set task(id) {
    if (id === this.#task) return;
    this.#task = id;
    if (!id && this.#tasks) this.load();
    this.draw();
  }

  start() {
    this.listen(desk, 'change', () => this.draw());
    this.load();
    this.every(REFRESH_MS, () => !this.#task && this.load());
    this.listen(desk.hall, 'tasks', () => this.#soon());
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => !this.#task && this.#tasks && this.load(), 300);
  }

  async load(token = '') {
    try {
      const applicationId = await this.#applicationOf(this.#filter);
      const query = applicationId ? { applicationId } : QUERIES[this.#which];
      const found = await api.get('/v1/tasks', { query: { ...query, pageSize: Math.min(200, Math.max(50, this.#tasks?.length ?? 0)), pageToken: token } });
      this.#tasks = [...(token ? this.#tasks : []), ...(found.tasks ?? [])];
      this.#next = found.nextPageToken ?? '';
      this.#problem = null;
    } catch (problem) {
      this.#problem = problem;
    }
    this.draw();
  }

  // A whole number finds its tasks wherever they stand in the list.
  async #applicationOf(text) {
    if (!NUMBER.test(text)) return '';
    const found = await api.get('/v1/applications', { query: { number: text, pageSize: 1 } });
    return found.applications?.[0]?.applicationId ?? '';
  }

  #type(text) {
    const before = NUMBER.test(this.#filter);
    this.#filter = text.trim().replace(/^№\s*/, '');
    if (before || NUMBER.test(this.#filter)) this.load();
    this.draw();
  }

  #open(id) {
    this.dispatchEvent(new CustomEvent('desk-go', { bubbles: true, detail: { section: 'tasks', id } }));
  }

  #choose(which) {
    this.#which = which;
    this.#tasks = null;
    this.load();
  }

  #due(task) {
    return html`${shortDate(task.dueOn)} ${task.overdue ? html`<span class="okno-tag okno-tag--bad">${t.late}</span>`
      : task.dueOn === today() ? html`<span class="okno-tag okno-tag--warn">${t.today}</span>` : nothing}`;
  }

  #shown() {
    const text = this.#filter.toLowerCase();
    return this.#tasks.filter((task) => !text || [task.name, task.applicationNumber].join(' ').toLowerCase().includes(text));
  }

  #list() {
    if (this.#tasks === null) return nothing;
    const tasks = this.#shown();
    if (!tasks.length) return html`<p class="desk-muted">${{ all: t.none, mine: t.noneMine, overdue: t.noneOverdue }[this.#which]}</p>`;
    return html`<table class="okno-table okno-table--cards desk-table"><caption class="okno-said">${t.title}</caption>
      <thead><tr><th scope="col">${t.due}</th><th scope="col">${t.task}</th><th scope="col">${t.application}</th><th scope="col">${t.who}</th></tr></thead>
      <tbody>${tasks.map((task) => html`<tr>
        <td data-column=${t.due}><span>${this.#due(task)}</span></td>
        <td data-column=${t.task}><a href=${`/operator/tasks/${task.taskId}`} @click=${(event) => { event.preventDefault(); this.#open(task.taskId); }}>${inRussian(task.name)}</a></td>
        <td data-column=${t.application}><span class="desk-number">${task.applicationNumber}</span></td>
        <td data-column=${t.who}>${task.assignee === desk.who.subject ? html`<strong>${t.you}</strong>` : task.assignee || html`<span class="desk-muted">${t.free}</span>`}</td></tr>`)}</tbody></table>
      <p class="desk-muted desk-small">${t.found(tasks.length)}</p>
      ${this.#next ? html`<button type="button" class="okno-choice" @click=${() => this.load(this.#next)}>${t.more}</button>` : nothing}`;
  }

  view() {
    if (!desk.ready) return nothing;
    if (this.#task) return keyed(this.#task, html`<desk-task .task=${this.#task}></desk-task>`);
    return html`<div class="desk-card"><h2 class="desk-card__title">${t.title}</h2>
      <div class="desk-row desk-row--between">
        <div class="desk-row" role="group" aria-label=${t.which}>${Object.keys(QUERIES).map((which) => html`
          <button type="button" class="okno-choice" aria-pressed=${which === this.#which} @click=${() => this.#choose(which)}>${t[which]}</button>`)}</div>
        <input class="govuk-input desk-filter" type="search" data-first aria-label=${t.find} placeholder=${t.find} autocomplete="off"
          @input=${(event) => this.#type(event.target.value)}>
      </div>
      ${this.#problem ? note('bad', this.#problem.message) : nothing}
      ${this.#list()}</div>`;
  }
}
customElements.define('desk-tasks', Tasks);
