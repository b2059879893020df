// SPDX-License-Identifier: AGPL-3.0-or-later
// One's complaints, and one of them: who considers it, by when, what was answered. complain.js files one.
import { api } from '../lib/api.js';
import { date, dateTime, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { dialog } from '../lib/parts.js';
import { classifier } from './data.js';
import { icon } from './icons.js';
import { crumbs, inRussian, OwnScreen } from './screen.js';

const t = words({
  title: ['Жалобы', 'Complaints'],
  one: ['Жалоба', 'Complaint'],
  reason: ['Войдите, чтобы подать жалобу и увидеть ответ на неё.', 'Sign in to file a complaint and to see its answer.'],
  lead: ['Жалобу рассматривает тот, на кого она не подана. Ответ придёт сюда, в установленный законом срок.', 'A complaint is considered by whoever it is not against. The answer comes here, within the term of the law.'],
  none: ['Вы не подавали жалоб.', 'You have filed no complaints.'],
  file: ['Подать жалобу', 'File a complaint'],
  FILED: ['Подана', 'Filed'],
  REGISTERED: ['Рассматривается', 'Being considered'],
  SATISFIED: ['Удовлетворена', 'Satisfied'],
  REFUSED: ['Отказано', 'Refused'],
  WITHDRAWN: ['Отозвана', 'Withdrawn'],
  number: ['Номер', 'Number'],
  topic: ['О чём', 'About'],
  application: ['Заявление', 'Application'],
  filed: ['Подана', 'Filed'],
  register: ['Зарегистрируют не позднее', 'To be registered by'],
  planned: ['Рассмотрят не позднее', 'To be considered by'],
  decider: ['Кто рассматривает', 'Considered by'],
  SUPERVISOR: ['Руководитель центра', 'The head of the centre'],
  AGENCY: ['Орган', 'The agency'],
  CONTROLLER: ['Контролирующая организация', 'The controlling organisation'],
  text: ['Ваши слова', 'What you wrote'],
  answer: ['Ответ', 'Answer'],
  measures: ['Что сделано', 'What was done'],
  paper: ['Скачать ответ (PDF)', 'Download the answer (PDF)'],
  withdraw: ['Отозвать жалобу', 'Withdraw the complaint'],
  sure: ['Отозвать жалобу?', 'Withdraw the complaint?'],
  sureHint: ['Её не будут рассматривать. Подать новую можно в любой момент.', 'It will not be considered. You may file another at any time.'],
  keep: ['Не отзывать', 'Keep it'],
  due: [(day) => `Ответ не позднее ${day}`, (day) => `Answer due by ${day}`],
});

const KINDS = { REGISTERED: '', SATISFIED: 'okno-tag--good', REFUSED: 'okno-tag--bad', WITHDRAWN: 'okno-tag--quiet', FILED: 'okno-tag--warn' };
const tag = (it) => html`<span class="okno-tag ${KINDS[it.status] ?? ''}">${t[it.status] ?? it.status}</span>`;
const topics = async () => new Map((await classifier('application-themes')).map((item) => [item.code, item.name]));

class Complaints extends OwnScreen {
  list = null;
  topics = new Map();

  title() { return t.title; }
  reason() { return t.reason; }

  person() {
    this.load(async () => {
      const [reply, names] = await Promise.all([api.get('/v1/complaints', { query: { pageSize: 50 } }), topics()]);
      this.set({ list: reply.complaints ?? [], topics: names });
    });
  }

  #lines() {
    if (!this.list.length) return html`<p>${t.none}</p>`;
    return html`<ul class="portal__list">${this.list.map((it) => html`<li class="okno-card portal__line">
      <div class="portal__line-top"><h2><a href="/complaints/${it.complaintId}">${inRussian(this.topics.get(it.topic) ?? it.topic)}</a></h2>${tag(it)}</div>
      <ul class="portal__facts"><li>${icon('paper')}${it.number}</li>${it.plannedOn && !it.decided ? html`<li>${icon('clock')}${t.due(date(it.plannedOn))}</li>` : nothing}</ul></li>`)}</ul>`;
  }

  view() {
    const door = this.door(t.title);
    return html`<div class="portal portal--narrow">${crumbs()}${door ?? html`<h1>${t.title}</h1><p class="portal__lead">${t.lead}</p>
      ${this.list ? html`${this.#lines()}<p><a class="govuk-button" href="/complaints/new">${t.file}</a></p>` : this.waiting()}`}</div>`;
  }
}
customElements.define('portal-complaints', Complaints);

class Complaint extends OwnScreen {
  it = null;
  topics = new Map();

  title() { return this.it ? `${t.one} ${this.it.number}` : t.one; }
  reason() { return t.reason; }

  person() {
    this.load(async () => {
      const [it, names] = await Promise.all([api.get(`/v1/complaints/${this.id}`), topics()]);
      this.set({ it, topics: names });
    });
  }

  async #withdraw() {
    const answer = await dialog({ title: t.sure, body: html`<p>${t.sureHint}</p>`,
      buttons: [{ label: t.withdraw, value: 'yes' }, { label: t.keep, value: null, plain: true }] });
    if (answer !== 'yes') return;
    const well = await this.ask(async () => {
      await api.post(`/v1/complaints/${this.id}:withdraw`, {}, { etag: this.it.etag });
      this.set({ it: await api.get(`/v1/complaints/${this.id}`) });
    });
    if (well) this.turn();
  }

  #rows(it) {
    const row = (name, value) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing);
    const open = it.status === 'FILED' || it.status === 'REGISTERED';
    return html`<dl class="portal__rows">${row(t.number, it.number)}${row(t.topic, inRussian(this.topics.get(it.topic) ?? it.topic))}
      ${row(t.application, it.applicationId && html`<a href="/applications/${it.applicationId}">${it.applicationNumber}</a>`)}
      ${row(t.filed, dateTime(it.filed))}${row(t.decider, t[it.deciderRole])}
      ${row(t.register, it.status === 'FILED' && it.registerBy && date(it.registerBy))}${row(t.planned, open && it.plannedOn && date(it.plannedOn))}
      ${row(t.answer, it.answer && inRussian(it.answer))}${row(t.measures, it.measures && inRussian(it.measures))}</dl>`;
  }

  view() {
    const door = this.door(t.one);
    const top = crumbs(['/complaints', t.title]);
    if (door || !this.it) return html`<div class="portal portal--narrow">${top}${door ?? html`<h1>${t.one}</h1>${this.waiting()}`}</div>`;
    const { it } = this;
    return html`<div class="portal portal--narrow">${top}<h1>${it.statusText || t[it.status]}</h1><p>${tag(it)}</p>${this.trouble()}
      <div class="okno-card">${this.#rows(it)}
        <div class="portal__buttons">${['SATISFIED', 'REFUSED'].includes(it.status) ? html`<a class="govuk-button" href="/v1/complaints/${this.id}/answer.pdf" download>${t.paper}</a>` : nothing}
          ${it.status === 'FILED' || it.status === 'REGISTERED' ? html`<button type="button" class="govuk-button govuk-button--secondary" ?disabled=${this.busy}
            @click=${() => this.#withdraw()}>${t.withdraw}</button>` : nothing}</div></div>
      <section><h2>${t.text}</h2><p class="portal__said">${it.text}</p></section></div>`;
  }
}
customElements.define('portal-complaint', Complaint);
