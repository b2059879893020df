// SPDX-License-Identifier: AGPL-3.0-or-later
// A ticket for whoever comes to the consultant: what for, by everyday words or by queue; whether they go first; on paper.
import { html, Live, nothing } from '../lib/live.js';
import { count, minutesRange, nameOf, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { inRussian, langOf } from '../lib/parts.js';
import { desk } from './desk.js';
import { printPdf } from './print.js';
import './pick.js';

const t = words({
  title: ['Выдать талон', 'Issue a ticket'],
  service: ['Зачем пришёл посетитель', 'What the visitor came for'],
  serviceHint: ['Его словами: «загран», «детский сад». Или выберите очередь ниже.', 'In their words, in Russian. Or choose a queue below.'],
  otherService: ['Другая услуга', 'Another service'],
  queue: ['Очередь', 'Queue'],
  choose: ['Выберите', 'Choose'],
  first: ['Приём вне очереди', 'Served first'],
  ordinary: ['Нет, общая очередь', 'No, the ordinary line'],
  firstHint: ['Документ проверят у окна.', 'The document is checked at the window.'],
  issue: ['Выдать талон', 'Issue a ticket'],
  nothing: ['Выберите услугу или очередь.', 'Choose a service or a queue.'],
  issued: [(n) => `Талон ${n} выдан`, (n) => `Ticket ${n} is issued`],
  before: [(n) => (n ? `Перед ним ${count(n, 'человек', 'человека', 'человек')}` : 'Следующий в очереди'), (n) => (n ? `${count(n, 'person', 'people')} ahead` : 'Next in line')],
  code: ['Код талона', 'Code of the ticket'],
  printing: ['Печать талона', 'Printing the ticket'],
  printed: ['Талон напечатан.', 'The ticket is printed.'],
  print: ['Напечатать', 'Print'],
  printAgain: ['Напечатать ещё раз', 'Print again'],
});

class WalkIn extends Live {
  #service = null;
  #made = null;
  #paper = '';
  #busy = false;

  start() {
    this.listen(desk, 'change', () => this.draw());
  }

  #take(service) {
    this.#service = service;
    this.draw();
    setTimeout(() => this.querySelector('#walk-priority, button.govuk-button')?.focus());
  }

  async #issue(event) {
    event.preventDefault();
    const form = event.target;
    const { group: groupCode = '', priority = '' } = Object.fromEntries(new FormData(form));
    if (this.#busy) return;
    if (!this.#service && !groupCode) {
      desk.say('bad', t.nothing);
      this.querySelector('input')?.focus();
      return;
    }
    this.#busy = true;
    this.draw();
    const item = this.#service ? { serviceCode: this.#service.serviceCode, purpose: 'APPLY' } : { groupCode };
    const made = await desk.issue(t.issue, item, { priorityCode: priority || undefined });
    this.#busy = false;
    if (made) {
      form.reset();
      this.#service = null;
      this.#made = made;
      this.#paper = '';
      desk.say('good', t.issued(made.number));
      await this.#print(true);
    }
    this.draw();
  }

  // On the printer of this place; where the server knows none, the browser prints when it is asked to.
  async #print(first = false) {
    const made = this.#made;
    const { outcome, detail } = await api.post(`/v1/tickets/${made.ticketId}:print`).catch(() => ({ outcome: 'NO_PRINTER' }));
    if (this.#made !== made) return;
    this.#paper = outcome === 'PRINTED' ? t.printed : detail ?? '';
    if (outcome === 'NO_PRINTER' && !first)
      await desk.does(t.printing, () => printPdf(`/v1/tickets/${made.ticketId}/ticket.pdf?code=${encodeURIComponent(made.code)}`));
    this.draw();
    if (first) setTimeout(() => this.querySelector('.desk-done button')?.focus());
  }

  // ---------------------------------------------------------------- drawing

  #what() {
    if (this.#service) {
      return html`<div class="desk-chosen"><strong class="desk-chosen__name">${inRussian(nameOf(this.#service, 'shortName') || nameOf(this.#service))}</strong>
        <button type="button" class="okno-choice" @click=${() => { this.#service = null; this.draw(); setTimeout(() => this.querySelector('input')?.focus()); }}>${t.otherService}</button></div>`;
    }
    return html`<desk-pick .name=${'walk-service'} .label=${t.service} .hint=${t.serviceHint}
        .find=${async (query, signal) => (await api.get('/v1/services', { signal, query: { query, view: 'BASIC', pageSize: 8, centre: desk.who.centreCode } })).services ?? []}
        .item=${(one) => html`<strong>${inRussian(one.shortName || one.name)}</strong><small>${inRussian(one.name)}</small>`} .take=${(one) => this.#take(one)}></desk-pick>
      <div class="govuk-form-group"><label class="govuk-label" for="walk-group">${t.queue}</label>
        <select class="govuk-select desk-wide" id="walk-group" name="group"><option value="">${t.choose}</option>${desk.hall.groups.map((group) => html`
          <option value=${group.groupCode} lang=${langOf(nameOf(group))}>${group.letter} — ${nameOf(group)}</option>`)}</select></div>`;
  }

  #first() {
    const rules = desk.hall.priorities.filter((rule) => !rule.appointment);
    return rules.length === 0 ? nothing : html`<div class="govuk-form-group"><label class="govuk-label" for="walk-priority">${t.first}</label>
      <div class="govuk-hint" id="walk-priority-hint">${t.firstHint}</div>
      <select class="govuk-select desk-wide" id="walk-priority" name="priority" aria-describedby="walk-priority-hint"><option value="">${t.ordinary}</option>${rules.map((rule) => html`
        <option value=${rule.priorityCode} lang=${langOf(nameOf(rule))}>${nameOf(rule)}</option>`)}</select></div>`;
  }

  #ticket({ number, code, groupCode, estimate }) {
    return html`<div class="desk-card desk-done"><p class="desk-done__number">${number}</p>
      <p>${inRussian(nameOf(desk.hall.group(groupCode)))}${estimate?.place ? html`. ${t.before(estimate.place - 1)}` : nothing}${estimate?.served
        ? html`, ${minutesRange(estimate.p50Seconds ?? 0, estimate.p90Seconds ?? 0)}` : nothing}</p>
      ${code ? html`<dl class="desk-facts"><div><dt>${t.code}</dt><dd>${code}</dd></div></dl>` : nothing}
      ${this.#paper ? html`<p role="status">${this.#paper}</p>` : nothing}
      <p class="desk-row"><button type="button" class="okno-choice" @click=${() => this.#print()}>${this.#paper ? t.printAgain : t.print}</button></p></div>`;
  }

  view() {
    if (!desk.ready) return nothing;
    return html`<div class="desk-card desk-walk-in"><h2 class="desk-card__title">${t.title}</h2>
      <form @submit=${(event) => this.#issue(event)} novalidate>${this.#what()}${this.#first()}
        <button class="govuk-button" aria-busy=${this.#busy ? 'true' : nothing}>${t.issue}</button></form>
      ${this.#made ? this.#ticket(this.#made) : nothing}</div>`;
  }
}
customElements.define('desk-walk-in', WalkIn);
