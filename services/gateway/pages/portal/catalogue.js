// SPDX-License-Identifier: AGPL-3.0-or-later
// What the city offers: the first screen, and the list narrowed by words, life situation, theme, and for whom.
import { Problem } from '../lib/api.js';
import { count, language, nameOf, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { announce } from '../lib/parts.js';
import { classifier, feeOf, found, RECIPIENTS, recipientWord, services, shortOf, termOf } from './data.js';
import { icon } from './icons.js';
import { crumbs, go, inRussian, remember, Screen } from './screen.js';

const t = words({
  lead: ['Услуги города в одном окне', 'City services at one window'],
  under: ['Расскажем, какие документы нужны, примем заявление и запишем на приём — без лишних визитов.',
    'Learn which papers are needed, apply and book a visit without needless trips.'],
  search: ['Какая услуга вам нужна?', 'Which service do you need?'],
  hint: ['Пишите как говорите: «загран», «потерял права», «родился ребёнок»', 'Everyday Russian words will do: «загран», «права», «прописка»'],
  find: ['Найти', 'Search'],
  often: ['Часто ищут:', 'Often searched:'],
  quick: ['Что можно сделать сейчас', 'What you can do now'],
  book: ['Записаться на приём', 'Book a visit'],
  bookHint: ['Выберите центр, день и время', 'Choose a centre, day and time'],
  track: ['Узнать статус заявления', 'Track an application'],
  trackHint: ['По номеру и коду, без входа', 'By number and code, no sign-in'],
  near: ['Найти ближайший центр', 'Find the nearest centre'],
  nearHint: ['Адрес, часы работы и очередь', 'Address, hours and waiting time'],
  mine: ['Мои заявления', 'My applications'],
  mineHint: ['Что происходит и когда будет готово', 'What happens and when it is ready'],
  situations: ['Жизненные ситуации', 'Life situations'],
  themes: ['Услуги по темам', 'Services by theme'],
  all: ['Все услуги', 'All services'],
  services: ['Услуги', 'Services'],
  situation: ['Жизненная ситуация', 'Life situation'],
  theme: ['Тема', 'Theme'],
  whom: ['Для кого', 'For whom'],
  any: ['Любая', 'Any'],
  anybody: ['Для всех', 'For everybody'],
  clear: ['Показать все услуги', 'Show all services'],
  none: ['Ничего не нашлось', 'Nothing was found'],
  noneHint: ['Попробуйте другие слова или уберите часть условий. Оператор центра тоже поможет подобрать услугу.',
    'Try other words, or fewer conditions. Staff at the centre will help as well.'],
  online: ['Можно подать онлайн', 'Apply online'],
  only: ['Только по записи', 'By appointment only'],
  n: [(n) => count(n, 'услуга', 'услуги', 'услуг'), (n) => count(n, 'service', 'services')],
  foundN: [(n) => `Найдено: ${count(n, 'услуга', 'услуги', 'услуг')}`, (n) => `Found: ${count(n, 'service', 'services')}`],
});

const OFTEN = ['загран', 'прописка', 'водительские права', 'детский сад', 'справка о несудимости'];
const QUICK = [['/book', 'book', 'calendar'], ['/track', 'track', 'paper'], ['/centres', 'near', 'pin'], ['/applications', 'mine', 'person']];

const addressOf = (wanted) => {
  const parameters = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
  return parameters.size ? `/services?${parameters}` : '/services';
};

const searchForm = (value, submit, type) => html`<form class="portal__search" role="search" action="/services" @submit=${submit}>
  <label for="query">${t.search}</label>
  <div class="portal__search-line">
    <input class="govuk-input" id="query" name="query" type="search" autocomplete="off" maxlength="200" aria-describedby="query-hint"
      .value=${value} @input=${type ?? nothing}>
    <button class="govuk-button" type="submit">${icon('search')}<span>${t.find}</span></button>
  </div>
  <p class="portal__search-hint" id="query-hint">${t.hint}</p>
</form>`;

// ---------------------------------------------------------------- first screen

class Home extends Screen {
  situations = [];
  themes = [];

  start() {
    this.load(async () => {
      const [all, situations, themes] = await Promise.all([services(), classifier('life-situations'), classifier('themes')]);
      const with_ = (items, field) => items
        .map((item) => ({ ...item, n: all.filter((service) => service[field]?.includes(item.code)).length })).filter((item) => item.n);
      this.set({ situations: with_(situations, 'lifeSituations'), themes: with_(themes, 'themes') });
    });
  }

  title() { return t.lead; }

  #search(event) {
    event.preventDefault();
    go(addressOf({ query: event.target.query.value.trim() }));
  }

  view() {
    return html`<div class="portal__hero"><div class="portal__hero-line">
        <h1>${t.lead}</h1><p class="portal__lead">${t.under}</p>
        ${searchForm('', (event) => this.#search(event))}
        <p class="portal__often"><span>${t.often}</span>${OFTEN.map((one) => html` <a href=${addressOf({ query: one })} lang="ru">${one}</a>`)}</p>
      </div></div>
      <div class="portal">
        <h2 class="okno-said">${t.quick}</h2>
        <ul class="portal__quick">${QUICK.map(([href, name, picture]) => html`<li><a class="okno-card" href=${href}>${icon(picture)}
          <span><strong>${t[name]}</strong><span>${t[`${name}Hint`]}</span></span></a></li>`)}</ul>
        ${this.themes.length ? this.#lists() : this.waiting()}
      </div>`;
  }

  #lists() {
    return html`<section aria-labelledby="situations"><h2 id="situations">${t.situations}</h2>
        <ul class="portal__chips">${this.situations.map((item) => html`<li><a href=${addressOf({ situation: item.code })}>${inRussian(nameOf(item))}</a></li>`)}</ul>
      </section>
      <section aria-labelledby="themes"><div class="portal__heading"><h2 id="themes">${t.themes}</h2><a href="/services">${t.all}</a></div>
        <ul class="portal__themes">${this.themes.map((item) => html`<li><a class="okno-card" href=${addressOf({ theme: item.code })}>
          ${icon(item.code)}<span><strong>${inRussian(nameOf(item))}</strong><span>${t.n(item.n)}</span></span></a></li>`)}</ul>
      </section>`;
  }
}
customElements.define('portal-home', Home);

