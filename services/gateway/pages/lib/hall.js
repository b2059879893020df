// SPDX-License-Identifier: AGPL-3.0-or-later
// A hall in the browser: a snapshot, kept up by the events of the stream. Numbers and estimates of the groups come with the next
// snapshot, every 15 s while the hall changes and every minute when it does not. Knows no elements.
const TICKET = 'okno.queue.v1.TicketChanged';
const WINDOW = 'okno.queue.v1.WindowChanged';
const MESSAGE = 'okno.queue.v1.BoardMessageSent';

const revisionOf = (data) => Number(data?.revision ?? 0);

/** What tells one calling of a ticket from the next: `calls` counts anew whenever somebody is called after having left a window. */
export const callKey = (call) => `${call.ticketId}/${call.windowNumber}/${Date.parse(call.called) || 0}/${call.calls ?? 1}`;

const CAME = new Set(['CALLED', 'SERVING', 'FINISHED']);

/** Who is received: 'open' all, 'asking' no more who apply or collect; else nobody, and 'before', 'after' or not today: 'off'. */
export function reception({ open, appliesOpen, at, opens }) {
  if (open) return appliesOpen ? 'open' : 'asking';
  if (!opens) return 'off';
  return new Date(at) < new Date(opens) ? 'before' : 'after';
}

/**
 * Since when somebody waits: who was sent on, or postponed, keeps the time of their first arrival; who is early for an appointment waits from
 * its time on.
 */
export function cameAt(ticket) {
  const came = ticket.state === 'WAITING' ? ticket.entered : ticket.issued ?? ticket.entered;
  return new Date(ticket.due ?? 0) > new Date(came) ? ticket.due : came;
}

export class Hall {
  revision = -1;
  centreCode = '';
  open = true;
  appliesOpen = true;
  at = null;       // of the snapshot
  opens = null;    // today; absent when nobody is received
  closes = null;
  waiting = 0;
  withinNormPercent = 100;
  windows = [];
  calls = [];      // called and not yet at the window, the last first
  groups = [];
  messages = [];
  /** The ticket of the event just taken, when nobody is to come to a window with it (any more): sent elsewhere, stepped aside, absent; or ''. */
  calledOff = '';

  /** Takes a whole hall, unless something newer is here already. True when it was taken. */
  take(hall) {
    if (revisionOf(hall) < this.revision) return false;
    this.revision = revisionOf(hall);
    this.centreCode = hall.centreCode;
    this.open = hall.open ?? false;
    this.appliesOpen = hall.appliesOpen ?? false;
    for (const moment of ['at', 'opens', 'closes']) this[moment] = hall[moment] ?? null;
    this.waiting = hall.waiting ?? 0;
    this.withinNormPercent = hall.withinNormPercent ?? 0;
    this.windows = hall.windows ?? [];
    this.calls = hall.calls ?? [];
    this.groups = hall.groups ?? [];
    this.messages = hall.messages ?? [];
    return true;
  }

  /** Takes an event. Returns the call when somebody was called, else null. */
  change(type, data) {
    this.calledOff = '';
    if (revisionOf(data) <= this.revision) return null;
    this.revision = revisionOf(data);
    if (type === TICKET) return this.#ticket(data.ticket ?? {}, data.action);
    if (type === WINDOW) this.#window(data.window ?? {});
    if (type === MESSAGE && data.message) this.messages = [...this.messages, data.message];
    return null;
  }

  /** Messages that hold now. */
  current(at = new Date()) {
    return this.messages.filter((message) => !message.until || new Date(message.until) > at);
  }

  #ticket(ticket, action) {
    this.calls = this.calls.filter((call) => call.ticketId !== ticket.ticketId);
    const called = ticket.state === 'CALLED';
    if (!CAME.has(ticket.state)) this.calledOff = ticket.ticketId;
    const here = called || ticket.state === 'SERVING';
    this.windows = this.windows.map((window) => {
      if (here && window.windowId === ticket.windowId)
        return { ...window, ticketNumber: ticket.number, ticketState: ticket.state };
      return window.ticketNumber === ticket.number ? { ...window, ticketNumber: '', ticketState: undefined } : window;
    });
    if (!called) return null;
    const call = { ticketId: ticket.ticketId, ticketNumber: ticket.number, windowNumber: ticket.windowNumber,
      called: ticket.called, calls: ticket.calls ?? 1 };
    this.calls = [call, ...this.calls];
    return action === 'CALLED' || action === 'RECALLED' ? call : null;
  }

  #window(changed) {
    const state = changed.session?.state;
    this.windows = this.windows.map((window) => (window.windowId === changed.windowId ? { ...window, state } : window));
  }
}
