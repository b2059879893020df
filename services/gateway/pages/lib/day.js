// SPDX-License-Identifier: AGPL-3.0-or-later
// A field for a day: typed as one likes (days.js), or chosen in the browser's own calendar. Whatever cannot be a day is said below it at once.
import { live } from '/assets/vendor/lit-html/directives/live.js';
import { words } from './i18n.js';
import { html, Live, nothing, svg } from './live.js';
import { announce } from './parts.js';
import { dayText, faultOf, understand } from './days.js';

const t = words({
  pick: ['Выбрать в календаре (Alt+↓)', 'Choose in a calendar (Alt+↓)'],
});

const calendar = () => svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="2">
  <rect x="3" y="5" width="18" height="16" rx="2"></rect><path d="M3 10h18M8 2.5V7M16 2.5V7"></path></svg>`;

/**
 *     <label for="born">…</label>
 *     <okno-day name="birthDate" .field=${'born'} .given=${'1985-03-05'}></okno-day>
 *
 * In FormData the name has the day as the API takes it. Properties: field (id of its input, for the label), given (what it begins with),
 * value (the day that it has, or '', and gives), past, min, max, required, wrong (what the server says against it), describedby; `fault` is what is
 * wrong with what was typed. Attribute name. Its `change` event comes when somebody has typed or chosen.
 */
export class Day extends Live {
  static formAssociated = true;
  #inside = this.attachInternals();
  #typed = null;  // text as it stands; null: the day as we write it
  #day = '';
  #told = false;  // somebody has left it: from now on faults are said while one types
  #wrong = '';
  field = '';
  past = false;
  min = '';
  max = '';
  required = false;
  describedby = '';

  set given(day) {
    if (this.#typed === null && !this.#day) this.value = day ?? '';
  }

  set wrong(sentence) {
    if (sentence === this.#wrong) return;
    this.#wrong = sentence;
    this.draw();
  }

  get value() { return this.#day; }
  set value(text) {
    const { day } = understand(text, this);
    this.#day = day;
    this.#typed = day ? null : text;
    this.#keep();
    this.draw();
  }

  get text() { return this.#typed ?? dayText(this.#day); }
  get fault() { return faultOf(this.text, this); }

  start() { this.#keep(); }
  focus(options) { this.querySelector('input')?.focus(options); }

  /** Says what is wrong, and leads there. */
  complain() {
    this.#told = true;
    this.draw();
    this.focus();
    announce(this.fault, { urgent: true });
  }

  formResetCallback() {
    Object.assign(this, { value: '' });
    this.#told = false;
  }

  #keep() {
    this.#inside.setFormValue(this.#day || this.text);
    if (!this.isConnected) return;
    const { fault } = this;
    const anchor = this.querySelector('input');
    this.#inside.setValidity(fault ? { customError: true } : {}, fault, anchor ?? undefined);
  }

  #type(event) {
    this.#typed = event.target.value;
    this.#day = understand(this.#typed, this).day;
    this.#keep();
    if (this.#told) this.draw();
  }

  // The day is written out, so that one sees which one was understood.
  #leave() {
    if (this.#day) this.#typed = null;
    this.#told = Boolean(this.fault);
    this.#keep();
    if (this.fault) announce(this.fault, { urgent: true });
    this.draw();
  }

  #choose(event) {
    this.value = event.target.value;
    this.#told = false;
  }

  #open() {
    this.querySelector('.okno-day__calendar').showPicker?.();
  }

  #keys(event) {
    if (event.key !== 'ArrowDown' || !event.altKey) return;
    event.preventDefault();
    this.#open();
  }

  drawn() { this.#keep(); }

  view() {
    const wrong = (this.#told && this.fault) || this.#wrong;
    const described = [this.describedby, wrong && `${this.field}-error`].filter(Boolean).join(' ');
    return html`<span class="okno-day"><input class="govuk-input okno-day__text ${wrong ? 'govuk-input--error' : ''}" id=${this.field} type="text" inputmode="numeric"
        maxlength="30" autocomplete="off" .value=${live(this.text)} aria-required=${this.required ? 'true' : nothing} aria-invalid=${wrong ? 'true' : nothing}
        aria-describedby=${described || nothing} @input=${(event) => this.#type(event)} @change=${() => this.#leave()} @keydown=${(event) => this.#keys(event)}>
      <span class="okno-day__pick"><button type="button" class="okno-choice okno-choice--small" tabindex="-1" title=${t.pick} aria-label=${t.pick} @click=${() => this.#open()}>${calendar()}</button>
      <input class="okno-day__calendar" type="date" tabindex="-1" aria-hidden="true" .value=${live(this.#day)} min=${this.min || nothing} max=${this.max || nothing}
        @input=${(event) => event.stopPropagation()} @change=${(event) => this.#choose(event)}></span></span>
      ${wrong ? html`<p class="govuk-error-message" id=${`${this.field}-error`}>${wrong}</p>` : nothing}`;
  }
}
customElements.define('okno-day', Day);

/** Leads to the first day of a form that cannot be one; true when there is such a one. */
export function stopsAtDay(form) {
  const bad = [...form.querySelectorAll('okno-day')].find((one) => one.fault);
  bad?.complain();
  return Boolean(bad);
}
