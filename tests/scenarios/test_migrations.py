# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs on one version of a regulation moved to another, over HTTP and by `okno regulation migrate`, while people work."""
import concurrent.futures
import pathlib
import tempfile
import unittest
import uuid

from live import bpmn
from live.office import good
from live.stack import the_stack

PLACE = 'role="SUPERVISOR" centre="tverskoy"'
MAP = [{'from': 'one', 'to': 'uno'}]


def old(code):
    return bpmn.process(code, bpmn.START + bpmn.user_task('one', performer=PLACE) + bpmn.user_task('two', performer=PLACE)
                        + bpmn.END + bpmn.flows('begin', 'one', 'two', 'finish'))


def new(code):
    """`one` has another id, and `two` is another kind of step: who waits there cannot be moved."""
    return bpmn.process(code, bpmn.START + bpmn.user_task('uno', ('ВЫПОЛНЕНО',), performer=PLACE)
                        + bpmn.catch('two', bpmn.duration('P30D')) + bpmn.END + bpmn.flows('begin', 'uno', 'two', 'finish'))


class Migrations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.author = cls.stack.client('CONTROLLER', sub='methodologist')
        cls.boss = cls.stack.client('SUPERVISOR', centre='tverskoy', sub='boss-of-processes')

    def setUp(self):
        self.code = f'moved-{uuid.uuid4().hex[:8]}'
        good(bpmn.published(self.author, old(self.code)))

    def publish_new(self):
        self.assertEqual(good(bpmn.published(self.author, new(self.code)))['version'], 2)

    def begin(self, passes_one=False):
        made = good(self.boss.post('/v1/processes', {'regulation': self.code}))['processId']
        if passes_one:
            good(self.boss.post(f'/v1/tasks/{self.task(made)}:complete', {'outcome': 'DONE'}))
        return made

    def task(self, process, step='one'):
        """Of those that are due on no day, which come last."""
        token = None
        while token != '':
            page = good(self.boss.get('/v1/tasks', state='OPEN', step=step, pageSize=200, pageToken=token))
            for task in page.get('tasks', []):
                if task.get('processId') == process:
                    return task['taskId']
            token = page.get('nextPageToken', '')
        self.fail(f'no task of {process} waits')

    def look(self, process):
        return good(self.boss.get(f'/v1/processes/{process}'))

    def waits(self, process):
        return [item['element'] for item in self.look(process).get('waiting', [])]

    def migrate(self, **fields):
        return self.author.post(f'/v1/regulations/{self.code}:migrate', {'from': 1, 'to': 2, 'moves': MAP, **fields})

    def test_what_would_happen_is_told_and_then_happens(self):
        movable, stuck = [self.begin() for _ in range(3)], self.begin(passes_one=True)
        self.publish_new()
        told = good(self.migrate(dryRun=True))
        self.assertEqual((told['moved'], [item['processId'] for item in told['refusals']]), (3, [stuck]))
        self.assertEqual(told['refusals'][0]['element'], 'two')
        self.assertIn('two', told['refusals'][0]['reason'])
        groups = {tuple(group['waiting']): (group['processes'], group.get('movable', False)) for group in told['groups']}
        self.assertEqual(groups, {('one',): (3, True), ('two',): (1, False)})
        self.assertEqual({self.look(one)['version'] for one in movable}, {1}, 'only told')
        done = good(self.migrate())
        self.assertEqual((done['moved'], done['groups']), (3, told['groups']))
        for one in movable:
            seen = self.look(one)
            self.assertEqual((seen['version'], self.waits(one)), (2, ['uno']))
            self.assertEqual((seen['steps'][-1]['actor'], seen['steps'][-1]['trail'][0]), ('methodologist', 'MIGRATED 1 to 2'))
        self.assertEqual((self.look(stuck)['version'], self.waits(stuck)), (1, ['two']))
        again = good(self.migrate())
        self.assertEqual((again.get('moved', 0), len(again['refusals'])), (0, 1), 'a repeat moves nothing twice')
        self.assertEqual(len(self.look(movable[0])['steps']), 2)
        task = good(self.boss.get('/v1/tasks/' + self.task(movable[0], 'uno')))
        self.assertEqual((task['step'], task['outcomes']), ('uno', ['ВЫПОЛНЕНО']))
        good(self.boss.post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'ВЫПОЛНЕНО'}))
        self.assertEqual(self.waits(movable[0]), ['two'])
        good(self.boss.post('/v1/tasks/' + self.task(stuck, 'two') + ':complete', {'outcome': 'DONE'}))
        self.assertEqual(self.look(stuck)['state'], 'COMPLETED', 'who stayed goes on as before')

    def test_what_makes_no_sense(self):
        self.publish_new()
        for fields, field in (({'to': 1}, 'to'), ({'from': 0}, 'from'), ({'moves': [{'from': 'one', 'to': 'nowhere'}]}, 'moves[0].to'),
                              ({'moves': [{'from': 'nothing', 'to': 'uno'}]}, 'moves[0].from'),
                              ({'moves': MAP + MAP}, 'moves[1].from'), ({'pageSize': 1000}, 'pageSize')):
            answer = self.migrate(**fields)
            self.assertEqual((answer.status, answer.fields), (400, [field]), answer)
        self.assertEqual(self.migrate(to=9).status, 404)
        self.assertEqual(self.boss.post(f'/v1/regulations/{self.code}:migrate', {'from': 1, 'to': 2}).status, 403)

    def test_nothing_is_lost_while_people_work(self):
        """Tasks are completed while their processes are moved: each goes through, before the move or after it."""
        made = [self.begin() for _ in range(40)]
        tasks = [self.task(one) for one in made]
        self.publish_new()

        def complete(task):
            for _ in range(20):
                step = good(self.boss.get(f'/v1/tasks/{task}'))
                answer = self.boss.post(f'/v1/tasks/{task}:complete', {'outcome': step['outcomes'][0]})
                if answer.good:
                    return step['step']
                self.assertIn(answer.status, (400, 409), answer)
            return 'never'

        def move():
            token = ''
            while True:
                page = good(self.migrate(pageSize=3, pageToken=token))
                token = page.get('nextPageToken', '')
                if not token:
                    return

        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            movers = [pool.submit(move) for _ in range(2)]
            steps = list(pool.map(complete, tasks))
            for mover in movers:
                mover.result()
        left = good(self.migrate())
        for process, step in zip(made, steps):
            seen = self.look(process)
            self.assertEqual((seen['state'], self.waits(process)), ('ACTIVE', ['two']), (process, step))
            # Who was through with `one` before its move waits in the task `two` of the old version.
            self.assertEqual(seen['version'], 2 if step == 'uno' else 1)
            self.assertEqual(len(seen['steps']), 3 if step == 'uno' else 2)
        self.assertEqual(len(left.get('refusals', [])), steps.count('one'))

    def test_the_command(self):
        self.stack.need_okno(self)
        movable, stuck = [self.begin() for _ in range(2)], self.begin(passes_one=True)
        with tempfile.TemporaryDirectory(prefix='okno-migrations-') as folder:
            path = pathlib.Path(folder, 'new.bpmn')
            path.write_text(new(self.code), encoding='utf-8')
            self.assertEqual(self.stack.okno('regulation', 'publish', str(path)).returncode, 0)
        arguments = ('regulation', 'migrate', self.code, '--from', '1', '--to', '2', '--map', 'one=uno')
        told = self.stack.okno(*arguments, '--dry-run')
        self.assertEqual(told.returncode, 65, told)
        self.assertEqual(told.stdout.splitlines()[-1], 'would move 2, refused 1')
        self.assertIn(stuck, told.stderr)
        self.assertEqual(self.look(movable[0])['version'], 1)
        done = self.stack.okno(*arguments)
        self.assertEqual((done.returncode, done.stdout.splitlines()[-1]), (65, 'moved 2, refused 1'), done)
        self.assertEqual({self.look(one)['version'] for one in movable}, {2})
        good(self.boss.post('/v1/tasks/' + self.task(stuck, 'two') + ':complete', {'outcome': 'DONE'}))
        done = self.stack.okno(*arguments)
        self.assertEqual((done.returncode, done.stdout), (0, 'moved 0, refused 0\n'), done)
        for wrong in (('--from', '1', '--to', '2'), (self.code, '--from', '1'), (self.code, '--from', 'x', '--to', '2'),
                      (self.code, '--from', '1', '--to', '2', '--map', 'one'), (self.code, '--from', '1', '--to', '2', '--fast')):
            self.assertEqual(self.stack.okno('regulation', 'migrate', *wrong).returncode, 64, wrong)
