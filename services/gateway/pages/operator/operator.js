// SPDX-License-Identifier: AGPL-3.0-or-later
// The operator's page. Its files:
//
//   operator.js      the frame: sign-in, sections, keys, what is said about the link
//   desk.js          what the page knows: window, visitor, visits      hall.js  the hall, live      send.js  writes over a bad link
//   place.js moves.js   the place of work: window, visitor; what may be done with them
//   reception.js        one visit: applicant.js (register.js, proxy.js), service.js, papers.js
//   tasks.js task.js    own work with its terms
//   applications.js application.js scans.js drawing.js   looking into applications
//   appointments.js booking.js journal.js   who comes at an appointed time, booking; what was taken in on a day
//   walkin.js           the consultant's: a ticket for whoever has none
//   ask.js keys.js pick.js services.js terms.js print.js dialogs, keys, finding, words, paper
import '../lib/parts.js';
import { html, Live, nothing } from '../lib/live.js';
import { count, time, words } from '../lib/i18n.js';
import { api, signOut } from '../lib/api.js';
import { inRussian, note } from '../lib/parts.js';
import { choose } from './ask.js';
import { desk } from './desk.js';
import { onKey } from './keys.js';
import { sender } from './send.js';
import './place.js';
import './reception.js';
import './tasks.js';
import './applications.js';
import './appointments.js';
import './journal.js';
import './walkin.js';

const t = words({
  title: ['Рабочее место оператора', 'Operator’s place'],
  reception: ['Приём', 'Reception'],
  tasks: ['Задачи', 'Tasks'],
  applications: ['Заявления', 'Applications'],
  appointments: ['Записи', 'Appointments'],
  journal: ['Журнал', 'Journal'],
  signOut: ['Выйти', 'Sign out'],
  keys: ['Клавиши', 'Keys'],
  sections: ['Разделы', 'Sections'],
  loading: ['Открываем рабочее место…', 'Opening your place of work…'],
  offline: ['Нет связи с сервером. Проверьте сеть.', 'The server cannot be reached. Check the network.'],
  role: ['Это рабочее место оператора центра. У вашей учётной записи другая роль.', 'This place is for operators of a centre. Your account has another role.'],
  again: ['Повторить', 'Try again'],
  waiting: [(label, at) => `Нет связи с ${at}. «${label}» ждёт отправки: отправим, как только связь появится. Введённое не потеряется, дважды не запишется.`,
    (label, at) => `No connection since ${at}. “${label}” waits and is sent as soon as there is one. Nothing typed is lost, nothing is done twice.`],
  now: ['Отправить сейчас', 'Send now'],
  giveUp: ['Не ждать', 'Do not wait'],
  stale: [(at) => `Очередь показана на ${at}: живая связь прервана и восстанавливается. Вызывать и принимать можно.`,
    (at) => `The queue is shown as of ${at}: the live link is down and being restored. You may go on calling and serving.`],
  signedOut: ['Сеанс закончился. Войдите снова: введённое на экране останется, пока вы не закроете страницу.', 'Your session has ended. Sign in again: what is on the screen stays until the page is closed.'],
  signIn: ['Войти в новой вкладке', 'Sign in in a new tab'],
  keyTitle: ['Работа с клавиатуры', 'Working by keyboard'],
  overdue: [(n) => count(n, 'просрочена', 'просрочены', 'просрочено'), (n) => `${n} overdue`],
});

const KEYS = words({
  F2: ['Следующий шаг: вызвать, начать приём, завершить', 'Next step: call, serve, finish'],
  F4: ['Вызвать ещё раз', 'Call again'],
  F8: ['Другие действия с посетителем: отложить, перенаправить, не подошёл…', 'Other moves: postpone, redirect, no-show…'],
  F9: ['Перерыв, закрыть окно', 'Break, close the window'],
  'Alt+1': ['Приём', 'Reception'],
  'Alt+2': ['Задачи', 'Tasks'],
  'Alt+3': ['Заявления', 'Applications'],
  'Alt+4': ['Записи на приём: отметить пришедшего, записать, перенести', 'Appointments: checking in, booking, moving'],
  'Alt+5': ['Журнал регистрации', 'Journal of registration'],
  'Alt+Enter': ['Главная кнопка раздела: зарегистрировать, взять, выполнить', 'Main button of the section: register, claim, complete'],
  'Alt+0': ['Эта подсказка', 'This help'],
  Esc: ['Закрыть окно диалога или подсказки', 'Close a dialog or suggestions'],
});

const SECTIONS = ['reception', 'tasks', 'applications', 'appointments', 'journal'];
const sections = () => (desk.hasWindow ? SECTIONS : ['appointments']);
const pathOf = (section) => (section === 'reception' ? '/operator' : `/operator/${section}`);

class Operator extends Live {
  #section = 'reception';
  #id = '';
  #signedOut = false;
  #overdue = 0;

