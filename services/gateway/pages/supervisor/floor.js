// SPDX-License-Identifier: AGPL-3.0-or-later
// Windows: who works, with whom, since when; which queues a window serves; seating, breaking, closing, moving staff.
import { html, Live, nothing, render } from '../lib/live.js';
import { nameOf, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { dayAt } from '../lib/slots.js';
import { inRussian } from '../lib/parts.js';
import { ask, choose } from '../operator/ask.js';
import { passed, sessionState, ticketState } from '../operator/terms.js';
import { serves } from './rules.js';
import { state } from './state.js';

const t = words({
  title: ['Окна', 'Windows'],
  window: [(n) => `Окно ${n}`, (n) => `Window ${n}`],
  nobody: ['Никого нет', 'Nobody there'],
  disabled: ['Не используется', 'Not in use'],
  free: ['Свободен', 'Free'],
  serves: ['Очереди', 'Queues'],
  actions: ['Действия', 'Actions'],
  groups: ['Очереди и вес', 'Queues and weight'],
  groupsText: ['Вес — во сколько раз минута ожидания в этой очереди для окна важнее. Новые правила действуют со следующего вызова.', 'The weight says how many times a minute of waiting counts here. Takes effect with the next call.'],
  weight: [(name) => `Вес: ${name}`, (name) => `Weight: ${name}`],
  save: ['Сохранить', 'Save'],
  cancel: ['Отмена', 'Cancel'],
  saved: [(n) => `Окно ${n}: очереди изменены.`, (n) => `Window ${n}: queues changed.`],
  seat: ['Посадить сотрудника', 'Seat an employee'],
  who: ['Учётная запись сотрудника', 'Account of the employee'],
  seated: [(n) => `Окно ${n} открыто.`, (n) => `Window ${n} is open.`],
  move: ['Пересадить к другому окну', 'Move to another window'],
  to: ['К какому окну', 'To which window'],
  moved: [(a, b) => `Сотрудник пересажен: окно ${a} → окно ${b}.`, (a, b) => `Moved from window ${a} to ${b}.`],
  breakTo: ['Отправить на перерыв', 'Send on a break'],
  reason: ['Причина', 'Reason'],
  resume: ['Вернуть с перерыва', 'End the break'],
  close: ['Закрыть окно', 'Close the window'],
  closeHint: ['С посетителем закроется после приёма', 'With a visitor it closes after serving'],
  disable: ['Вывести из работы', 'Take out of use'],
  enable: ['Вернуть в работу', 'Put into use'],
  done: ['Сделано.', 'Done.'],
  lunch: ['Обед', 'Lunch'],
  byBoss: ['Решение руководителя', 'By the supervisor'],
  atLeast: ['Окно должно обслуживать хотя бы одну очередь.', 'A window must serve at least one queue.'],
});

const KNOWN_DAYS = 30;

class Floor extends Live {
  start() {
    this.listen(state, 'change', () => this.draw());
    this.every(1000, () => this.draw());
  }

  async #session(window, verb, label, body = {}) {
    const made = await state.does(label, (key) => api.post(`/v1/sessions/${window.session.sessionId}:${verb}`, body, { key }), t.done);
    if (made) state.hall.takeSession(made);
    return made;
  }

  async #update(window, change, done) {
    const made = await state.does(t.save, (key) => api.patch(`/v1/windows/${window.windowId}`, change, { key, etag: window.etag }), done);
    if (made) state.hall.takeWindow(made);
  }

  async #open(window, operator, done) {
    const made = await state.does(t.seat, (key) => api.post('/v1/sessions', { windowId: window.windowId, operator }, { key }), done);
    if (made) state.hall.takeSession(made);
  }

  async #move(window) {
    const free = state.hall.windows.filter((one) => one.enabled && !one.session);
    const answer = await ask({ title: `${window.session.operator}: ${t.move.toLowerCase()}`, submit: t.move, fields: [{ name: 'windowId', label: t.to,
      required: true, options: free.map((one) => ({ value: one.windowId, label: t.window(one.number) })) }] });
    if (!answer) return;
    const { operator } = window.session;
    const target = state.hall.window(answer.windowId);
    const closed = await this.#session(window, 'close', t.move);
    if (closed?.state === 'CLOSED') await this.#open(target, operator, t.moved(window.number, target.number));
  }

  // Who sat at a window here of late and sits at none now: accounts to choose from, though any may be typed.
  async #known() {
    const from = new Date();
    from.setDate(from.getDate() - KNOWN_DAYS);
    const found = await api.get('/v1/queueReports', { query: { fromDate: dayAt(from), toDate: dayAt(new Date()), by: 'BY_EMPLOYEE' } }).catch(() => null);
    const busy = new Set(state.hall.windows.map((window) => window.session?.operator));
    return (found?.rows ?? []).map((row) => row.key).filter((who) => who && !busy.has(who));
  }

  // A dialog of its own: as many lines as there are queues, each with its weight.
  #groups(window) {
    const frame = document.createElement('dialog');
    frame.className = 'okno-dialog';
    frame.setAttribute('aria-labelledby', 'groups-title');
    document.body.append(frame);
    frame.addEventListener('close', () => frame.remove());
    let wrong = false;
    const weightOf = (group) => window.groups?.find((one) => one.groupCode === group.groupCode)?.weight ?? 1;
    const submit = (event) => {
      event.preventDefault();
      const form = new FormData(event.target);
      const groups = state.hall.groups.filter((group) => form.get(group.groupCode))
        .map((group) => ({ groupCode: group.groupCode, weight: Math.min(100, Math.max(1, Number(form.get(`weight-${group.groupCode}`)) || 1)) }));
      if (!groups.length) {
        wrong = true;
        return draw();
      }
      frame.close();
      return this.#update(window, { groups }, t.saved(window.number));
    };
    const draw = () => render(html`<form class="okno-dialog__body" @submit=${submit}><h2 id="groups-title">${t.window(window.number)}: ${t.groups.toLowerCase()}</h2>
      <p class="desk-muted">${t.groupsText}</p>
      ${wrong ? html`<p class="govuk-error-message" role="alert">${t.atLeast}</p>` : nothing}
      <ul class="super-weights">${state.hall.groups.map((group) => html`<li><span class="desk-check">
        <input type="checkbox" id=${`g-${group.groupCode}`} name=${group.groupCode} value="1" ?checked=${serves(window, group)}>
        <label for=${`g-${group.groupCode}`}><b>${group.letter}</b> ${inRussian(nameOf(group))}</label></span>
        <input class="govuk-input" type="number" min="1" max="100" name=${`weight-${group.groupCode}`} value=${weightOf(group)} aria-label=${t.weight(nameOf(group))}></li>`)}</ul>
      <div class="okno-dialog__buttons"><button class="govuk-button">${t.save}</button>
        <button type="button" class="govuk-button govuk-button--secondary" @click=${() => frame.close()}>${t.cancel}</button></div></form>`, frame);
    draw();
    frame.showModal();
  }

  async #act(window) {
    const { session } = window;
    const visitor = state.hall.visitorAt(window);
    const chosen = await choose({ title: t.window(window.number), options: [
      { value: 'groups', label: t.groups },
      !session && window.enabled && { value: 'seat', label: t.seat },
      session && !visitor && { value: 'move', label: t.move, hint: session.operator },
      session?.state === 'OPEN' && !visitor && { value: 'break', label: t.breakTo },
      session?.state === 'BREAK' && { value: 'resume', label: t.resume },
      session && { value: 'close', label: t.close, hint: visitor ? t.closeHint : undefined },
      !session && { value: 'use', label: window.enabled ? t.disable : t.enable },
    ].filter(Boolean) });
    await ({
      groups: () => this.#groups(window),
      seat: async () => {
        const answer = await ask({ title: `${t.window(window.number)}: ${t.seat.toLowerCase()}`, submit: t.seat, fields: [{ name: 'operator', label: t.who, required: true, maxlength: 200,
          list: await this.#known() }] });
        if (answer) await this.#open(window, answer.operator, t.seated(window.number));
      },
      move: () => this.#move(window),
      break: async () => {
        const answer = await ask({ title: t.breakTo, submit: t.breakTo, fields: [{ name: 'reason', label: t.reason, required: true, value: t.lunch, list: [t.lunch, t.byBoss], maxlength: 200 }] });
        if (answer) await this.#session(window, 'break', t.breakTo, answer);
      },
      resume: () => this.#session(window, 'resume', t.resume),
      close: () => this.#session(window, 'close', t.close),
      use: () => this.#update(window, { enabled: !window.enabled }, t.done),
    })[chosen]?.();
  }

  #card(window) {
    const { session } = window;
    const visitor = session && state.hall.visitorAt(window);
    const kind = !window.enabled ? 'off' : !session ? 'none' : session.state === 'BREAK' ? 'break' : visitor ? 'busy' : 'open';
    const letters = state.hall.groups.filter((group) => serves(window, group)).map((group) => group.letter).join(' ');
    const since = visitor ? (visitor.state === 'SERVING' ? visitor.served : visitor.called) : session?.changed;
    return html`<li class="super-window super-window--${kind}">
      <div class="desk-row desk-row--between"><h4>${t.window(window.number)}</h4>
        <button type="button" class="okno-choice okno-choice--small" aria-haspopup="dialog" aria-label=${`${t.actions}: ${t.window(window.number)}`} @click=${() => this.#act(window)}>${t.actions}</button></div>
      ${session ? html`<p class="super-window__who">${session.operator}</p>
        <p class="super-window__now">${visitor ? html`<b>${visitor.number}</b> ${ticketState(visitor.state).toLowerCase()}`
          : session.state === 'OPEN' ? t.free : html`${sessionState(session.state)}${session.breakReason ? html`: ${inRussian(session.breakReason)}` : nothing}`}
          ${since ? html`<span class="super-window__time">${passed(since)}</span>` : nothing}</p>`
        : html`<p class="super-window__who desk-muted">${window.enabled ? t.nobody : t.disabled}</p><p class="super-window__now"></p>`}
      <p class="desk-muted desk-small">${inRussian(window.name) || html`<span class="okno-said">${t.serves}: </span>${letters}`}</p></li>`;
  }

  view() {
    return html`<div class="desk-card"><h3 class="desk-card__title">${t.title}</h3><ul class="super-windows">${state.hall.windows.map((window) => this.#card(window))}</ul></div>`;
  }
}
customElements.define('super-floor', Floor);
