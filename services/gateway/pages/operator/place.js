// SPDX-License-Identifier: AGPL-3.0-or-later
// The place of work: which window, who stands there and for how long, and what may be done with them. Always on the screen.
import { html, Live, nothing } from '../lib/live.js';
import { count, language, nameOf, number, time, words } from '../lib/i18n.js';
import { cameAt } from '../lib/hall.js';
import { inRussian } from '../lib/parts.js';
import { desk } from './desk.js';
import { onKey } from './keys.js';
import { Moves } from './moves.js';
import { passed, purpose, sessionState, shortName, ticketState } from './terms.js';

const t = words({
  place: ['Место работы', 'Place of work'],
  window: [(n) => `Окно ${n}`, (n) => `Window ${n}`],
  chooseWindow: ['Выберите окно', 'Choose your window'],
  chooseHint: ['За ним вы будете принимать сегодня.', 'You will serve at it today.'],
  taken: [(who) => `занято: ${who}`, (who) => `taken by ${who}`],
  disabled: ['не используется', 'not in use'],
  all: ['все очереди', 'all queues'],
  groups: ['Очереди', 'Queues'],
  substitutes: ['Замещаю другого сотрудника', 'I stand in for somebody'],
  whom: ['Учётная запись того, кого замещаете', 'Account of whom you stand in for'],
  whomHint: ['Посетители, направленные к нему, придут к вам.', 'Visitors sent to them come to you.'],
  standsIn: [(who) => `Замещаете: ${who}`, (who) => `You stand in for ${who}`],
  openIt: ['Открыть окно', 'Open the window'],
  next: ['Вызвать следующего', 'Call the next'],
  serve: ['Начать приём', 'Begin'],
  finish: ['Завершить приём', 'Finish'],
  recall: ['Вызвать ещё раз', 'Call again'],
  more: ['Другие действия', 'Other moves'],
  walkIn: ['Принять без талона', 'Serve without a ticket'],
  resume: ['Вернуться к работе', 'Back to work'],
  session: ['Перерыв, закрыть', 'Break, close'],
  waits: [(n) => `Ждут к вам: ${number(n)}`, (n) => `Waiting for you: ${number(n)}`],
  nobody: ['У окна никого', 'Nobody at the window'],
  nobodyHint: ['Вызовите следующего, когда будете готовы.', 'Call the next when you are ready.'],
  onBreak: ['Перерыв', 'On a break'],
  waited: [(n) => `ожидание ${n}`, (n) => `waited ${n}`],
  calledTimes: [(n) => `вызван ${count(n, 'раз', 'раза', 'раз')}`, (n) => `called ${count(n, 'time', 'times')}`],
  aside: ['Отошли', 'Stepped aside'],
  absent: [(n) => `Не подошли сегодня: ${number(n)}`, (n) => `Did not come today: ${number(n)}`],
  ahead: ['Следующие', 'Next in line'],
  callThis: [(n) => `Вызвать ${n}`, (n) => `Call ${n}`],
  accepted: [(n) => `Принято заявлений: ${number(n)}`, (n) => `Applications accepted: ${number(n)}`],
  priority: ['вне общей очереди', 'priority'],
  due: [(at) => `по записи на ${at}`, (at) => `appointment at ${at}`],
  from: [(n) => `от окна ${n}`, (n) => `sent by window ${n}`],
  until: [(at) => `не раньше ${at}`, (at) => `not before ${at}`],
});

const STEP = { '': 'next', CALLED: 'serve', SERVING: 'finish' };

class Place extends Live {
  #busy = false;
  #moves = new Moves((work) => this.#once(work));

