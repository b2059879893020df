// SPDX-License-Identifier: AGPL-3.0-or-later
// On whose behalf: the applicant in person, or a representative, whose power is written down here when it is a new one.
import { keyed } from '/assets/vendor/lit-html/directives/keyed.js';
import { html, Live, nothing } from '../lib/live.js';
import { words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { stopsAtDay } from '../lib/day.js';
import { errorSummary, focusSummary, inRussian, langOf } from '../lib/parts.js';
import { ask } from './ask.js';
import { desk } from './desk.js';
import { formOf } from './register.js';
import { sender } from './send.js';
import { fullName, shortDate, today } from './terms.js';
import './pick.js';

const t = words({
  acts: ['От чьего имени', 'Acting'],
  self: ['Заявитель лично', 'The applicant in person'],
  until: [(day) => `до ${day}`, (day) => `until ${day}`],
  add: ['Пришёл представитель', 'A representative came'],
  title: ['Представитель заявителя', 'Representative of the applicant'],
  find: ['Кто пришёл', 'Who came'],
  findHint: ['Фамилия и имя, телефон, СНИЛС или паспорт представителя', 'Name, phone, СНИЛС or passport of the representative'],
  register: ['Зарегистрировать представителя', 'Register the representative'],
  other: ['Другой представитель', 'Another representative'],
  basis: ['На каком основании', 'On what ground'],
  attorney: ['Нотариальная доверенность', 'Notarised power of attorney'],
  parent: ['Законный представитель: родитель', 'Parent'],
  guardian: ['Опекун или попечитель', 'Guardian'],
  head: ['Действует без доверенности: руководитель', 'Head of the entity'],
  number: ['Номер документа', 'Number of the document'],
  issued: ['Когда выдан', 'Issued on'],
  valid: ['Действует до', 'Valid until'],
  validHint: ['Пусто — до отзыва', 'Empty: until revoked'],
  dayForm: ['ДД.ММ.ГГГГ', 'DD.MM.YYYY'],
  receives: ['Вправе получать результат', 'May take the result'],
  onlyThis: [(name) => `Только по услуге «${name}»`, (name) => `Only for “${name}”`],
  save: ['Записать полномочия', 'Register the power'],
  saving: ['Запись полномочий представителя', 'Registering the power'],
  cancel: ['Отмена', 'Cancel'],
  revoke: ['Отозвать полномочия', 'Revoke the power'],
  revokeText: ['Представитель больше не сможет подавать заявления и получать результаты.', 'The representative will not be able to act any more.'],
  reason: ['Причина', 'Reason'],
});

/** Powers that hold today, each with the name of who has it. */
export async function named(powers) {
  const valid = powers.filter((power) => !power.revoked && !(power.validUntil && power.validUntil < today()));
  return Promise.all(valid.map(async (power) => ({ ...power,
    name: fullName(await api.get(`/v1/applicants/${power.representativeApplicantId}`).catch(() => null)) })));
}

/** «Образцова Проба — Нотариальная доверенность № 1, до 05.03.2027» */
export const powerText = (power) => [power.name, `${power.basis}${power.number ? ` № ${power.number}` : ''}`].filter(Boolean).join(' — ')
  + (power.validUntil ? `, ${t.until(shortDate(power.validUntil))}` : '');

const FIELDS = [['number', 3, { maxlength: 60 }], ['issued', 2, { day: true, past: true, required: true }], ['valid', 2, { day: true, hint: 'validHint', api: 'validUntil' }]];

class Proxy extends Live {
  #visit = desk.visit;
  #problem = null;
  #busy = false;

  start() {
    this.listen(desk, 'change', () => this.draw());
  }

  #turn(proxy) {
    this.#visit.proxy = proxy;
    this.#problem = null;
    desk.tell();
    if (proxy?.form) return; // it finds its own beginning
    setTimeout(() => (this.querySelector('desk-pick input, #proxy-basis') ?? this.querySelector('select, button'))?.focus(), 50);
  }

  #choose(representative) {
    Object.assign(this.#visit, { representative, check: null });
    desk.tell();
  }

  async #save(event) {
    event.preventDefault();
    if (this.#busy || stopsAtDay(event.target)) return;
    const visit = this.#visit;
    const form = new FormData(event.target);
    const body = { representativeApplicantId: visit.proxy.person.applicantId, basis: form.get('basis').trim(), number: form.get('number').trim(),
      issued: form.get('issued'), validUntil: form.get('valid'), mayReceive: form.has('mayReceive'),
      scope: form.has('onlyThis') ? [visit.service.serviceCode] : [] };
    this.#busy = true;
    this.#problem = null;
    this.draw();
    try {
      const made = await sender.send(t.saving, (key) => api.post(`/v1/applicants/${visit.applicant.applicantId}/representatives`, body, { key }));
      visit.representatives = [...visit.representatives, { ...made, name: fullName(visit.proxy.person) }];
      visit.proxy = null;
      this.#choose(made.representativeId);
      this.dispatchEvent(new CustomEvent('visit-step', { bubbles: true, detail: visit.service ? 'papers' : 'service' }));
    } catch (problem) {
      this.#problem = problem;
      setTimeout(() => focusSummary());
    } finally {
      this.#busy = false;
      this.draw();
    }
  }

  async #revoke(power) {
    const answer = await ask({ title: t.revoke, text: `${powerText(power)}. ${t.revokeText}`, submit: t.revoke, danger: true,
      fields: [{ name: 'reason', label: t.reason, maxlength: 500, required: true }] });
    if (!answer) return;
    const visit = this.#visit;
    const path = `/v1/applicants/${visit.applicant.applicantId}/representatives/${power.representativeId}:revoke`;
    if (!(await desk.does(t.revoke, (key) => api.post(path, answer, { key })))) return;
    visit.representatives = visit.representatives.filter((one) => one.representativeId !== power.representativeId);
    this.#choose('');
  }

  // ---------------------------------------------------------------- drawing

  #choice() {
    const { representatives, representative } = this.#visit;
    const power = representatives.find((one) => one.representativeId === representative);
    return html`${representatives.length ? html`<div class="govuk-form-group"><label class="govuk-label" for="acts">${t.acts}</label>
        <select class="govuk-select desk-wide" id="acts" @change=${(event) => this.#choose(event.target.value)}>
          <option value="" .selected=${!representative}>${t.self}</option>
          ${representatives.map((one) => html`<option value=${one.representativeId} .selected=${one === power} lang=${langOf(one.name)}>${powerText(one)}</option>`)}</select></div>` : nothing}
      <p class="desk-row"><button type="button" class="okno-choice okno-choice--small" @click=${() => this.#turn({ person: null, form: null })}>${t.add}</button>
        ${power ? html`<button type="button" class="okno-choice okno-choice--small" @click=${() => this.#revoke(power)}>${t.revoke}</button>` : nothing}</p>`;
  }

  #person(proxy) {
    const { applicant } = this.#visit;
    if (proxy.form) {
      return keyed(proxy.form, html`<desk-register .form=${proxy.form} .personOnly=${true} .take=${(person) => this.#turn({ person, form: null })}
        .leave=${() => this.#turn({ person: null, form: null })}></desk-register>`);
    }
    return html`<desk-pick .name=${'proxy'} .label=${t.find} .hint=${t.findHint}
        .find=${async (query, signal) => ((await api.get('/v1/applicants', { query: { query, pageSize: 8 }, signal })).applicants ?? [])
          .filter((one) => !one.legalEntity && one.applicantId !== applicant.applicantId)}
        .item=${(one) => html`<strong>${inRussian(fullName(one))}</strong><small>${shortDate((one.person ?? one.soleProprietor?.person)?.birthDate)}</small>`}
        .take=${(person) => this.#turn({ person, form: null })}
        .none=${(text) => html`<button type="button" class="okno-choice" @click=${() => this.#turn({ person: null, form: formOf(text) })}>${t.register}</button>`}></desk-pick>
      <button type="button" class="okno-choice" @click=${() => this.#turn(null)}>${t.cancel}</button>`;
  }

  #wrong(name) {
    return this.#problem?.about?.(`representative.${name}`) || this.#problem?.about?.(name) || '';
  }

  #field([name, width, options]) {
    const id = `proxy-${name}`;
    const wrong = this.#wrong(options.api ?? name);
    const label = html`<label class="govuk-label" for=${id}>${t[name]}${options.day ? html` <span class="desk-muted desk-small">${t.dayForm}</span>` : nothing}${options.required
      ? html` <span class="desk-required" aria-hidden="true">*</span>` : nothing}</label>`;
    if (options.day) {
      return html`<div class="govuk-form-group desk-field desk-field--${width}">${label}<okno-day name=${name} .field=${id} .past=${Boolean(options.past)}
        .required=${Boolean(options.required)} .describedby=${options.hint ? `${id}-hint` : ''} .wrong=${wrong}></okno-day>
        ${options.hint ? html`<p class="desk-muted desk-small" id=${`${id}-hint`}>${t[options.hint]}</p>` : nothing}</div>`;
    }
    return html`<div class="govuk-form-group desk-field desk-field--${width} ${wrong ? 'govuk-form-group--error' : ''}">${label}
      <input class="govuk-input ${wrong ? 'govuk-input--error' : ''}" id=${id} name=${name} autocomplete="off" maxlength=${options.maxlength}
        aria-required=${options.required ? 'true' : nothing} aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${wrong ? `${id}-error` : nothing}>
      ${wrong ? html`<p class="govuk-error-message" id=${`${id}-error`}>${wrong}</p>` : nothing}</div>`;
  }

  #power(proxy) {
    const { service, applicant } = this.#visit;
    const grounds = applicant.legalEntity ? [t.attorney, t.head] : [t.attorney, t.parent, t.guardian];
    const ids = Object.fromEntries([['basis', 'basis'], ...FIELDS.map(([name, , options]) => [options.api ?? name, name])]
      .flatMap(([field, name]) => [[field, `proxy-${name}`], [`representative.${field}`, `proxy-${name}`]]));
    return html`<div class="desk-chosen"><strong class="desk-chosen__name">${inRussian(fullName(proxy.person))}</strong>
        <button type="button" class="okno-choice" @click=${() => this.#turn({ person: null, form: null })}>${t.other}</button></div>
      <form @submit=${(event) => this.#save(event)} novalidate>${errorSummary(this.#problem, ids)}
        <div class="govuk-form-group"><label class="govuk-label" for="proxy-basis">${t.basis} <span class="desk-required" aria-hidden="true">*</span></label>
          <input class="govuk-input desk-wide" id="proxy-basis" name="basis" list="proxy-grounds" maxlength="300" autocomplete="off" aria-required="true">
          <datalist id="proxy-grounds">${grounds.map((ground) => html`<option value=${ground}></option>`)}</datalist></div>
        <div class="desk-fields">${FIELDS.map((field) => this.#field(field))}</div>
        <div class="desk-check"><input type="checkbox" id="proxy-receives" name="mayReceive" value="1"><label for="proxy-receives">${t.receives}</label></div>
        ${service ? html`<div class="desk-check"><input type="checkbox" id="proxy-only" name="onlyThis" value="1">
          <label for="proxy-only">${t.onlyThis(service.shortName || service.name)}</label></div>` : nothing}
        <div class="desk-row desk-row--after"><button class="govuk-button" data-main aria-busy=${this.#busy ? 'true' : nothing}>${t.save} <kbd>Alt+Enter</kbd></button>
          <button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.#turn(null)}>${t.cancel}</button></div></form>`;
  }

  view() {
    const { proxy, application, applicant } = this.#visit;
    if (!applicant || application) return nothing;
    if (!proxy) return this.#choice();
    return html`<fieldset class="desk-inner"><legend>${t.title}</legend>${proxy.person ? this.#power(proxy) : this.#person(proxy)}</fieldset>`;
  }
}
customElements.define('desk-proxy', Proxy);
