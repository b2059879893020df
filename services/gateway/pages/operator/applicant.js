// SPDX-License-Identifier: AGPL-3.0-or-later
// Who applies: found by whatever they say of themselves, or registered (register.js); by whom they are represented (proxy.js).
import { keyed } from '/assets/vendor/lit-html/directives/keyed.js';
import { html, Live, nothing } from '../lib/live.js';
import { words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { inRussian } from '../lib/parts.js';
import { desk } from './desk.js';
import { fullName, shortDate, status, statusKind } from './terms.js';
import { named } from './proxy.js';
import { formOf } from './register.js';
import './pick.js';

const t = words({
  find: ['Кто обратился', 'Who applies'],
  findHint: ['Фамилия и имя, телефон, СНИЛС, ИНН, ОГРН или паспорт', 'Name, phone, СНИЛС, ИНН, ОГРН or passport'],
  register: ['Зарегистрировать нового заявителя', 'Register a new applicant'],
  change: ['Другой заявитель', 'Another applicant'],
  linking: ['Связь талона с заявителем', 'Linking the ticket'],
  born: [(d) => `${d} г. р.`, (d) => `born ${d}`],
  theirs: ['Заявления заявителя', 'Their applications'],
  noneYet: ['Заявлений ещё не было.', 'No applications so far.'],
  issue: ['Выдать результат', 'Issue the result'],
  noTask: ['Задача выдачи сейчас у другого исполнителя или уже выполнена.', 'The issue task is with somebody else or done.'],
});

class Applicant extends Live {
  #applications = null;
  #shown = '';

  start() {
    this.listen(desk, 'change', () => this.draw());
  }

  // ---------------------------------------------------------------- found

  async take(applicant) {
    const { visit, visitor } = desk;
    Object.assign(visit, { applicant, representative: '', representatives: [], proxy: null, check: null, form: null });
    this.#applications = null;
    desk.tell();
    this.#loadTheirs(applicant);
    if (visitor && visitor.applicantId !== applicant.applicantId)
      await desk.ofTicket(visitor, 'link', t.linking, { applicantId: applicant.applicantId });
    this.dispatchEvent(new CustomEvent('visit-step', { bubbles: true, detail: 'service' }));
  }

  async #loadTheirs(applicant) {
    this.#shown = applicant.applicantId;
    const [applications, powers] = await Promise.all([
      api.get('/v1/applications', { query: { applicantId: applicant.applicantId, pageSize: 8 } }).catch(() => ({})),
      api.get(`/v1/applicants/${applicant.applicantId}/representatives`).catch(() => ({}))]);
    if (this.#shown !== applicant.applicantId) return;
    this.#applications = applications.applications ?? [];
    if (desk.visit.applicant === applicant) desk.visit.representatives = await named(powers.representatives ?? []);
    desk.tell();
  }

  async #issue(application) {
    const { tasks = [] } = await api.get('/v1/tasks', { query: { applicationId: application.applicationId } }).catch(() => ({}));
    const task = tasks.find((one) => ['issue', 'refusal'].includes(one.operation)) ?? tasks[0];
    if (!task) return desk.say('warn', t.noTask);
    return this.dispatchEvent(new CustomEvent('desk-go', { bubbles: true, detail: { section: 'tasks', id: task.taskId } }));
  }

  #toLine() {
    setTimeout(() => this.querySelector('desk-pick')?.focusLine());
  }

  // ---------------------------------------------------------------- drawing

  #facts(applicant) {
    const person = applicant.person ?? applicant.soleProprietor?.person;
    const entity = applicant.legalEntity;
    return [person?.birthDate && t.born(shortDate(person.birthDate)), person?.snils && `СНИЛС ${person.snils}`,
      (person?.inn || entity?.inn) && `ИНН ${person?.inn ?? entity.inn}`, entity?.ogrn && `ОГРН ${entity.ogrn}`,
      applicant.contacts?.phone, applicant.contacts?.email].filter(Boolean).join(' · ');
  }

  #card(applicant) {
    const { visit } = desk;
    return html`<div class="desk-chosen"><div><strong class="desk-chosen__name">${inRussian(fullName(applicant))}</strong>
        <p class="desk-muted">${inRussian(this.#facts(applicant))}</p></div>
        ${visit.application ? nothing : html`<button type="button" class="okno-choice" @click=${() => {
          visit.applicant = null;
          desk.tell();
          this.#toLine();
        }}>${t.change}</button>`}</div>
      <desk-proxy></desk-proxy>
      ${this.#applications?.length ? html`<details class="desk-theirs" ?open=${this.#applications.some((one) => one.status === 'READY')}>
        <summary>${t.theirs}: ${this.#applications.length}</summary><ul>${this.#applications.map((one) => html`<li>
          <a href=${`/operator/applications/${one.applicationId}`} @click=${(event) => {
            event.preventDefault();
            this.dispatchEvent(new CustomEvent('desk-go', { bubbles: true, detail: { section: 'applications', id: one.applicationId } }));
          }}>${inRussian(one.serviceName)}</a> <span class="desk-muted desk-small">№ ${one.number}</span>
          <span class="okno-tag ${statusKind(one.status) ? `okno-tag--${statusKind(one.status)}` : ''}">${status(one.status)}</span>
          ${one.status === 'READY' ? html`<button type="button" class="okno-choice okno-choice--small" @click=${() => this.#issue(one)}>${t.issue}</button>` : nothing}
        </li>`)}</ul></details>` : nothing}`;
  }

  view() {
    const { visit } = desk;
    if (visit.applicant) {
      if (this.#shown !== visit.applicant.applicantId) this.#loadTheirs(visit.applicant);
      return this.#card(visit.applicant);
    }
    // What is being typed belongs to the visit: it is there again when the visitor comes back.
    if (visit.form) {
      return keyed(visit.form, html`<desk-register .form=${visit.form} .take=${(one) => this.take(one)}
        .leave=${() => { visit.form = null; desk.tell(); this.#toLine(); }}></desk-register>`);
    }
    return html`<desk-pick .name=${'applicant'} .label=${t.find} .hint=${t.findHint}
      .find=${async (query, signal) => (await api.get('/v1/applicants', { query: { query, pageSize: 8 }, signal })).applicants ?? []}
      .item=${(one) => html`<strong>${inRussian(fullName(one))}</strong><small>${inRussian(this.#facts(one))}</small>`}
      .take=${(one) => this.take(one)}
      .none=${(text) => html`<button type="button" class="okno-choice" @click=${() => { visit.form = formOf(text); desk.tell(); }}>${t.register}</button>`}></desk-pick>`;
  }
}
customElements.define('desk-applicant', Applicant);
