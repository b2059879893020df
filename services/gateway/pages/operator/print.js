// SPDX-License-Identifier: AGPL-3.0-or-later
// Paper: a PDF of the API goes to the browser's print view, from a frame that nobody sees. Where the browser shows no PDF of its own, the
// file opens in a tab.
import { api } from '../lib/api.js';

let frame;

/** Opens the print view; resolves when the file is there. */
export async function printPdf(path) {
  const file = await api.file(path);
  const address = URL.createObjectURL(new Blob([file], { type: 'application/pdf' }));
  if (!navigator.pdfViewerEnabled) {
    window.open(address, '_blank');
    return;
  }
  const before = document.activeElement;
  frame?.remove();
  frame = document.createElement('iframe');
  frame.className = 'desk-print';
  frame.title = 'PDF';
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  frame.src = address;
  frame.addEventListener('load', () => {
    try {
      frame.contentWindow.focus();
      frame.contentWindow.print();
    } catch {
      window.open(address, '_blank');
    }
    window.focus(); // or the keys would go to the paper
    frame.blur();
    before?.focus();
  });
  document.body.append(frame);
}

/** Saves a file of the API under its own name. */
export async function saveFile(path, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await api.file(path));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
