// SPDX-License-Identifier: AGPL-3.0-or-later
// The installation under test, from outside: OKNO_URL and OKNO_STATE, which `run` sets.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

export const url = process.env.OKNO_URL;
const state = process.env.OKNO_STATE;
const tokens = new Map();

/** A token of the installation's own: token('KIOSK', { centre: 'arbat' }). */
export function token(role, claims = {}) {
  const options = Object.entries(claims).flatMap(([name, value]) => [`--${name}`, value]);
  const key = [role, ...options].join(' ');
  if (!tokens.has(key))
    tokens.set(key, execFileSync(`${state}/bin/okno`, ['token', '--role', role, ...options], { encoding: 'utf8' }).trim());
  return tokens.get(key);
}

const passwords = new Map();

const LOOKED_AT_MS = 1000; // how often the gateway looks at the file of accounts

/** A local account of our own for a role and centre, with its password. */
export const account = (role, centre) => made(`${role.toLowerCase()}.${centre}`, '--role', role, '--centre', centre);
/** One of an applicant. */
export const applicantAccount = (applicantId) => made(`person.${applicantId.slice(-12)}`, '--role', 'APPLICANT', '--applicant', applicantId);

function made(login, ...options) {
  if (!passwords.has(login)) {
    const password = randomUUID();
    const run = (...words) => execFileSync(`${state}/bin/okno`, ['user', ...words, '--password-file', '-'], { input: `${password}\n`, stdio: ['pipe', 'pipe', 'pipe'] });
    try {
      run('add', '--login', login, ...options);
    } catch (error) {
      if (error.status !== 65) throw error;
      execFileSync(`${state}/bin/okno`, ['user', 'password', '--password-file', '-', login], { input: `${password}\n` }); // of an earlier run
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1.2 * LOOKED_AT_MS); // then it is known
    passwords.set(login, password);
  }
  return { login, password: passwords.get(login) };
}

/** One call of the API; throws what went wrong. */
export async function call(method, path, body, bearer) {
  const headers = { Accept: 'application/json' };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  if (body !== undefined) Object.assign(headers, { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() });
  const response = await fetch(url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : {};
}

/** A hall with people at work in it. */
export class House {
  constructor(centre) {
    this.centre = centre;
    this.kiosk = token('KIOSK', { centre, sub: `kiosk-${centre}` });
    this.supervisor = token('SUPERVISOR', { centre, sub: `supervisor-${centre}` });
    this.clerks = new Map();
  }

  clerk(number) {
    return token('OPERATOR', { centre: this.centre, sub: `clerk-${this.centre}-${number}` });
  }

  /** Seats a clerk at a window, once; a visitor of an earlier run is let go. */
  async open(number) {
    if (this.clerks.has(number)) return this.clerks.get(number);
    const { windows } = await call('GET', `/v1/windows?centreCode=${this.centre}`, undefined, this.supervisor);
    const window = windows.find((one) => one.number === String(number));
    if (window.ticket) await this.#letGo(window.ticket, number);
    const session = window.session ?? await call('POST', '/v1/sessions', { windowId: window.windowId }, this.clerk(number));
    this.clerks.set(number, session);
    return session;
  }

  async #letGo(ticket, number) {
    if (ticket.state !== 'SERVING') await this.act(ticket, 'serve', number);
    await this.act(ticket, 'finish', number, { result: 'DONE' });
  }

  async issue(groupCode, more = {}) {
    return (await call('POST', '/v1/tickets', { centreCode: this.centre, items: [{ groupCode, ...more }] }, this.kiosk)).ticket;
  }

  /** The next ticket at that window; null when nobody waits for it. */
  async next(number) {
    const session = await this.open(number);
    return (await call('POST', `/v1/sessions/${session.sessionId}:callNext`, {}, this.clerk(number))).ticket ?? null;
  }

  act(ticket, what, number, body = {}) {
    return call('POST', `/v1/tickets/${ticket.ticketId}:${what}`, body, this.clerk(number));
  }

  /** From the call to the end of service. */
  async serve(ticket, number) {
    await this.act(ticket, 'serve', number);
    return this.act(ticket, 'finish', number, { result: 'DONE' });
  }

  say(text, textEn = '') {
    return call('POST', `/v1/halls/${this.centre}:message`, { centreCode: this.centre, text, textEn, minutes: 30 }, this.supervisor);
  }

  hall() {
    return call('GET', `/v1/halls/${this.centre}`);
  }
}

// ---------------------------------------------------------------- appointments, whatever the hour

const MINUTE = 60e3;

async function openAllDay(centre) {
  const admin = token('ADMIN');
  const { withdrawn, etag, ...card } = await call('GET', `/v1/centres/${centre}`);
  const timetable = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }));
  const { version, ...settings } = await call('GET', `/v1/queueSettings?centreCode=${centre}`);
  const limits = { ...settings.limits, receptionEndsMinutes: 0 };
  await call('POST', '/v1/reference:load', { centres: [{ ...card, timetable, worksOnHolidays: true }] }, admin);
  await call('POST', '/v1/queueSettings:load', { halls: [{ ...settings, centreCode: centre, limits }] }, admin);
  return async () => {
    await call('POST', '/v1/reference:load', { centres: [card] }, admin);
    await call('POST', '/v1/queueSettings:load', { halls: [{ ...settings, centreCode: centre }] }, admin);
  };
}

async function reserve(centre, bearer, starts) {
  try {
    return await call('POST', '/v1/appointments', { centreCode: centre, groupCode: 'collect', purpose: 'COLLECT', starts: starts.toISOString() }, bearer);
  } catch (error) {
    if (!/SLOT_TAKEN|FAILED_PRECONDITION|INVALID_ARGUMENT|OUT_OF_RANGE/.test(error.message)) throw error;
    return null;
  }
}

/**
 * A confirmed appointment that may be checked in now: the centre is open day and night meanwhile, so that there is a time within the
 * quarter of an hour whatever the clock says. Timetables reach the queue within seconds.
 */
export async function appointmentNow(centre, bearer) {
  const restore = await openAllDay(centre);
  try {
    for (const until = Date.now() + 40e3; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 1000))) {
      const first = Math.ceil((Date.now() + 5e3) / (5 * MINUTE)) * 5 * MINUTE;
      for (let starts = first; starts < Date.now() + 14 * MINUTE; starts += 5 * MINUTE) {
        const held = await reserve(centre, bearer, new Date(starts));
        if (held) return { ...await call('POST', `/v1/appointments/${held.appointmentId}:confirm`, { code: held.code }), code: held.code };
      }
    }
  } finally {
    await restore();
  }
  throw new Error(`no time can be booked at ${centre}`);
}

// ------------------------------------------------------------ harm, through runit, which supervises an installation

const sv = (command, name) => execFileSync('sv', ['-w', '20', command, `${state}/service/${name}`], { stdio: 'ignore' });

/** kill -9; the supervisor starts it again. */
export const kill = (name) => process.kill(Number(readFileSync(`${state}/service/${name}/supervise/pid`, 'utf8')), 'SIGKILL');

/** The same for a service, and it stays down; the database is stopped as its administrator would. */
export function fell(name) {
  if (name === 'postgres') return sv('down', name);
  sv('once', name);
  return kill(name);
}

export const raise = (name) => sv('up', name);
