// SPDX-License-Identifier: AGPL-3.0-or-later
// The supervisor's page: the hall as it is, live. Its files:
//
//   supervisor.js   the frame: sign-in, figures, sections, what is said about the link
//   state.js rules.js   what the page knows; what is too much
//   floor.js        windows and who serves; groups of a window, staff
//   line.js         queues, thresholds, people who wait too long
//   day.js          the day's charts           late.js   overdue tasks        boards.js   messages on boards
import '../lib/parts.js';
import { html, Live, nothing } from '../lib/live.js';
import { count, number, time, words } from '../lib/i18n.js';
import { signOut } from '../lib/api.js';
import { inRussian, note } from '../lib/parts.js';
import { onKey } from '../operator/keys.js';
import { sender } from '../operator/send.js';
import { tooLong } from './rules.js';
import { state } from './state.js';
import './boards.js';
import './day.js';
import './floor.js';
import './late.js';
import './line.js';

const t = words({
  title: ['Зал центра', 'Hall of the centre'],
  hall: ['Зал', 'Hall'],
  day: ['День', 'Day'],
  late: ['Просрочено', 'Overdue'],
  boards: ['Табло', 'Boards'],
  sections: ['Разделы', 'Sections'],
  signOut: ['Выйти', 'Sign out'],
  loading: ['Открываем зал…', 'Opening the hall…'],
  offline: ['Нет связи с сервером. Проверьте сеть.', 'The server cannot be reached. Check the network.'],
  role: ['Это место руководителя зала. У вашей учётной записи другая роль.', 'This place is for supervisors of a centre. Your account has another role.'],
  again: ['Повторить', 'Try again'],
  stale: [(at) => `Зал показан на ${at}: живая связь прервана и восстанавливается.`, (at) => `The hall is shown as of ${at}: the live link is down and being restored.`],
  waiting: [(label, at) => `Нет связи с ${at}. «${label}» ждёт отправки.`, (label, at) => `No connection since ${at}. “${label}” waits to be sent.`],
  now: ['Отправить сейчас', 'Send now'],
  giveUp: ['Не ждать', 'Do not wait'],
  people: ['Ждут', 'Waiting'],
  long: [(n) => `Дольше ${count(n, 'минуты', 'минут', 'минут')}`, (n) => `Over ${count(n, 'minute', 'minutes')}`],
  norm: ['Дождались за 15 минут', 'Called within 15 minutes'],
  windows: ['Окна: приём идёт', 'Windows open'],
  of: [(a, b) => `${a} из ${b}`, (a, b) => `${a} of ${b}`],
  tasks: ['Просрочено задач', 'Tasks overdue'],
  figures: ['Зал сейчас', 'The hall now'],
  pause: ['на перерыве', 'on a break'],
  closed: ['Талоны сейчас не выдаются', 'No tickets are issued now'],
});

const SECTIONS = ['hall', 'day', 'late', 'boards'];
const pathOf = (section) => (section === 'hall' ? '/supervisor' : `/supervisor/${section}`);

class Supervisor extends Live {
  #section = 'hall';

