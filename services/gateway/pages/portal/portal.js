// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The portal of a citizen: services, sufficiency of documents, applying, appointments, tracking. One page with many addresses
 * (build/site.js), each a screen.
 *
 *   portal.js        frame: which screen is on, navigation, who is signed in
 *   screen.js        base of all screens: title, focus, asking the API; going to another address
 *   catalogue.js     first screen, and the list of services with search
 *   service.js       one service
 *   documents.js     which documents suffice; used by a service and by applying
 *   apply.js         an application, with scans
 *   applications.js  one's applications, and one of them, live; todo.js what the applicant must do; issued.js what was issued
 *   complaints.js    one's complaints; complain.js files one
 *   track.js         status by number and code; steps.js draws it
 *   files.js         choosing a file; form.js fields that a regulation or a card asks for
 *   slots.js         choosing day and time (lib/slots.js)
 *   book.js          booking an appointment; appointments.js one's appointments, confirming, moving, cancelling
 *   centres.js       nearest centre
 *   verify.js        whether an issued document is genuine
 *   places.js        centres: hours, how long one waits
 *   data.js          reference data, asked once; icons.js
 */
import { session, signIn, signOut } from '../lib/api.js';
import { words } from '../lib/i18n.js';
import { html, Live, nothing } from '../lib/live.js';
import '../lib/parts.js';
import './applications.js';
import './apply.js';
import './appointments.js';
import './book.js';
import './catalogue.js';
import './centres.js';
import './complain.js';
import './complaints.js';
import './service.js';
import './track.js';
import './verify.js';
import { came, go, NAVIGATED } from './screen.js';

const t = words({
  services: ['Услуги', 'Services'],
  centres: ['Центры', 'Centres'],
  track: ['Статус заявления', 'Application status'],
  appointments: ['Записи на приём', 'Appointments'],
  applications: ['Мои заявления', 'My applications'],
  nav: ['Разделы портала', 'Portal sections'],
  signIn: ['Войти', 'Sign in'],
  signOut: ['Выйти', 'Sign out'],
  lost: ['Такой страницы нет', 'There is no such page'],
  lostHint: ['Проверьте адрес или начните с главной страницы.', 'Check the address or start from the first page.'],
  home: ['На главную', 'To the first page'],
  about: ['Окно — система центров государственных и муниципальных услуг', 'Okno — the system of public service centres'],
  verify: ['Проверить документ', 'Check a document'],
  kiosk: ['Терминал в зале', 'Kiosk in the hall'],
  board: ['Табло', 'Board'],
  complain: ['Пожаловаться', 'Complain'],
  operator: ['Рабочее место оператора', 'Operator’s place'],
  supervisor: ['Зал для руководителя', 'Supervisor’s hall'],
  api: ['Разработчикам', 'For developers'],
});

const SCREENS = [
  [/^\/$/, 'portal-home'],
  [/^\/services\/?$/, 'portal-catalogue'],
  [/^\/services\/([\w-]+)$/, 'portal-service'],
  [/^\/apply\/([\w-]+)$/, 'portal-apply'],
  [/^\/book\/?$/, 'portal-book'],
  [/^\/appointments\/?$/, 'portal-appointments'],
  [/^\/appointments\/([\w-]+)$/, 'portal-appointment'],
  [/^\/applications\/?$/, 'portal-applications'],
  [/^\/applications\/([\w-]+)$/, 'portal-application'],
  [/^\/track\/?$/, 'portal-track'],
  [/^\/centres\/?$/, 'portal-centres'],
  [/^\/verify\/?$/, 'portal-verify'],
  [/^\/complaints\/?$/, 'portal-complaints'],
  [/^\/complaints\/new$/, 'portal-complain'],
  [/^\/complaints\/([\w-]+)$/, 'portal-complaint'],
];

const found = (path) => {
  for (const [pattern, tag] of SCREENS) {
    const match = pattern.exec(path);
    if (match) return { tag, id: match[1] ?? '' };
  }
  return null;
};

class Portal extends Live {
  #screen = null;

  start() {
    this.listen(window, 'popstate', came);
    this.listen(document, NAVIGATED, () => this.#show());
    this.listen(document, 'click', (event) => this.#click(event));
    this.#show({ first: true });
  }

  #show({ first = false } = {}) {
    const place = found(location.pathname);
    this.#screen = place ? document.createElement(place.tag) : null;
    if (this.#screen) this.#screen.come({ id: place.id, parameters: new URLSearchParams(location.search), focus: !first });
    if (!first) scrollTo(0, 0);
    this.draw();
  }

  // Links between our screens need no new page.
  #click(event) {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute('download') || link.origin !== location.origin || !found(link.pathname)) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.pathname + link.search);
  }

  view() {
    if (this.#screen) return html`${this.#screen}`;
    document.title = t.lost;
    return html`<div class="portal"><h1>${t.lost}</h1><p>${t.lostHint}</p><p><a href="/">${t.home}</a></p></div>`;
  }
}
customElements.define('okno-portal', Portal);

// ---------------------------------------------------------------- sections, and who is signed in

const PLACES = [['/services', 'services'], ['/track', 'track'], ['/appointments', 'appointments'], ['/applications', 'applications'],
  ['/centres', 'centres']];

// Back to what the address says at that moment.
function toSignIn(event) {
  event.preventDefault();
  signIn();
}

class Nav extends Live {
  #who = { signedIn: false };

  start() {
    this.listen(document, NAVIGATED, () => this.draw());
    this.listen(document, 'okno-signed-out', () => this.#ask());
    this.#ask();
  }

  async #ask() {
    this.#who = await session();
    this.draw();
  }

  #person() {
    if (!this.#who.signedIn) return html`<a class="okno-header__tool" href="/auth/sign-in" @click=${toSignIn}>${t.signIn}</a>`;
    return html`<span class="portal-nav__who">${this.#who.name || this.#who.subject}</span>
      <button type="button" class="okno-header__tool" @click=${() => signOut('/')}>${t.signOut}</button>`;
  }

  drawn() {
    const header = document.querySelector('okno-header');
    if (header) header.tools = () => this.#person();
  }

  view() {
    const at = location.pathname.replace(/^\/apply/, '/services').replace(/^\/book/, '/appointments');
    const here = (href) => at === href || at.startsWith(`${href}/`);
    return html`<nav class="portal-nav" aria-label=${t.nav}><ul>${PLACES.map(([href, name]) => html`
      <li><a href=${href} aria-current=${here(href) ? 'page' : nothing}>${t[name]}</a></li>`)}</ul></nav>`;
  }
}
customElements.define('portal-nav', Nav);

class Footer extends Live {
  view() {
    return html`<footer class="portal-footer"><div class="portal-footer__line">
      <p>${t.about}</p>
      <ul>
        <li><a href="/verify">${t.verify}</a></li>
        <li><a href="/complaints">${t.complain}</a></li>
        <li><a href="/kiosk">${t.kiosk}</a></li>
        <li><a href="/board">${t.board}</a></li>
        <li><a href="/operator">${t.operator}</a></li>
        <li><a href="/supervisor">${t.supervisor}</a></li>
        <li><a href="/openapi.json">${t.api}</a></li>
      </ul></div></footer>`;
  }
}
customElements.define('portal-footer', Footer);
