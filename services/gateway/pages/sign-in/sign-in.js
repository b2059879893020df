// SPDX-License-Identifier: AGPL-3.0-or-later
// The page is the gateway's own (auth/page.c) and works without this: here it gets the header and the language of the other pages.
import '../lib/parts.js';
import '../lib/theme.js';
import { language } from '../lib/i18n.js';

function show() {
  document.documentElement.lang = language();
  for (const element of document.querySelectorAll('[data-ru][data-en]')) element.textContent = element.dataset[language()];
}

document.addEventListener('okno-language', show);
show();
