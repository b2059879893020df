// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The kiosk in the hall: /kiosk. Signed in with an account of role KIOSK, which knows its centre. A screen that people touch,
 * one after the other: what one chose (language, size, colours, words typed) is gone for the next.
 *
 *   kiosk.js     the frame: which screen is on, how it came there, when nobody is there any more
 *   screens.js   the screens
 *   desk.js      what is asked of the API
 *   keyboard.js  letters to touch
 *   paper.js     the ticket on paper, by the browser
 */
import { session, signIn } from '../lib/api.js';
import { reception } from '../lib/hall.js';
import { language, setLanguage, time } from '../lib/i18n.js';
import { html, Live, nothing } from '../lib/live.js';
import { announce, dialog, inRussian, mark } from '../lib/parts.js';
import { kept } from '../lib/store.js';
import { resetTheme, setTheme, theme, themed, THEMES } from '../lib/theme.js';
import { Desk } from './desk.js';
import { paper } from './paper.js';
import { screens } from './screens.js';
import { t } from './words.js';

const parameters = new URLSearchParams(location.search);
const IDLE_S = Number(parameters.get('idle')) || 45;
const WARNING_S = Number(parameters.get('warning')) || 15;
const AGAIN_MS = 5000;
const TICKET_S = 25; // a ticket stays so long, without a question

const seconds = () => Math.floor(performance.now() / 1000);
const fresh = () => ({ items: [], priority: null, number: '', code: '', query: '', found: null, problem: null, issued: null, unprinted: '', layout: 'ru' });

class Kiosk extends Live {
  desk = new Desk();
  visit = fresh();
  busy = false;
  #screen = 'home';
  #past = [];
  #touched = seconds();
  #asking = false;
  #nobody = false;
  #focus = false;

