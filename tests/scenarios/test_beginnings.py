# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes that begin with a message or a signal, from outside and by one another, or at a time."""
import concurrent.futures
import time
import unittest
import uuid

from live import bpmn
from live.office import good
from live.stack import the_stack


def begins(definition):
    return f'<startEvent id="begin">{definition}</startEvent>\n'


MESSAGE, SIGNAL = '<messageEventDefinition messageRef="m"/>', '<signalEventDefinition signalRef="g"/>'


class Beginnings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.author = cls.stack.client('CONTROLLER', sub='methodologist')
        cls.boss = cls.stack.client('SUPERVISOR', centre='tverskoy', sub='boss-of-processes')

    def setUp(self):
        self.mark = uuid.uuid4().hex[:8]
        self.name = f'order-{self.mark}'
        self.before = f'<message id="m" name="{self.name}"/><signal id="g" name="{self.name}"/>'

    def publish(self, code, body):
        text = bpmn.process(f'{code}-{self.mark}', body, before=self.before)
        return bpmn.published(self.author, text)

    def begun(self, code, definition=MESSAGE):
        return good(self.publish(code, begins(definition) + bpmn.user_task('work') + bpmn.END
                                 + bpmn.flows('begin', 'work', 'finish')))['code']

    def deliver(self, key=None, **fields):
        return self.boss.post('/v1/processes:message', {'name': self.name, **fields}, key=key)

    def test_a_message_begins_a_process(self):
        self.assertEqual(self.deliver().status, 404, 'nothing begins with it yet')
        code = self.begun('asked')
        made = good(self.deliver(variables={'who': 'я'}))
        self.assertEqual((made['regulation'], made['state'], made['variables']), (code, 'ACTIVE', {'who': 'я'}))
        self.assertEqual([item['element'] for item in made['waiting']], ['work'])
        steps = good(self.boss.get(f"/v1/processes/{made['processId']}"))['steps']
        self.assertEqual((steps[0]['actor'], steps[0]['trail'][1]), ('boss-of-processes', 'ENTERED begin'))
        self.assertEqual(self.deliver(name='').fields, ['name'])

    def test_it_is_never_begun_twice(self):
        self.begun('once')
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            answers = [good(answer) for answer in pool.map(lambda _: self.deliver(correlation='A-7'), range(24))]
        self.assertEqual(len({answer['processId'] for answer in answers}), 1, 'one correlation, one process')
        key = str(uuid.uuid4())
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            answers = [good(answer) for answer in pool.map(lambda _: self.deliver(key=key), range(24))]
        self.assertEqual(len({answer['processId'] for answer in answers}), 1, 'one key, one process')
        self.assertNotEqual(good(self.deliver())['processId'], good(self.deliver())['processId'])

    def test_a_message_begins_one_regulation(self):
        first = self.begun('one')
        second = self.publish('two', begins(MESSAGE) + bpmn.END + bpmn.flows('begin', 'finish'))
        self.assertEqual(second.status, 400, second)
        self.assertIn(first, second.body.decode(), 'which one it is')

    def events_of(self, code):
        """Processes of a regulation, found by the tasks that wait in them."""
        found, token = set(), None
        while token != '':
            page = good(self.boss.get('/v1/tasks', state='OPEN', step='work', pageSize=200, pageToken=token))
            for task in page.get('tasks', []):
                if good(self.boss.get(f"/v1/processes/{task['processId']}"))['regulation'] == code:
                    found.add(task['processId'])
            token = page.get('nextPageToken', '')
        return found

    def await_begun(self, code, number):
        for _ in range(60):
            found = self.events_of(code)
            if len(found) >= number:
                break
            time.sleep(0.25)
        self.assertEqual(len(found), number)

    def test_processes_begin_at_a_time(self):
        """Three moments, a second apart, and whatever else the same start event names."""
        timer = '<timerEventDefinition><timeCycle>R3/PT1S</timeCycle></timerEventDefinition>'
        code = self.begun('timed', timer + MESSAGE)
        self.await_begun(code, 3)
        good(self.deliver())
        self.await_begun(code, 4)
        time.sleep(2)
        self.await_begun(code, 4)
        for wrong in ('<timerEventDefinition><timeDuration>PT1S</timeDuration></timerEventDefinition>',
                      '<timerEventDefinition><timeDate>=moment</timeDate></timerEventDefinition>'):
            refused = self.publish('wrong', begins(wrong) + bpmn.END + bpmn.flows('begin', 'finish'))
            self.assertEqual(refused.status, 400, refused)
            self.assertIn('begin', refused.fields[0])

    def test_processes_begin_one_another(self):
        """Thrown by one regulation, taken by others: a message by one of them, a signal by all."""
        asked, one, two = self.begun('asked'), self.begun('hears-one', SIGNAL), self.begun('hears-two', SIGNAL)
        code = good(self.publish('throws', bpmn.START + bpmn.throw('say', SIGNAL)
                    + '<intermediateThrowEvent id="send" okno:correlation="=number">' + MESSAGE + '</intermediateThrowEvent>'
                    + bpmn.END + bpmn.flows('begin', 'say', 'send', 'finish')))['code']
        for _ in range(2):
            good(self.boss.post('/v1/processes', {'regulation': code, 'variables': {'number': 'N-1'}}))
        self.await_begun(one, 2)
        self.await_begun(two, 2)
        self.await_begun(asked, 1)
