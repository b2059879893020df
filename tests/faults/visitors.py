# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hall at work: kiosks give tickets, clerks call, serve and finish, each write under a key of its own, sent again under the same key
until somebody knows what became of it. Beside them, boards in little that follow the hall's stream. All that anybody was told is
written down."""
import json
import threading
import time
import uuid
from dataclasses import dataclass, field

from crowd import PAUSE_S, Crowd, Line
from live.http import AGAIN, BROKEN

CENTRE, GROUP = 'konkovo', 'documents'  # thirty windows
WAITING_MOST = 60
GIVE_UP_S = 60
STREAM_TIMEOUT_S = 20                   # a tick comes every 15 s


@dataclass
class Ledger:
    """What clients know. Only added to, each by many threads."""
    attempts: list = field(default_factory=list)
    issued: dict = field(default_factory=dict)      # ticket id -> number
    called: list = field(default_factory=list)      # (ticket id, window number), as often as somebody was told so
    finished: list = field(default_factory=list)    # ticket ids
    surprises: list = field(default_factory=list)   # answers that no fault explains


class Writer(Line):
    def write(self, path, body):
        """The answer, once there is one; None when it is none that fits."""
        key, pause, end = str(uuid.uuid4()), PAUSE_S, time.monotonic() + GIVE_UP_S
        while True:
            answer = self.once('POST', path, body, key)
            if answer and answer.good:
                return answer.json
            if (answer and answer.status not in AGAIN) or time.monotonic() > end:
                self.ledger.surprises.append(f'{path}: {answer or "no answer"}')
                return None
            time.sleep(pause)
            pause = min(pause * 2, 0.2)


class Hall(Crowd):
    """Kiosks and clerks at work. Paused, everything begun is known."""

    def __init__(self, stack, kiosks, clerks):
        super().__init__(2 * GIVE_UP_S)
        self.stack, self.ledger = stack, Ledger()
        windows = stack.client('SUPERVISOR', centre=CENTRE, sub='supervisor').get('/v1/windows', centreCode=CENTRE).json['windows']
        serving = [one for one in windows if any(group['groupCode'] == GROUP for group in one['groups'])]
        assert len(serving) >= clerks, f'{CENTRE} has {len(serving)} windows for {GROUP}'
        self.begin([self._kiosk(number) for number in range(kiosks)]
                   + [self._clerk(number, serving[number]) for number in range(clerks)])

    def _kiosk(self, number):
        line = Writer(self.stack.client('KIOSK', centre=CENTRE, sub=f'kiosk-{number}'), self.ledger)

        def step():
            if len(self.ledger.issued) - len(self.ledger.called) >= WAITING_MOST:
                return
            made = line.write('/v1/tickets', {'centreCode': CENTRE, 'items': [{'groupCode': GROUP}]})
            if made:
                self.ledger.issued[made['ticket']['ticketId']] = made['ticket']['number']
        return step

    def _clerk(self, number, window):
        line = Writer(self.stack.client('OPERATOR', centre=CENTRE, sub=f'clerk-{number}'), self.ledger)
        session = line.write('/v1/sessions', {'windowId': window['windowId']})['sessionId']

        def step():
            ticket = (line.write(f'/v1/sessions/{session}:callNext', {}) or {}).get('ticket')
            if not ticket:
                return
            self.ledger.called.append((ticket['ticketId'], window['number']))
            for move, body in (('serve', {}), ('finish', {'result': 'DONE'})):
                if not line.write(f"/v1/tickets/{ticket['ticketId']}:{move}", body):
                    return
            self.ledger.finished.append(ticket['ticketId'])
        return step


class Board(threading.Thread):
    """Follows the hall, comes back with its last id, and checks that no revision is missing and none comes twice."""

    def __init__(self, stack, number):
        super().__init__(daemon=True)
        self.client = stack.client('KIOSK', centre=CENTRE, sub=f'board-{number}')
        self.ended = threading.Event()
        self.revision, self.last, self.cuts, self.snapshots = None, None, 0, 0
        self.calls, self.wrong = set(), []
        self.start()

    def run(self):
        while not self.ended.is_set():
            connection = self.client.connect(STREAM_TIMEOUT_S)
            try:
                self._follow(connection)
            except BROKEN:
                pass
            finally:
                connection.close()
            self.cuts += 1
            time.sleep(0.2)

    def _follow(self, connection):
        resume = {'Last-Event-ID': self.last} if self.last else {}
        connection.request('GET', f'/v1/events?topics=halls/{CENTRE}', None, {**self.client.headers, **resume})
        answer, event = connection.getresponse(), {}
        if answer.status != 200:
            return
        while not self.ended.is_set() and (line := answer.readline()):
            name, _, value = line.decode().rstrip('\n').partition(': ')
            if name:
                event[name] = value
            elif 'event' in event:
                self._take(event['event'], json.loads(event['data']), event['id'])
                event = {}

    def _take(self, name, data, last):
        self.last = last
        if name == 'tick' or 'revision' not in data['data']:
            return
        revision = int(data['data']['revision'])
        if name == 'snapshot':
            self.snapshots += 1
            if self.revision and revision < self.revision:
                self.wrong.append(f'a snapshot of revision {revision} after {self.revision}')
        elif revision != self.revision + 1:
            self.wrong.append(f'revision {revision} after {self.revision}')
        elif data['data'].get('action') == 'CALLED':
            self._call(data['data']['ticket']['ticketId'])
        self.revision = revision

    def _call(self, ticket):
        if ticket in self.calls:
            self.wrong.append(f'{ticket} was called twice')
        self.calls.add(ticket)
