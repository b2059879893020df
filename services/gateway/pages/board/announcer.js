// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls one after the other: each is shown at once among the called, and in its turn has the stage and the voice for its full time,
// however many come together. Knows no elements; what speaks may fail or hang without holding anybody up.
import { callKey } from '../lib/hall.js';

const FULL_MS = 7000;     // on the stage at least
const VOICE_MS = 20000;   // a voice that takes longer is given up
const AFTER_MS = 12000;   // in the list after its turn, even if the visitor is at the window already

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** When the work is done or has failed, or the time is up. */
const within = (milliseconds, work) => new Promise((resolve) => {
  const timer = setTimeout(resolve, milliseconds);
  work().catch(() => {}).finally(() => {
    clearTimeout(timer);
    resolve();
  });
});

export class Announcer {
  #line = [];        // waiting for their turn
  #entries = new Map();
  #count = 0;
  #running = false;
  #speak;
  #changed;
  #full;
  #after;

  /** The one on the stage, or null. */
  stage = null;

  /**
   * @param speak    async (call) => {}: says it; may throw
   * @param changed  () => {}: something is to be drawn
   */
  constructor({ speak, changed, full = FULL_MS, after = AFTER_MS }) {
    this.#speak = speak;
    this.#changed = changed;
    this.#full = full;
    this.#after = after;
  }

  /** Calls to show, the last first: those that are called now, waiting for their turn, or just had it. */
  get shown() {
    return [...this.#entries.values()].sort((a, b) => b.number - a.number);
  }

  /** How many wait for their turn. */
  get waiting() {
    return this.#line.length;
  }

  knows(call) {
    return this.#entries.has(callKey(call));
  }

  /** Somebody was called. `quiet`: was announced before we came; only shown. */
  add(call, { quiet = false } = {}) {
    if (this.knows(call)) return;
    const place = this.#take(call.ticketId, call.windowNumber);
    const entry = { call, number: ++this.#count, state: quiet ? 'said' : 'waiting', over: false, leaving: false };
    this.#entries.set(callKey(call), entry);
    if (!quiet) {
      this.#line.splice(place < 0 ? this.#line.length : place, 0, entry); // called anew before its turn: the turn stays
      this.#run();
    }
    this.#changed();
  }

  /** Nobody is to follow this ticket's call any more: it was sent elsewhere, or stepped aside. What is being said is not cut short. */
  withdraw(ticketId) {
    this.#take(ticketId);
    this.#changed();
  }

  /** Who is still called: others leave once they have had their time. */
  keepOnly(calls) {
    const live = new Set(calls.map(callKey));
    for (const [key, entry] of this.#entries) {
      entry.over = !live.has(key);
      if (entry.over && entry.state === 'said' && !entry.leaving) this.#entries.delete(key);
    }
    this.#changed();
  }

  // Takes a ticket's calls away, from the stage too unless it is called there again; its place in the line, or -1.
  #take(ticketId, windowNumber) {
    const place = this.#line.findIndex((entry) => entry.call.ticketId === ticketId);
    this.#line = this.#line.filter((entry) => entry.call.ticketId !== ticketId);
    for (const [key, { call }] of this.#entries) if (call.ticketId === ticketId) this.#entries.delete(key);
    const shown = this.stage?.call;
    if (shown?.ticketId === ticketId && shown.windowNumber !== windowNumber) this.stage = null;
    return place;
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    for (let entry = this.#line.shift(); entry; entry = this.#line.shift()) await this.#announce(entry);
    this.#running = false;
    this.#leaveStage();
  }

  async #announce(entry) {
    entry.state = 'speaking';
    this.stage = entry;
    this.#changed();
    await Promise.all([pause(this.#full), within(VOICE_MS, async () => this.#speak(entry.call))]);
    entry.state = 'said';
    entry.leaving = true;
    setTimeout(() => {
      entry.leaving = false;
      if (entry.over) this.#entries.delete(callKey(entry.call));
      this.#changed();
    }, this.#after);
  }

  // The last of a series stays on the stage a little, unless another comes.
  #leaveStage() {
    const last = this.stage;
    setTimeout(() => {
      if (this.stage !== last || this.#running) return;
      this.stage = null;
      this.#changed();
    }, this.#after);
    this.#changed();
  }
}
