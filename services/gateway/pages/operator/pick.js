// SPDX-License-Identifier: AGPL-3.0-or-later
// Finding by words: what is found stands below the line while one types. Arrows walk through it, Enter takes, Esc clears.
import { html, Live, nothing } from '../lib/live.js';
import { count, words } from '../lib/i18n.js';
import { announce, inRussian } from '../lib/parts.js';

const t = words({
  searching: ['Ищем…', 'Searching…'],
  none: ['Ничего не нашлось.', 'Nothing was found.'],
  found: [(n) => `Нашлось: ${n}`, (n) => `Found: ${n}`],
  choose: ['Enter — взять первое, ↓ — к списку', 'Enter takes the first, ↓ goes to the list'],
  hits: [(n) => count(n, 'строка', 'строки', 'строк'), (n) => count(n, 'line', 'lines')],
});

const CALM_MS = 220;

/** Properties: name, label, hint, query, find(query, signal) → items, item(item) → content, take(item), none(query) → content. */
export class Pick extends Live {
  items = null;
  problem = null;
  #busy = false;
  #timer = 0;
  #abort = null;

  /** The line as it is typed. */
  get text() { return this.querySelector('input')?.value.trim() ?? ''; }

  focusLine() { this.querySelector('input')?.focus(); }

  clear() {
    this.items = null;
    this.query = '';
    const line = this.querySelector('input');
    if (line) line.value = '';
    this.draw();
  }

  #typed() {
    clearTimeout(this.#timer);
    this.typed?.(this.text);
    this.#timer = setTimeout(() => this.search(), CALM_MS);
  }

  async search() {
    this.#abort?.abort();
    const query = this.text;
    this.problem = null;
    if (query.length < 2) {
      this.items = null;
      return this.draw();
    }
    const abort = new AbortController();
    this.#abort = abort;
    this.#busy = true;
    this.draw();
    try {
      const items = await this.find(query, abort.signal);
      if (abort.signal.aborted) return undefined;
      this.items = items;
      announce(items.length ? t.found(t.hits(items.length)) : t.none);
    } catch (problem) {
      if (abort.signal.aborted) return undefined;
      this.problem = problem;
    }
    this.#busy = false;
    return this.draw();
  }

  #keys(event) {
    const rows = [...this.querySelectorAll('.desk-found button')];
    const at = rows.indexOf(document.activeElement);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!rows.length) return;
      event.preventDefault();
      const to = at + (event.key === 'ArrowDown' ? 1 : -1);
      if (to < 0) this.focusLine();
      else rows[Math.min(to, rows.length - 1)].focus();
    } else if (event.key === 'Enter' && event.target.tagName === 'INPUT' && !event.altKey) {
      event.preventDefault();
      this.#enter();
    } else if (event.key === 'Escape' && (this.text || this.items)) {
      this.clear();
      this.focusLine();
    }
  }

  async #enter() {
    clearTimeout(this.#timer);
    if (this.#busy || this.items === null) await this.search();
    if (this.items?.length) this.take(this.items[0]);
    else if (this.items) this.querySelector('.desk-found__none button')?.click();
  }

  view() {
    const id = `find-${this.name}`;
    return html`<div class="govuk-form-group desk-pick" @keydown=${(event) => this.#keys(event)}>
      <label class="govuk-label" for=${id}>${this.label}</label>
      ${this.hint ? html`<div class="govuk-hint" id=${`${id}-hint`}>${this.hint}</div>` : nothing}
      <input class="govuk-input" id=${id} type="search" autocomplete="off" spellcheck="false" data-first
        aria-describedby=${this.hint ? `${id}-hint` : nothing} @input=${() => this.#typed()}>
      ${this.#busy ? html`<p class="desk-muted desk-small">${t.searching}</p>` : nothing}
      ${this.problem ? html`<p class="govuk-error-message">${inRussian(this.problem.message)}</p>` : nothing}
      ${this.items === null ? nothing : html`
        ${this.items.length ? html`<p class="desk-muted desk-small">${t.choose}</p><ul class="desk-found">${this.items.map((item) => html`<li>
          <button type="button" @click=${() => this.take(item)}>${this.item(item)}</button></li>`)}</ul>` : html`<p>${t.none}</p>`}
        <div class="desk-found__none">${this.none?.(this.text) ?? nothing}</div>`}
    </div>`;
  }
}
customElements.define('desk-pick', Pick);
