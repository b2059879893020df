// SPDX-License-Identifier: AGPL-3.0-or-later
// What the kiosk knows of its hall and asks of the API. Waiting times come again and again; the rest at the beginning, and until it
// came.
import { api, newKey } from '../lib/api.js';

const REFRESH_MS = 15000;
const PRINT_MS = 8000;
const DEFAULT_SERVICES = 4;

export class Desk {
  centreCode = '';
  centre = null;
  settings = null;
  hall = null;
  offline = false;
  #timer = 0;
  #key = newKey();
  #arrival = { code: '', key: '' };

  open(centreCode, changed) {
    this.centreCode = centreCode;
    const round = async () => {
      await this.#learn();
      changed();
      this.#timer = setTimeout(round, REFRESH_MS);
    };
    round();
  }

  close() {
    clearTimeout(this.#timer);
  }

  async #learn() {
    try {
      const query = { centreCode: this.centreCode };
      this.centre ??= await api.get(`/v1/centres/${this.centreCode}`);
      this.settings ??= await api.get('/v1/queueSettings', { query });
      this.hall = await api.get(`/v1/halls/${this.centreCode}`);
      this.offline = false;
    } catch (problem) {
      this.offline = true;
    }
  }

  /** Groups for those who hand something in, with how long they wait; the accelerated one last. */
  get groups() {
    const live = new Map((this.hall?.groups ?? []).map((group) => [group.groupCode, group]));
    const takesIn = ({ purposes = [] }) => !purposes.length || purposes.includes('APPLY');
    return (this.settings?.groups ?? []).filter(takesIn).map((group) => ({ ...group, ...live.get(group.groupCode) }))
      .sort((a, b) => Number(a.express ?? false) - Number(b.express ?? false));
  }

  /** The group in which something will wait, as far as can be told here. */
  groupOf(item) {
    const live = this.hall?.groups ?? [];
    if (item.groupCode) return live.find(({ groupCode }) => groupCode === item.groupCode);
    const byPurpose = (this.settings?.groups ?? []).find(({ purposes = [] }) => purposes.includes(item.purpose));
    const theme = (this.settings?.groups ?? []).find(({ themes = [] }) => themes.includes(item.theme));
    const code = (item.serviceCode ? theme : byPurpose)?.groupCode;
    return live.find(({ groupCode }) => groupCode === code);
  }

  get priorities() {
    return (this.settings?.priorities ?? []).filter(({ shown }) => shown);
  }

  get mostServices() {
    return this.settings?.limits?.servicesPerVisit || DEFAULT_SERVICES;
  }

  find(query, signal) {
    return api.get('/v1/services', { query: { query, centre: this.centreCode, view: 'BASIC', pageSize: 8 }, signal })
      .then(({ services = [] }) => services);
  }

  /** The same key until it worked: whoever presses the button again after a failure gets one ticket. */
  async issue(items, priority) {
    const reply = await api.post('/v1/tickets', {
      centreCode: this.centreCode,
      items: items.map(({ serviceCode, groupCode, purpose }) => ({ serviceCode, groupCode, purpose })),
      priorityCode: priority?.priorityCode,
      scenario: items[0].express ? 3 : undefined,
    }, { key: this.#key });
    this.#key = newKey();
    return reply;
  }

  /** Something else is wanted now. */
  another() {
    this.#key = newKey();
  }

  /** The same key for a code until it worked. */
  async checkIn(code) {
    if (this.#arrival.code !== code) this.#arrival = { code, key: newKey() };
    const ticket = await api.post('/v1/appointments:checkIn', { code, centreCode: this.centreCode }, { key: this.#arrival.key });
    this.#arrival = { code: '', key: '' };
    return ticket;
  }

  /** What became of the paper: outcome, and a sentence when there is none. Where the server cannot tell, the browser prints. */
  print(ticket) {
    return api.post(`/v1/tickets/${ticket.ticketId}:print`, {}, { patience: PRINT_MS }).catch(() => ({ outcome: 'NO_PRINTER' }));
  }

  ticketBy(code) {
    return api.get('/v1/tickets:track', { query: { code } });
  }

  application(number, code) {
    return api.get('/v1/applications:track', { query: { number: number.trim(), code: code.trim() } });
  }
}
