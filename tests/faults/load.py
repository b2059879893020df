# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clients that submit applications all the time, as a careful client does: each write under a key of its own, sent again under
the same key when nobody knows what became of it. All that was acknowledged is written down."""
import random
import threading
import time
import uuid
from dataclasses import dataclass, field

from live import samples
from live.http import BROKEN, GOOD

# Statuses after which a careful client sends the same again: away, too slow, too busy, still at it.
AGAIN = (409, 429, 503, 504)
CALL_TIMEOUT_S = 15
PAUSE_S = 0.01
# Of so many submissions, one is worked on further.
WORK_EVERY = 4


@dataclass
class Attempt:
    """One request on the wire and what came of it."""
    begun: float
    ended: float
    status: int              # 0: the connection broke

    @property
    def good(self):
        return self.status in GOOD


@dataclass
class Ledger:
    """What clients know. Lists are only appended to, each by many threads."""
    attempts: list = field(default_factory=list)
    submitted: dict = field(default_factory=dict)     # key -> (application id, number)
    claimed: dict = field(default_factory=dict)       # key -> task id
    completed: dict = field(default_factory=dict)     # key -> task id
    given_up: set = field(default_factory=set)        # keys without an acknowledgement
    surprises: list = field(default_factory=list)     # answers that no fault explains


class Load:
    """So many connections, each a thread. Paused, nothing is under way."""

    def __init__(self, stack, connections, applicants):
        self.stack, self.applicants = stack, applicants
        self.ledger = Ledger()
        self.ended, self.open = threading.Event(), threading.Event()
        self.threads = [threading.Thread(target=self._work, args=(number,), daemon=True) for number in range(connections)]
        self.idle = [threading.Event() for _ in self.threads]
        for thread in self.threads:
            thread.start()

    def resume(self):
        for idle in self.idle:
            idle.clear()
        self.open.set()

    def pause(self):
        """Returns when every thread has ended what it was at."""
        self.open.clear()
        for idle in self.idle:
            if not idle.wait(2 * CALL_TIMEOUT_S):
                raise AssertionError('a client is still waiting for an answer')

    def end(self):
        self.ended.set()
        self.open.set()
        for thread in self.threads:
            thread.join(2 * CALL_TIMEOUT_S)

    # ------------------------------------------------------------ one client

    def _work(self, number):
        client = self.stack.client('OPERATOR', centre=samples.CENTRE, sub=f'load-{number}')
        line = Line(client, self.ledger, self.open)
        count = number
        while not self.ended.is_set():
            if not self.open.is_set():
                self.idle[number].set()
                self.open.wait(0.2)
                continue
            count += 1
            made = line.submit(random.choice(self.applicants))
            if made and count % WORK_EVERY == 0:
                line.check_papers(made)
            time.sleep(PAUSE_S)
        line.close()


class Line:
    """A client's connection, kept as long as it lives."""

    def __init__(self, client, ledger, open_):
        self.client, self.ledger, self.open = client, ledger, open_
        self.connection = client.connect(CALL_TIMEOUT_S)

    def close(self):
        self.connection.close()

    def _once(self, method, path, body, key):
        begun, answer = time.monotonic(), None
        try:
            answer = self.client.ask(method, path, body, {'Idempotency-Key': key} if key else {}, self.connection)
        except BROKEN:
            self.connection.close()
        self.ledger.attempts.append(Attempt(begun, time.monotonic(), answer.status if answer else 0))
        return answer

    def _until_known(self, method, path, body=None, key=None):
        """The answer; None when the load was paused before there was one."""
        pause = PAUSE_S
        while True:
            answer = self._once(method, path, body, key)
            if answer and answer.status not in AGAIN:
                break
            if not self.open.is_set():
                return None
            time.sleep(pause)
            pause = min(pause * 2, 0.2)
        if not answer.good:
            self.ledger.surprises.append(f'{method} {path}: {answer}')
            return None
        return answer.json

    def submit(self, applicant):
        key = str(uuid.uuid4())
        self.ledger.given_up.add(key)
        made = self._until_known('POST', '/v1/applications', samples.application(applicant), key)
        if made:
            self.ledger.submitted[key] = (made['applicationId'], made['number'])
            self.ledger.given_up.discard(key)
        return made

    def check_papers(self, application):
        """Claims the first task and completes it."""
        tasks = self._until_known('GET', f"/v1/tasks?applicationId={application['applicationId']}")
        if not tasks or not tasks.get('tasks'):
            return
        task, key = tasks['tasks'][0]['taskId'], str(uuid.uuid4())
        if self._until_known('POST', f'/v1/tasks/{task}:claim', {}, key):
            self.ledger.claimed[key] = task
            key = str(uuid.uuid4())
            if self._until_known('POST', f'/v1/tasks/{task}:complete', {'outcome': 'PASSED'}, key):
                self.ledger.completed[key] = task
