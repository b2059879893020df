// SPDX-License-Identifier: AGPL-3.0-or-later
// Base of our elements: light DOM, drawn by lit-html from `view()`, anew when asked, when the language or the theme changes.
import { html, nothing, render, svg } from '/assets/vendor/lit-html/lit-html.js';

export { html, nothing, render, svg };

/**
 *     class Clock extends Live {
 *       start() { this.every(1000, () => this.draw()); }      // optional: once, when it comes onto the page
 *       view() { return html`<time>${time(new Date())}</time>`; }
 *     }
 *     customElements.define('okno-clock', Clock);
 */
export class Live extends HTMLElement {
  #drawing = false;
  #ends = [];

  connectedCallback() {
    this.listen(document, 'okno-language', () => this.draw());
    this.listen(document, 'okno-theme', () => this.draw());
    this.start();
    this.#drawNow();
  }

  disconnectedCallback() {
    for (const end of this.#ends.splice(0)) end();
  }

  start() {}
  view() { return nothing; }
  /** After every drawing. */
  drawn() {}

  /** Draws soon; however often it is asked for, once before the next picture. */
  draw() {
    if (this.#drawing || !this.isConnected) return;
    this.#drawing = true;
    queueMicrotask(() => this.#drawNow());
  }

  #drawNow() {
    this.#drawing = false;
    if (!this.isConnected) return;
    render(this.view(), this);
    this.drawn();
  }

  /** Until the element leaves the page. */
  listen(target, name, handler, options) {
    target.addEventListener(name, handler, options);
    this.#ends.push(() => target.removeEventListener(name, handler, options));
  }

  /** The same for a timer. */
  every(milliseconds, work) {
    const timer = setInterval(work, milliseconds);
    this.#ends.push(() => clearInterval(timer));
  }

  /** The same for anything that is ended by a function. */
  ends(end) {
    this.#ends.push(end);
  }
}
