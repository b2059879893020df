// SPDX-License-Identifier: AGPL-3.0-or-later
// The first page: who works here goes to their place.
import '../lib/parts.js';
import { html, Live } from '../lib/live.js';
import { words } from '../lib/i18n.js';

const t = words({
  title: ['Окно', 'Okno'],
  lead: ['Все услуги города в одном окне', 'All services of the city at one window'],
  kiosk: ['Терминал в зале', 'Kiosk in the hall'],
  kioskHint: ['Взять талон, отметиться по записи, узнать о заявлении', 'Take a ticket, check in, ask about an application'],
  board: ['Табло зала', 'Board of the hall'],
  boardHint: ['Кого и к какому окну приглашают', 'Who is called to which window'],
  api: ['Программный интерфейс', 'Programming interface'],
  apiHint: ['Описание в формате OpenAPI 3.1', 'Described as OpenAPI 3.1'],
});

const LINKS = [['/kiosk', 'kiosk'], ['/board', 'board'], ['/openapi.json', 'api']];

class Portal extends Live {
  view() {
    document.title = `${t.title} — ${t.lead}`;
    return html`<div class="portal">
      <h1>${t.lead}</h1>
      <ul class="portal__places">${LINKS.map(([href, name]) => html`<li><a class="okno-card portal__place" href=${href}>
        <strong>${t[name]}</strong><span>${t[`${name}Hint`]}</span></a></li>`)}</ul>
    </div>`;
  }
}
customElements.define('okno-portal', Portal);
