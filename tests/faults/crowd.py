# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clients at work all the time, a thread each, that can be held still while their books are compared with the truth."""
import threading
import time
from dataclasses import dataclass

from live.http import BROKEN

CALL_TIMEOUT_S = 15
PAUSE_S = 0.01


@dataclass
class Attempt:
    """One request on the wire and what came of it."""
    begun: float
    ended: float
    problem: str             # empty: it was done

    @property
    def good(self):
        return not self.problem

    def __str__(self):
        return f'{self.problem}, after {self.ended - self.begun:.2f} s'


class Line:
    """A client's connection, kept as long as it lives; every attempt is in the ledger."""

    def __init__(self, client, ledger):
        self.client, self.ledger = client, ledger
        self.connection = client.connect(CALL_TIMEOUT_S)

    def once(self, method, path, body, key):
        """The answer; None when the connection broke."""
        begun, answer, problem = time.monotonic(), None, 'the connection broke'
        try:
            answer = self.client.ask(method, path, body, {'Idempotency-Key': key} if key else {}, self.connection)
            problem = '' if answer.good else str(answer)
        except BROKEN:
            self.connection.close()
        self.ledger.attempts.append(Attempt(begun, time.monotonic(), problem and f'{method} {path}: {problem}'))
        return answer


class Crowd:
    """Each repeats a step of its own. Paused, nothing is under way."""

    def __init__(self, give_up_s):
        self.give_up_s = give_up_s
        self.ended, self.open = threading.Event(), threading.Event()
        self.threads, self.idle = [], []

    def begin(self, steps):
        self.idle = [threading.Event() for _ in steps]
        self.threads = [threading.Thread(target=self._work, args=pair, daemon=True) for pair in zip(steps, self.idle)]
        for thread in self.threads:
            thread.start()

    def resume(self):
        for idle in self.idle:
            idle.clear()
        self.open.set()

    def pause(self):
        """Returns when everybody has ended what they were at."""
        self.open.clear()
        for idle in self.idle:
            if not idle.wait(self.give_up_s):
                raise AssertionError('somebody is still waiting for an answer')

    def end(self):
        self.ended.set()
        self.open.set()
        for thread in self.threads:
            thread.join(self.give_up_s)

    def _work(self, step, idle):
        while not self.ended.is_set():
            if not self.open.is_set():
                idle.set()
                self.open.wait(0.2)
                continue
            step()
            time.sleep(PAUSE_S)
