// SPDX-License-Identifier: AGPL-3.0-or-later
// The documents that were issued to the applicant: the file, its signature, and what proves it genuine to anybody.
import { api } from '../lib/api.js';
import { date, words } from '../lib/i18n.js';
import { html, Live, nothing } from '../lib/live.js';
import { principals } from './data.js';
import { inRussian } from './screen.js';

const t = words({
  title: ['Выданные документы', 'Issued documents'],
  REGISTERED: ['Готов, ждёт выдачи', 'Ready, to be handed over'],
  ISSUED: ['Выдан', 'Issued'],
  RETURNED: ['Возвращён в орган', 'Returned to the agency'],
  ANNULLED: ['Аннулирован', 'Annulled'],
  number: ['Номер в реестре', 'Number in the register'],
  code: ['Код для проверки', 'Code for checking'],
  on: ['Дата', 'Date'],
  file: ['Скачать документ', 'Download the document'],
  signature: ['Скачать подпись', 'Download the signature'],
  verify: ['Проверить подлинность', 'Check that it is genuine'],
  notToTake: ['Доверенность не даёт права получить документ: его выдадут самому заявителю', 'The power of attorney does not let you take the document: the applicant gets it'],
  of: [(name) => `: ${name}`, (name) => `: ${name}`],
});

const KINDS = { REGISTERED: 'okno-tag--warn', ISSUED: 'okno-tag--good', RETURNED: 'okno-tag--quiet', ANNULLED: 'okno-tag--bad' };

/** Properties: mine (applicant id of who is signed in), number (of an application, or '' for all), whose (applicant id of whom one represents; '' is oneself). */
class Issued extends Live {
  mine = '';
  number = '';
  #whose = '';
  #documents = [];
  #mayTake = new Set(); // whom one represents with a power to take results

  set whose(id) {
    if (id === this.#whose) return;
    this.#whose = id;
    this.#documents = [];
    this.load();
    this.draw();
  }

  start() {
    this.load();
  }

  async load() {
    if (!this.isConnected) return;
    const whose = this.#whose;
    const found = await api.get('/v1/issuedDocuments', { query: { number: this.number, applicantId: whose, pageSize: 50 } }).catch(() => null);
    if (!found || whose !== this.#whose) return;
    const documents = found.documents ?? [];
    if (documents.some((one) => one.applicantId !== this.mine)) {
      this.#mayTake = new Set((await principals(this.mine)).filter((one) => one.mayReceive).map((one) => one.applicantId));
      if (whose !== this.#whose) return;
    }
    this.#documents = documents;
    this.draw();
  }

  #document(one) {
    const path = `/v1/issuedDocuments/${one.issuedDocumentId}`;
    const takes = one.applicantId === this.mine || this.#mayTake.has(one.applicantId);
    const said = html`<span class="okno-said">${t.of(one.name)}</span>`;
    const row = (name, value) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing);
    return html`<li class="okno-card portal__line"><div class="portal__line-top"><h3>${inRussian(one.name)}</h3>
        <span class="okno-tag ${KINDS[one.state] ?? ''}">${t[one.state] ?? ''}</span></div>
      ${this.number ? nothing : html`<p>${inRussian(one.serviceName)}${this.#whose ? html` — ${inRussian(one.applicantName)}` : nothing}</p>`}
      <dl class="portal__rows">${row(t.number, one.number)}${row(t.code, one.code && html`<b class="portal__code">${one.code}</b>`)}
        ${row(t.on, one.registeredOn && date(one.registeredOn))}</dl>
      ${takes ? nothing : html`<p>${t.notToTake}</p>`}
      <p class="portal__links">${takes && one.sha256 ? html`<a href=${`${path}:download`} download>${t.file}${said}</a>` : nothing}
        ${takes && one.signer ? html`<a href=${`${path}:signature`} download>${t.signature}${said}</a>` : nothing}
        ${one.code ? html`<a href=${`/verify?${new URLSearchParams({ number: one.number, code: one.code })}`}>${t.verify}${said}</a>` : nothing}</p></li>`;
  }

  view() {
    return this.#documents.length ? html`<section aria-labelledby="issued"><h2 id="issued">${t.title}</h2>
      <ul class="portal__list">${this.#documents.map((one) => this.#document(one))}</ul></section>` : nothing;
  }
}
customElements.define('portal-issued', Issued);