  start() {
    this.listen(desk, 'change', () => this.draw());
    this.listen(sender, 'change', () => this.draw());
    this.listen(window, 'popstate', () => this.#read());
    this.listen(document, 'okno-signed-out', () => { this.#signedOut = true; this.draw(); });
    this.listen(window, 'focus', () => this.#signedOut && this.#seeSession());
    this.listen(this, 'desk-go', (event) => this.go(event.detail.section, event.detail.id));
    SECTIONS.forEach((section, index) => this.ends(onKey(`Alt+${index + 1}`, () => this.go(section, '', true))));
    this.ends(onKey('Alt+0', () => this.#help()));
    this.ends(onKey('Alt+Enter', () => this.querySelector('.desk-section:not([hidden]) [data-main]:not([disabled])')?.click()));
    this.#read();
    desk.start().then(() => {
      if (!desk.ready) return;
      this.#read();
      if (!desk.hasWindow) return;
      this.#countOverdue();
      this.listen(desk.hall, 'tasks', () => this.#countOverdue());
    });
    this.every(60000, () => desk.ready && desk.hasWindow && this.#countOverdue());
  }

  #read() {
    const [, , section = '', id = ''] = location.pathname.split('/');
    this.#section = sections().includes(section) ? section : sections()[0];
    this.#id = id;
    this.draw();
  }

  go(section, id = '', focus = false) {
    if (!sections().includes(section)) return;
    history.pushState(null, '', id ? `${pathOf(section)}/${id}` : pathOf(section));
    this.#read();
    if (focus) setTimeout(() => this.querySelector(`#section-${section} [data-first]`)?.focus());
  }

  async #countOverdue() {
    const found = await api.get('/v1/tasks', { query: { overdue: true, pageSize: 100 } }).catch(() => null);
    if (found) this.#overdue = found.tasks?.length ?? 0;
    this.draw();
  }

  async #seeSession() {
    const { session } = await import('../lib/api.js');
    if ((await session({ anew: true })).signedIn) this.#signedOut = false;
    this.draw();
  }

  #help() {
    choose({ title: t.keyTitle, text: html`<dl class="desk-keys">${Object.keys(KEYS).map((key) => html`
      <div><dt><kbd>${key}</kbd></dt><dd>${KEYS[key]}</dd></div>`)}</dl>`, options: [] });
  }

  #tools = () => html`
    ${desk.who?.signedIn ? html`<span class="desk-who">${desk.who.name || desk.who.subject}</span>` : nothing}
    <button type="button" class="okno-header__tool" aria-keyshortcuts="Alt+0" @click=${() => this.#help()}>${t.keys} <kbd>Alt+0</kbd></button>
    ${desk.who?.signedIn ? html`<button type="button" class="okno-header__tool" @click=${() => signOut('/operator')}>${t.signOut}</button>` : nothing}`;

  drawn() {
    const header = document.querySelector('okno-header');
    header.tools = this.#tools;
    if (desk.centre && header.getAttribute('place') !== desk.centre.name) header.setAttribute('place', desk.centre.name);
    document.title = `${desk.visitor ? `${desk.visitor.number} · ` : ''}${t[this.#section]} — ${t.title}`;
  }

  #says() {
    return html`
      ${this.#signedOut ? note('warn', html`<p>${t.signedOut}</p><p><a href="/auth/sign-in?next=/operator" target="_blank">${t.signIn}</a></p>`) : nothing}
      ${sender.waiting ? note('warn', html`<p role="status">${t.waiting(sender.waiting.label, time(sender.waiting.since))}</p>
        <p class="desk-row"><button type="button" class="okno-choice" @click=${() => sender.again()}>${t.now}</button>
        <button type="button" class="okno-choice" @click=${() => sender.giveUp()}>${t.giveUp}</button></p>`)
        : desk.hall?.stale ? note('warn', html`<p role="status">${t.stale(time(desk.hall.stale))}</p>`) : nothing}
      ${desk.notice ? note(desk.notice.kind, html`<p>${inRussian(desk.notice.text)}</p>`) : nothing}`;
  }

  view() {
    if (!desk.ready) {
      const why = { '': t.loading, offline: t.offline, role: t.role }[desk.obstacle] ?? desk.obstacle;
      return html`<div class="desk-empty"><h1>${t.title}</h1><p role="status">${why}</p>
        ${desk.obstacle && desk.obstacle !== 'role' ? html`<button type="button" class="govuk-button" @click=${() => desk.start()}>${t.again}</button>` : nothing}</div>`;
    }
    return html`<div class="desk ${desk.hasWindow ? '' : 'desk--alone'}">
      <h1 class="okno-said">${t.title}</h1>
      ${desk.hasWindow ? html`<desk-place class="desk__place"></desk-place>` : nothing}
      <div class="desk__work">
        ${this.#says()}
        <nav class="desk-tabs" aria-label=${t.sections}>${sections().map((section) => [section, SECTIONS.indexOf(section)]).map(([section, index]) => html`
          <a class="desk-tabs__one" href=${pathOf(section)} aria-current=${section === this.#section ? 'page' : nothing}
            aria-keyshortcuts=${`Alt+${index + 1}`}
            @click=${(event) => { event.preventDefault(); this.go(section, '', true); }}>${t[section]}
            ${section === 'tasks' && this.#overdue ? html`<span class="desk-tabs__bad">${t.overdue(this.#overdue)}</span>` : nothing}
            <kbd>Alt+${index + 1}</kbd></a>`)}</nav>
        ${desk.hasWindow ? html`<section class="desk-section" id="section-reception" ?hidden=${this.#section !== 'reception'}><desk-reception></desk-reception></section>
        <section class="desk-section" id="section-tasks" ?hidden=${this.#section !== 'tasks'}>
          <desk-tasks .task=${this.#section === 'tasks' ? this.#id : ''}></desk-tasks></section>
        <section class="desk-section" id="section-applications" ?hidden=${this.#section !== 'applications'}>
          <desk-applications .application=${this.#section === 'applications' ? this.#id : ''}></desk-applications></section>` : nothing}
        ${this.#section === 'appointments' ? html`<section class="desk-section" id="section-appointments">
          ${desk.hasWindow ? nothing : html`<desk-walk-in></desk-walk-in>`}<desk-appointments></desk-appointments></section>` : nothing}
        ${this.#section === 'journal' ? html`<section class="desk-section" id="section-journal"><desk-journal></desk-journal></section>` : nothing}
      </div>
    </div>`;
  }
}
customElements.define('okno-operator', Operator);
