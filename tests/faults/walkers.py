# SPDX-License-Identifier: AGPL-3.0-or-later
"""Regulations with something of everything, and clients that carry processes of them from start to end. What a client does next
depends on its number and on where the process waits, on nothing else: two runs with the same numbers do the same."""
import random
import subprocess
import threading
import time

from live import bpmn
from live.http import AGAIN, BROKEN

POLL_S = 0.05
MOST_S = 90                     # for one process, with the machine busy and the daemons away
CALL_TIMEOUT_S = 15
# Who comes without being asked: the client waits until none of these is waited for.
COMES_BY_ITSELF = ('TIMER', 'PROCESS', 'SIGNAL', 'SERVICE')
ECHO = 'chaos echo'

WORDS = f'<message id="m" name="go"/><message id="e" name="{ECHO}"/>'
PLACE = 'role="SUPERVISOR" centre="tverskoy"'


def task(name, outcomes=('YES', 'NO')):
    return bpmn.user_task(name, outcomes, PLACE)


def several(kind, name, inside, mode, number):
    return (f'<{kind} id="{name}" {inside}><multiInstanceLoopCharacteristics isSequential="{mode}"><loopCardinality>{number}'
            f'</loopCardinality></multiInstanceLoopCharacteristics></{kind}>\n')


TASKS = bpmn.process('chaos-tasks', bpmn.START + task('first') + bpmn.script('count', 'n = (n or 0) + 1 said = (said or "") .. outcome')
    + '<parallelGateway id="fork"/><parallelGateway id="join"/><exclusiveGateway id="again" default="again_finish"/>'
    + '<exclusiveGateway id="in"/>' + task('left') + task('right') + bpmn.END
    + bpmn.flows('begin', 'in', 'first', 'count', 'fork', 'left', 'join', 'again', 'finish') + bpmn.flows('fork', 'right', 'join')
    + bpmn.flow('again', 'in', 'outcomes.right == "NO" and n &lt; 4'), before=WORDS)

EVENTS = bpmn.process('chaos-events', bpmn.START + bpmn.catch('wait', '<messageEventDefinition messageRef="m"/>')
    + bpmn.catch('rest', bpmn.duration('PT0.3S')) + '<parallelGateway id="fork"/><parallelGateway id="join"/>'
    + '<intermediateCatchEvent id="hear" okno:correlation="=key"><messageEventDefinition messageRef="e"/></intermediateCatchEvent>'
    + '<intermediateThrowEvent id="call" okno:correlation="=key"><messageEventDefinition messageRef="e"/></intermediateThrowEvent>'
    + task('answer') + '<eventBasedGateway id="which"/>' + bpmn.catch('go', '<messageEventDefinition messageRef="m"/>')
    + bpmn.catch('late', bpmn.duration('PT9H')) + bpmn.END
    + bpmn.flows('begin', 'wait', 'rest', 'fork', 'hear', 'join', 'answer', 'which', 'go', 'finish')
    + bpmn.flows('fork', 'call', 'join') + bpmn.flows('which', 'late', 'finish'), before=WORDS)

CALLS = bpmn.process('chaos-calls', bpmn.START + bpmn.called('one', 'chaos-child')
    + several('callActivity', 'three', 'calledElement="chaos-child"', 'false', 3) + task('check') + bpmn.END
    + bpmn.flows('begin', 'one', 'check', 'three', 'finish'), before=WORDS)
CHILD = bpmn.process('chaos-child', bpmn.START + bpmn.catch('nap', bpmn.duration('PT0.2S')) + bpmn.script('grow', 'children = 1')
    + bpmn.END + bpmn.flows('begin', 'nap', 'grow', 'finish'))

LOOPS = bpmn.process('chaos-loops', bpmn.START + several('userTask', 'each', 'name="Каждый"', 'true', 3)
    + several('userTask', 'all', 'name="Все"', 'false', 3) + '<subProcess id="inside"><startEvent id="ib"/>' + task('deep')
    + '<endEvent id="ie"/>' + bpmn.flows('ib', 'deep', 'ie') + '</subProcess>'
    + '<boundaryEvent id="asked" attachedToRef="inside" cancelActivity="false"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    + bpmn.script('note', 'asked = (asked or 0) + 1') + bpmn.END + bpmn.flows('begin', 'each', 'all', 'inside', 'finish')
    + bpmn.flows('asked', 'note'), before=WORDS)

