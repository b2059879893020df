// SPDX-License-Identifier: AGPL-3.0-or-later
// One's applications, and one of them with all that happens to it, live.
import { api } from '../lib/api.js';
import { date, dateTime, nameOf, time, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { announce, dialog, staleNote } from '../lib/parts.js';
import { openStream } from '../lib/stream.js';
import { centres, classifier, principals } from './data.js';
import { filePick } from './files.js';
import './issued.js';
import './todo.js';
import { icon } from './icons.js';
import { crumbs, inRussian, OwnScreen, remember } from './screen.js';
import { isOver, placeInQueue, statusTag, statusWord, steps } from './steps.js';

const t = words({
  title: ['Мои заявления', 'My applications'],
  reason: ['Войдите, чтобы увидеть свои заявления и приложить к ним документы.', 'Sign in to see your applications and attach documents.'],
  or: ['Есть номер и код из расписки? ', 'Have a number and code from the receipt? '],
  track: ['Узнайте статус без входа', 'Track it without signing in'],
  none: ['Заявлений пока нет', 'No applications yet'],
  choose: ['Выбрать услугу', 'Choose a service'],
  more: ['Показать ещё', 'Show more'],
  due: [(day) => `Результат не позднее ${day}`, (day) => `Result due by ${day}`],
  ended: [(day) => `Завершено ${day}`, (day) => `Closed on ${day}`],
  acceptedHint: ['Готово! Сохраните расписку: по номеру и коду из неё статус можно узнать без входа.', 'Done! Keep the receipt: its number and code show the status without signing in.'],
  lost: ['Не все сканы удалось приложить. Сделайте это ниже, в списке документов.', 'Not all scans could be attached. Do so below, in the list of documents.'],
  whose: ['Чьи заявления', 'Whose applications'],
  own: ['Мои', 'Mine'],
  number: ['Номер', 'Number'],
  code: ['Код', 'Code'],
  registered: ['Зарегистрировано', 'Registered'],
  planned: ['Результат не позднее', 'Result due by'],
  centre: ['Центр', 'Centre'],
  result: ['Результат', 'Result'],
  why: ['Причина', 'Reason'],
  receipt: ['Скачать расписку (PDF)', 'Download the receipt (PDF)'],
  book: ['Записаться за результатом', 'Book a time to collect it'],
  documents: ['Документы', 'Documents'],
  scan: ['скан приложен', 'scan attached'],
  noScan: ['скана нет', 'no scan'],
  attach: ['Приложить скан', 'Attach a scan'],
  replace: ['Заменить скан', 'Replace the scan'],
  add: ['Добавить документ', 'Add a document'],
  kind: ['Какой документ', 'Which document'],
  choosePaper: ['Выберите документ из списка', 'Choose the document from the list'],
  addFile: ['Выбрать скан', 'Choose the scan'],
  added: ['Документ добавлен', 'The document is added'],
  complain: ['Подать жалобу', 'File a complaint'],
  attached: ['Скан приложен', 'The scan is attached'],
  download: ['Открыть скан', 'Open the scan'],
  history: ['Что происходило', 'What happened'],
  withdraw: ['Отозвать заявление', 'Withdraw the application'],
  withdrawSure: ['Отозвать заявление?', 'Withdraw the application?'],
  withdrawHint: ['Рассмотрение прекратится, вернуть заявление будет нельзя. Понадобится услуга — подадите новое.', 'It will not be considered further, and this cannot be undone.'],
  keep: ['Оставить', 'Keep it'],
  live: ['Обновляется само', 'Updates by itself'],
  changed: [(status) => `Статус изменился: ${status}`, (status) => `Status changed: ${status}`],
  loading: ['Заявление', 'Application'],
});

// What an applicant is told of the movements, beside new statuses; others are the centre's own affairs.
const MOVES = words({
  SCANNED: ['Приложен скан документа', 'A scan was attached'],
  SUSPENDED: ['Рассмотрение приостановлено', 'Suspended'],
  RESUMED: ['Рассмотрение возобновлено', 'Resumed'],
  EXTENDED: ['Срок продлён', 'Term extended'],
  REMARKS_SENT: ['Центр просит исправить', 'The centre asks for corrections'],
  CORRECTED: ['Вы исправили замечания', 'You made the corrections'],
});

/** Movements with the name of what to say of each, the last first. */
function told(movements) {
  const list = [];
  let status = '';
  for (const move of movements) {
    const before = list.at(-1);
    if (MOVES[move.action] && before?.action === move.action && before.document === move.documentId) continue;
    if (MOVES[move.action]) list.push({ at: move.at, action: move.action, document: move.documentId, said: () => MOVES[move.action],
      words: move.action === 'REMARKS_SENT' ? move.comment : '' });
    else if (move.status && move.status !== status) list.push({ at: move.at, said: () => statusWord(move.status) });
    status = move.status || status;
  }
  return list.reverse();
}

// ---------------------------------------------------------------- all of them

class Applications extends OwnScreen {
  list = null;
  next = '';
  principals = [];
  whose = '';

  title() { return t.title; }
  reason() { return t.reason; }
  person() {
    this.load(() => this.#page());
    principals(this.who.applicantId).then((found) => this.set({ principals: [...new Map(found.map((one) => [one.applicantId, one])).values()] }));
  }

  async #page() {
    const page = await api.get('/v1/applications', { query: { applicantId: this.whose, pageSize: 20, pageToken: this.next } });
    this.set({ list: [...(this.list ?? []), ...(page.applications ?? [])], next: page.nextPageToken ?? '' });
  }

  #choose(whose) {
    this.set({ whose, list: null, next: '' });
    this.load(() => this.#page());
  }

  // Of those whom one represents: what one applied for in their name.
  #choice() {
    return !this.principals.length ? nothing : html`<div class="govuk-form-group"><label class="govuk-label" for="whose">${t.whose}</label>
      <select class="govuk-select portal__select" id="whose" @change=${(event) => this.#choose(event.target.value)}><option value="">${t.own}</option>
        ${this.principals.map((one) => html`<option value=${one.applicantId}>${one.name}</option>`)}</select></div>`;
  }

  view() {
    const door = this.door(t.title);
    return html`<div class="portal portal--narrow">${crumbs()}
      ${door ? html`${door}<p>${t.or}<a href="/track">${t.track}</a></p>` : html`<h1>${t.title}</h1><portal-todo></portal-todo>
        ${this.#choice()}${this.list ? this.#lines() : this.waiting()}<portal-issued .mine=${this.who.applicantId} .whose=${this.whose}></portal-issued>`}</div>`;
  }

  #lines() {
    if (!this.list.length)
      return html`<div class="okno-card portal__none"><p>${t.none}</p><a class="govuk-button" href="/services">${t.choose}</a></div>`;
    return html`${this.trouble()}<ul class="portal__list">${this.list.map((it) => html`<li class="okno-card portal__line">
      <div class="portal__line-top"><h2><a href="/applications/${it.applicationId}">${inRussian(it.serviceName)}</a></h2>${statusTag(it.status)}</div>
      <ul class="portal__facts"><li>${icon('paper')}${it.number}</li>
        <li>${icon('clock')}${it.closed ? t.ended(date(it.closed)) : t.due(date(it.plannedOn))}</li></ul></li>`)}</ul>
      ${this.next ? html`<button type="button" class="govuk-button govuk-button--secondary" ?disabled=${this.busy}
        @click=${() => this.ask(() => this.#page())}>${t.more}</button>` : nothing}`;
  }
}
customElements.define('portal-applications', Applications);

// ---------------------------------------------------------------- one of them

class Application extends OwnScreen {
  it = null;
  moves = [];
  centre = null;
  stale = null;
  mayReplace = false;
  fresh = '';
  kinds = [];
  kind = '';

  title() { return this.it ? `${statusWord(this.it.status)} — ${this.it.serviceName}` : t.loading; }
  reason() { return t.reason; }

  person() {
    this.fresh = this.parameters.get('new') ?? '';
    if (this.fresh) remember(`/applications/${this.id}`);
    this.load(async () => {
      this.#take(await api.get(`/v1/applications/${this.id}`));
      await this.#history();
      const stream = openStream([`applications/${this.id}`], {
        snapshot: (_, data) => this.#take(data),
        change: () => this.#again(),
        stale: (since) => this.set({ stale: since }),
        fresh: () => this.set({ stale: null }),
      });
      this.ends(() => stream.close());
      const [all, kinds] = await Promise.all([centres(), classifier('document-kinds')]);
      this.set({ kinds: kinds.toSorted((a, b) => a.name.localeCompare(b.name, 'ru')), centre: all.find((one) => one.centreCode === this.it.centreCode) });
    });
  }

  #take(data) {
    const before = this.it?.status;
    // Only those who may see the code get it; a snapshot of the stream is the same for all who may see the application.
    this.set({ it: { ...data, trackingCode: data.trackingCode || this.it?.trackingCode } });
    if (before && before !== data.status) announce(t.changed(statusWord(data.status)));
  }

  async #again() {
    for (const part of this.querySelectorAll('portal-todo, portal-issued')) part.load();
    const data = await api.get(`/v1/applications/${this.id}`).catch(() => null);
    if (data) this.#take(data);
    await this.#history();
  }

  async #history() {
    const reply = await api.get(`/v1/applications/${this.id}/history`).catch(() => null);
    if (reply) this.set({ moves: told(reply.movements ?? []) });
  }

  async #withdraw() {
    const answer = await dialog({ title: t.withdrawSure, body: html`<p>${t.withdrawHint}</p>`,
      buttons: [{ label: t.withdraw, value: 'yes' }, { label: t.keep, value: null, plain: true }] });
    if (answer !== 'yes') return;
    await this.ask(async () => {
      await api.post(`/v1/applications/${this.id}:withdraw`, {}, { etag: this.it.etag });
      await this.#again();
    });
  }

  #attach(document, file) {
    if (!file) return;
    this.ask(async () => {
      await api.upload(`/v1/applications/${this.id}/documents/${document.documentId}:upload`, file);
      await this.#again();
      announce(t.attached);
    });
  }

  // With its scan at once: a document without one says nothing to who asked for it.
  #add(file) {
    if (!file) return;
    this.ask(async () => {
      const added = await api.post(`/v1/applications/${this.id}/documents`, { kind: this.kind, form: 'SCAN' });
      this.kind = '';
      await api.upload(`/v1/applications/${this.id}/documents/${added.documentId}:upload`, file);
      await this.#again();
      announce(t.added);
    });
  }

  view() {
    const door = this.door(t.loading);
    const top = crumbs(['/applications', t.title]);
    if (door || !this.it) return html`<div class="portal portal--narrow">${top}${door ?? html`<h1>${t.loading}</h1>${this.waiting()}`}</div>`;
    const { it } = this;
    return html`<div class="portal portal--narrow">${top}
      <h1>${it.statusText ? inRussian(it.statusText) : statusWord(it.status)}</h1><p class="portal__full">${inRussian(it.serviceName)}</p>
      ${this.fresh ? html`<div class="okno-note okno-note--good portal__fresh"><p>${t.acceptedHint}</p></div>` : nothing}
      ${this.fresh === 'lost' ? html`<div class="okno-note okno-note--warn"><p>${t.lost}</p></div>` : nothing}
      ${staleNote(this.stale, time)}${this.trouble()}
      <portal-todo .application=${this.id} .said=${this.moves.find((move) => move.words)?.words ?? ''} .done=${() => this.#again()}
        @todo=${(event) => this.set({ mayReplace: event.detail > 0 })}></portal-todo>
      <div class="okno-card">${steps(it.status)}${this.#rows(it)}
        <div class="portal__buttons"><a class="govuk-button" href="/v1/applications/${this.id}/receipt.pdf" download>${t.receipt}</a>
          ${['READY', 'DECIDED'].includes(it.status) ? html`<a class="govuk-button govuk-button--secondary"
            href="/book?purpose=COLLECT&centre=${it.centreCode}">${t.book}</a>` : nothing}
          ${['REGISTERED', 'CHECKED', 'SENT', 'SUSPENDED'].includes(it.status) ? html`<button type="button" class="govuk-button govuk-button--secondary"
            ?disabled=${this.busy} @click=${() => this.#withdraw()}>${t.withdraw}</button>` : nothing}</div>
        <p class="portal__below"><a href="/complaints/new?application=${this.id}">${t.complain}</a></p>
      </div>
      <portal-issued .mine=${this.who.applicantId} .number=${it.number}></portal-issued>
      ${it.documents?.length || this.mayReplace ? html`<section><h2>${t.documents}</h2>
        <ul class="portal__papers">${(it.documents ?? []).map((one) => this.#document(one))}</ul>${this.mayReplace ? this.#adding() : nothing}</section>` : nothing}
      ${this.moves.length ? html`<section><h2>${t.history}</h2><ol class="portal__moves">${this.moves.map((move) => html`<li>
        <time datetime=${move.at}>${dateTime(move.at)}</time><span>${move.said()}${move.words ? html`: ${inRussian(move.words)}` : nothing}</span></li>`)}</ol></section>` : nothing}
      </div>`;
  }

  #rows(it) {
    const row = (name, value) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing);
    return html`<dl class="portal__rows">${row(t.number, it.number)}${row(t.code, it.trackingCode && html`<b class="portal__code">${it.trackingCode}</b>`)}
      ${row(t.registered, it.registeredOn && date(it.registeredOn))}
      ${isOver(it.status) ? nothing : row(t.planned, it.plannedOn && date(it.plannedOn))}
      ${row(...placeInQueue(it.queue?.place, it.queue?.told ? 0 : it.queue?.length))}
      ${row(t.result, it.result && inRussian(it.result))}${row(t.why, it.refusalText && inRussian(it.refusalText))}
      ${row(t.centre, this.centre && inRussian(nameOf(this.centre)))}</dl>`;
  }

  // When something is asked of the applicant, it may be a paper that was not on the list.
  #adding() {
    return html`<div class="okno-card portal__form"><h3>${t.add}</h3>
      <div class="govuk-form-group"><label class="govuk-label" for="kind">${t.kind}</label>
        <select class="govuk-select portal__select" id="kind" @change=${(event) => this.set({ kind: event.target.value })}>
          <option value="" .selected=${!this.kind}>${t.choosePaper}</option>
          ${this.kinds.map((one) => html`<option value=${one.code} .selected=${one.code === this.kind} lang="ru">${one.name}</option>`)}</select></div>
      ${this.kind ? filePick({ id: 'added', label: t.addFile, of: t.add, disabled: this.busy, take: (file) => this.#add(file) }) : nothing}</div>`;
  }

  #document(one) {
    const open = !isOver(this.it.status);
    return html`<li class="okno-card portal__paper"><span>${inRussian(one.name)}</span>
      <span class="okno-tag ${one.sha256 ? 'okno-tag--good' : 'okno-tag--quiet'}">${one.sha256 ? t.scan : t.noScan}</span>
      ${one.sha256 ? html`<a href="/v1/applications/${this.id}/documents/${one.documentId}:download" target="_blank" rel="noopener">${t.download}</a>` : nothing}
      ${open && (!one.sha256 || this.mayReplace) ? filePick({ id: `scan-${one.documentId}`, label: one.sha256 ? t.replace : t.attach, of: one.name, disabled: this.busy,
        take: (file) => this.#attach(one, file) }) : nothing}</li>`;
  }
}
customElements.define('portal-application', Application);
