// SPDX-License-Identifier: AGPL-3.0-or-later
// The screens of the kiosk: a title and a view each. What they are given is the Kiosk (kiosk.js).
import { date, nameOf } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { qr } from '../lib/qr.js';
import { inRussian } from '../lib/parts.js';
import { icons } from './icons.js';
import { keyboard } from './keyboard.js';
import { ticketAddress } from './paper.js';
import { t } from './words.js';

const SEARCH_PAUSE_MS = 350;

// ---------------------------------------------------------------- parts

const tile = (name, act, className = '') => html`<li><button type="button" class="kiosk-tile kiosk-tile--icon ${className}" @click=${act}>
  ${icons[name]()}<strong>${t[name]}</strong><span>${t[`${name}Hint`]}</span></button></li>`;

const problemNote = ({ visit, desk }) => (visit.problem ? html`<p class="kiosk__problem" role="alert">${inRussian(visit.problem.message)}
  ${visit.problem.reason === 'by-appointment' ? html`<br>${whereToBook(desk)}` : nothing}</p>` : nothing);

function whereToBook({ settings, centre }) {
  const portal = (settings?.publicUrl || location.origin).replace(/^https?:\/\//, '');
  return centre?.phone ? t.bookOrCall(portal, centre.phone) : t.book(portal);
}

const main = (kiosk, label, act, disabled = false) => html`<button type="button" class="kiosk-main" ?disabled=${disabled || kiosk.busy}
  @click=${act}>${label}</button>`;

function waitOf(group) {
  const { estimate, waiting = 0, light } = group ?? {};
  if (!group) return '';
  if (light === 'CLOSED' || !estimate?.served) return t.notServed;
  if (!waiting && (estimate.p50Seconds ?? 0) < 60) return t.noWait;
  const wait = t.wait(estimate.p50Seconds ?? 0, estimate.p90Seconds ?? 0);
  return waiting ? `${t.waitingNow(waiting)}, ${wait}` : wait;
}

function choose(kiosk, item) {
  kiosk.desk.another();
  kiosk.visit.items = [...kiosk.visit.items, item];
  kiosk.go(kiosk.desk.priorities.length && kiosk.visit.items.length === 1 ? 'priority' : 'confirm');
}

// A field with its label, and letters to touch.
const field = (kiosk, { name, label, layout, change, other, mode = 'none' }) => html`
  <label class="kiosk__label" for=${name}>${label}</label>
  <input class="kiosk__field" id=${name} name=${name} inputmode=${mode} autocomplete="off" spellcheck="false" maxlength="200"
    .value=${kiosk.visit[name]} @input=${(event) => change(event.target.value)}>
  ${keyboard({ layout, value: kiosk.visit[name], change, other })}`;

// ---------------------------------------------------------------- searching

let searching = 0;
let abort = null;

function search(kiosk, query) {
  kiosk.set({ query });
  clearTimeout(searching);
  abort?.abort();
  if (query.trim().length < 2) {
    kiosk.set({ found: null });
    return;
  }
  searching = setTimeout(async () => {
    abort = new AbortController();
    try {
      const found = await kiosk.desk.find(query, abort.signal);
      kiosk.set({ found, problem: null });
    } catch (problem) {
      if (problem.name !== 'AbortError') kiosk.set({ problem });
    }
  }, SEARCH_PAUSE_MS);
}

// ---------------------------------------------------------------- tickets

async function take(kiosk) {
  await kiosk.ask(async () => {
    const { items, priority } = kiosk.visit;
    const { ticket, further = [] } = await kiosk.desk.issue(items, priority);
    show(kiosk, { ticket, further, items });
  });
}

async function arrive(kiosk) {
  await kiosk.ask(async () => {
    const ticket = await kiosk.desk.checkIn(kiosk.visit.code);
    const known = await kiosk.desk.ticketBy(ticket.code).catch(() => null);
    show(kiosk, { ticket: { ...ticket, estimate: ticket.estimate ?? known?.estimate }, further: [], items: [{ label: known?.groupName ?? '' }] });
  });
}

function show(kiosk, issued) {
  kiosk.visit.issued = issued;
  kiosk.go('ticket');
  kiosk.print();
}

async function askStatus(kiosk) {
  await kiosk.ask(async () => {
    kiosk.visit.application = await kiosk.desk.application(kiosk.visit.number, kiosk.visit.code);
    kiosk.go('application');
  });
}

// ---------------------------------------------------------------- the screens

export const screens = {
  home: {
    title: () => t.hello,
    view: (kiosk) => html`<ul class="kiosk__tiles kiosk__tiles--home">
      ${tile('apply', () => kiosk.go('groups'), 'kiosk-tile--first')}
      ${tile('collect', () => choose(kiosk, { purpose: 'COLLECT', label: t.collect }))}
      ${tile('ask', () => choose(kiosk, { purpose: 'ASK', label: t.ask }))}
      ${tile('booked', () => kiosk.go('checkIn'))}
      ${tile('status', () => kiosk.go('number'))}
    </ul>`,
  },

  groups: {
    title: () => t.groups,
    view: (kiosk) => html`
      <button type="button" class="kiosk-search" @click=${() => kiosk.go('search')}>
        <strong>${t.search}</strong><span>${t.searchHint}</span></button>
      <ul class="kiosk__tiles">${kiosk.desk.groups.map((group) => html`<li>
        <button type="button" class="kiosk-tile kiosk-tile--group" @click=${() => choose(kiosk,
          { groupCode: group.groupCode, purpose: 'APPLY', label: nameOf(group), express: group.express })}>
          <span class="kiosk-tile__letter" aria-hidden="true">${group.letter}</span>
          <strong>${inRussian(nameOf(group))}</strong>
          <span>${group.express ? html`${t.expressHint}<br>` : nothing}${waitOf(group)}</span></button></li>`)}
      </ul>`,
  },

  search: {
    title: () => t.search,
    view: (kiosk) => {
      const { found, query, layout } = kiosk.visit;
      return html`
        ${problemNote(kiosk)}
        ${field(kiosk, { name: 'query', label: t.searchHint, layout, change: (value) => search(kiosk, value), mode: 'search',
          other: () => kiosk.set({ layout: layout === 'ru' ? 'en' : 'ru' }) })}
        <div aria-live="polite">${!found ? nothing : found.length ? html`
          <p class="kiosk__count">${t.found(found.length)}</p>
          <ul class="kiosk__services">${found.map((service) => html`<li><button type="button" class="kiosk-tile kiosk-tile--service"
            @click=${() => choose(kiosk, { serviceCode: service.serviceCode, purpose: 'APPLY', label: service.name, theme: service.theme })}>
            <strong>${inRussian(service.name)}</strong></button></li>`)}</ul>`
          : html`<p class="kiosk__count">${query ? t.nothing : ''}</p>`}</div>
        <button type="button" class="kiosk-second" @click=${() => kiosk.go('groups')}>${t.bySections}</button>`;
    },
  },

  priority: {
    title: () => t.priority,
    view: (kiosk) => html`<p class="kiosk__lead">${t.priorityHint}</p>
      ${main(kiosk, t.ordinary, () => { kiosk.visit.priority = null; kiosk.go('confirm'); })}
      <ul class="kiosk__tiles kiosk__tiles--small">${kiosk.desk.priorities.map((rule) => html`<li><button type="button"
        class="kiosk-tile kiosk-tile--service" @click=${() => { kiosk.visit.priority = rule; kiosk.go('confirm'); }}>
        <strong>${inRussian(nameOf(rule))}</strong></button></li>`)}</ul>`,
  },

  confirm: {
    title: () => t.confirm,
    view: (kiosk) => {
      const { items, priority } = kiosk.visit;
      const wait = waitOf(kiosk.desk.groupOf(items[0] ?? {}));
      return html`${problemNote(kiosk)}
        <div class="kiosk__summary"><ol>${items.map((item, i) => html`<li><strong>${inRussian(item.label)}</strong>
          ${items.length > 1 ? html`<button type="button" class="kiosk__remove" aria-label="${t.remove}: ${item.label}"
            @click=${() => { kiosk.desk.another(); kiosk.set({ items: items.filter((_, k) => k !== i) }); }}>${t.remove}</button>` : nothing}</li>`)}</ol>
          ${priority ? html`<p>${t.privilege}: <strong>${inRussian(nameOf(priority))}</strong></p>` : nothing}
          ${wait ? html`<p>${t.expected}: <strong>${wait}</strong></p>` : nothing}</div>
        ${main(kiosk, kiosk.busy ? t.taking : t.take, () => take(kiosk))}
        ${items.length < kiosk.desk.mostServices
          ? html`<button type="button" class="kiosk-second" @click=${() => kiosk.go('groups')}>${t.more}</button>` : nothing}`;
    },
  },

  ticket: {
    title: () => t.yourTicket,
    view: (kiosk) => {
      const { ticket, further } = kiosk.visit.issued;
      const { estimate } = ticket;
      return html`<div class="kiosk__ticket">
        <div class="kiosk__slip">
          <p class="kiosk__number" role="status">${ticket.number}</p>
          ${estimate?.place ? html`<p class="kiosk__place">${t.before(estimate.place - 1)}</p>` : nothing}
          ${estimate?.served ? html`<p>${t.about(estimate.p50Seconds ?? 0, estimate.p90Seconds ?? 0)}</p>` : nothing}
          ${further.length ? html`<p>${t.thenMore(further.map(({ number }) => number).join(', '))}</p>` : nothing}
          <p class="kiosk__watch">${kiosk.visit.unprinted || t.takePaper}</p>
        </div>
        <div class="kiosk__phone">${qr(ticketAddress(ticket, kiosk.desk), t.qr)}<p>${t.phone}</p></div>
      </div>
      <div class="kiosk__buttons">${main(kiosk, t.done, () => kiosk.home())}
        <button type="button" class="kiosk-second" @click=${() => kiosk.print()}>${t.printAgain}</button></div>`;
    },
  },

  checkIn: {
    title: () => t.checkIn,
    view: (kiosk) => html`<p class="kiosk__lead">${t.checkInHint}</p>${problemNote(kiosk)}
      ${field(kiosk, { name: 'code', label: t.code, layout: 'code', change: (code) => kiosk.set({ code, problem: null }) })}
      ${main(kiosk, t.arrive, () => arrive(kiosk), kiosk.visit.code.trim().length < 4)}`,
  },

  number: {
    title: () => t.statusTitle,
    view: (kiosk) => html`
      ${field(kiosk, { name: 'number', label: t.statusTitleHint, layout: 'number', change: (number) => kiosk.set({ number }) })}
      ${main(kiosk, t.next, () => kiosk.go('numberCode'), kiosk.visit.number.trim().length < 4)}`,
  },

  numberCode: {
    title: () => t.statusCode,
    view: (kiosk) => html`${problemNote(kiosk)}
      ${field(kiosk, { name: 'code', label: t.code, layout: 'code', change: (code) => kiosk.set({ code, problem: null }) })}
      ${main(kiosk, t.show, () => askStatus(kiosk), kiosk.visit.code.trim().length < 4)}`,
  },

  application: {
    title: (kiosk) => `№ ${kiosk.visit.application.number}`,
    view: (kiosk) => {
      const { serviceName, statusText, registeredOn, plannedOn, status } = kiosk.visit.application;
      return html`<dl class="kiosk__facts">
          <dt>${t.service}</dt><dd>${inRussian(serviceName)}</dd>
          <dt>${t.state}</dt><dd><strong>${inRussian(statusText)}</strong></dd>
          ${registeredOn ? html`<dt>${t.registered}</dt><dd>${date(registeredOn)}</dd>` : nothing}
          ${plannedOn ? html`<dt>${t.planned}</dt><dd>${date(plannedOn)}</dd>` : nothing}
        </dl>
        ${status === 'READY' ? main(kiosk, t.takeToCollect, () => choose(kiosk, { purpose: 'COLLECT', label: t.collect })) : nothing}`;
    },
  },
};