FILES = (CHILD, TASKS, EVENTS, CALLS, LOOPS)
CODES = ('chaos-tasks', 'chaos-events', 'chaos-calls', 'chaos-loops')
# Messages that a client may send while somebody else is waited for too.
ASIDE = {'asked': 2}


class Rows:
    """One psql that stays, for small questions by many threads."""

    def __init__(self, stack):
        self.lock = threading.Lock()
        self.psql = subprocess.Popen(['psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--field-separator=\t',
                                      f'postgresql:///okno?host={stack.state}/postgres&user=okno'], text=True,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, text):
        with self.lock:
            self.psql.stdin.write(text + ';\n\\echo -\n')
            self.psql.stdin.flush()
            lines = iter(self.psql.stdout.readline, '-\n')
            return [line.rstrip('\n').split('\t') for line in lines]

    def close(self):
        self.psql.stdin.close()
        self.psql.wait()


class Counts:
    def __init__(self):
        self.lock, self.numbers = threading.Lock(), {}

    def add(self, name):
        with self.lock:
            self.numbers[name] = self.numbers.get(name, 0) + 1

    def __getitem__(self, name):
        return self.numbers.get(name, 0)


class Walker:
    """Carries the process of one number through one run."""

    def __init__(self, stack, rows, counts, run, number):
        self.rows, self.counts, self.run, self.number = rows, counts, run, number
        self.client = stack.client('SUPERVISOR', centre='tverskoy', sub=f'walker-{number % 40}')
        self.choice = random.Random(number)
        self.ends = time.monotonic() + MOST_S
        self.writes, self.aside = 0, {}
        self.process_id, self.problem = None, None

    def until_known(self, ask, what):
        while True:
            try:
                answer = ask()
                if answer.status not in AGAIN:
                    break
                self.counts.add('sent again')
            except BROKEN:
                self.counts.add('sent again')
            if time.monotonic() > self.ends:
                raise TimeoutError(f'{what}: no answer')
            time.sleep(POLL_S)
        if not answer.good:
            raise ValueError(f'{what}: {answer}')
        return answer.json

    def write(self, path, body):
        self.writes += 1
        key = f'walk-{self.run}-{self.number}-{self.writes}'
        made = self.until_known(lambda: self.client.ask('POST', path, body, {'Idempotency-Key': key}, timeout=CALL_TIMEOUT_S), path)
        self.counts.add('writes')
        return made

    def look(self):
        return self.until_known(lambda: self.client.get(f'/v1/processes/{self.process_id}'), 'looking')

    def complete(self, element, token):
        row = self.rows.ask(f"SELECT task_id FROM tracking.task WHERE process_id = '{self.process_id}' AND token = {int(token)}"
                            " AND state IN ('OPEN', 'CLAIMED')")
        self.write(f'/v1/tasks/{row[0][0]}:claim', {})
        outcome = 'YES' if element in ('each', 'all') else self.choice.choice(('YES', 'NO'))
        self.write(f'/v1/tasks/{row[0][0]}:complete', {'outcome': outcome})

    def possible(self, waiting):
        """What a client may do now, in an order that is the same in every run; nothing while something comes by itself."""
        later = [one for one in waiting if one['waitsFor'] in COMES_BY_ITSELF and one['element'] != 'late' or one.get('name') == ECHO]
        if later:
            return []
        return sorted((one['token'], one['element'], one['waitsFor']) for one in waiting
                      if one['waitsFor'] in ('TASK', 'MESSAGE') and self.aside.get(one['element'], 0) < ASIDE.get(one['element'], 99))

    def act(self, token, element, waits_for):
        if waits_for == 'TASK':
            self.complete(element, token)
            return
        self.aside[element] = self.aside.get(element, 0) + 1
        self.write(f'/v1/processes/{self.process_id}:message', {'name': 'go', 'variables': {'told': element}})

    def walk(self):
        code = CODES[self.number % len(CODES)]
        made = self.write('/v1/processes', {'regulation': code, 'variables': {'key': f'{self.run}-{self.number}', 'n': 0}})
        self.process_id = made['processId']
        while made['state'] == 'ACTIVE':
            possible = self.possible(made.get('waiting', []))
            if possible:
                self.act(*self.choice.choice(possible))
            else:
                time.sleep(POLL_S)
            if time.monotonic() > self.ends:
                raise TimeoutError(f"{code} {self.process_id} still waits: {made.get('waiting')}")
            made = self.look()

    def __call__(self):
        try:
            self.walk()
        except (TimeoutError, ValueError, IndexError, KeyError) as error:
            self.problem = f'{self.run} {self.number}: {type(error).__name__} {error}'
        return self