// ---------------------------------------------------------------- the list

class Catalogue extends Screen {
  wanted = { query: '', situation: '', theme: '', whom: '' };
  all = null;
  matches = null; // of the words; null: no words
  situations = [];
  themes = [];
  #asking = null;
  #timer = 0;

  start() {
    for (const name of Object.keys(this.wanted)) this.wanted[name] = this.parameters.get(name) ?? '';
    this.ends(() => clearTimeout(this.#timer));
    this.load(async () => {
      const [all, situations, themes] = await Promise.all([services(), classifier('life-situations'), classifier('themes')]);
      this.set({ all, situations, themes });
    }).then(() => this.#find());
  }

  title() {
    const { query, theme, situation } = this.wanted;
    const name = this.#named(this.themes, theme) || this.#named(this.situations, situation);
    return query ? `«${query}»` : name || t.services;
  }

  #named(items, code) { return code ? nameOf(items.find((item) => item.code === code)) : ''; }

  #change(changes, later = 0) {
    Object.assign(this.wanted, changes);
    remember(addressOf(this.wanted));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#find(), later);
    this.draw();
  }

  async #find() {
    this.#asking?.abort();
    const query = this.wanted.query.trim();
    if (query) {
      this.#asking = new AbortController();
      try {
        this.set({ matches: await found(query, this.#asking.signal), problem: null });
      } catch (error) {
        if (error instanceof Problem) this.set({ problem: error });
        return;
      }
    } else {
      this.set({ matches: null });
    }
    if (this.all) announce(t.foundN(this.#shown().length));
  }

  #shown() {
    const { situation, theme, whom } = this.wanted;
    return (this.matches ?? this.all ?? []).filter((service) => (!situation || service.lifeSituations?.includes(situation))
      && (!theme || service.themes?.includes(theme)) && (!whom || !service.recipients?.length || service.recipients.includes(whom)));
  }

  #choice(name, label, otherwise, items) {
    return html`<div class="portal__filter"><label class="govuk-label" for="by-${name}">${label}</label>
      <select class="govuk-select" id="by-${name}" @change=${(event) => this.#change({ [name]: event.target.value })}>
        <option value="" ?selected=${!this.wanted[name]}>${otherwise}</option>
        ${items.map((item) => html`<option value=${item.code} ?selected=${this.wanted[name] === item.code}>${nameOf(item)}</option>`)}
      </select></div>`;
  }

  view() {
    const name = this.#named(this.themes, this.wanted.theme) || this.#named(this.situations, this.wanted.situation);
    return html`<div class="portal">${crumbs()}<h1>${name ? inRussian(name) : t.services}</h1>
      ${searchForm(this.wanted.query, (event) => { event.preventDefault(); this.#change({ query: event.target.query.value.trim() }); },
        (event) => this.#change({ query: event.target.value }, 250))}
      <div class="portal__filters">
        ${this.#choice('theme', t.theme, t.any, this.themes)}
        ${this.#choice('situation', t.situation, t.any, this.situations)}
        ${this.#choice('whom', t.whom, t.anybody, RECIPIENTS.map((code) => ({ code, name: recipientWord(code) })))}
      </div>
      ${this.all && (this.matches || !this.wanted.query.trim()) ? this.#results(this.#shown()) : this.waiting()}</div>`;
  }

  #results(list) {
    if (!list.length)
      return html`<div class="okno-card portal__none"><h2>${t.none}</h2><p>${t.noneHint}</p>
        <button type="button" class="govuk-button govuk-button--secondary"
          @click=${() => this.#change({ query: '', situation: '', theme: '', whom: '' })}>${t.clear}</button></div>`;
    return html`<p class="portal__count">${t.foundN(list.length)}</p>
      <ul class="portal__list">${list.map(serviceLine)}</ul>`;
  }
}
customElements.define('portal-catalogue', Catalogue);

const serviceLine = (service) => html`<li class="okno-card portal__line" lang=${language() === 'en' ? 'ru' : nothing}>
  <h2><a href="/services/${service.serviceCode}">${shortOf(service)}</a></h2>
  ${service.shortName ? html`<p>${nameOf(service)}</p>` : nothing}
  <ul class="portal__facts" lang=${language()}>
    <li>${icon('clock')}${termOf(service.term)}</li>
    <li>${icon('purse')}${feeOf(service.fee?.amountKopecks)}</li>
    ${service.scenarios?.some((one) => one > 0) ? html`<li>${icon('gift')}${t.online}</li>` : nothing}
    ${service.appointmentOnly ? html`<li>${icon('calendar')}${t.only}</li>` : nothing}
  </ul></li>`;
