// SPDX-License-Identifier: AGPL-3.0-or-later
// Live data: GET /v1/events. A broken or silent link is noticed, said, and mended without a reload.
//
//     const stream = openStream(['halls/arbat'], {
//       snapshot(topic, data) {},        // everything, at the beginning and whenever too much was missed
//       change(topic, type, data) {},    // one event: type is its message's name
//       stale(since) {},                 // nothing has come for 40 s, or the server says that its data are old: what is
//                                        // shown is of `since` (a Date)
//       fresh() {},                      // caught up again
//     }, { code: '…' });
//     stream.close();
//
// The server sends a tick every 15 s. An open link that sends nothing is dead although no error says so; it is closed and opened
// again from the position of the last frame, so that nothing is missed and nothing comes twice.
//
// A tick says of when the data are (`asOf`): the gateway may live while the service behind it, or its database, does not.
const SILENCE_MS = 40000;
const BEHIND_MS = 3000;
const FIRST_PAUSE_MS = 1000;
const LAST_PAUSE_MS = 15000;

class Stream {
  #topics;
  #handlers;
  #parameters;
  #source = null;
  #position = '';
  #heard = Date.now();
  #pause = FIRST_PAUSE_MS;
  #behind = null; // the server's data are of then; null: of now
  #stale = false;
  #timer = 0;
  #watch;
  #closed = false;
  #silence;

  constructor(topics, handlers, { silence = SILENCE_MS, ...parameters } = {}) {
    this.#topics = topics;
    this.#handlers = handlers;
    this.#parameters = parameters;
    this.#silence = silence;
    this.#watch = setInterval(() => this.#check(), Math.min(1000, silence / 4));
    document.addEventListener('visibilitychange', this.#wake);
    window.addEventListener('online', this.#wake);
    this.#open();
  }

  /** When the last frame came. */
  get heard() {
    return new Date(this.#heard);
  }

  get stale() {
    return this.#stale;
  }

  close() {
    this.#closed = true;
    clearInterval(this.#watch);
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#wake);
    window.removeEventListener('online', this.#wake);
    this.#source?.close();
  }

  #address() {
    const parameters = new URLSearchParams({ topics: this.#topics.join(','), ...this.#parameters });
    if (this.#position) parameters.set('lastEventId', this.#position);
    return `/v1/events?${parameters}`;
  }

  #open() {
    clearTimeout(this.#timer);
    this.#source?.close();
    const source = new EventSource(this.#address());
    this.#source = source;
    source.addEventListener('snapshot', (event) => this.#take(source, event, ({ topic, data }) => {
      this.#behind = null; // the service has just made it
      this.#handlers.snapshot?.(topic, data);
    }));
    source.addEventListener('change', (event) => this.#take(source, event, ({ topic, type, data }) => {
      this.#handlers.change?.(topic, type, data);
    }));
    source.addEventListener('tick', (event) => this.#take(source, event, (tick) => this.#judge(tick)));
    source.addEventListener('error', () => this.#failed(source));
  }

  #take(source, event, work) {
    if (source !== this.#source || this.#closed) return;
    this.#heard = Date.now();
    this.#pause = FIRST_PAUSE_MS;
    if (event.lastEventId) this.#position = event.lastEventId;
    work(JSON.parse(event.data));
    if (this.#stale && !this.#behind) {
      this.#stale = false;
      this.#handlers.fresh?.();
    }
  }

  // By the server's two times, so that a clock that is wrong here does no harm.
  #judge({ time, asOf }) {
    const behind = asOf ? Date.parse(time) - Date.parse(asOf) : 0;
    this.#behind = behind > BEHIND_MS ? new Date(Date.now() - behind) : null;
    this.#check();
  }

  // A browser's own repeats end for good at the first answer that is no stream (a restart behind a proxy): ours do not.
  #failed(source) {
    if (source !== this.#source || this.#closed) return;
    source.close();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), this.#pause * (0.5 + Math.random()));
    this.#pause = Math.min(this.#pause * 2, LAST_PAUSE_MS);
  }

  #check() {
    const silent = Date.now() - this.#heard >= this.#silence;
    if ((silent || this.#behind) && !this.#stale) {
      this.#stale = true;
      this.#handlers.stale?.(this.#behind ?? new Date(this.#heard));
    }
    if (silent && this.#source?.readyState === EventSource.OPEN) this.#failed(this.#source);
  }

  // A phone that was in a pocket, or a network that is back, does not wait for the next try.
  #wake = () => {
    if (document.visibilityState !== 'visible' || this.#closed) return;
    if (this.#source?.readyState !== EventSource.OPEN || Date.now() - this.#heard > this.#silence / 2) this.#open();
  };
}

/** See above. Parameters (`code`) go into the address; `silence` (ms) is for tests. */
export const openStream = (topics, handlers, parameters) => new Stream(topics, handlers, parameters);