  start() {
    this.listen(document, 'pointerdown', () => { this.#touched = seconds(); });
    this.listen(document, 'keydown', () => { this.#touched = seconds(); });
    this.every(1000, () => this.#tick());
    this.listen(document, 'okno-signed-out', () => { this.#nobody = true; this.draw(); });
    this.ends(() => this.desk.close());
    this.#begin();
  }

  async #begin() {
    const who = await session({ anew: true });
    if (who.offline) setTimeout(() => this.isConnected && this.#begin(), AGAIN_MS); // switched on before the server
    const centre = parameters.get('centre') || who.centreCode;
    this.#nobody = !who.offline && !centre;
    if (centre) this.desk.open(centre, () => this.draw());
    this.draw();
  }

  // ------------------------------------------------------------ what screens use

  go(screen) {
    this.#past.push([this.#screen, { ...this.visit }]);
    this.#enter(screen);
  }

  back() {
    const [screen, visit] = this.#past.pop() ?? ['home', fresh()];
    this.visit = { ...visit, problem: null };
    this.#enter(screen);
  }

  home() {
    this.visit = fresh();
    this.#past = [];
    this.#enter('home');
  }

  set(changes) {
    Object.assign(this.visit, changes);
    this.draw();
  }

  /** Runs what asks the API, once at a time; a problem is shown on the screen. */
  async ask(work) {
    if (this.busy) return;
    this.busy = true;
    this.set({ problem: null });
    try {
      await work();
    } catch (problem) {
      this.set({ problem });
      announce(problem.message, { urgent: true });
    } finally {
      this.busy = false;
      this.draw();
    }
  }

  /** On the printer of this place when the server knows one, else by the browser. The number is on the screen whatever comes of it. */
  async print() {
    if (kept('kiosk.print', 'on') === 'off' || parameters.get('print') === 'off') return;
    const { issued } = this.visit;
    const { outcome, detail } = await this.desk.print(issued.ticket);
    if (this.visit.issued !== issued) return; // they have left
    if (outcome === 'NO_PRINTER') requestAnimationFrame(() => window.print());
    if (detail) announce(detail, { urgent: true });
    this.set({ unprinted: detail ?? '' });
  }

  // ------------------------------------------------------------ nobody there

  #enter(screen) {
    this.#screen = screen;
    this.#focus = true;
    this.#touched = seconds();
    scrollTo(0, 0);
    this.draw();
  }

  #tick() {
    this.draw(); // the clock
    const idle = seconds() - this.#touched;
    if (this.#asking) return;
    if (this.#screen === 'ticket' && idle >= TICKET_S) this.#leave();
    else if (this.#screen === 'home' && idle >= IDLE_S) this.#forget();
    else if (!['home', 'ticket'].includes(this.#screen) && idle >= IDLE_S) this.#warn();
  }

  async #warn() {
    this.#asking = true;
    let left = WARNING_S;
    const text = document.createElement('p');
    const say = () => { text.textContent = t.stillHint(left); };
    say();
    const timer = setInterval(() => {
      left--;
      say();
      if (left <= 0) document.querySelector('dialog.kiosk-still')?.close();
    }, 1000);
    const answer = await dialog({ title: t.still, body: text, className: 'kiosk-still',
      buttons: [{ label: t.stay, value: 'stay' }, { label: t.leave, value: null, plain: true }] });
    clearInterval(timer);
    this.#asking = false;
    this.#touched = seconds();
    if (answer !== 'stay') this.#leave();
  }

  #leave() {
    this.home();
    this.#forget();
  }

  #forget() {
    if (language() === 'ru' && !themed()) return;
    setLanguage('ru', { remember: false });
    resetTheme();
  }

  // ------------------------------------------------------------ drawing

  view() {
    if (this.#nobody) return this.#viewNobody();
    const screen = screens[this.#screen];
    document.title = `${t.title}. ${this.desk.centre?.name ?? ''}`;
    return html`<div class="kiosk">
      <header class="kiosk__head">
        ${mark()}<span class="kiosk__centre">${inRussian(this.desk.centre?.name ?? '')}</span>
        <time class="kiosk__clock">${time(new Date())}</time>
      </header>
      <main id="main" class="kiosk__main kiosk__main--${this.#screen}">
        ${this.#viewTrouble()}
        <h1 class="kiosk__title" tabindex="-1">${screen.title(this)}</h1>
        ${screen.view(this)}
      </main>
      ${this.#viewFoot()}
    </div>
    ${this.visit.issued ? paper(this.visit.issued, this.desk) : nothing}`;
  }

  #viewTrouble() {
    const { offline, hall } = this.desk;
    const text = offline ? t.offline : hall && this.#screen === 'home' ? this.#whoIsReceived(hall) : '';
    return text ? html`<p class="kiosk__trouble" role="alert">${text}</p>` : nothing;
  }

  #whoIsReceived(hall) {
    switch (reception(hall)) {
      case 'before': return t.notYet(time(hall.opens));
      case 'asking': return hall.closes ? t.asking(time(hall.closes)) : '';
      case 'after': return t.closed;
      case 'off': return t.dayOff;
      default: return '';
    }
  }

  #viewFoot() {
    const large = theme('size') !== '100';
    const next = THEMES.contrast[(THEMES.contrast.indexOf(theme('contrast')) + 1) % THEMES.contrast.length];
    const away = this.#screen !== 'home';
    return html`<footer class="kiosk__foot">
      ${away && this.#screen !== 'ticket' ? html`<button type="button" class="kiosk__tool" @click=${() => this.back()}>← ${t.back}</button>` : nothing}
      ${away ? html`<button type="button" class="kiosk__tool" @click=${() => this.home()}>${t.home}</button>` : nothing}
      <span class="kiosk__gap"></span>
      <button type="button" class="kiosk__tool" aria-pressed=${large}
        @click=${() => setTheme('size', large ? '100' : '150', { remember: false })}>${t.bigger}</button>
      <button type="button" class="kiosk__tool" aria-pressed=${theme('contrast') !== 'usual'}
        @click=${() => setTheme('contrast', next, { remember: false })}>◐ ${t.contrast}</button>
      <button type="button" class="kiosk__tool" lang=${language() === 'en' ? 'ru' : 'en'}
        @click=${() => setLanguage(language() === 'en' ? 'ru' : 'en', { remember: false })}>${language() === 'en' ? 'Русский' : 'English'}</button>
    </footer>`;
  }

  #viewNobody() {
    return html`<main id="main" class="kiosk__nobody"><h1>${t.which}</h1><p>${t.whichHint}</p>
      <button type="button" class="govuk-button" @click=${() => signIn()}>${t.signIn}</button></main>`;
  }

  // Whoever cannot see learns that another screen is on.
  drawn() {
    if (!this.#focus) return;
    this.#focus = false;
    this.querySelector('.kiosk__title')?.focus({ preventScroll: true });
  }
}
customElements.define('okno-kiosk', Kiosk);
