// SPDX-License-Identifier: AGPL-3.0-or-later
// What the supervisor's page knows and does.
import { api, session, signIn } from '../lib/api.js';
import { announce } from '../lib/parts.js';
import { keep, kept } from '../lib/store.js';
import { Hall } from '../operator/hall.js';
import { sender } from '../operator/send.js';

class State extends EventTarget {
  who = null;
  centre = null;
  hall = null;
  obstacle = '';
  notice = null;
  overdue = [];
  /** From how many minutes of waiting, and how many people, a queue is shown as a trouble. */
  limits = { minutes: Number(kept('supervisor.minutes', '15')) || 15, people: Number(kept('supervisor.people', '10')) || 10 };

  async start() {
    this.who = await session();
    if (!this.who.signedIn) return this.who.offline ? this.#stop('offline') : signIn();
    if (this.who.role !== 'SUPERVISOR' || !this.who.centreCode) return this.#stop('role');
    this.hall?.close();
    this.hall = new Hall(this.who.centreCode);
    this.hall.addEventListener('change', () => this.tell());
    this.hall.addEventListener('tasks', () => this.loadOverdue());
    sender.addEventListener('change', () => this.tell());
    try {
      this.centre = await api.get(`/v1/centres/${this.who.centreCode}`);
      await this.hall.open();
    } catch (problem) {
      return this.#stop(problem.code === 'OFFLINE' ? 'offline' : problem.message);
    }
    setInterval(() => this.loadOverdue(), 60000); // a term passes without an event
    this.loadOverdue();
    this.obstacle = '';
    return this.tell();
  }

  #stop(why) {
    this.obstacle = why;
    this.tell();
  }

  get ready() { return Boolean(this.hall && this.centre && !this.obstacle); }

  tell() { this.dispatchEvent(new Event('change')); }

  setLimit(name, value) {
    const number = Math.min(240, Math.max(1, Math.round(Number(value) || 0)));
    this.limits = { ...this.limits, [name]: number };
    keep(`supervisor.${name}`, String(number));
    this.tell();
  }

  async loadOverdue() {
    const found = await api.get('/v1/tasks', { query: { overdue: true, pageSize: 100 } }).catch(() => null);
    if (found) this.overdue = found.tasks ?? [];
    this.tell();
  }

  say(kind, text) {
    this.notice = { kind, text };
    announce(text, { urgent: kind === 'bad' });
    this.tell();
  }

  async does(label, work, done) {
    this.notice = null;
    try {
      const made = await sender.send(label, work);
      if (done) this.say('good', done);
      return made;
    } catch (problem) {
      this.say('bad', problem.message);
      if (problem.code !== 'OFFLINE') this.hall.load().catch(() => {});
      return undefined;
    }
  }
}

export const state = new State();
