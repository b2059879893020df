// SPDX-License-Identifier: AGPL-3.0-or-later
// The voice of a board: sound files made by the server, with their own chime. When the voice fails, a chime made here still tells the
// hall to look up; when the browser lets no sound out at all, the board goes on without.
import { api } from '../lib/api.js';

const FETCH_MS = 4000;

export class Voice {
  /** '' when all is well, else 'blocked' (the browser wants a touch first) or 'failed'. */
  trouble = '';
  #languages;
  #changed;
  #context = null;

  constructor({ languages, changed }) {
    this.#languages = languages;
    this.#changed = changed;
  }

  /** By a person's touch: sound is allowed from then on. */
  async allow() {
    await this.#chime();
    this.#set(this.#context?.state === 'running' ? '' : 'blocked');
  }

  /** Says a call; resolves when it has been said, or cannot be. */
  async say(call) {
    for (const language of this.#languages) {
      try {
        await this.#play(call, language);
        this.#set('');
      } catch (error) {
        if (error?.code === 'FAILED_PRECONDITION') return; // sent elsewhere in this moment: nothing to be said, nothing is wrong
        this.#set(error?.name === 'NotAllowedError' ? 'blocked' : 'failed');
        if (this.trouble === 'failed') await this.#chime();
        return;
      }
    }
  }

  async #play(call, language) {
    const sound = await api.file(`/v1/tickets/${call.ticketId}:announcement`, { query: { language }, patience: FETCH_MS });
    const address = URL.createObjectURL(sound);
    try {
      const audio = new Audio(address);
      const ended = new Promise((resolve, reject) => {
        audio.addEventListener('ended', resolve);
        audio.addEventListener('error', () => reject(new Error('sound cannot be played')));
      });
      await audio.play();
      await ended;
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  #set(trouble) {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.#changed();
  }

  // Two tones, a third apart.
  async #chime() {
    try {
      this.#context ??= new AudioContext();
      if (this.#context.state !== 'running') await Promise.race([this.#context.resume(), new Promise((go) => { setTimeout(go, 300); })]);
      if (this.#context.state !== 'running') return;
      const now = this.#context.currentTime;
      for (const [i, frequency] of [784, 659].entries()) {
        const tone = this.#context.createOscillator();
        const volume = this.#context.createGain();
        tone.frequency.value = frequency;
        volume.gain.setValueAtTime(0.25, now + i * 0.4);
        volume.gain.exponentialRampToValueAtTime(0.001, now + i * 0.4 + 0.9);
        tone.connect(volume).connect(this.#context.destination);
        tone.start(now + i * 0.4);
        tone.stop(now + i * 0.4 + 0.9);
      }
    } catch {
      // no sound at all: the text is there
    }
  }
}