  start() {
    this.listen(desk, 'change', () => this.draw());
    this.every(1000, () => this.draw()); // clocks
    this.ends(onKey('F2', () => this.#step()));
    this.ends(onKey('F4', () => desk.visitor?.state === 'CALLED' && this.#moves.recall(desk.visitor)));
    this.ends(onKey('F8', () => (desk.visitor ? this.#moves.more(desk.visitor) : desk.session && this.#walkIn())));
    this.ends(onKey('F9', () => desk.session && this.#moves.pause()));
  }

  async #once(work) {
    if (this.#busy) return;
    this.#busy = true;
    this.draw();
    try {
      await work();
    } finally {
      this.#busy = false;
      this.draw();
    }
  }

  // ---------------------------------------------------------------- moves

  #step() {
    if (!desk.session) return this.querySelector('form button')?.click();
    if (desk.session.state === 'BREAK') return this.#once(() => desk.resume());
    const ticket = desk.visitor;
    if (!ticket) return this.#once(() => desk.callNext());
    return ticket.state === 'CALLED' ? this.#serve(ticket) : this.#finish(ticket);
  }

  #serve = (ticket) => this.#once(async () => {
    if (await desk.ofTicket(ticket, 'serve', t.serve)) {
      this.dispatchEvent(new CustomEvent('desk-go', { bubbles: true, detail: { section: 'reception' } }));
      setTimeout(() => document.querySelector('#section-reception [data-first]')?.focus(), 50);
    }
  });

  async #finish(ticket) {
    await this.#moves.finish(ticket);
    this.#toStep();
  }

  async #walkIn() {
    await this.#moves.walkIn();
    this.#toStep();
  }

  #toStep() {
    this.querySelector('[data-step]')?.focus();
  }

  // ---------------------------------------------------------------- drawing

  // A window that serves nearly everything is told by letters, one that serves little by names.
  #groupsOf(window) {
    const groups = (window.groups ?? []).map(({ groupCode }) => desk.hall.group(groupCode)).filter(Boolean);
    if (!groups.length) return t.all;
    return groups.length > 2 ? `${t.groups} ${groups.map((group) => group.letter).join(', ')}` : inRussian(groups.map((group) => nameOf(group)).join('; '));
  }

  #choosing() {
    const free = desk.hall.windows.filter((window) => window.enabled && !window.session);
    return html`<form class="desk-card" @submit=${(event) => {
      event.preventDefault();
      const form = new FormData(event.target);
      if (form.get('window')) this.#once(() => desk.openWindow(form.get('window'), form.get('substitutes').trim()));
    }}>
      <h2 class="desk-card__title" id="choose-window">${t.chooseWindow}</h2><p class="desk-muted">${t.chooseHint}</p>
      <div role="radiogroup" aria-labelledby="choose-window"><ul class="desk-windows">${desk.hall.windows.map((window) => {
        const closed = !window.enabled || window.session;
        return html`<li><label class="desk-windows__one ${closed ? 'desk-windows__one--closed' : ''}">
          <input type="radio" name="window" value=${window.windowId} ?disabled=${closed} .defaultChecked=${window === free[0]}>
          <b>${window.number}</b><span>${inRussian(window.name) || this.#groupsOf(window)}
          ${window.session ? html`<small>${t.taken(window.session.operator)}</small>` : window.enabled ? nothing : html`<small>${t.disabled}</small>`}</span></label></li>`;
      })}</ul></div>
      <details class="desk-more"><summary>${t.substitutes}</summary><div class="govuk-form-group">
        <label class="govuk-label" for="substitutes">${t.whom}</label><div class="govuk-hint" id="substitutes-hint">${t.whomHint}</div>
        <input class="govuk-input desk-wide" id="substitutes" name="substitutes" maxlength="200" autocomplete="off" aria-describedby="substitutes-hint"></div></details>
      <button class="govuk-button desk-wide" data-step aria-busy=${this.#busy ? 'true' : nothing} aria-keyshortcuts="F2">${t.openIt} <kbd>F2</kbd></button>
    </form>`;
  }

  #rest(ticket) {
    const visit = desk.visit;
    const group = desk.hall.group(ticket.groupCode);
    const priority = desk.hall.priorities.find((rule) => rule.priorityCode === ticket.priorityCode);
    return html`
      <p class="desk-visitor__group">${inRussian(nameOf(group))}${ticket.purpose ? html`<br>${purpose(ticket.purpose)}` : nothing}</p>
      <ul class="desk-visitor__facts">
        ${priority ? html`<li><span class="okno-tag okno-tag--warn">${inRussian(nameOf(priority))}</span></li>` : nothing}
        ${ticket.due ? html`<li>${t.due(time(ticket.due))}</li>` : nothing}
        ${ticket.senderWindowId ? html`<li>${t.from(desk.hall.window(ticket.senderWindowId)?.number ?? '')}</li>` : nothing}
        ${ticket.entered && ticket.called ? html`<li>${t.waited(passed(ticket.entered, new Date(ticket.called).getTime()))}</li>` : nothing}
        ${(ticket.calls ?? 0) > 1 ? html`<li>${t.calledTimes(ticket.calls)}</li>` : nothing}
        ${visit.applicant ? html`<li><strong>${inRussian(shortName(visit.applicant))}</strong></li>` : nothing}
        ${ticket.applicationIds?.length ? html`<li>${t.accepted(ticket.applicationIds.length)}</li>` : nothing}
      </ul>`;
  }

  #visitor(ticket) {
    if (!ticket) {
      return html`<div class="desk-visitor desk-visitor--none"><p class="desk-visitor__none">${t.nobody}</p>
        <p class="desk-muted">${desk.session.state === 'BREAK' ? html`${t.onBreak}: ${inRussian(desk.session.breakReason)}` : t.nobodyHint}</p></div>`;
    }
    const since = ticket.state === 'SERVING' ? ticket.served : ticket.called;
    return html`<div class="desk-visitor desk-visitor--${ticket.state.toLowerCase()}">
      <div class="desk-visitor__line"><span class="desk-visitor__number">${ticket.number}</span>
        <span class="desk-visitor__timer" role="timer">${passed(since)}</span></div>
      <p class="desk-visitor__state">${ticketState(ticket.state)}</p>
      ${this.#rest(ticket)}
    </div>`;
  }

