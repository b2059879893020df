// SPDX-License-Identifier: AGPL-3.0-or-later
// The way of an application, drawn: what is behind, where it stands, what is ahead.
import { words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';

const t = words({
  label: ['Ход заявления', 'Progress of the application'],
  REGISTERED: ['Заявление принято', 'Received'],
  CHECKED: ['Документы проверены', 'Documents checked'],
  SENT: ['Рассматривает ведомство', 'With the agency'],
  DECIDED: ['Решение принято', 'Decided'],
  READY: ['Результат готов', 'Result ready'],
  ISSUED: ['Результат выдан', 'Result issued'],
  SUSPENDED: ['Рассмотрение приостановлено', 'Suspended'],
  REFUSED: ['В услуге отказано', 'Service refused'],
  ACCEPTANCE_REFUSED: ['В приёме документов отказано', 'Documents not accepted'],
  WITHDRAWN: ['Заявление отозвано', 'Withdrawn'],
  queue: ['Место в очереди', 'Place in the queue'],
  place: [(place, length) => `${place} из ${length}`, (place, length) => `${place} of ${length}`],
  done: ['пройдено', 'done'],
  now: ['сейчас здесь', 'now here'],
  ahead: ['впереди', 'ahead'],
});

const WAY = ['REGISTERED', 'CHECKED', 'SENT', 'DECIDED', 'READY', 'ISSUED'];
const ENDS = { REFUSED: 3, ACCEPTANCE_REFUSED: 1, WITHDRAWN: 1 };

export const statusWord = (status) => t[status] ?? status;

const KINDS = { READY: 'okno-tag--good', ISSUED: 'okno-tag--good', DECIDED: 'okno-tag--good', SUSPENDED: 'okno-tag--warn', REFUSED: 'okno-tag--bad',
  ACCEPTANCE_REFUSED: 'okno-tag--bad' };
export const statusTag = (status) => html`<span class="okno-tag ${KINDS[status] ?? ''}">${statusWord(status)}</span>`;

export const isOver = (status) => ['ISSUED', 'REFUSED', 'ACCEPTANCE_REFUSED', 'WITHDRAWN'].includes(status);

/** For a quota or a place; an agency that counts by its own rules tells no length. */
export const placeInQueue = (place, length) => (place ? [t.queue, length ? t.place(place, length) : place] : [t.queue, '']);

/** Names of the steps with what has become of each: 'done', 'now', 'ahead'. */
function stepsOf(status) {
  if (ENDS[status]) return [...WAY.slice(0, ENDS[status]).map((name) => [name, 'done']), [status, 'now']];
  if (status === 'SUSPENDED') return [['REGISTERED', 'done'], ['CHECKED', 'done'], ['SUSPENDED', 'now'], ...WAY.slice(3).map((name) => [name, 'ahead'])];
  const at = WAY.indexOf(status);
  return WAY.map((name, i) => [name, i < at || status === 'ISSUED' ? 'done' : i === at ? 'now' : 'ahead']);
}

export const steps = (status) => html`<ol class="portal__steps" aria-label=${t.label}>${stepsOf(status).map(([name, state]) => html`
  <li class="portal__step portal__step--${state} ${ENDS[name] ? 'portal__step--bad' : name === 'SUSPENDED' ? 'portal__step--warn' : ''}"
    aria-current=${state === 'now' ? 'step' : nothing}><span>${statusWord(name)}</span><span class="okno-said">, ${t[state]}</span></li>`)}</ol>`;
