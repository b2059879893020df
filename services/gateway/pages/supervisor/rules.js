// SPDX-License-Identifier: AGPL-3.0-or-later
// What is watched in a hall, and when it is too much. No elements, no calls.

import { cameAt } from '../lib/hall.js';

/** Whole seconds that a ticket has waited. */
export const waited = (ticket, now = Date.now()) => Math.max(0, Math.floor((now - new Date(cameAt(ticket)).getTime()) / 1000));

const inLine = ({ state }) => state === 'WAITING' || state === 'TRANSFERRED';

/** Who waits longer than so many minutes, the longest first. */
export const tooLong = (tickets, minutes, now = Date.now()) => tickets
  .filter((ticket) => inLine(ticket) && waited(ticket, now) > minutes * 60)
  .sort((a, b) => waited(b, now) - waited(a, now));

/** One line a queue: who waits, how long at most, which windows serve it. */
export function queuesOf(hall, now = Date.now()) {
  const shown = new Map((hall.summary?.groups ?? []).map((group) => [group.groupCode, group]));
  return hall.groups.map((group) => {
    const waiting = hall.live().filter((ticket) => ticket.groupCode === group.groupCode && hall.isWaiting(ticket));
    const serving = hall.windows.filter((window) => window.session?.state === 'OPEN' && serves(window, group));
    return { group, waiting: waiting.length, longest: Math.max(0, ...waiting.filter(inLine).map((ticket) => waited(ticket, now))),
      windows: serving.map((window) => window.number), estimate: shown.get(group.groupCode)?.estimate };
  });
}

/** A window without groups of its own serves all but the accelerated one. */
export const serves = (window, group) => (window.groups?.length ? window.groups.some((one) => one.groupCode === group.groupCode) : !group.express);

/** How a queue stands: '', 'warn' or 'bad'. */
export const alarmOf = (queue, limits) => (queue.waiting && (queue.longest > limits.minutes * 60 || !queue.windows.length) ? 'bad'
  : queue.waiting >= limits.people ? 'warn' : '');
