// SPDX-License-Identifier: AGPL-3.0-or-later
// Sending what a person did, also over a link that comes and goes. A write whose answer did not come is sent again with the very same
// Idempotency-Key until the server has answered: it takes effect once, and what was typed stays where it is meanwhile.
import { newKey, Problem } from '../lib/api.js';
import { words } from '../lib/i18n.js';

const t = words({
  unknown: [(label) => `«${label}»: ответа нет, и неизвестно, выполнено ли. Проверьте, прежде чем повторять.`,
    (label) => `“${label}”: there was no answer, so nobody knows whether it was done. Look before you repeat it.`],
});

const PAUSE_MS = 3000;
const AWAY = new Set([502, 503, 504]);

class Sender extends EventTarget {
  /** {label, since} of what waits for the link, or null. */
  waiting = null;
  #wake = null;

  /**
   * @param label  what is sent, in words
   * @param work   (key) => promise of an API call made with that key
   */
  async send(label, work) {
    const key = newKey();
    let waits = false;
    try {
      for (;;) {
        try {
          return await work(key);
        } catch (problem) {
          if (problem.code !== 'OFFLINE' && !AWAY.has(problem.status)) throw problem;
        }
        waits = true;
        this.#tell({ label, since: this.waiting?.since ?? new Date() });
        if (!(await this.#pause())) throw new Problem(t.unknown(label), { code: 'OFFLINE' });
      }
    } finally {
      if (waits) this.#tell(null);
    }
  }

  /** Tries now. */
  again() {
    this.#wake?.(true);
  }

  /** Waits no longer: whether it took effect is not known, which the page must say. */
  giveUp() {
    this.#wake?.(false);
  }

  #pause() {
    return new Promise((resolve) => {
      const end = (go) => {
        clearTimeout(timer);
        window.removeEventListener('online', now);
        this.#wake = null;
        resolve(go);
      };
      const now = () => end(true);
      const timer = setTimeout(now, PAUSE_MS);
      window.addEventListener('online', now);
      this.#wake = end;
    });
  }

  #tell(waiting) {
    if (waiting === this.waiting) return;
    this.waiting = waiting;
    this.dispatchEvent(new Event('change'));
  }
}

export const sender = new Sender();
