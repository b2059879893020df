// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether a document that somebody shows was issued and is in force: by the number and code printed on it, or by the file itself.
import { api } from '../lib/api.js';
import { date, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { filePick } from './files.js';
import { crumbs, inRussian, remember, Screen } from './screen.js';

const t = words({
  title: ['Проверка документа', 'Check a document'],
  lead: ['Проверить подлинность выданного документа может каждый: по номеру и коду на нём или по самому файлу.',
    'Anybody may check an issued document: by the number and code on it, or by the file itself.'],
  number: ['Номер документа', 'Number of the document'],
  code: ['Код', 'Code'],
  check: ['Проверить', 'Check'],
  file: ['Есть файл документа?', 'Have the file of the document?'],
  choose: ['Выбрать файл', 'Choose the file'],
  fileHint: ['Сравним его с реестром байт в байт и проверим подпись', 'It is compared with the register byte by byte, and its signature checked'],
  VALID: ['Документ действителен', 'The document is in force'],
  ANNULLED: ['Документ аннулирован', 'The document was annulled'],
  UNKNOWN: ['Такого документа в реестре нет', 'The register has no such document'],
  NOT_ISSUED: ['Документ есть в реестре, но никому не выдан', 'The document is in the register but was not handed over'],
  unknownHint: ['Проверьте номер и код. Для файла: даже малейшее изменение делает его другим.', 'Check number and code. A file that was changed at all is another file.'],
  registered: ['Дата решения', 'Date of the decision'],
  issued: ['Выдан', 'Handed over'],
  annulled: ['Аннулирован', 'Annulled on'],
  service: ['Услуга', 'Service'],
  agency: ['Кем принято решение', 'Decided by'],
  signature: ['Электронная подпись', 'Electronic signature'],
  GOOD: ['верна', 'good'],
  FORGED: ['не соответствует файлу', 'does not match the file'],
  OUTDATED: ['сертификат истёк', 'certificate expired'],
  NO_KEY: ['проверить нечем', 'cannot be checked'],
  signed: ['есть', 'present'],
  other: ['Проверить другой документ', 'Check another document'],
});

const KINDS = { VALID: 'good', ANNULLED: 'bad', UNKNOWN: 'bad', NOT_ISSUED: 'warn' };

class Verify extends Screen {
  number = '';
  code = '';
  verdict = null;

  start() {
    this.number = this.parameters.get('number') ?? '';
    this.code = this.parameters.get('code') ?? '';
    if (location.search) remember('/verify');
    if (this.number && this.code) this.#byCode();
  }

  title() { return t.title; }

  async #show(work) {
    if (await this.ask(async () => this.set({ verdict: await work() }))) this.turn();
  }

  #byCode() {
    return this.#show(() => api.get('/v1/issuedDocuments:verify', { query: { number: this.number.trim(), code: this.code.trim() } }));
  }

  #submit(event) {
    event.preventDefault();
    this.number = event.target.number.value;
    this.code = event.target.code.value;
    this.#byCode();
  }

  view() {
    return html`<div class="portal portal--narrow">${crumbs()}${this.verdict ? this.#shown(this.verdict) : this.#form()}</div>`;
  }

  #form() {
    return html`<h1>${t.title}</h1><p class="portal__lead">${t.lead}</p>${this.trouble()}
      <form class="okno-card portal__form" @submit=${(event) => this.#submit(event)}>
        <div class="govuk-form-group"><label class="govuk-label" for="number">${t.number}</label>
          <input class="govuk-input" id="number" name="number" required maxlength="60" autocomplete="off" spellcheck="false" .value=${this.number}></div>
        <div class="govuk-form-group"><label class="govuk-label" for="code">${t.code}</label>
          <input class="govuk-input govuk-input--width-10" id="code" name="code" required maxlength="20" autocomplete="off" spellcheck="false" .value=${this.code}></div>
        <button class="govuk-button" type="submit" ?disabled=${this.busy}>${t.check}</button></form>
      <div class="okno-card portal__form"><h2>${t.file}</h2><p>${t.fileHint}</p>
        ${filePick({ id: 'file', label: t.choose, accept: '', disabled: this.busy,
          take: (file) => file && this.#show(() => api.upload('/v1/issuedDocuments:verifyFile', file)) })}</div>`;
  }

  #shown(it) {
    const row = (name, value) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing);
    const verdict = it.verdict ?? 'UNKNOWN';
    return html`<h1>${t[verdict]}</h1>
      <div class="okno-card portal__stamp portal__stamp--${KINDS[verdict]}">
        ${verdict === 'UNKNOWN' ? html`<p>${t.unknownHint}</p>` : html`<dl class="portal__rows">
          ${row(t.number, it.number)}${row(t.service, it.serviceName && inRussian(it.serviceName))}${row(t.agency, it.agencyName && inRussian(it.agencyName))}
          ${row(t.registered, it.registeredOn && date(it.registeredOn))}${row(t.issued, it.issuedOn && date(it.issuedOn))}
          ${row(t.annulled, it.annulledOn && date(it.annulledOn))}
          ${row(t.signature, t[it.signature] ?? (it.signedElectronically ? t.signed : ''))}</dl>`}</div>
      <p><button type="button" class="govuk-button govuk-button--secondary" @click=${() => { this.set({ verdict: null, number: '', code: '' }); this.turn(); }}>${t.other}</button></p>`;
  }
}
customElements.define('portal-verify', Verify);
