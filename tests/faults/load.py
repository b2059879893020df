# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clients that submit applications all the time, as a careful client does: each write under a key of its own, sent again under
the same key when nobody knows what became of it. All that was acknowledged is written down."""
import random
import time
import uuid
from dataclasses import dataclass, field
from itertools import count

from crowd import CALL_TIMEOUT_S, PAUSE_S, Crowd, Line
from live import samples
from live.http import AGAIN

# Of so many submissions, one is worked on further.
WORK_EVERY = 4


@dataclass
class Ledger:
    """What clients know. Lists are only appended to, each by many threads."""
    attempts: list = field(default_factory=list)
    submitted: dict = field(default_factory=dict)     # key -> (application id, number)
    claimed: dict = field(default_factory=dict)       # key -> task id
    completed: dict = field(default_factory=dict)     # key -> task id
    given_up: set = field(default_factory=set)        # keys without an acknowledgement
    surprises: list = field(default_factory=list)     # answers that no fault explains


class Load(Crowd):
    """So many connections at work."""

    def __init__(self, stack, connections, applicants):
        super().__init__(2 * CALL_TIMEOUT_S)
        self.stack, self.applicants = stack, applicants
        self.ledger = Ledger()
        self.begin([self._client(number) for number in range(connections)])

    def _client(self, number):
        line = Submitter(self.stack.client('OPERATOR', centre=samples.CENTRE, sub=f'load-{number}'), self.ledger, self.open)
        counted = count(number + 1)

        def step():
            made = line.submit(random.choice(self.applicants))
            if next(counted) % WORK_EVERY == 0 and made:
                line.check_papers(made)
        return step


class Submitter(Line):
    """Sends what it began until it knows what became of it, or the load is paused."""

    def __init__(self, client, ledger, open_):
        super().__init__(client, ledger)
        self.open = open_

    def _until_known(self, method, path, body=None, key=None):
        """The answer; None when the load was paused before there was one."""
        pause = PAUSE_S
        while True:
            answer = self.once(method, path, body, key)
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
