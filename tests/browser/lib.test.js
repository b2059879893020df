// SPDX-License-Identifier: AGPL-3.0-or-later
// What the pages decide, without a browser: a hall kept up by events, and whose turn it is on the board.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Announcer } from '../../services/gateway/pages/board/announcer.js';
import { dayText, faultOf, understand } from '../../services/gateway/pages/lib/days.js';
import { cameAt, Hall, reception } from '../../services/gateway/pages/lib/hall.js';
import { queuesOf, tooLong, waited } from '../../services/gateway/pages/supervisor/rules.js';

const TICKET = 'okno.queue.v1.TicketChanged';
const called = (id, calls = 1) => ({ ticketId: id, ticketNumber: `А${id}`, windowNumber: '5', calls });
const event = (revision, state, more = {}) => ({ centreCode: 'arbat', revision: String(revision), action: state,
  ticket: { ticketId: 't1', number: 'А001', state, windowId: 'w1', windowNumber: '5', calls: 1, ...more } });
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

test('a day is understood however it is written, and what is none is said', () => {
  const now = new Date('2026-11-22T12:00:00');
  for (const text of ['1.3.2026', '01.03.26', '2026-03-01', '01/03/2026', '1-3-2026', '1 3 2026', ' 01 . 03 . 2026 г.', '01032026', '010326', '20260301',
    '1 марта 2026', '1 мар 26', '1 March 2026', '2026.3.1'])
    assert.deepEqual(understand(text, { now }), { day: '2026-03-01', fault: '' }, text);
  assert.equal(understand('1 мая 1985').day, '1985-05-01');
  assert.equal(understand('29.2.2024').day, '2024-02-29');
  assert.equal(understand('3.2.40', { now }).day, '2040-02-03');
  assert.equal(understand('3.2.40', { now, past: true }).day, '1940-02-03', 'nobody was born in time to come');
  assert.equal(understand('3.2.85', { now }).day, '1985-02-03');
  assert.deepEqual(understand('  '), { day: '', fault: '' });
  for (const text of ['31.02.2026', '29.2.2025', '1.13.2026', '0.1.2026', '32012026', '1.1.0026']) assert.deepEqual(understand(text), { day: '', fault: 'none' }, text);
  for (const text of ['завтра', '1.3', '1.3.202', 'март 2026', '1.3.2026 10:00']) assert.deepEqual(understand(text), { day: '', fault: 'form' }, text);
  assert.equal(dayText('2026-03-01'), '01.03.2026');
  assert.match(faultOf('завтра'), /например 5\.3\.1985/);
  assert.equal(faultOf('1.3.2026', { max: '2026-02-28' }), 'Нужен день не позже 28.02.2026');
  assert.equal(faultOf('1.3.2026', { min: '2026-03-01' }), '');
});

test('a hall takes each event once and in order', () => {
  const hall = new Hall();
  hall.take({ revision: '10', windows: [{ windowId: 'w1', number: '5' }], calls: [] });
  assert.equal(hall.change(TICKET, event(10, 'CALLED')), null, 'it is in the snapshot');
  assert.equal(hall.change(TICKET, event(11, 'CALLED')).ticketNumber, 'А001');
  assert.equal(hall.change(TICKET, event(11, 'CALLED')), null, 'it came before');
  assert.equal(hall.windows[0].ticketNumber, 'А001');
  hall.change(TICKET, event(12, 'SERVING'));
  assert.equal(hall.calls.length, 0);
  assert.equal(hall.take({ revision: '5' }), false, 'an older hall is not taken');
});

test('a recall is another call', () => {
  const hall = new Hall();
  hall.take({ revision: '1' });
  hall.change(TICKET, event(2, 'CALLED'));
  assert.equal(hall.change(TICKET, { ...event(3, 'CALLED', { calls: 2 }), action: 'RECALLED' }).calls, 2);
  assert.equal(hall.calls.length, 1);
});

const MORNING = Date.parse('2026-03-02T07:00:00Z');
const at = (second) => new Date(MORNING + second * 1000).toISOString();

