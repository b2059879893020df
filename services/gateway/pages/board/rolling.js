// SPDX-License-Identifier: AGPL-3.0-or-later
// The line of messages below: one after the other, each to its end. What is wider than its place rolls through it; where motion is not
// wanted, it is shown in parts, line by line.
import { keyed } from '/assets/vendor/lit-html/directives/keyed.js';
import { language, nameOf } from '../lib/i18n.js';
import { html, Live, nothing } from '../lib/live.js';
import { inRussian } from '../lib/parts.js';

const SHORT_MS = 8000;   // what fits, and each part
const HOLD_MS = 2500;    // at the beginning and at the end
const ACROSS_MS = 11000; // for the width of the screen

class Rolling extends Live {
  #messages = [];
  #message = null;
  #part = 0;
  #parts = 1;
  #until = 0;
  #measured = '';
  #still = matchMedia('(prefers-reduced-motion: reduce)');

  start() {
    this.every(500, () => this.#turn());
    this.listen(window, 'resize', () => this.draw());
    this.listen(this.#still, 'change', () => this.draw());
  }

  /** Those that hold now. */
  set messages(list) {
    this.#messages = list;
    if (!list.some(({ messageId }) => messageId === this.#message?.messageId)) this.#begin(list[0] ?? null);
    this.draw();
  }

  #begin(message) {
    this.#message = message;
    this.#measured = '';
    this.#part = 0;
    this.#parts = 1;
    this.#until = Date.now() + SHORT_MS;
  }

  #turn() {
    if (!this.#message || Date.now() < this.#until) return;
    if (this.#part + 1 < this.#parts) {
      this.#part++;
      this.#until = Date.now() + SHORT_MS;
    } else {
      const at = this.#messages.findIndex(({ messageId }) => messageId === this.#message.messageId);
      this.#begin(this.#messages[(at + 1) % this.#messages.length]);
    }
    this.draw();
  }

  view() {
    const text = this.#message && nameOf(this.#message, 'text');
    return html`<p class="board__rolling">${text ? keyed(this.#message.messageId, html`<span class="board__line">${inRussian(text)}</span>`) : nothing}</p>`;
  }

  drawn() {
    const line = this.querySelector('.board__line');
    if (!line) return;
    const room = line.parentElement;
    const known = [this.#message.messageId, language(), room.clientWidth, this.#still.matches, document.documentElement.dataset.spacing].join(' ');
    if (known !== this.#measured) {
      this.#measured = known;
      this.#measure(line, room);
    }
    line.style.setProperty('--part', this.#part);
  }

  #measure(line, room) {
    for (const old of line.getAnimations()) old.cancel();
    room.classList.remove('board__rolling--parts');
    this.#part = 0;
    this.#parts = 1;
    const way = line.offsetWidth - room.clientWidth; // on a phone it is wrapped, and fits
    if (way <= 0) return;
    if (this.#still.matches) {
      room.classList.add('board__rolling--parts');
      this.#parts = Math.round(line.offsetHeight / room.clientHeight);
      return;
    }
    const duration = 2 * HOLD_MS + (way / innerWidth) * ACROSS_MS;
    const [from, to] = ['none', `translateX(${-way}px)`];
    line.animate([{ transform: from }, { transform: from, offset: HOLD_MS / duration }, { transform: to, offset: 1 - HOLD_MS / duration },
      { transform: to }], { duration, iterations: Infinity });
    this.#until = Date.now() + duration;
  }
}
customElements.define('board-rolling', Rolling);
