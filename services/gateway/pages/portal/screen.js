// SPDX-License-Identifier: AGPL-3.0-or-later
// Base of the portal's screens: what is asked of the API, title of the page, where focus goes.
import { Problem, session, signIn } from '../lib/api.js';
import { words } from '../lib/i18n.js';
import { html, Live, nothing } from '../lib/live.js';
import { announce, inRussian } from '../lib/parts.js';

export const NAVIGATED = 'portal-navigated';

const t = words({
  loading: ['Загружаем…', 'Loading…'],
  again: ['Повторить', 'Try again'],
  crumbs: ['Вы здесь', 'You are here'],
  home: ['Главная', 'Home'],
  name: ['Окно', 'Okno'],
  needed: ['Нужен вход', 'Please sign in'],
  notApplicant: ['Вы вошли как сотрудник. Заявления и записи показываем заявителям: войдите под своей учётной записью заявителя.',
    'You are signed in as staff. Sign in with your own account of an applicant.'],
  signIn: ['Войти', 'Sign in'],
});

// What the address last said: a step to a place within the page changes nothing of it.
let address = location.pathname + location.search;
const isHere = () => address === location.pathname + location.search;
const note = () => { address = location.pathname + location.search; };

/** To another address of the portal; `replace` keeps no way back. */
export function go(target, { replace = false } = {}) {
  if (replace) history.replaceState(null, '', target);
  else history.pushState(null, '', target);
  note();
  document.dispatchEvent(new CustomEvent(NAVIGATED));
}

/** What the address should say from now on, while the screen stays. */
export function remember(target) {
  history.replaceState(null, '', target);
  note();
}

/** The way back and forth of the browser led to another address. */
export function came() {
  if (isHere()) return;
  note();
  document.dispatchEvent(new CustomEvent(NAVIGATED));
}

export { inRussian };

export const crumbs = (...places) => html`<nav class="portal__crumbs" aria-label=${t.crumbs}><ol>
  <li><a href="/">${t.home}</a></li>${places.map(([href, name]) => html`<li><a href=${href}>${name}</a></li>`)}</ol></nav>`;

export class Screen extends Live {
  /** Part of the address, parameters. */
  id = '';
  parameters = new URLSearchParams();
  busy = false;
  problem = null;
  #focus = false;
  #held = null;

  come({ id, parameters, focus }) {
    this.id = id;
    this.parameters = parameters;
    this.#focus = focus;
  }

  /** Of the page; '' while it is not known. */
  title() { return ''; }

  drawn() {
    const title = this.title();
    if (title) document.title = `${title} — ${t.name}`;
    const heading = this.querySelector('h1');
    // A heading that had the focus gave way to another when all was loaded.
    const lost = this.#held && !this.#held.isConnected && document.activeElement === document.body;
    if (!heading || !(this.#focus || lost)) return;
    this.#focus = false;
    this.#held = heading;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  /** After what the person did the screen is another: its heading takes the focus. */
  turn() {
    this.#focus = true;
    scrollTo(0, 0);
    this.draw();
  }

  set(changes) {
    Object.assign(this, changes);
    this.draw();
  }

  /** Asks the API, once at a time; what goes wrong is shown. True when all went well. */
  async ask(work) {
    if (this.busy) return false;
    this.set({ busy: true, problem: null });
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
      announce(error.message, { urgent: true });
      return false;
    } finally {
      this.set({ busy: false });
    }
  }

  /** Loads what the screen shows; once more on request. */
  load(work) {
    this.reload = () => this.ask(work);
    return this.reload();
  }

  waiting() {
    if (!this.problem) return html`<p class="portal__wait" role="status">${t.loading}</p>`;
    return html`<div class="okno-note okno-note--bad"><p>${this.problem.message}</p></div>
      <button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.reload?.()}>${t.again}</button>`;
  }

  trouble() {
    return this.problem ? html`<div class="okno-note okno-note--bad" role="alert"><p>${this.problem.message}</p>
      ${this.problem.violations?.length ? html`<ul>${this.problem.violations.map(({ message }) => html`<li>${message}</li>`)}</ul>` : nothing}
      </div>` : nothing;
  }
}

/** A screen for who is signed in as an applicant; `person()` is called with the session. */
export class OwnScreen extends Screen {
  who = null;

  async start() {
    this.listen(document, 'okno-signed-out', () => this.#ask());
    await this.#ask();
  }

  async #ask() {
    this.who = await session();
    this.draw();
    if (this.isApplicant()) this.person();
  }

  isApplicant() { return Boolean(this.who?.signedIn && this.who.applicantId); }
  person() {}
  /** Why one should. */
  reason() { return ''; }

  /** Instead of the screen, for others; null when there is nothing in the way. */
  door(heading) {
    if (!this.who) return html`<h1>${heading}</h1>${this.waiting()}`;
    if (this.isApplicant()) return null;
    return html`<h1>${heading}</h1>
      <div class="okno-card portal__door"><h2>${t.needed}</h2>
      <p>${this.who.signedIn ? t.notApplicant : this.reason()}</p>
      <button type="button" class="govuk-button" @click=${() => signIn()}>${t.signIn}</button></div>`;
  }
}