// A hall and its announcer, as the board has them; what was said, as «ticket → window».
function board({ full = 20, after = 60 } = {}) {
  const hall = new Hall();
  const said = [];
  const announcer = new Announcer({ full, after, changed: () => {}, speak: async (call) => { said.push(`${call.ticketNumber} → ${call.windowNumber}`); } });
  let revision = 1;
  hall.take({ revision: '1' });
  const change = (state, more = {}, action = state) => {
    const call = hall.change(TICKET, { ...event(++revision, state, more), action });
    if (call) announcer.add(call);
    if (hall.calledOff) announcer.withdraw(hall.calledOff);
    announcer.keepOnly(hall.calls);
  };
  const shown = () => announcer.shown.map(({ call }) => `${call.ticketNumber} → ${call.windowNumber}`);
  return { announcer, said, change, shown };
}

test('who is sent to another window and called there is shown and said there', async () => {
  const { announcer, said, change, shown } = board();
  change('CALLED', { called: at(0) });
  await pause(30);
  change('TRANSFERRED', { called: at(0), windowNumber: '' });
  assert.deepEqual(shown(), [], 'nobody is to go to window 5');
  assert.equal(announcer.stage, null);
  change('CALLED', { called: at(20), windowNumber: '7', windowId: 'w7' });
  assert.deepEqual(shown(), ['А001 → 7']);
  await pause(60);
  assert.deepEqual(said, ['А001 → 5', 'А001 → 7']);
});

test('who waits in the hall and is called by another window is shown there, and so is who comes after all', async () => {
  for (const away of ['PARKED', 'HELD', 'NO_SHOW', 'POSTPONED']) {
    const { said, change, shown } = board();
    change('CALLED', { called: at(0) });
    await pause(30);
    change(away, { called: at(0), windowNumber: '' });
    change('CALLED', { called: at(20), windowNumber: '7', windowId: 'w7' }, 'RECALLED');
    assert.deepEqual(shown(), ['А001 → 7'], away);
    await pause(60);
    assert.deepEqual(said, ['А001 → 5', 'А001 → 7'], away);
  }
});

test('who is sent on before their turn is not called to the first window any more', async () => {
  const { said, change } = board();
  for (const n of [1, 2, 3]) change('CALLED', { ticketId: `t${n}`, number: `А00${n}`, windowNumber: `1${n}`, called: at(n) });
  change('TRANSFERRED', { ticketId: 't3', number: 'А003', windowNumber: '' });
  change('CALLED', { ticketId: 't3', number: 'А003', windowNumber: '30', called: at(9) });
  change('PARKED', { ticketId: 't2', number: 'А002', windowNumber: '' });
  await pause(120);
  assert.deepEqual(said, ['А001 → 11', 'А003 → 30']);
});

test('who is called anew before their turn keeps it; who has come to the window is said all the same', async () => {
  const { announcer, said, change } = board();
  for (const n of [1, 2, 3]) change('CALLED', { ticketId: `t${n}`, number: `А00${n}`, windowNumber: `1${n}`, called: at(n) });
  change('CALLED', { ticketId: 't1', number: 'А001', windowNumber: '11', called: at(1), calls: 2 }, 'RECALLED');
  assert.equal(announcer.stage.call.ticketId, 't1', 'it is the same window: the stage stays');
  change('CALLED', { ticketId: 't2', number: 'А002', windowNumber: '12', called: at(2), calls: 2 }, 'RECALLED');
  change('SERVING', { ticketId: 't3', number: 'А003', windowNumber: '13', called: at(3) });
  await pause(150);
  assert.deepEqual(said, ['А001 → 11', 'А002 → 12', 'А003 → 13', 'А001 → 11']);
});

test('messages end when their time is over', () => {
  const hall = new Hall();
  hall.take({ revision: '1', messages: [{ text: 'a', until: '2026-01-01T00:00:00Z' }] });
  hall.change('okno.queue.v1.BoardMessageSent', { revision: '2', message: { text: 'b', until: '2026-01-02T00:00:00Z' } });
  assert.deepEqual(hall.current(new Date('2026-01-01T12:00:00Z')).map(({ text }) => text), ['b']);
});