  #buttons(ticket) {
    const onBreak = desk.session.state === 'BREAK';
    return html`<div class="desk-moves">
      <button type="button" class="govuk-button desk-moves__main" data-step aria-busy=${this.#busy ? 'true' : nothing} aria-keyshortcuts="F2" @click=${() => this.#step()}>
        ${onBreak ? t.resume : t[STEP[ticket?.state ?? '']]} <kbd>F2</kbd></button>
      ${ticket?.state === 'CALLED' ? html`<button type="button" class="okno-choice" aria-keyshortcuts="F4"
        @click=${() => this.#moves.recall(ticket)}>${t.recall} <kbd>F4</kbd></button>` : nothing}
      ${ticket ? html`<button type="button" class="okno-choice" aria-keyshortcuts="F8" aria-haspopup="dialog" @click=${() => this.#moves.more(ticket)}>${t.more} <kbd>F8</kbd></button>`
        : onBreak ? nothing : html`<button type="button" class="okno-choice" aria-keyshortcuts="F8" aria-haspopup="dialog" @click=${() => this.#walkIn()}>${t.walkIn} <kbd>F8</kbd></button>`}
      ${onBreak ? nothing : html`<button type="button" class="okno-choice" aria-keyshortcuts="F9" aria-haspopup="dialog" @click=${() => this.#moves.pause()}>
        ${t.session} <kbd>F9</kbd></button>`}
    </div>`;
  }

  #line(tickets, title, button) {
    return tickets.length === 0 ? nothing : html`<h3 class="desk-line__title">${title}</h3><ul class="desk-line">${tickets.map((ticket) => html`<li>
      <b>${ticket.number}</b>
      <span>${ticket.state === 'WAITING' ? purpose(ticket.purpose) : ticketState(ticket.state)}${ticket.reason ? html`: ${inRussian(ticket.reason)}` : nothing}
        ${ticket.state === 'POSTPONED' ? html` ${t.until(time(ticket.postponedUntil))}` : nothing}
        ${(ticket.level ?? 100) < 100 ? html`<small>${ticket.due ? t.due(time(ticket.due)) : t.priority}</small>` : nothing}</span>
      <span class="desk-line__time">${passed(cameAt(ticket))}</span>
      ${button(ticket)}</li>`)}</ul>`;
  }

  // Whoever comes late after all is called again: out of the way until then.
  #absent(tickets, button) {
    return tickets.length === 0 ? nothing : html`<details class="desk-more desk-absent"><summary>${t.absent(tickets.length)}</summary><ul class="desk-line">${tickets.map((ticket) => html`<li>
      <b>${ticket.number}</b><span>${purpose(ticket.purpose)}</span><time class="desk-line__time" datetime=${ticket.ended}>${time(ticket.ended)}</time>${button(ticket)}</li>`)}</ul></details>`;
  }

  view() {
    if (!desk.ready) return nothing;
    const { window, session } = desk;
    if (!window) return html`<h2 class="okno-said">${t.place}</h2>${this.#choosing()}`;
    const ticket = desk.visitor;
    const waiting = desk.hall.waitingFor(window);
    const free = !ticket && !this.#busy && session.state === 'OPEN';
    const button = (verb) => (one) => html`<button type="button" class="okno-choice okno-choice--small" ?disabled=${!free}
      aria-label=${t.callThis(one.number)} title=${t.callThis(one.number)} @click=${() => this.#once(() => desk.ofTicket(one, verb, t.callThis(one.number)))}>
      ${language() === 'en' ? 'Call' : 'Вызвать'}</button>`;
    return html`<h2 class="okno-said">${t.place}</h2>
      <div class="desk-card desk-card--place" aria-live="off">
        <div class="desk-row desk-row--between"><strong class="desk-place__window">${t.window(window.number)}</strong>
          <span class="okno-tag ${{ OPEN: 'okno-tag--good', BREAK: 'okno-tag--warn', CLOSING: 'okno-tag--warn' }[session.state] ?? ''}">${sessionState(session.state)}</span></div>
        ${session.substitutes ? html`<p class="desk-muted">${t.standsIn(session.substitutes)}</p>` : nothing}
        ${this.#visitor(ticket)}
        ${this.#buttons(ticket)}
      </div>
      <div class="desk-card">
        <p class="desk-place__waits">${t.waits(waiting.length)}</p>
        ${this.#line(desk.hall.asideOf(window), t.aside, button('recall'))}
        ${this.#line(waiting.slice(0, 6), t.ahead, button('call'))}
        ${this.#absent(desk.hall.absentFor(window), button('recall'))}
      </div>`;
  }
}
customElements.define('desk-place', Place);
