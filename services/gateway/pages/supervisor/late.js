// SPDX-License-Identifier: AGPL-3.0-or-later
// Tasks whose term has passed, by whom they wait.
import { html, Live } from '../lib/live.js';
import { words } from '../lib/i18n.js';
import { inRussian, table } from '../lib/parts.js';
import { shortDate } from '../operator/terms.js';
import { state } from './state.js';

const t = words({
  title: ['Просроченные задачи', 'Overdue tasks'],
  none: ['Просроченных задач нет.', 'Nothing is overdue.'],
  due: ['Срок', 'Due'],
  task: ['Задача', 'Task'],
  application: ['Заявление', 'Application'],
  who: ['Исполнитель', 'Assignee'],
  free: ['никто не взял', 'nobody'],
  planned: ['Срок услуги', 'Service due'],
});

class Late extends Live {
  start() {
    this.listen(state, 'change', () => this.draw());
    state.loadOverdue();
  }

  view() {
    return html`<div class="desk-card"><h3 class="desk-card__title" tabindex="-1" data-first>${t.title}</h3>
      ${state.overdue.length ? table([
        { title: t.due, cell: (task) => html`<span class="super-bad">${shortDate(task.dueOn)}</span>` },
        { title: t.task, cell: (task) => inRussian(task.name) },
        { title: t.application, cell: (task) => html`<span class="desk-number">${task.applicationNumber}</span>` },
        { title: t.who, cell: (task) => task.assignee || html`<span class="desk-muted">${t.free}</span>` },
        { title: t.planned, cell: (task) => shortDate(task.plannedOn) },
      ], state.overdue, { caption: t.title, captionHidden: true }) : html`<p class="desk-good">${t.none}</p>`}</div>`;
  }
}
customElements.define('super-late', Late);