test('who is sent on has waited since they came; who is early for an appointment, since its time', () => {
  const now = MORNING + 60 * 60e3;
  const came = (minute) => at(minute * 60);
  const first = { ticketId: 'a', groupCode: 'g', state: 'WAITING', issued: came(0), entered: came(30) }; // the second service of a visit
  const sent = { ticketId: 'b', groupCode: 'g', state: 'TRANSFERRED', issued: came(20), entered: came(58) };
  const early = { ticketId: 'c', groupCode: 'g', state: 'WAITING', issued: came(40), entered: came(40), due: came(55) };
  const late = { ticketId: 'd', groupCode: 'g', state: 'WAITING', issued: came(50), entered: came(50), due: came(45) };
  const away = { ticketId: 'e', groupCode: 'g', state: 'POSTPONED', issued: came(1), entered: came(2) };
  assert.deepEqual([first, sent, early, late].map((ticket) => waited(ticket, now) / 60), [30, 40, 5, 10]);
  assert.equal(cameAt(early), early.due);
  assert.equal(waited({ ...early, due: came(70) }, now), 0);
  assert.deepEqual(tooLong([first, sent, early, late, away], 15, now).map(({ ticketId }) => ticketId), ['b', 'a']);
  const hall = { groups: [{ groupCode: 'g' }], windows: [], live: () => [early, sent, away], isWaiting: () => true };
  const [queue] = queuesOf(hall, now);
  assert.deepEqual([queue.waiting, queue.longest / 60], [3, 40], 'who asked to be called later does not wait yet');
});

test('twenty calls at once have each their full time', async () => {
  const said = [];
  const announcer = new Announcer({ full: 30, after: 60, changed: () => {}, speak: async (call) => {
    said.push([call.ticketId, performance.now()]);
    await pause(5);
  } });
  for (let i = 0; i < 20; i++) announcer.add(called(String(i)));
  assert.equal(announcer.shown.length, 20, 'all are shown at once');
  announcer.keepOnly([]); // all are at their windows already
  assert.equal(announcer.shown.length, 20, 'and stay until they had their turn');
  await pause(20 * 45 + 200);
  assert.deepEqual(said.map(([id]) => id), [...Array(20).keys()].map(String), 'each once, in their order');
  for (let i = 1; i < said.length; i++) assert.ok(said[i][1] - said[i - 1][1] >= 28, 'none is cut short');
  await pause(200);
  assert.equal(announcer.shown.length, 0, 'then they leave');
});

test('a dead voice holds nobody up', async () => {
  const shown = [];
  const announcer = new Announcer({ full: 20, after: 20, speak: async () => { throw new Error('no sound'); },
    changed: () => { if (announcer.stage) shown.push(announcer.stage.call.ticketId); } });
  for (const id of ['a', 'b', 'c']) announcer.add(called(id));
  await pause(200);
  assert.deepEqual([...new Set(shown)], ['a', 'b', 'c']);
});

test('what was called before we came is shown, not said', async () => {
  let said = 0;
  const announcer = new Announcer({ full: 10, after: 10, changed: () => {}, speak: async () => { said++; } });
  announcer.add(called('a'), { quiet: true });
  await pause(30);
  assert.equal(said, 0);
  assert.equal(announcer.shown.length, 1);
  announcer.keepOnly([]);
  assert.equal(announcer.shown.length, 0);
});

test('who is received now: all, who only asks, nobody yet, no longer, or not today', () => {
  const [at, opens] = ['2026-11-23T04:30:00Z', '2026-11-23T05:00:00Z'];
  assert.equal(reception({ open: true, appliesOpen: true, at, opens }), 'open');
  assert.equal(reception({ open: true, at, opens }), 'asking');
  assert.equal(reception({ at, opens }), 'before');
  assert.equal(reception({ at: opens, opens }), 'after');
  assert.equal(reception({ at }), 'off');
  const hall = new Hall();
  hall.take({ revision: '1', at, opens, groups: [] });
  assert.equal(reception(hall), 'before');
  hall.take({ revision: '1', at: opens, opens, open: true, groups: [] });
  assert.equal(reception(hall), 'asking');
});
