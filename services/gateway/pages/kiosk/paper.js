// SPDX-License-Identifier: AGPL-3.0-or-later
// The ticket on paper. The browser prints it: started with --kiosk-printing, Chromium sends it to the machine's default printer without
// asking, and CUPS knows how to talk to that printer.
import { dateTime } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { qr } from '../lib/qr.js';
import { kept } from '../lib/store.js';
import { inRussian } from '../lib/parts.js';
import { t } from './words.js';

/** Where the phone finds the ticket; the kiosk may know its server by another name than phones do, so that the server says it. */
export const ticketAddress = (ticket, desk) =>
  `${kept('kiosk.public') ?? (desk.settings?.publicUrl || location.origin)}/t/${ticket.ticketId}?code=${encodeURIComponent(ticket.code)}`;

/** Shown on paper only. */
export function paper({ ticket, further, items }, desk) {
  const { estimate } = ticket;
  return html`<section class="kiosk-paper" aria-hidden="true">
    <p class="kiosk-paper__centre">${inRussian(desk.centre?.name)}</p>
    <p class="kiosk-paper__number">${ticket.number}</p>
    <p>${inRussian(items.map(({ label }) => label).filter(Boolean).join('; '))}</p>
    ${estimate?.place ? html`<p><strong>${t.before(estimate.place - 1)}</strong></p>` : nothing}
    ${estimate?.served ? html`<p>${t.about(estimate.p50Seconds ?? 0, estimate.p90Seconds ?? 0)}</p>` : nothing}
    ${further.length ? html`<p>${t.thenMore(further.map(({ number }) => number).join(', '))}</p>` : nothing}
    ${qr(ticketAddress(ticket, desk), t.qr)}
    <p>${t.code}: <strong>${ticket.code}</strong></p>
    <p>${t.paperFoot}</p>
    <p>${dateTime(ticket.issued ?? new Date())}</p>
  </section>`;
}
