// SPDX-License-Identifier: AGPL-3.0-or-later
// Booking: what for, where, when. Free times are shown to everybody; one who takes a time signs in.
import { api, newKey, session, signIn } from '../lib/api.js';
import { count, dateTime, nameOf, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { dayAt, Slots } from '../lib/slots.js';
import { centres, provides, services, shortOf } from './data.js';
import { centreSelect } from './places.js';
import { crumbs, go, inRussian, remember, Screen } from './screen.js';
import { slotPicker } from './slots.js';

const t = words({
  title: ['Запись на приём', 'Book a visit'],
  lead: ['Придёте к назначенному времени — без общей очереди.', 'Come at the time you chose, past the common queue.'],
  why: ['Цель визита', 'Purpose'],
  APPLY: ['Подать заявление', 'Apply for a service'],
  COLLECT: ['Получить результат', 'Collect a result'],
  service: ['Услуга', 'Service'],
  chooseService: ['Выберите услугу', 'Choose a service'],
  centre: ['Центр', 'Centre'],
  near: ['Найти ближайший', 'Find the nearest'],
  take: [(when) => `Занять ${when}`, (when) => `Take ${when}`],
  hold: [(n) => `Время останется за вами на ${count(n, 'минуту', 'минуты', 'минут')} — подтвердите запись на следующем шаге.`,
    (n) => `The time is held for ${count(n, 'minute', 'minutes')}: confirm on the next step.`],
  signIn: ['Войти и занять время', 'Sign in and take the time'],
  signInHint: ['Записываем на имя: войдите, выбранное время сохранится в адресе страницы.', 'A visit is booked in your name: sign in, your choice is kept.'],
});

class Book extends Screen {
  wanted = { service: '', centre: '', purpose: 'APPLY' };
  services = [];
  centres = null;
  slots = null;
  chosen = '';
  who = null;
  #key = newKey();

  start() {
    for (const name of Object.keys(this.wanted)) this.wanted[name] = this.parameters.get(name) ?? this.wanted[name];
    const at = new Date(this.parameters.get('time') ?? '');
    this.chosen = Number.isNaN(at.getTime()) ? '' : at.toISOString().replace('.000', '');
    this.load(async () => {
      const [all, places, who] = await Promise.all([services(), centres(), session()]);
      this.set({ services: all.filter((one) => !one.withdrawn), centres: places, who });
    }).then(() => this.#look(this.chosen && dayAt(new Date(this.chosen))));
  }

  title() { return t.title; }

  #address() {
    const { service, centre, purpose } = this.wanted;
    const parameters = new URLSearchParams({ ...(service && { service }), ...(centre && { centre }), ...(purpose !== 'APPLY' && { purpose }),
      ...(this.chosen && { time: this.chosen }) });
    return parameters.size ? `/book?${parameters}` : '/book';
  }

  #change(changes) {
    Object.assign(this.wanted, changes);
    this.chosen = '';
    remember(this.#address());
    this.#look();
    this.draw();
  }

  #look(day) {
    const { service, centre, purpose } = this.wanted;
    const ready = centre && (purpose === 'COLLECT' || service);
    this.slots = ready ? new Slots({ centreCode: centre, purpose, ...(purpose === 'APPLY' && { serviceCode: service }) }, () => this.draw(), day) : null;
  }

  #choose(slot) {
    this.chosen = slot.starts;
    this.#key = newKey();
    remember(this.#address());
    this.draw();
    requestAnimationFrame(() => document.getElementById('take')?.scrollIntoView({ block: 'nearest' }));
  }

  async #take() {
    const { service, centre, purpose } = this.wanted;
    await this.ask(async () => {
      const made = await api.post('/v1/appointments', { centreCode: centre, purpose, starts: this.chosen,
        ...(purpose === 'APPLY' && { serviceCode: service }) }, { key: this.#key });
      go(`/appointments/${made.appointmentId}`);
    });
    if (!this.problem) return;
    this.chosen = '';
    this.#look(this.slots.day);
  }

  view() {
    return html`<div class="portal portal--narrow">${crumbs()}<h1>${t.title}</h1><p class="portal__lead">${t.lead}</p>
      ${this.centres ? this.#form() : this.waiting()}</div>`;
  }

  #form() {
    const { service, centre, purpose } = this.wanted;
    const places = this.centres.filter((one) => provides(one, purpose === 'APPLY' ? service : ''));
    return html`<div class="okno-card portal__form">
        <fieldset class="portal__choice"><legend>${t.why}</legend>${['APPLY', 'COLLECT'].map((value) => html`
          <label class="portal__option"><input type="radio" name="purpose" value=${value} .checked=${purpose === value}
            @change=${() => this.#change({ purpose: value })}><span><strong>${t[value]}</strong></span></label>`)}</fieldset>
        ${purpose === 'APPLY' ? html`<div class="govuk-form-group"><label class="govuk-label" for="service">${t.service}</label>
          <select class="govuk-select portal__select" id="service" @change=${(event) => this.#change({ service: event.target.value })}>
            <option value="" ?selected=${!service}>${t.chooseService}</option>
            ${this.services.map((one) => html`<option value=${one.serviceCode} ?selected=${one.serviceCode === service}>${shortOf(one)}</option>`)}
          </select></div>` : nothing}
        <div class="govuk-form-group"><label class="govuk-label" for="centre">${t.centre}</label>
          ${centreSelect('centre', places, centre, (code) => this.#change({ centre: code }))}
          <p class="portal__below"><a href="/centres${service ? `?service=${service}` : ''}">${t.near}</a></p></div>
      </div>
      ${this.slots ? slotPicker(this.slots, this.chosen, (slot) => this.#choose(slot)) : nothing}
      ${this.trouble()}${this.chosen && this.slots ? this.#confirm(centre) : nothing}`;
  }

  #confirm(centre) {
    const place = this.centres.find((one) => one.centreCode === centre);
    return html`<div class="okno-card portal__take" id="take"><p><strong>${dateTime(this.chosen)}</strong>${place ? html`, ${inRussian(nameOf(place))}` : nothing}</p>
      ${this.who?.signedIn ? html`<p>${t.hold(this.slots.holdMinutes)}</p><button type="button" class="govuk-button" ?disabled=${this.busy}
          @click=${() => this.#take()}>${t.take(dateTime(this.chosen))}</button>`
        : html`<p>${t.signInHint}</p><button type="button" class="govuk-button" @click=${() => signIn()}>${t.signIn}</button>`}</div>`;
  }
}
customElements.define('portal-book', Book);
