// SPDX-License-Identifier: AGPL-3.0-or-later
// Registering a person, a sole proprietor or an entity, the server checking while one types.
import { html, Live, nothing } from '../lib/live.js';
import { words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { stopsAtDay } from '../lib/day.js';
import { errorSummary, focusSummary, langOf, note } from '../lib/parts.js';
import { desk } from './desk.js';
import { sender } from './send.js';
import { fullName } from './terms.js';

const t = words({
  register: ['Зарегистрировать', 'Register'],
  registering: ['Регистрация заявителя', 'Registering the applicant'],
  cancel: ['Назад к поиску', 'Back to finding'],
  existing: ['Открыть его карточку', 'Open their record'],
  known: [(name) => `Уже зарегистрирован: ${name}.`, (name) => `Registered already: ${name}.`],
  person: ['Гражданин', 'Person'],
  soleProprietor: ['Предприниматель', 'Sole proprietor'],
  legalEntity: ['Организация', 'Legal entity'],
  kind: ['Кто это', 'Kind'],
  identity: ['Документ, удостоверяющий личность', 'Identity document'],
  contacts: ['Как связаться', 'Contacts'],
  dayForm: ['ДД.ММ.ГГГГ', 'DD.MM.YYYY'],
  good: ['Ошибок нет', 'No mistakes'],
});

const LABELS = words({
  lastName: ['Фамилия', 'Last name'],
  firstName: ['Имя', 'First name'],
  middleName: ['Отчество', 'Middle name'],
  birthDate: ['Дата рождения', 'Date of birth'],
  snils: ['СНИЛС', 'СНИЛС'],
  inn: ['ИНН', 'ИНН'],
  'identityDocument.kind': ['Вид документа', 'Kind'],
  'identityDocument.series': ['Серия', 'Series'],
  'identityDocument.number': ['Номер', 'Number'],
  'identityDocument.issued': ['Когда выдан', 'Issued on'],
  'identityDocument.issuer': ['Кем выдан', 'Issued by'],
  'identityDocument.issuerCode': ['Код подразделения', 'Issuer’s code'],
  ogrnip: ['ОГРНИП', 'ОГРНИП'],
  name: ['Полное наименование', 'Full name'],
  shortName: ['Краткое наименование', 'Short name'],
  kpp: ['КПП', 'КПП'],
  ogrn: ['ОГРН', 'ОГРН'],
  address: ['Адрес', 'Address'],
  head: ['Руководитель', 'Head'],
  phone: ['Телефон', 'Phone'],
  email: ['Электронная почта', 'E-mail'],
  registrationAddress: ['Адрес регистрации', 'Registered address'],
});

// Name of the field, width, and what a keyboard of a tablet shows.
const DAY = { day: true };
const NAME = [['lastName', 3, {}], ['firstName', 3, {}], ['middleName', 3, {}], ['birthDate', 2, DAY]];
const NUMBERS = [['snils', 2, { inputmode: 'numeric' }], ['inn', 2, { inputmode: 'numeric' }]];
const PAPER = [['identityDocument.kind', 4, {}], ['identityDocument.series', 1, {}], ['identityDocument.number', 2, {}],
  ['identityDocument.issued', 2, DAY], ['identityDocument.issuerCode', 2, {}], ['identityDocument.issuer', 4, {}]];
const CONTACTS = [['phone', 2, { type: 'tel' }], ['email', 3, { inputmode: 'email' }], ['registrationAddress', 6, {}]];
const ENTITY = [['name', 6, {}], ['shortName', 3, {}], ['inn', 2, { inputmode: 'numeric' }], ['kpp', 2, { inputmode: 'numeric' }],
  ['ogrn', 2, { inputmode: 'numeric' }], ['head', 3, {}], ['address', 6, {}]];
const REQUIRED = new Set(['lastName', 'firstName', 'birthDate', 'ogrnip', 'name', 'inn.legalEntity', 'kpp', 'ogrn']);
const PREFIX = { person: 'person.', soleProprietor: 'soleProprietor.person.', legalEntity: 'legalEntity.' };
const UNIQUE = /\.(snils|inn|ogrn|ogrnip)$/;
const CALM_MS = 450;

let identityKinds;
const loadKinds = () => (identityKinds ??= api.get('/v1/classifiers/identity-documents').then((found) => found.items).catch(() => {
  identityKinds = undefined;
  return [];
}));

const DAYS = new Set(['birthDate', 'issued']);
const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text);

