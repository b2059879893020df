// SPDX-License-Identifier: AGPL-3.0-or-later
// Choosing a file: a button of ours, since a browser's own speaks its own language and fits nowhere.
import { number, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';

const t = words({
  other: ['Выбрать другой файл', 'Choose another file'],
  size: [(mb) => `${mb}\u00a0МБ`, (mb) => `${mb}\u00a0MB`],
  none: ['файл не выбран', 'no file chosen'],
});

const SCANS = 'application/pdf,image/jpeg,image/png,image/tiff,.pdf,.jpg,.jpeg,.png,.tif,.tiff';
const sizeOf = (file) => t.size(number(Math.max(0.1, file.size / 1048576), { maximumFractionDigits: 1 }));

/** `take(file)` gets the file, or null; `of` says to screen readers what it belongs to. */
export const filePick = ({ id, label, of = '', file = null, take, accept = SCANS, disabled = false }) => html`<div class="portal__file">
  <label class="portal__pick" for=${id}>${file ? t.other : label}${of ? html`<span class="okno-said">: ${of}</span>` : nothing}
    <input id=${id} type="file" accept=${accept || nothing} ?disabled=${disabled} @change=${(event) => take(event.target.files[0] ?? null)}></label>
  <span class="portal__picked">${file ? `${file.name}, ${sizeOf(file)}` : t.none}</span></div>`;
