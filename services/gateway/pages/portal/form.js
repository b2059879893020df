// SPDX-License-Identifier: AGPL-3.0-or-later
// Fields that a regulation or a service's card asks for, as controls; what was given, as the API takes it.
import '../lib/day.js';
import { words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { inRussian } from './screen.js';

const t = words({
  choose: ['Выберите', 'Choose'],
  wanted: ['обязательно', 'required'],
});

const idOf = (prefix, field) => `${prefix}-${field.name}`;

const label = (prefix, field) => html`<label class="govuk-label" for=${idOf(prefix, field)}>${inRussian(field.label)}${field.required
  ? html` <span class="portal__wanted">${t.wanted}</span>` : nothing}</label>`;

const hint = (prefix, field) => (field.hint ? html`<div class="govuk-hint" id=${`${idOf(prefix, field)}-hint`}>${inRussian(field.hint)}</div>` : nothing);

const described = (prefix, field, wrong) => [field.hint && `${idOf(prefix, field)}-hint`, wrong && `${idOf(prefix, field)}-error`].filter(Boolean).join(' ') || nothing;

function control(prefix, field, given, wrong) {
  const id = idOf(prefix, field);
  if (field.options?.length) {
    return html`<select class="govuk-select portal__select" id=${id} name=${field.name} aria-describedby=${described(prefix, field, wrong)}>
      <option value="" .selected=${!given}>${t.choose}</option>
      ${field.options.map((option) => html`<option value=${option.value} .selected=${option.value === given}>${option.label}</option>`)}</select>`;
  }
  if (field.type === 'text' && (field.long ?? true)) {
    return html`<textarea class="govuk-textarea" id=${id} name=${field.name} rows="3" maxlength="2000" .defaultValue=${given ?? ''}
      aria-required=${field.required ? 'true' : nothing} aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${described(prefix, field, wrong)}></textarea>`;
  }
  return html`<input class="govuk-input ${field.type === 'number' ? 'govuk-input--width-10' : ''}" id=${id} name=${field.name}
    type=${field.type === 'number' ? 'number' : 'text'} step=${field.type === 'number' ? 'any' : nothing} maxlength=${field.type === 'text' ? 300 : nothing} .defaultValue=${given ?? ''} autocomplete="off"
    aria-required=${field.required ? 'true' : nothing} aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${described(prefix, field, wrong)}>`;
}

/**
 * One field of {name, label, hint, type, required, options, long: false for a text of one line}. `given` is what it begins with, `wrong` what is said against it, `prefix` begins
 * its id.
 */
export function fieldOf(prefix, field, { given, wrong = '' } = {}) {
  const error = wrong ? html`<p class="govuk-error-message" id=${`${idOf(prefix, field)}-error`}>${wrong}</p>` : nothing;
  if (field.type === 'boolean') {
    return html`<div class="govuk-form-group portal__tick ${wrong ? 'govuk-form-group--error' : ''}">${error}<span><input type="checkbox" id=${idOf(prefix, field)} name=${field.name} value="yes"
      .defaultChecked=${given === true} aria-describedby=${described(prefix, field, wrong)}>
      <label for=${idOf(prefix, field)}>${inRussian(field.label)}</label></span>${hint(prefix, field)}</div>`;
  }
  if (field.type === 'date' && !field.options?.length) {
    return html`<div class="govuk-form-group">${label(prefix, field)}${hint(prefix, field)}<okno-day name=${field.name} .field=${idOf(prefix, field)}
      .required=${Boolean(field.required)} .describedby=${field.hint ? `${idOf(prefix, field)}-hint` : ''} .given=${given ?? ''} .wrong=${wrong}></okno-day></div>`;
  }
  return html`<div class="govuk-form-group ${wrong ? 'govuk-form-group--error' : ''}">${label(prefix, field)}${hint(prefix, field)}${error}${control(prefix, field, given, wrong)}</div>`;
}

/** What stands in a form's fields; what is empty is not there. */
export function givenOf(form, fields) {
  const data = new FormData(form);
  const given = {};
  for (const field of fields) {
    const value = data.get(field.name);
    if (field.type === 'boolean') given[field.name] = value === 'yes';
    else if (value?.trim()) given[field.name] = field.type === 'number' ? Number(value) : value.trim();
  }
  return given;
}