/** Fields by path as a tree; empty ones are not there, nor what is no day: its field says so itself. */
function bodyOf(values) {
  const body = {};
  for (const [path, value] of Object.entries(values)) {
    if (!value.trim()) continue;
    const names = path.split('.');
    if (DAYS.has(names.at(-1)) && !isDay(value)) continue;
    let at = body;
    for (const name of names.slice(0, -1)) at = at[name] ??= {};
    at[names.at(-1)] = value.trim();
  }
  // A kind alone is what the list shows at first, and no document.
  for (const person of [body.person, body.soleProprietor?.person])
    if (person?.identityDocument && Object.keys(person.identityDocument).length === 1) delete person.identityDocument;
  return body;
}

const title = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** What a form begins with, from the line in which somebody was looked for: a СНИЛС, a phone, a name. */
export function formOf(text) {
  const given = {};
  const digits = text.replace(/\D/g, '');
  if (digits.length === 11 && /^\d{3}-?\d{3}-?\d{3} ?\d{2}$/.test(text)) given['person.snils'] = text;
  else if (digits.length >= 10) given['contacts.phone'] = text;
  else {
    const [last = '', first = '', ...rest] = text.split(/\s+/).map(title);
    Object.assign(given, { 'person.lastName': last, 'person.firstName': first, 'person.middleName': rest.join(' ') });
  }
  return { kind: 'person', given, fresh: true };
}

/**
 * Properties: form (of formOf; what is typed is kept in it, so that it outlives this element), personOnly, take(applicant) when it is
 * registered or turned out to be known, leave().
 */
class Register extends Live {
  #touched = new Set();
  #said = null;      // what the server says of what was typed so far
  #problem = null;   // the same, once one wanted to register
  #owner = null;     // whom a number that was typed belongs to
  #good = false;
  #kinds = [];
  #timer = 0;
  #abort = null;
  #busy = false;

  get #kind() { return this.form.kind; }