  start() {
    this.listen(state, 'change', () => this.draw());
    this.listen(window, 'popstate', () => this.#read());
    SECTIONS.forEach((section, index) => this.ends(onKey(`Alt+${index + 1}`, () => this.#go(section))));
    this.#read();
    this.every(1000, () => this.draw()); // clocks
    state.start();
  }

  #read() {
    const [, , section = ''] = location.pathname.split('/');
    this.#section = SECTIONS.includes(section) ? section : 'hall';
    this.draw();
  }

  #go(section) {
    history.pushState(null, '', pathOf(section));
    this.#read();
    setTimeout(() => this.querySelector('.desk-section [data-first]')?.focus());
  }

  #tools = () => html`${state.who?.signedIn ? html`<span class="desk-who">${state.who.name || state.who.subject}</span>
    <button type="button" class="okno-header__tool" @click=${() => signOut('/supervisor')}>${t.signOut}</button>` : nothing}`;

  drawn() {
    const header = document.querySelector('okno-header');
    header.tools = this.#tools;
    if (state.centre && header.getAttribute('place') !== state.centre.name) header.setAttribute('place', state.centre.name);
    document.title = `${t[this.#section]} — ${t.title}`;
  }

  #figures() {
    const { hall, limits } = state;
    const live = hall.live();
    const waiting = live.filter((ticket) => hall.isWaiting(ticket)).length;
    const long = tooLong(live, limits.minutes).length;
    const inUse = hall.windows.filter((window) => window.enabled);
    const open = inUse.filter((window) => window.session?.state === 'OPEN').length;
    const away = inUse.filter((window) => window.session?.state === 'BREAK').length;
    const percent = hall.summary?.withinNormPercent ?? 0;
    const tile = (name, value, kind = '', hint = '') => html`<div class="super-figure ${kind ? `super-figure--${kind}` : ''}">
      <dt>${name}</dt><dd>${value}${hint ? html`<small>${hint}</small>` : nothing}</dd></div>`;
    return html`<h2 class="okno-said">${t.figures}</h2><dl class="super-figures">
      ${tile(t.people, number(waiting))}
      ${tile(t.long(limits.minutes), number(long), long ? 'bad' : 'good')}
      ${tile(t.norm, `${number(percent)} %`, percent < 80 ? 'bad' : percent < 95 ? 'warn' : 'good')}
      ${tile(t.windows, t.of(number(open), number(inUse.length)), open ? '' : 'bad', away ? `${number(away)} ${t.pause}` : '')}
      ${tile(t.tasks, number(state.overdue.length), state.overdue.length ? 'bad' : 'good')}
    </dl>`;
  }

  #says() {
    return html`
      ${sender.waiting ? note('warn', html`<p role="status">${t.waiting(sender.waiting.label, time(sender.waiting.since))}</p>
        <p class="desk-row"><button type="button" class="okno-choice" @click=${() => sender.again()}>${t.now}</button>
        <button type="button" class="okno-choice" @click=${() => sender.giveUp()}>${t.giveUp}</button></p>`) : nothing}
      ${state.hall.stale ? note('warn', html`<p role="status">${t.stale(time(state.hall.stale))}</p>`) : nothing}
      ${state.hall.summary?.open ? nothing : note('', html`<p>${t.closed}</p>`)}
      ${state.notice ? note(state.notice.kind, html`<p>${inRussian(state.notice.text)}</p>`) : nothing}`;
  }

  view() {
    if (!state.ready) {
      const why = { '': t.loading, offline: t.offline, role: t.role }[state.obstacle] ?? state.obstacle;
      return html`<div class="desk-empty"><h1>${t.title}</h1><p role="status">${why}</p>
        ${state.obstacle && state.obstacle !== 'role' ? html`<button type="button" class="govuk-button" @click=${() => state.start()}>${t.again}</button>` : nothing}</div>`;
    }
    return html`<div class="desk super"><h1 class="okno-said">${t.title}</h1>
      ${this.#figures()}
      ${this.#says()}
      <nav class="desk-tabs" aria-label=${t.sections}>${SECTIONS.map((section, index) => html`
        <a class="desk-tabs__one" href=${pathOf(section)} aria-current=${section === this.#section ? 'page' : nothing} aria-keyshortcuts=${`Alt+${index + 1}`}
          @click=${(event) => { event.preventDefault(); this.#go(section); }}>${t[section]}
          ${section === 'late' && state.overdue.length ? html`<span class="desk-tabs__bad">${number(state.overdue.length)}</span>` : nothing}
          <kbd>Alt+${index + 1}</kbd></a>`)}</nav>
      <section class="desk-section">${{
        hall: html`<div class="super-hall"><super-line></super-line><super-floor></super-floor></div>`,
        day: html`<super-day></super-day>`, late: html`<super-late></super-late>`, boards: html`<super-boards></super-boards>`,
      }[this.#section]}</section></div>`;
  }
}
customElements.define('okno-supervisor', Supervisor);
