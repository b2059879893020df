// SPDX-License-Identifier: AGPL-3.0-or-later
// What the service's card asks beside documents: `answers` of the application.
import '../lib/day.js';
import { html, nothing } from '../lib/live.js';
import { words } from '../lib/i18n.js';
import { inRussian, langOf } from '../lib/parts.js';

const t = words({
  title: ['Вопросы по услуге', 'Questions of the service'],
  choose: ['Выберите', 'Choose'],
});

const fits = (list, one) => !list?.length || list.includes(one);

/** Those that are asked of such an applicant in this scenario. */
export const questionsOf = ({ service, scenario }, recipient) => (service?.questions ?? [])
  .filter((one) => fits(one.scenarios, scenario) && fits(one.recipients, recipient));

/** The answers of a visit as the API takes them: only to what is asked. */
export const answersOf = (visit, recipient) => Object.fromEntries(questionsOf(visit, recipient)
  .map(({ name }) => [name, visit.answers[name]]).filter(([, value]) => value !== undefined && value !== ''));

function control(visit, one) {
  const id = `question-${one.name}`;
  const keep = (value) => { visit.answers[one.name] = value; };
  const hint = one.hint ? `${id}-hint` : nothing;
  if (one.kind === 'CHOICE') {
    return html`<select class="govuk-select desk-wide" id=${id} aria-describedby=${hint} @change=${(event) => keep(event.target.value)}><option value="">${t.choose}</option>
      ${one.options.map((option) => html`<option value=${option.value} .selected=${option.value === visit.answers[one.name]} lang=${langOf(option.label)}>${option.label}</option>`)}</select>`;
  }
  if (one.kind === 'DATE') {
    return html`<okno-day .field=${id} .required=${Boolean(one.required)} .describedby=${one.hint ? `${id}-hint` : ''} .given=${visit.answers[one.name] ?? ''}
      @input=${(event) => keep(event.currentTarget.value)} @change=${(event) => keep(event.currentTarget.value)}></okno-day>`;
  }
  return html`<input class="govuk-input ${one.kind === 'NUMBER' ? 'desk-short' : 'desk-wide'}" id=${id} type=${one.kind === 'NUMBER' ? 'number' : 'text'} step=${one.kind === 'NUMBER' ? 'any' : nothing}
    maxlength=${one.kind === 'TEXT' ? 1000 : nothing} .defaultValue=${String(visit.answers[one.name] ?? '')} autocomplete="off" aria-required=${one.required ? 'true' : nothing}
    aria-describedby=${hint} @input=${({ target }) => keep(one.kind === 'NUMBER' && target.value ? Number(target.value) : target.value)}>`;
}

const field = (visit, one) => {
  const id = `question-${one.name}`;
  const hint = one.hint ? html`<div class="govuk-hint" id=${`${id}-hint`}>${inRussian(one.hint)}</div>` : nothing;
  if (one.kind === 'BOOLEAN') {
    return html`<div class="govuk-form-group"><div class="desk-check"><input type="checkbox" id=${id} .defaultChecked=${visit.answers[one.name] === true}
      aria-describedby=${one.hint ? `${id}-hint` : nothing} @change=${(event) => { visit.answers[one.name] = event.target.checked; }}><label for=${id}>${inRussian(one.label)}</label></div>${hint}</div>`;
  }
  return html`<div class="govuk-form-group"><label class="govuk-label" for=${id}>${inRussian(one.label)}${one.required
    ? html` <span class="desk-required" aria-hidden="true">*</span>` : nothing}</label>${hint}${control(visit, one)}</div>`;
};

export const questions = (visit, recipient) => {
  const asked = questionsOf(visit, recipient);
  return asked.length ? html`<h4 class="desk-sub">${t.title}</h4>${asked.map((one) => field(visit, one))}` : nothing;
};
