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
    for (const entry of this.#entries.values()) if (entry.call.ticketId === call.ticketId) this.#drop(entry);
    const entry = { call, number: ++this.#count, state: quiet ? 'said' : 'waiting', over: false, leaving: false };
    this.#entries.set(callKey(call), entry);
    if (!quiet) {
      this.#line.push(entry);
      this.#run();
    }
    this.#changed();
  }

  /** Who is still called: others leave once they have had their time. */
  keepOnly(calls) {
    const live = new Set(calls.map(callKey));
    for (const [key, entry] of this.#entries) {
      entry.over = !live.has(key);
      if (entry.over && entry.state === 'said' && !entry.leaving) this.#drop(entry);
    }
    this.#changed();
  }

  #drop(entry) {
    if (entry.state === 'said') this.#entries.delete(callKey(entry.call));
    else entry.over = true;
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
      if (entry.over) this.#drop(entry);
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
