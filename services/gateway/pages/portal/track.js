// SPDX-License-Identifier: AGPL-3.0-or-later
// Status by number and code, for whoever has the расписка. What its QR code puts into the address is taken out at once.
import { api } from '../lib/api.js';
import { date, dateTime, nameOf, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { centres } from './data.js';
import { crumbs, inRussian, remember, Screen } from './screen.js';
import { isOver, placeInQueue, steps } from './steps.js';

const t = words({
  title: ['Статус заявления', 'Application status'],
  lead: ['Номер и код напечатаны в расписке о приёме документов. Входить не нужно.',
    'Number and code are printed on the receipt. There is no need to sign in.'],
  number: ['Номер заявления', 'Number of the application'],
  numberHint: ['Например, 0001-9300120-100101-00030058/26', 'For example 0001-9300120-100101-00030058/26'],
  code: ['Код', 'Code'],
  codeHint: ['8 букв и цифр', '8 letters and digits'],
  find: ['Узнать статус', 'Show the status'],
  registered: ['Зарегистрировано', 'Registered'],
  planned: ['Результат не позднее', 'Result due by'],
  changed: ['Последнее изменение', 'Last change'],
  centre: ['Центр', 'Centre'],
  other: ['Проверить другое заявление', 'Check another application'],
  signedIn: ['Подавали онлайн?', 'Applied online?'],
  mine: ['Все свои заявления и документы видны в разделе «Мои заявления»', 'All your applications and documents are in “My applications”'],
});

class Track extends Screen {
  number = '';
  code = '';
  shown = null;

  start() {
    this.number = this.parameters.get('number') ?? '';
    this.code = this.parameters.get('code') ?? '';
    if (location.search) remember('/track');
    if (this.number && this.code) this.#find();
  }

  title() { return t.title; }

  async #find() {
    const well = await this.ask(async () => {
      const shown = await api.get('/v1/applications:track', { query: { number: this.number.trim(), code: this.code.trim() } });
      const centre = (await centres()).find((one) => one.centreCode === shown.centreCode);
      this.set({ shown: { ...shown, centre } });
    });
    if (well) this.turn();
  }

  #submit(event) {
    event.preventDefault();
    this.number = event.target.number.value;
    this.code = event.target.code.value;
    this.#find();
  }

  view() {
    return html`<div class="portal portal--narrow">${crumbs()}${this.shown ? this.#status(this.shown) : this.#form()}</div>`;
  }

  #form() {
    return html`<h1>${t.title}</h1><p class="portal__lead">${t.lead}</p>${this.trouble()}
      <form class="okno-card portal__form" @submit=${(event) => this.#submit(event)}>
        <div class="govuk-form-group"><label class="govuk-label" for="number">${t.number}</label>
          <div class="govuk-hint" id="number-hint">${t.numberHint}</div>
          <input class="govuk-input" id="number" name="number" required maxlength="40" autocomplete="off" spellcheck="false" aria-describedby="number-hint" .value=${this.number}></div>
        <div class="govuk-form-group"><label class="govuk-label" for="code">${t.code}</label>
          <div class="govuk-hint" id="code-hint">${t.codeHint}</div>
          <input class="govuk-input govuk-input--width-10" id="code" name="code" required maxlength="20" autocomplete="off" spellcheck="false" autocapitalize="characters" aria-describedby="code-hint" .value=${this.code}></div>
        <button class="govuk-button" type="submit" ?disabled=${this.busy}>${t.find}</button>
      </form>
      <p><strong>${t.signedIn}</strong> <a href="/applications">${t.mine}</a></p>`;
  }

  #status(it) {
    const row = (name, value) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing);
    return html`<h1>${it.statusText}</h1><p class="portal__full">${inRussian(it.serviceName)}, ${it.number}</p>
      <div class="okno-card">${steps(it.status)}
        <dl class="portal__rows">${row(t.registered, it.registeredOn && date(it.registeredOn))}
          ${isOver(it.status) ? nothing : row(t.planned, it.plannedOn && date(it.plannedOn))}
          ${row(...placeInQueue(it.queuePlace, it.queueLength))}
          ${row(t.changed, it.changed && dateTime(it.changed))}
          ${row(t.centre, it.centre && inRussian(nameOf(it.centre)))}</dl></div>
      <p><button type="button" class="govuk-button govuk-button--secondary" @click=${() => { this.set({ shown: null, number: '', code: '' }); this.turn(); }}>${t.other}</button></p>`;
  }
}
customElements.define('portal-track', Track);
