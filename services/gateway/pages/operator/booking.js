// SPDX-License-Identifier: AGPL-3.0-or-later
// A time for whoever calls, or stands here and will come again: what for, who, when. Or another time for an appointment that there is.
import { keyed } from '/assets/vendor/lit-html/directives/keyed.js';
import { html, Live, nothing } from '../lib/live.js';
import { date, time, weekday, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import '../lib/day.js';
import { inRussian, note } from '../lib/parts.js';
import { Slots } from '../lib/slots.js';
import { desk } from './desk.js';
import { formOf } from './register.js';
import { dayOf, fullName, purpose, shortDate, today } from './terms.js';
import './pick.js';

const t = words({
  title: ['Записать посетителя', 'Book an appointment'],
  moveTitle: [(at) => `Перенести запись на ${at}`, (at) => `Move the appointment of ${at}`],
  why: ['Зачем придёт', 'What for'],
  service: ['Услуга', 'Service'],
  serviceHint: ['Словами посетителя: «загран», «детский сад»', 'In the visitor’s words'],
  otherService: ['Другая услуга', 'Another service'],
  who: ['Кто придёт', 'Who comes'],
  whoHint: ['Имя, телефон, СНИЛС. Можно не указывать: запись откроет её код', 'Name, phone, СНИЛС. May be left out: the code opens the appointment'],
  other: ['Другой посетитель', 'Somebody else'],
  register: ['Зарегистрировать нового заявителя', 'Register a new applicant'],
  day: ['День', 'Day'],
  earlier: ['Раньше', 'Earlier'],
  later: ['Позже', 'Later'],
  times: ['Свободное время', 'Free times'],
  looking: ['Ищем свободное время…', 'Looking for free times…'],
  none: ['На этот день свободного времени нет.', 'No free time on this day.'],
  closed: [(why) => `Записи нет: ${why}.`, (why) => `No booking: ${why}.`],
  choose: ['Выберите время', 'Choose a time'],
  book: [(at) => `Записать на ${at}`, (at) => `Book ${at}`],
  move: [(at) => `Перенести на ${at}`, (at) => `Move to ${at}`],
  leave: ['Не записывать', 'Leave'],
  keep: ['Оставить как есть', 'Keep the time'],
  booked: ['Посетитель записан', 'Booked'],
  moved: ['Запись перенесена', 'Moved'],
  say: ['Продиктуйте посетителю код: по нему он отметится в центре, перенесёт или отменит запись.', 'Tell the visitor the code: with it they check in, move or cancel.'],
  code: ['Код записи', 'Code'],
  again: ['Записать ещё', 'Book another'],
  done: ['Готово', 'Done'],
});

const DAY_MS = 24 * 3600e3;
const shifted = (day, by) => dayOf(new Date(new Date(`${day}T12:00:00`).getTime() + by * DAY_MS));
const moment = (starts) => `${date(starts, { day: 'numeric', month: 'long' })}, ${time(starts)}`;

// Arrows walk over the times, as they stand in rows.
function walk(event) {
  const all = [...event.currentTarget.querySelectorAll('button')];
  const at = all.indexOf(document.activeElement);
  if (at < 0) return;
  const here = all[at];
  const below = all.filter((one) => one.offsetLeft === here.offsetLeft && one.offsetTop > here.offsetTop)[0];
  const above = all.filter((one) => one.offsetLeft === here.offsetLeft && one.offsetTop < here.offsetTop).at(-1);
  const to = { ArrowRight: all[at + 1], ArrowLeft: all[at - 1], ArrowDown: below, ArrowUp: above, Home: all[0], End: all.at(-1) }[event.key];
  if (!to) return;
  event.preventDefault();
  to.focus();
}

/** Properties: appointment (that is to be moved; null makes one), changed() after something was booked or moved, leave(). */
class Booking extends Live {
  appointment = null;
  #purpose = 'APPLY';
  #service = null;
  #who = null;
  #form = null;
  #slots = null;
  #chosen = '';
  #made = null;
  #busy = false;

  start() {
    this.listen(desk, 'change', () => this.draw());
    if (this.appointment) this.#look();
    else this.#who = desk.visit.applicant; // whoever stands here, most likely
    setTimeout(() => this.#first());
  }

  #first() {
    this.querySelector('select, desk-pick input, okno-day input, button')?.focus();
  }

  get #purposes() {
    return [...new Set(desk.hall.groups.flatMap((group) => (group.purposes?.length ? group.purposes : ['APPLY'])))];
  }

  #look() {
    const { serviceCode, groupCode, purpose: why } = this.appointment ?? { serviceCode: this.#service?.serviceCode, purpose: this.#purpose };
    this.#chosen = '';
    this.#slots = new Slots({ centreCode: desk.who.centreCode, purpose: why, ...(serviceCode ? { serviceCode } : { groupCode }) }, () => this.draw());
    this.draw();
  }

  #ask(changes) {
    if ('purpose' in changes) this.#purpose = changes.purpose;
    if ('service' in changes) this.#service = changes.service;
    if (this.#purpose !== 'APPLY' || this.#service) this.#look();
    else this.#slots = null;
    this.draw();
  }

  #take(who) {
    this.#who = who;
    this.#form = null;
    this.draw();
    setTimeout(() => this.querySelector('#booking-day')?.focus());
  }

  async #book(event) {
    event.preventDefault();
    if (!this.#chosen || this.#busy) return;
    this.#busy = true;
    this.draw();
    const made = this.appointment ? await this.#move() : await this.#reserve();
    this.#busy = false;
    if (made) {
      this.#made = made;
      this.changed();
      setTimeout(() => this.querySelector('[data-main]')?.focus());
    } else {
      this.#chosen = ''; // somebody may have been faster
      this.#slots.choose(this.#slots.day);
    }
    this.draw();
  }

  #move() {
    return desk.does(t.move(moment(this.#chosen)), (key) => api.post(`/v1/appointments/${this.appointment.appointmentId}:reschedule`, { starts: this.#chosen }, { key }));
  }

  // Held and confirmed in one go: whoever asked for it is here.
  async #reserve() {
    const label = t.book(moment(this.#chosen));
    const held = await desk.does(label, (key) => api.post('/v1/appointments', { centreCode: desk.who.centreCode, purpose: this.#purpose, starts: this.#chosen,
      serviceCode: this.#purpose === 'APPLY' ? this.#service.serviceCode : '', applicantId: this.#who?.applicantId ?? '' }, { key }));
    return held && desk.does(label, (key) => api.post(`/v1/appointments/${held.appointmentId}:confirm`, {}, { key }));
  }

  #another() {
    this.#made = null;
    this.#who = null;
    this.#ask({ service: null });
    setTimeout(() => this.#first());
  }

  // ---------------------------------------------------------------- drawing

  #what() {
    const all = this.#purposes;
    return html`${all.length > 1 ? html`<div class="govuk-form-group"><label class="govuk-label" for="booking-why">${t.why}</label>
        <select class="govuk-select" id="booking-why" @change=${(event) => this.#ask({ purpose: event.target.value })}>${all.map((one) => html`
          <option value=${one} .selected=${one === this.#purpose}>${purpose(one)}</option>`)}</select></div>` : nothing}
      ${this.#purpose !== 'APPLY' ? nothing : this.#service ? html`<div class="desk-chosen"><strong class="desk-chosen__name">${inRussian(this.#service.shortName || this.#service.name)}</strong>
          <button type="button" class="okno-choice" @click=${() => { this.#ask({ service: null }); setTimeout(() => this.querySelector('desk-pick input')?.focus()); }}>${t.otherService}</button></div>`
        : html`<desk-pick .name=${'booking-service'} .label=${t.service} .hint=${t.serviceHint}
          .find=${async (query, signal) => (await api.get('/v1/services', { signal, query: { query, view: 'BASIC', pageSize: 8, centre: desk.who.centreCode } })).services ?? []}
          .item=${(one) => html`<strong>${inRussian(one.shortName || one.name)}</strong><small>${inRussian(one.name)}</small>`}
          .take=${(service) => { this.#ask({ service }); setTimeout(() => this.querySelector('#find-booking-who, #booking-day')?.focus()); }}></desk-pick>`}`;
  }

  #whom() {
    if (this.#form) {
      return keyed(this.#form, html`<fieldset class="desk-inner"><legend>${t.who}</legend><desk-register .form=${this.#form} .take=${(who) => this.#take(who)}
        .leave=${() => { this.#form = null; this.draw(); }}></desk-register></fieldset>`);
    }
    if (this.#who) {
      const person = this.#who.person ?? this.#who.soleProprietor?.person;
      return html`<div class="desk-chosen"><div><strong class="desk-chosen__name">${inRussian(fullName(this.#who))}</strong>
          <p class="desk-muted">${[person?.birthDate && shortDate(person.birthDate), this.#who.contacts?.phone].filter(Boolean).join(' · ')}</p></div>
        <button type="button" class="okno-choice" @click=${() => { this.#take(null); setTimeout(() => this.querySelector('#find-booking-who')?.focus()); }}>${t.other}</button></div>`;
    }
    return html`<desk-pick .name=${'booking-who'} .label=${t.who} .hint=${t.whoHint}
        .find=${async (query, signal) => (await api.get('/v1/applicants', { query: { query, pageSize: 8 }, signal })).applicants ?? []}
        .item=${(one) => html`<strong>${inRussian(fullName(one))}</strong><small>${shortDate((one.person ?? one.soleProprietor?.person)?.birthDate)}</small>`}
        .take=${(who) => this.#take(who)}
        .none=${(text) => html`<button type="button" class="okno-choice" @click=${() => { this.#form = formOf(text); this.draw(); }}>${t.register}</button>`}></desk-pick>`;
  }

  #times(it) {
    if (it.problem) return note('bad', html`<p>${inRussian(it.problem.message)}</p>`);
    if (!it.slots) return html`<p class="desk-muted" role="status">${t.looking}</p>`;
    if (!it.slots.length) return note('warn', html`<p>${it.closed ? t.closed(it.closed) : t.none}</p>`);
    return html`<div class="desk-times" role="group" aria-labelledby="booking-times" @keydown=${walk}>${it.slots.map((slot) => html`
      <button type="button" class="okno-choice" aria-pressed=${slot.starts === this.#chosen} @click=${() => { this.#chosen = slot.starts; this.draw(); }}>${time(slot.starts)}</button>`)}</div>`;
  }

  #when() {
    const it = this.#slots;
    if (!it) return nothing;
    const go = (day) => { this.#chosen = ''; it.choose(day); };
    return html`<div class="govuk-form-group"><label class="govuk-label" for="booking-day">${t.day}</label><div class="desk-row">
        <okno-day .field=${'booking-day'} .min=${today()} .value=${it.day} @change=${(event) => event.currentTarget.value && !event.currentTarget.fault && go(event.currentTarget.value)}></okno-day>
        <button type="button" class="okno-choice" ?disabled=${it.day <= today()} @click=${() => go(shifted(it.day, -1))}>← ${t.earlier}</button>
        <button type="button" class="okno-choice" @click=${() => go(shifted(it.day, 1))}>${t.later} →</button></div></div>
      <h3 class="desk-sub" id="booking-times">${t.times}: ${weekday(it.day)}</h3>${this.#times(it)}`;
  }

  #finished(made) {
    return html`<div class="desk-card desk-done"><h3>${this.appointment ? t.moved : t.booked}</h3>
      <p class="desk-done__number">${weekday(made.starts)}, ${time(made.starts)}</p>
      ${made.code ? html`<dl class="desk-facts"><div><dt>${t.code}</dt><dd class="desk-done__code">${made.code}</dd></div></dl><p>${t.say}</p>` : nothing}
      <div class="desk-row"><button type="button" class="govuk-button" data-main @click=${() => this.leave()}>${t.done} <kbd>Alt+Enter</kbd></button>
        ${this.appointment ? nothing : html`<button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.#another()}>${t.again}</button>`}</div></div>`;
  }

  view() {
    if (this.#made) return this.#finished(this.#made);
    const deed = this.appointment ? t.move : t.book;
    return html`<div class="desk-card"><h2 class="desk-card__title">${this.appointment ? t.moveTitle(moment(this.appointment.starts)) : t.title}</h2>
      ${this.appointment ? nothing : html`${this.#what()}${this.#whom()}`}
      <form @submit=${(event) => this.#book(event)} novalidate>${this.#form ? nothing : this.#when()}
        <div class="desk-row desk-row--after">${this.#form ? nothing : html`<button class="govuk-button" data-main ?disabled=${!this.#chosen} aria-busy=${this.#busy ? 'true' : nothing}>
          ${this.#chosen ? deed(moment(this.#chosen)) : t.choose} <kbd>Alt+Enter</kbd></button>`}
        <button type="button" class="govuk-button govuk-button--secondary" @click=${() => this.leave()}>${this.appointment ? t.keep : t.leave}</button></div></form></div>`;
  }
}
customElements.define('desk-booking', Booking);
