// SPDX-License-Identifier: AGPL-3.0-or-later
// Questions in a modal dialog: a short form, or a choice among a few by arrows and digits. Enter answers, Esc leaves.
import { html, nothing, render } from '../lib/live.js';
import { words } from '../lib/i18n.js';
import { inRussian, langOf } from '../lib/parts.js';

const t = words({
  cancel: ['Отмена', 'Cancel'],
  choose: ['Выберите', 'Choose'],
});

function open(title, content, { className = '' } = {}) {
  const frame = document.createElement('dialog');
  const before = document.activeElement;
  frame.className = `okno-dialog ${className}`;
  frame.setAttribute('aria-labelledby', 'ask-title');
  document.body.append(frame);
  const answer = new Promise((resolve) => {
    frame.answer = null;
    frame.addEventListener('close', () => {
      frame.remove();
      if (before?.isConnected) before.focus();
      resolve(frame.answer);
    });
  });
  const end = (value) => {
    frame.answer = value;
    frame.close();
  };
  render(html`<div class="okno-dialog__body"><h2 id="ask-title" lang=${langOf(title)}>${title}</h2>${content(end)}</div>`, frame);
  frame.showModal();
  (frame.querySelector('[autofocus]') ?? frame.querySelector('input, select, textarea, button'))?.focus();
  return { frame, answer };
}

const control = (field, index) => {
  const id = `ask-${field.name}`;
  const first = index === 0;
  if (field.options) {
    return html`<select class="govuk-select desk-wide" id=${id} name=${field.name} ?autofocus=${first} ?required=${field.required}>
      ${field.value === undefined ? html`<option value="">${t.choose}</option>` : nothing}
      ${field.options.map(({ value, label }) => html`<option value=${value} ?selected=${value === field.value} lang=${langOf(label)}>${label}</option>`)}</select>`;
  }
  if (field.type === 'textarea') {
    return html`<textarea class="govuk-textarea" id=${id} name=${field.name} rows="3" maxlength=${field.maxlength ?? 2000}
      ?autofocus=${first} ?required=${field.required}>${field.value ?? ''}</textarea>`;
  }
  return html`<input class="govuk-input" id=${id} name=${field.name} type=${field.type ?? 'text'} .value=${String(field.value ?? '')}
    min=${field.min ?? nothing} max=${field.max ?? nothing} maxlength=${field.maxlength ?? nothing} list=${field.list ? `${id}-list` : nothing}
    autocomplete="off" ?autofocus=${first} ?required=${field.required}>
    ${field.list ? html`<datalist id=${`${id}-list`}>${field.list.map((value) => html`<option value=${value}></option>`)}</datalist>` : nothing}`;
};

/**
 * ask({title, text, fields: [{name, label, hint, type, options: [{value, label}], value, required}], submit, danger}): an object of texts, or
 * null when it was left.
 */
export function ask({ title, text, fields = [], submit, danger = false }) {
  const { answer } = open(title, (end) => html`
    ${text ? html`<p>${inRussian(text)}</p>` : nothing}
    <form @submit=${(event) => {
      event.preventDefault();
      end(Object.fromEntries(new FormData(event.target)));
    }}>
      ${fields.map((field, index) => html`<div class="govuk-form-group">
        <label class="govuk-label" for=${`ask-${field.name}`}>${inRussian(field.label)}</label>
        ${field.hint ? html`<div class="govuk-hint">${field.hint}</div>` : nothing}
        ${control(field, index)}</div>`)}
      <div class="okno-dialog__buttons">
        <button class="govuk-button ${danger ? 'govuk-button--warning' : ''}">${submit}</button>
        <button type="button" class="govuk-button govuk-button--secondary" @click=${() => end(null)}>${t.cancel}</button>
      </div>
    </form>`);
  return answer;
}

function move(event, frame) {
  const buttons = [...frame.querySelectorAll('.desk-choices button')];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
  } else if (/^(Digit|Numpad)[1-9]$/.test(event.code)) {
    event.preventDefault();
    buttons[Number(event.code.slice(-1)) - 1]?.click();
  }
}

/** choose({title, options: [{value, label, hint}]}): the value, or null. */
export function choose({ title, text, options }) {
  const { frame, answer } = open(title, (end) => html`
    ${text ? html`<p>${inRussian(text)}</p>` : nothing}
    <ul class="desk-choices">${options.map(({ value, label, hint }, index) => html`<li>
      <button type="button" class="desk-choices__one" ?autofocus=${index === 0} @click=${() => end(value)}>
        ${index < 9 ? html`<kbd>${index + 1}</kbd>` : html`<span></span>`}<span>${inRussian(label)}${hint ? html`<small>${inRussian(hint)}</small>` : nothing}</span>
      </button></li>`)}</ul>
    <div class="okno-dialog__buttons"><button type="button" class="govuk-button govuk-button--secondary" @click=${() => end(null)}>${t.cancel}</button></div>`);
  frame.addEventListener('keydown', (event) => move(event, frame));
  return answer;
}