  start() {
    loadKinds().then((kinds) => {
      this.#kinds = kinds;
      this.draw();
      if (this.form.fresh) setTimeout(() => [...this.querySelectorAll('form input:not([type=radio], [type=date])')].find((input) => !input.value)?.focus());
      this.form.fresh = false;
    });
    this.ends(() => { clearTimeout(this.#timer); this.#abort?.abort(); });
  }

  #values() {
    const form = this.querySelector('form');
    return Object.fromEntries([...new FormData(form)].filter(([name]) => name.includes('.')));
  }

  #typed(event) {
    const name = event.target.closest('okno-day')?.getAttribute('name') ?? event.target.name;
    if (!name?.includes('.') || !this.isConnected) return; // a form that goes tells its last change
    this.form.given = this.#values();
    this.#touched.add(name);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), CALM_MS);
  }

  async #check() {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    try {
      await api.post('/v1/applicants', { ...this.#body(), validateOnly: true }, { signal: abort.signal });
      this.#said = null;
      this.#good = ![...this.querySelectorAll('okno-day')].some((day) => day.fault);
    } catch (problem) {
      if (abort.signal.aborted || problem.code === 'OFFLINE') return;
      this.#good = false;
      this.#said = problem;
    }
    if (this.#problem) this.#problem = this.#said;
    if (this.isConnected) await this.#findOwner(abort.signal);
    this.draw();
  }

  // Whose number it is that was typed is told at once, not when the whole form is right.
  async #findOwner(signal) {
    this.#owner = null;
    for (const [path, query] of Object.entries(this.#values())) {
      if (!UNIQUE.test(path) || query.length < 10 || this.#said?.about?.(path)) continue;
      const found = await api.get('/v1/applicants', { query: { query, pageSize: 1 }, signal }).catch(() => ({}));
      if (signal.aborted) return;
      if (found.applicants?.length) [this.#owner] = found.applicants;
    }
  }

  // A kind of applicant is told by the part that is there, even while it is empty.
  #body() {
    const body = bodyOf(this.#values());
    body[this.#kind] ??= {};
    if (this.#kind === 'soleProprietor') body.soleProprietor.person ??= {};
    return body;
  }

  async #register(event) {
    event.preventDefault();
    if (this.#busy || stopsAtDay(event.target)) return;
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#busy = true;
    this.#problem = null;
    const body = this.#body();
    try {
      this.draw();
      await this.take(await sender.send(t.registering, (key) => api.post('/v1/applicants', body, { key })));
    } catch (problem) {
      this.#problem = this.#said = problem;
      this.draw();
      setTimeout(() => focusSummary());
    } finally {
      this.#busy = false;
      this.draw();
    }
  }

  async #openExisting(id) {
    try {
      await this.take(await api.get(`/v1/applicants/${id}`));
    } catch (problem) {
      desk.say('bad', problem.message);
    }
  }

  #id = (path) => `reg-${path.replaceAll('.', '-')}`;

  // What is wrong is said about what was typed; what is merely missing, only when one wants to go on.
  #errorOf(path) {
    const touched = this.#touched.has(path) && this.querySelector(`#${this.#id(path)}`)?.value;
    return this.#problem || touched ? this.#said?.about?.(path) ?? '' : '';
  }

  #field(prefix, [name, width, options]) {
    const path = prefix + name;
    const id = this.#id(path);
    const wrong = this.#errorOf(path);
    const required = REQUIRED.has(name) || REQUIRED.has(`${name}.${this.#kind}`);
    const label = html`<label class="govuk-label" for=${id}>${LABELS[name]}${options.day ? html` <span class="desk-muted desk-small">${t.dayForm}</span>` : nothing}${required
      ? html` <span class="desk-required" aria-hidden="true">*</span>` : nothing}</label>`;
    if (options.day) {
      return html`<div class="govuk-form-group desk-field desk-field--${width}">${label}<okno-day name=${path} .field=${id} .past=${true} .required=${required}
        .given=${this.form.given[path]} .wrong=${wrong}></okno-day></div>`;
    }
    return html`<div class="govuk-form-group desk-field desk-field--${width} ${wrong ? 'govuk-form-group--error' : ''}">
      ${label}
      ${name.endsWith('.kind') ? html`<select class="govuk-select desk-wide" id=${id} name=${path}>
          ${this.#kinds.filter(({ note: kept }) => !kept).map((item) => html`<option value=${item.code} lang=${langOf(item.name)}>${item.name}</option>`)}</select>`
        : html`<input class="govuk-input ${wrong ? 'govuk-input--error' : ''}" id=${id} name=${path} type=${options.type === 'tel' ? 'tel' : 'text'}
          inputmode=${options.inputmode ?? nothing} .defaultValue=${this.form.given[path] ?? ''} autocomplete="off" aria-required=${required ? 'true' : nothing}
          aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${wrong ? `${id}-error` : nothing}>`}
      ${wrong ? html`<p class="govuk-error-message" id=${`${id}-error`}>${wrong}</p>` : nothing}
    </div>`;
  }

  #known() {
    const id = this.#owner?.applicantId ?? (this.#said?.code === 'ALREADY_EXISTS' && this.#said.existingId);
    return !id ? nothing : note('warn', html`<p>${this.#owner ? t.known(fullName(this.#owner)) : this.#said.message}</p>
      <p><button type="button" class="okno-choice" @click=${() => this.#openExisting(id)}>${t.existing}</button></p>`);
  }

  #kindChoice() {
    return this.personOnly ? nothing : html`<fieldset class="desk-kinds"><legend class="okno-said">${t.kind}</legend>${Object.keys(PREFIX).map((kind) => html`
      <label class="desk-kinds__one"><input type="radio" name="kind" value=${kind} .checked=${kind === this.#kind}
        @change=${() => { this.form.kind = kind; this.#said = this.#problem = null; this.draw(); }}>${t[kind]}</label>`)}</fieldset>`;
  }

  view() {
    const prefix = PREFIX[this.#kind];
    const person = this.#kind !== 'legalEntity';
    const fields = (list, before = prefix) => html`<div class="desk-fields">${list.map((one) => this.#field(before, one))}</div>`;
    const ids = Object.fromEntries((this.#problem?.violations ?? []).map(({ field }) => [field, this.#id(field)]));
    return html`<form @input=${(event) => this.#typed(event)} @change=${(event) => this.#typed(event)} @submit=${(event) => this.#register(event)} novalidate>
      ${this.#problem?.code === 'ALREADY_EXISTS' ? nothing : errorSummary(this.#problem, ids)}
      ${this.#known()}
      ${this.#kindChoice()}
      ${person ? html`${this.#kind === 'soleProprietor' ? fields([['ogrnip', 3, { inputmode: 'numeric' }]], 'soleProprietor.') : nothing}
        ${fields(NAME)}${fields(NUMBERS)}
        <h4 class="desk-sub">${t.identity}</h4>${fields(PAPER)}` : fields(ENTITY)}
      <h4 class="desk-sub">${t.contacts}</h4>${fields(CONTACTS, 'contacts.')}
      <div class="desk-row">
        <button class="govuk-button" data-main aria-busy=${this.#busy ? 'true' : nothing}>${t.register} <kbd>Alt+Enter</kbd></button>
        <button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.leave()}>${t.cancel}</button>
        ${this.#good && !this.#said ? html`<span class="desk-good" role="status">${t.good}</span>` : nothing}
      </div>
    </form>`;
  }
}
customElements.define('desk-register', Register);
