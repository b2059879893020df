// SPDX-License-Identifier: AGPL-3.0-or-later
// What the operator's page knows: who works, in which hall, at which window, with whom; and the visits under way. A visit is what was
// chosen and typed for one visitor; it stays while they step aside, and comes back with them.
import { api, session, signIn } from '../lib/api.js';
import { announce } from '../lib/parts.js';
import { words } from '../lib/i18n.js';
import { Hall } from './hall.js';
import { sender } from './send.js';

const t = words({
  open: ['Открытие окна', 'Opening the window'],
  close: ['Закрытие окна', 'Closing the window'],
  breakTo: ['Перерыв', 'Break'],
  resume: ['Возвращение с перерыва', 'End of the break'],
  next: ['Вызов следующего', 'Calling the next'],
  nobody: ['К вашему окну никто не ждёт.', 'Nobody waits for your window.'],
  called: [(n) => `Вызван ${n}`, (n) => `${n} is called`],
});

const emptyVisit = () => ({ applicant: null, form: null, service: null, scenario: 0, papers: new Map(), answers: {}, check: null,
  application: null, representative: '', representatives: [], proxy: null });

class Desk extends EventTarget {
  who = null;
  centre = null;
  hall = null;
  /** Why the page cannot be worked with, in a word: 'offline', 'role'. */
  obstacle = '';
  notice = null;
  #visits = new Map();

  async start() {
    this.who = await session();
    if (!this.who.signedIn) {
      if (this.who.offline) return this.#stop('offline');
      return signIn();
    }
    if (!['OPERATOR', 'CONSULTANT', 'SUPERVISOR'].includes(this.who.role) || !this.who.centreCode) return this.#stop('role');
    this.hall?.close();
    this.hall = new Hall(this.who.centreCode, this.hasWindow ? ['tasks'] : []);
    this.hall.addEventListener('change', () => this.tell());
    sender.addEventListener('change', () => this.tell());
    try {
      this.centre = await api.get(`/v1/centres/${this.who.centreCode}`);
      await this.hall.open();
    } catch (problem) {
      return this.#stop(problem.code === 'OFFLINE' ? 'offline' : problem.message);
    }
    this.obstacle = '';
    return this.tell();
  }

  #stop(why) {
    this.obstacle = why;
    this.tell();
  }

  tell() {
    this.dispatchEvent(new Event('change'));
  }

  // ---------------------------------------------------------------- place and visitor

  /** A consultant has no window, and registers nothing: visitors are booked and let in. */
  get hasWindow() { return this.who?.role !== 'CONSULTANT'; }
  get ready() { return Boolean(this.hall && this.centre && !this.obstacle); }
  get window() { return this.hall?.windowOf(this.who.subject); }
  get session() { return this.window?.session; }
  get visitor() { return this.window && this.hall.visitorAt(this.window); }

  /** The visit of the visitor at the window; without one, of whoever stands there without a ticket. */
  get visit() {
    const id = this.visitor?.ticketId ?? '';
    if (!this.#visits.has(id)) this.#visits.set(id, emptyVisit());
    return this.#visits.get(id);
  }

  endVisit(id = this.visitor?.ticketId ?? '') {
    this.#visits.delete(id);
    this.tell();
  }

  // ---------------------------------------------------------------- doing

  /** A sentence above the page until the next deed. */
  say(kind, text) {
    this.notice = { kind, text };
    announce(text, { urgent: kind === 'bad' });
    this.tell();
  }

  /** A write with its notice when it fails; undefined then. */
  async does(label, work) {
    this.notice = null;
    try {
      return await sender.send(label, work);
    } catch (problem) {
      this.say('bad', [problem.message, ...(problem.violations ?? []).map(({ message }) => message)].join('. '));
      if (this.hall && problem.code !== 'OFFLINE') this.hall.load().catch(() => {});
      return undefined;
    }
  }

  async openWindow(windowId, substitutes = '') {
    const made = await this.does(t.open, (key) => api.post('/v1/sessions', { windowId, substitutes }, { key }));
    if (made) this.hall.takeSession(made);
    return made;
  }

  async ofSession(verb, label, body = {}) {
    const { sessionId } = this.session;
    const made = await this.does(label, (key) => api.post(`/v1/sessions/${sessionId}:${verb}`, body, { key }));
    if (made) this.hall.takeSession(made);
    return made;
  }

  closeWindow = () => this.ofSession('close', t.close);
  takeBreak = (reason) => this.ofSession('break', t.breakTo, { reason });
  resume = () => this.ofSession('resume', t.resume);

  async callNext() {
    const { sessionId } = this.session;
    const made = await this.does(t.next, (key) => api.post(`/v1/sessions/${sessionId}:callNext`, {}, { key }));
    if (!made) return null;
    if (!made.ticket) this.say('', t.nobody);
    else {
      this.hall.take(made.ticket);
      announce(t.called(made.ticket.number));
    }
    return made.ticket;
  }

  /** A ticket for somebody who stands here: `item` names a service or a group; {priorityCode}. */
  async issue(label, item, more = {}) {
    const group = this.hall.group(item.groupCode);
    const made = await this.does(label, (key) => api.post('/v1/tickets', { centreCode: this.who.centreCode, source: 'CONSULTANT', ...more,
      items: [{ purpose: group?.purposes?.[0] ?? 'APPLY', ...item }], scenario: group?.express ? 3 : undefined }, { key }));
    if (made) this.hall.take(made.ticket);
    return made?.ticket;
  }

  /** :serve, :hold ... of a ticket. */
  async ofTicket(ticket, verb, label, body = {}) {
    const made = await this.does(label, (key) => api.post(`/v1/tickets/${ticket.ticketId}:${verb}`, body, { key }));
    if (made) this.hall.take(made);
    return made;
  }
}

export const desk = new Desk();
