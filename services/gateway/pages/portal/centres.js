// SPDX-License-Identifier: AGPL-3.0-or-later
// The nearest centre, from where one stands or from a district, with its hours and how long one waits there now. Where one stands goes
// nowhere but into the one question, rounded to some hundred metres.
import { api } from '../lib/api.js';
import { count, language, nameOf, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { announce } from '../lib/parts.js';
import { card, centres, distance, provides, shortOf, territories } from './data.js';
import { icon } from './icons.js';
import { hoursOf, lightOf, lightTag } from './places.js';
import { crumbs, inRussian, remember, Screen } from './screen.js';

const t = words({
  title: ['Ближайший центр', 'Nearest centre'],
  all: ['Центры', 'Centres'],
  forService: ['Где получить услугу: ', 'Where to get: '],
  here: ['Определить, где я', 'Use my location'],
  or: ['или выберите район', 'or choose a district'],
  district: ['Район', 'District'],
  choose: ['Выберите район', 'Choose a district'],
  denied: ['Браузер не сообщил, где вы. Выберите район.', 'The browser did not tell where you are. Choose a district.'],
  looking: ['Ищем…', 'Looking…'],
  book: ['Записаться сюда', 'Book a visit here'],
  apply: ['Подать сюда онлайн', 'Apply here online'],
  windows: [(n) => count(n, 'окно', 'окна', 'окон'), (n) => count(n, 'window', 'windows')],
  found: [(n) => `Показано: ${count(n, 'центр', 'центра', 'центров')}`, (n) => `${count(n, 'centre', 'centres')} shown`],
  away: [(far) => `${far} от вас`, (far) => `${far} away`],
  none: ['В этом округе центров нет', 'No centres there'],
});

const SHOWN = 6;
const rounded = (degrees) => Math.round(degrees * 500) / 500;

class Centres extends Screen {
  all = null;
  districts = [];
  service = null;
  list = [];       // {centre, metres}
  lights = new Map();
  district = '';
  where = '';      // 'here', 'district', ''
  said = '';

  start() {
    this.district = this.parameters.get('district') ?? '';
    const code = this.parameters.get('service');
    this.load(async () => {
      const [all, districts, service] = await Promise.all([centres(), territories(), code ? card(code) : null]);
      this.set({ all, service, districts: districts.filter((one) => one.kind !== 'OKRUG').sort((a, b) => a.name.localeCompare(b.name, 'ru')) });
    }).then(() => (this.district ? this.#near(this.district) : undefined));
  }

  title() { return t.title; }

  #here() {
    if (!navigator.geolocation) return this.set({ said: t.denied });
    this.set({ said: t.looking });
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      this.district = '';
      this.#ask(rounded(coords.latitude), rounded(coords.longitude), 'here');
    }, () => {
      this.set({ said: t.denied });
      document.getElementById('district')?.focus();
    }, { timeout: 10000, maximumAge: 300000 });
    return undefined;
  }

  // A district stands where its centre does.
  #near(oktmo) {
    this.district = oktmo;
    const parameters = new URLSearchParams({ ...(this.service && { service: this.service.serviceCode }), ...(oktmo && { district: oktmo }) });
    remember(parameters.size ? `/centres?${parameters}` : '/centres');
    const own = this.all.find((centre) => centre.oktmo === oktmo);
    const okrug = this.districts.find((one) => one.oktmo === oktmo)?.okrug;
    const from = own ?? this.all.find((centre) => centre.okrug === okrug);
    if (from) this.#ask(from.latitude, from.longitude, 'district');
    else this.set({ list: [], said: oktmo ? t.none : '' });
  }

  async #ask(latitude, longitude, where) {
    await this.ask(async () => {
      const reply = await api.get('/v1/centres:nearest', { query: { latitude, longitude, limit: SHOWN, serviceCode: this.service?.serviceCode } });
      const list = (reply.centres ?? []).map((one) => ({ centre: one.centre, metres: one.distanceMetres ?? 0 }));
      this.set({ list, where, said: t.found(list.length), lights: new Map() });
      announce(this.said);
    });
    for (const { centre } of this.list)
      lightOf(centre.centreCode).then((light) => { this.lights.set(centre.centreCode, light); this.draw(); });
  }

  view() {
    return html`<div class="portal portal--narrow">${crumbs()}<h1>${t.title}</h1>
      ${this.service ? html`<p class="portal__full">${t.forService}<a href="/services/${this.service.serviceCode}">${inRussian(shortOf(this.service))}</a></p>` : nothing}
      ${this.all ? html`${this.#form()}${this.trouble()}<p class="portal__count">${this.said}</p>
        <ol class="portal__list">${this.list.map((one) => this.#centre(one))}</ol>` : this.waiting()}</div>`;
  }

  #form() {
    return html`<div class="okno-card portal__form portal__near">
      <button type="button" class="govuk-button" ?disabled=${this.busy} @click=${() => this.#here()}>${icon('pin')}${t.here}</button>
      <div><label class="govuk-label" for="district">${t.or}</label>
        <select class="govuk-select portal__select" id="district" @change=${(event) => this.#near(event.target.value)}>
          <option value="" ?selected=${!this.district}>${t.choose}</option>
          ${this.districts.map((one) => html`<option value=${one.oktmo} ?selected=${one.oktmo === this.district} lang=${language() === 'en' ? 'ru' : nothing}>${one.name}${one.okrug ? ` (${one.okrug})` : ''}</option>`)}
        </select></div></div>`;
  }

  #centre({ centre, metres }) {
    const service = this.service?.serviceCode;
    const open = !service || provides(centre, service);
    return html`<li class="okno-card portal__line"><div class="portal__line-top"><h2>${inRussian(nameOf(centre))}</h2>${lightTag(this.lights.get(centre.centreCode))}</div>
      <p>${inRussian(centre.address)}</p>
      <ul class="portal__facts">${this.where === 'here' ? html`<li>${icon('pin')}${t.away(distance(metres))}</li>` : nothing}
        <li>${icon('clock')}${hoursOf(centre)}</li>${centre.windows ? html`<li>${icon('property')}${t.windows(centre.windows)}</li>` : nothing}
        ${centre.phone ? html`<li><a href="tel:${centre.phone}">${phoneOf(centre.phone)}</a></li>` : nothing}</ul>
      ${open ? html`<p class="portal__links"><a href="/book?centre=${centre.centreCode}${service ? `&service=${service}` : ''}">${t.book}<span class="okno-said">: ${nameOf(centre)}</span></a></p>` : nothing}</li>`;
  }
}
customElements.define('portal-centres', Centres);

/** +7 495 777-77-77 */
function phoneOf(phone) {
  const parts = /^\+7(\d{3})(\d{3})(\d\d)(\d\d)$/.exec(phone);
  return parts ? `+7\u00a0${parts[1]}\u00a0${parts[2]}-${parts[3]}-${parts[4]}` : phone;
}
