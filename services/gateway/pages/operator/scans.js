// SPDX-License-Identifier: AGPL-3.0-or-later
// The documents of an application with their scans: seen, uploaded, replaced.
import { html, nothing } from '../lib/live.js';
import { number, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { announce, inRussian } from '../lib/parts.js';
import { desk } from './desk.js';
import { sender } from './send.js';
import { saveFile } from './print.js';
import { paperForm } from './terms.js';

const t = words({
  caption: ['Документы и сканы', 'Documents and scans'],
  document: ['Документ', 'Document'],
  form: ['Вид', 'Form'],
  sheets: ['Листов', 'Sheets'],
  scan: ['Скан', 'Scan'],
  upload: ['Загрузить скан', 'Upload a scan'],
  replace: ['Заменить', 'Replace'],
  see: ['Открыть', 'Open'],
  done: [(name) => `Скан загружен: ${name}`, (name) => `Scan uploaded: ${name}`],
  kb: [(n) => `${n} КБ`, (n) => `${n} KB`],
  unreadable: ['Файл не прочитался. Выберите его снова.', 'The file cannot be read. Choose it again.'],
  uploading: ['Загрузка скана', 'Uploading a scan'],
});

async function upload(application, document, file, changed) {
  if (!file) return;
  const path = `/v1/applications/${application.applicationId}/documents/${document.documentId}:upload`;
  try {
    // Into memory first: a file that cannot be read, or changes meanwhile, is no lost link.
    const content = new Blob([await file.arrayBuffer()], { type: file.type });
    const { document: stored } = await sender.send(t.uploading, (key) => api.upload(path, content, { key,
      headers: { 'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replaceAll("'", '%27')}` } }));
    Object.assign(document, stored);
    announce(t.done(document.name ?? document.kind));
    changed();
  } catch (problem) {
    desk.say('bad', problem.name === 'NotReadableError' ? t.unreadable : problem.message);
  }
}

const ending = (type) => ({ 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png', 'image/tiff': 'tif' })[type] ?? 'bin';

/** The table; `changed` is called when a scan was stored. */
export const scans = (application, changed, { may = true } = {}) => html`
  <table class="okno-table okno-table--cards"><caption>${t.caption}</caption>
    <thead><tr><th scope="col">${t.document}</th><th scope="col">${t.form}</th><th scope="col" class="number">${t.sheets}</th><th scope="col">${t.scan}</th></tr></thead>
    <tbody>${(application.documents ?? []).map((document) => {
      const id = `scan-${document.documentId}`;
      const name = document.name || document.kind;
      const path = `/v1/applications/${application.applicationId}/documents/${document.documentId}:download`;
      return html`<tr><td data-column=${t.document}><span>${inRussian(name)}</span></td><td data-column=${t.form}>${paperForm(document.form)}</td>
        <td class="number" data-column=${t.sheets}>${document.sheets ?? ''}</td>
        <td data-column=${t.scan}><span class="desk-row">
          ${document.sha256 ? html`<button type="button" class="okno-choice okno-choice--small" aria-label=${`${t.see}: ${name}`}
            @click=${() => saveFile(path, `${document.kind}.${ending(document.contentType)}`).catch((problem) => desk.say('bad', problem.message))}>${t.see}</button>
            <span class="desk-muted desk-small">${t.kb(number(Math.max(1, Math.round(Number(document.size ?? 0) / 1024))))}</span>` : nothing}
          ${may ? html`<label class="desk-upload"><input type="file" id=${id} class="desk-upload__file" accept="application/pdf,image/jpeg,image/png,image/tiff"
            aria-label=${`${document.sha256 ? t.replace : t.upload}: ${name}`}
            @change=${(event) => upload(application, document, event.target.files[0], changed)}><span class="okno-choice okno-choice--small">${document.sha256 ? t.replace : t.upload}</span></label>` : nothing}
        </span></td></tr>`;
    })}</tbody></table>`;
