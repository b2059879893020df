// SPDX-License-Identifier: AGPL-3.0-or-later
// The hall as it is now: windows with their sessions, live tickets, groups. Read once, then kept by the live stream; a change that comes
// twice, or late, is told by its version. Its event 'tasks' says that the tasks of who looks on are other ones: one link brings both.
import { api } from '../lib/api.js';
import { cameAt } from '../lib/hall.js';
import { openStream } from '../lib/stream.js';

const OVER = new Set(['FINISHED', 'CANCELLED']);
const LINE = new Set(['WAITING', 'TRANSFERRED', 'POSTPONED']);
const HERE = new Set(['CALLED', 'SERVING']);
const ASIDE = new Set(['HELD', 'PARKED']);
const CALM_MS = 400;
const AWAY_MS = 15000;

const isAtWork = (window) => window.enabled && (window.session?.state === 'OPEN' || window.session?.state === 'BREAK');
const isSentTo = (window, ticket) => Boolean(ticket.targetWindowId && ticket.targetWindowId === window?.windowId)
  || Boolean(ticket.targetOperator && window?.session && [window.session.operator, window.session.substitutes].includes(ticket.targetOperator));

const newer = (etag, known) => known === undefined || Number(etag) >= Number(known);

export class Hall extends EventTarget {
  windows = [];
  tickets = new Map();  // those of today that did not come when called among them: they may be called after all
  groups = [];
  priorities = [];
  messages = [];
  summary = null;
  /** Since when nothing was heard, or null. */
  stale = null;
  #revision = 0; // of the hall, as far as what is here is complete
  #stream = null;
  #timer = 0;
  #poll = 0;

  /** `topics` beside the hall itself. */
  constructor(centreCode, topics = ['tasks']) {
    super();
    this.centreCode = centreCode;
    this.topics = topics;
  }

  async open() {
    const [settings] = await Promise.all([
      api.get('/v1/queueSettings', { query: { centreCode: this.centreCode } }), this.load()]);
    this.groups = settings.groups ?? [];
    this.priorities = settings.priorities ?? [];
    this.#stream = openStream([`halls/${this.centreCode}`, ...this.topics], {
      snapshot: (topic, data) => (topic === 'tasks' ? this.dispatchEvent(new Event('tasks')) : this.#snapshot(data)),
      change: (topic, type, data) => this.#change(type, data),
      stale: (since) => this.#turn(since),
      fresh: () => { this.#turn(null); this.#soon(); },
    });
    this.#poll = setInterval(() => this.stale && this.load().catch(() => {}), AWAY_MS);
    this.#tell();
  }

  close() {
    this.#stream?.close();
    clearInterval(this.#poll);
    clearTimeout(this.#timer);
  }

  /** Everything anew. */
  async load() {
    const query = { centreCode: this.centreCode };
    const [windows, tickets, summary] = await Promise.all([
      api.get('/v1/windows', { query }), api.get('/v1/tickets', { query: { ...query, absent: true } }), api.get(`/v1/halls/${this.centreCode}`)]);
    this.#revision = Math.min(Number(windows.revision ?? 0), Number(tickets.revision ?? 0));
    this.windows = windows.windows ?? [];
    this.tickets = new Map((tickets.tickets ?? []).map((ticket) => [ticket.ticketId, ticket]));
    for (const window of this.windows) if (window.ticket) this.take(window.ticket, false);
    this.summary = summary;
    this.messages = summary.messages ?? [];
    this.#tell();
  }

  /** A ticket as an answer or an event has it. */
  take(ticket, tell = true) {
    if (!ticket?.ticketId || !newer(ticket.etag, this.tickets.get(ticket.ticketId)?.etag)) return;
    if (OVER.has(ticket.state)) this.tickets.delete(ticket.ticketId);
    else this.tickets.set(ticket.ticketId, { ...this.tickets.get(ticket.ticketId), estimate: undefined, ...ticket });
    if (tell) this.#tell();
  }

  takeSession(session) {
    this.windows = this.windows.map((window) => (window.windowId !== session.windowId ? window
      : { ...window, session: session.state === 'CLOSED' ? undefined : session }));
    this.#tell();
  }

  takeWindow(window) {
    const session = window.session?.state === 'CLOSED' ? undefined : window.session; // the event of closing still has it
    this.windows = this.windows.map((known) => (known.windowId === window.windowId ? { ...window, session, ticket: undefined } : known));
    this.#tell();
  }

  // ---------------------------------------------------------------- questions

  live = () => [...this.tickets.values()].filter((ticket) => ticket.state !== 'NO_SHOW');
  window = (id) => this.windows.find((window) => window.windowId === id);
  windowOf = (operator) => this.windows.find((window) => window.session && window.session.operator === operator);
  visitorAt = (window) => this.live().find((ticket) => HERE.has(ticket.state) && ticket.windowId === window?.windowId);
  group = (code) => this.groups.find((group) => group.groupCode === code);
  isWaiting = (ticket) => LINE.has(ticket.state);

  /** Whom a window may call, who came first first. Who was sent to somebody waits for them alone, while they are at work. */
  waitingFor(window) {
    const groups = new Set((window?.groups ?? []).map((group) => group.groupCode));
    const isTheirs = (ticket) => (this.windows.some((one) => isAtWork(one) && isSentTo(one, ticket)) ? isSentTo(window, ticket)
      : groups.has(ticket.groupCode));
    return this.live().filter((ticket) => LINE.has(ticket.state) && isTheirs(ticket))
      .sort((a, b) => (a.level ?? 100) - (b.level ?? 100) || (cameAt(a) ?? '').localeCompare(cameAt(b) ?? ''));
  }

  /** Who stepped aside from this window or waits in the hall for something. */
  asideOf(window) {
    const groups = new Set((window?.groups ?? []).map((group) => group.groupCode));
    return this.live().filter((ticket) => ASIDE.has(ticket.state) && (ticket.windowId === window?.windowId
      || (ticket.state === 'PARKED' && groups.has(ticket.groupCode))));
  }

  /** Whom a window may call after all, though they did not come when they were called: who was called last first. */
  absentFor(window) {
    const groups = new Set((window?.groups ?? []).map((group) => group.groupCode));
    return [...this.tickets.values()].filter((ticket) => ticket.state === 'NO_SHOW' && (ticket.windowId === window?.windowId || groups.has(ticket.groupCode)))
      .sort((a, b) => (b.ended ?? '').localeCompare(a.ended ?? ''));
  }

  // ---------------------------------------------------------------- the stream

  // The numbers of the groups come with it; windows and tickets are read anew only when something was missed.
  #snapshot(data) {
    this.summary = data;
    this.messages = data.messages ?? [];
    if (Number(data.revision ?? 0) > this.#revision) this.#soon();
    this.#tell();
  }

  #change(type, data) {
    const revision = Number(data.revision ?? 0);
    if (revision === this.#revision + 1) this.#revision = revision;
    const name = type.split('.').pop();
    if (name === 'TicketChanged') this.take(data.ticket);
    else if (name === 'WindowChanged') this.takeWindow(data.window);
    else if (name === 'HallSettingsChanged') this.#soon();
    else if (name === 'BoardMessageSent') this.messages = [...this.messages, data.message];
    this.#tell();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load().catch(() => {}), CALM_MS);
  }

  #turn(since) {
    this.stale = since;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
