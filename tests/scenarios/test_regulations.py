# SPDX-License-Identifier: AGPL-3.0-or-later
"""Regulations as data and what runs on them: checked, published, listed, compared; processes started, moved, migrated."""
import pathlib
import tempfile
import unittest
import uuid

from live import bpmn
from live.office import good
from live.stack import the_stack

MESSAGE = '<message id="m" name="answer"/><signal id="g" name="all clear"/>'
PLACE = 'role="SUPERVISOR" centre="tverskoy"'
ROLES = ('APPLICANT', 'OPERATOR', 'CONSULTANT', 'SUPERVISOR', 'AGENCY', 'CONTROLLER', 'CALL_CENTRE', 'KIOSK', 'ADMIN')


def fresh(prefix):
    """A code that no other run of these scenarios took."""
    return f'{prefix}-{uuid.uuid4().hex[:8]}'


class Regulations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.author = cls.stack.client('CONTROLLER', sub='methodologist')
        cls.boss = cls.stack.client('SUPERVISOR', centre='tverskoy', sub='boss-of-processes')

    def check(self, text, client=None):
        return bpmn.published(client or self.author, text, path='/v1/regulations:check')

    def publish(self, text):
        return good(bpmn.published(self.author, text))

    def begin(self, code, **fields):
        return good(self.boss.post('/v1/processes', {'regulation': code, **fields}))

    def look(self, process):
        return good(self.boss.get(f"/v1/processes/{process['processId']}"))

    def post(self, process, action, body=None, client=None, key=None):
        return (client or self.boss).post(f"/v1/processes/{process['processId']}:{action}", body, key=key)

    def tasks_of(self, process):
        """Tasks that are due on no day come last."""
        found, token = [], None
        while token != '':
            page = good(self.boss.get('/v1/tasks', state='OPEN', pageSize=200, pageToken=token))
            found += [task for task in page.get('tasks', []) if task.get('processId') == process['processId']]
            token = page.get('nextPageToken', '')
        return found

    def waits(self, process):
        return {item['element']: item['waitsFor'] for item in process.get('waiting', [])}

    # ------------------------------------------------------------ regulations

    def test_checking_publishes_nothing(self):
        code = fresh('checked')
        answer = good(self.check(bpmn.tasks(code, 'one')))
        self.assertEqual((answer['publishable'], answer['code']), (True, code))
        self.assertEqual(self.author.get(f'/v1/regulations/{code}/versions/1').status, 404)

    def test_what_stands_in_the_way_is_named_by_element_line_and_rule(self):
        code = fresh('faulty')
        text = bpmn.process(code, bpmn.START + '<userTask id="dance" okno:operation="dance"/>\n'
                            + bpmn.flows('begin', 'dance', 'nowhere'))
        answer = good(self.check(text))
        self.assertFalse(answer.get('publishable'))
        fault = next(fault for fault in answer['faults'] if 'nowhere' in fault['message'])
        line = next(number for number, row in enumerate(text.split('\n'), 1) if 'targetRef="nowhere"' in row)
        self.assertEqual((fault['rule'], fault['element'], fault['line']), ('flow-end-unknown', 'dance_nowhere', line))
        refused = bpmn.published(self.author, text)
        self.assertEqual((refused.status, refused.json['code']), (400, 'INVALID_ARGUMENT'), refused)
        self.assertIn(f'bpmn:{line}:dance_nowhere', refused.fields)
        text = bpmn.process(code, bpmn.START + '<userTask id="dance" okno:operation="dance"/>\n' + bpmn.flows('begin', 'dance'))
        self.assertEqual([fault['rule'] for fault in good(self.check(text))['faults']], ['operation-unknown'])

    def test_a_version_never_changes(self):
        code = fresh('versions')
        first, second = bpmn.tasks(code, 'one', name='Первая'), bpmn.tasks(code, 'one', 'two', name='Вторая')
        self.assertEqual(self.publish(first)['version'], 1)
        self.assertEqual(self.publish(first)['version'], 1, 'the very same file is the version that it is')
        self.assertEqual(self.publish(second)['version'], 2)
        self.assertEqual(self.publish(second)['version'], 2)
        self.assertEqual(self.publish(first)['version'], 3, 'back to an old file is a step forward')
        old, new = (good(self.author.get(f'/v1/regulations/{code}/versions/{number}')) for number in (1, 2))
        self.assertEqual((old['bpmn'], new['bpmn']), (first, second), 'byte for byte')
        self.assertEqual([element['id'] for element in old['elements']], [code, 'begin', 'one', 'finish'])
        self.assertEqual(good(self.author.get(f'/v1/regulations/{code}/versions/0'))['version'], 3, '0 is the newest')
        for method in ('PUT', 'PATCH', 'DELETE', 'POST'):
            self.assertIn(self.author.ask(method, f'/v1/regulations/{code}/versions/1', b'{}').status, (404, 405))
        self.assertEqual(good(self.author.get(f'/v1/regulations/{code}/versions/1')), old)

    def test_a_large_file_comes_in_pieces(self):
        """Larger than what the gateway hands on at once, and the drawing of it counts too."""
        code = fresh('large')
        drawn = ''.join(f'<documentation>{"Строка описания. " * 40}</documentation>' for _ in range(2))
        body = bpmn.START + ''.join(f'<userTask id="t{number}" name="Шаг {number}">{drawn}</userTask>' for number in range(1200))
        text = bpmn.process(code, body + bpmn.END + bpmn.flows('begin', *(f't{number}' for number in range(1200)), 'finish'))
        size = len(text.encode())
        self.assertTrue(8 * 256 * 1024 < size < 4 * 1024 * 1024, size)
        answer = good(self.check(text))
        self.assertEqual((answer['publishable'], answer['code']), (True, code))
        for _ in range(2):
            self.assertEqual(self.publish(text)['version'], 1)
        self.assertEqual(good(self.author.get(f'/v1/regulations/{code}/versions/1'))['bpmn'], text, 'byte for byte')
        broken = self.check(text.replace('sourceRef="t1199"', 'sourceRef="t9999"'))
        rules = {fault['rule'] for fault in good(broken)['faults'] if not fault.get('warning')}
        self.assertEqual(rules, {'flow-end-unknown', 'incoming-missing'})
        notes, rest = divmod(4 * 1024 * 1024 - size, 1024)
        note = '<textAnnotation id="n{:06}"><text>' + 'x' * 964 + '</text></textAnnotation>\n'
        largest = text.replace('</process>', ''.join(map(note.format, range(notes))) + '</process>') + ' ' * rest
        self.assertEqual(len(largest.encode()), 4 * 1024 * 1024)
        larger = bpmn.published(self.author, largest + ' ')
        self.assertEqual((larger.status, larger.fields), (400, ['chunk']), larger)
        self.assertEqual(self.publish(largest)['version'], 2)

    def test_lists_and_differences(self):
        code = fresh('listed')
        self.publish(bpmn.tasks(code, 'one', 'gone'))
        self.publish(bpmn.process(code, bpmn.START + bpmn.user_task('one', ('DONE', 'REFUSED')) + bpmn.user_task('added')
                                  + bpmn.END + bpmn.flows('begin', 'one', 'added', 'finish')))
        versions = good(self.author.get('/v1/regulations', code=code))['regulations']
        self.assertEqual([item['version'] for item in versions], [2, 1])
        newest = [item for item in good(self.author.get('/v1/regulations'))['regulations'] if item['code'] == code]
        self.assertEqual([item['version'] for item in newest], [2])
        self.assertNotIn('bpmn', newest[0])
        diff = good(self.author.get(f'/v1/regulations/{code}:diff', **{'from': 1, 'to': 2}))['changes']
        self.assertEqual({(change['change'], change['id']) for change in diff},
                         {('CHANGED', 'one'), ('ADDED', 'added'), ('REMOVED', 'gone'), ('ADDED', 'one_added'),
                          ('ADDED', 'added_finish'), ('REMOVED', 'one_gone'), ('REMOVED', 'gone_finish')})
        self.assertEqual(self.author.get(f'/v1/regulations/{code}:diff', **{'from': 1, 'to': 9}).status, 404)
        self.assertEqual(self.author.get(f'/v1/regulations/{code}:diff', **{'from': 0, 'to': 1}).status, 400)
        self.assertEqual(self.author.get('/v1/regulations/no-such/versions/1').status, 404)

    # ------------------------------------------------------------ processes

    def test_a_process_from_start_to_end(self):
        code = fresh('whole')
        self.publish(bpmn.process(code, bpmn.START + bpmn.user_task('work', performer=PLACE) + bpmn.catch('wait',
                     '<messageEventDefinition messageRef="m"/>') + bpmn.catch('hush', '<signalEventDefinition signalRef="g"/>')
                     + bpmn.END + bpmn.flows('begin', 'work', 'wait', 'hush', 'finish'), before=MESSAGE))
        made = self.begin(code, variables={'who': 'я', 'area': 51.5, 'list': [1, 'два', None, {'a': True}]})
        self.assertEqual((made['state'], made['version'], self.waits(made)), ('ACTIVE', 1, {'work': 'TASK'}))
        self.assertEqual(made['variables'], {'who': 'я', 'area': 51.5, 'list': [1, 'два', None, {'a': True}]})
        task, = self.tasks_of(made)
        good(self.boss.post(f"/v1/tasks/{task['taskId']}:claim"))
        good(self.boss.post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'DONE'}))
        self.assertEqual(self.waits(self.look(made)), {'wait': 'MESSAGE'})
        self.assertEqual(self.post(made, 'message', {'name': 'other'}).status, 404, 'nobody waits for that')
        self.assertEqual(self.post(made, 'signal', {'name': 'all clear'}).status, 404, 'nor for that yet')
        key = str(uuid.uuid4())
        message = {'name': 'answer', 'variables': {'said': 'да'}}
        told = good(self.post(made, 'message', message, key=key))
        self.assertEqual(self.waits(told), {'hush': 'SIGNAL'})
        self.assertEqual(good(self.post(made, 'message', message, key=key)), told, 'repeated, told again and not delivered')
        self.assertEqual(self.post(made, 'message', message).status, 404)
        end = good(self.post(made, 'signal', {'name': 'all clear'}))
        self.assertEqual((end['state'], self.waits(end)), ('COMPLETED', {}))
        seen = self.look(made)
        self.assertTrue(seen['ended'])
        self.assertEqual([step['actor'] for step in seen['steps']], ['boss-of-processes'] * 4)
        self.assertTrue(all(step['at'] and step['actorRole'] == 'SUPERVISOR' for step in seen['steps']))
        trail = [line for step in seen['steps'] for line in step['trail']]
        self.assertEqual(trail, [f'ENTERED {code}', 'ENTERED begin', 'LEFT begin', 'ENTERED work', 'LEFT work', 'ENTERED wait',
                                 'LEFT wait', 'ENTERED hush', 'LEFT hush', 'ENTERED finish', 'LEFT finish', f'LEFT {code}'])
        for action, body in (('message', message), ('signal', {'name': 'all clear'}), ('cancel', {'reason': 'поздно'})):
            self.assertEqual((self.post(made, action, body).status, action), (400, action), 'it has ended')

    def test_cancelling_leaves_nothing_waiting(self):
        code = fresh('cancelled')
        self.publish(bpmn.process(code, bpmn.START + bpmn.user_task('work', performer=PLACE) + bpmn.flows('begin', 'work')))
        made = self.begin(code)
        self.assertTrue(self.tasks_of(made))
        self.assertEqual(self.post(made, 'cancel', {}).fields, ['reason'])
        end = good(self.post(made, 'cancel', {'reason': 'не нужно'}))
        self.assertEqual((end['state'], self.waits(end)), ('CANCELLED', {}))
        self.assertIn('PROCESS_CANCELLED ', ' '.join(self.look(made)['steps'][-1]['trail']))
        self.assertFalse(self.tasks_of(made))

    def test_a_message_goes_by_its_correlation(self):
        code = fresh('correlated')
        event = ('<intermediateCatchEvent id="wait" okno:correlation="=order"><messageEventDefinition messageRef="m"/>'
                 '</intermediateCatchEvent>')
        self.publish(bpmn.process(code, bpmn.START + event + bpmn.END + bpmn.flows('begin', 'wait', 'finish'), before=MESSAGE))
        made = self.begin(code, variables={'order': 'A-7'})
        for correlation in ({}, {'correlation': 'A-8'}):
            self.assertEqual(self.post(made, 'message', {'name': 'answer', **correlation}).status, 404)
        self.assertEqual(good(self.post(made, 'message', {'name': 'answer', 'correlation': 'A-7'}))['state'], 'COMPLETED')

    def test_a_process_stays_on_its_version_until_it_is_moved_safely(self):
        code = fresh('migrated')
        self.publish(bpmn.tasks(code, 'one', 'two'))
        made = self.begin(code)
        self.publish(bpmn.tasks(code, 'uno', 'two'))
        self.assertEqual(self.look(made)['version'], 1)
        unsafe = self.post(made, 'migrate', {'version': 2}, self.author)
        self.assertEqual((unsafe.status, unsafe.json['code']), (400, 'FAILED_PRECONDITION'), unsafe)
        self.assertIn('one', unsafe.json['detail'])
        for moves in ([{'from': 'one', 'to': 'nowhere'}], [{'from': 'one', 'to': 'finish'}], [{'from': 'two', 'to': 'uno'}]):
            self.assertEqual(self.post(made, 'migrate', {'version': 2, 'moves': moves}, self.author).status, 400, moves)
        self.assertEqual(self.post(made, 'migrate', {'version': 3}, self.author).status, 404)
        self.assertEqual((self.look(made)['version'], len(self.look(made)['steps'])), (1, 1), 'refusals leave no trace')
        move = {'version': 2, 'moves': [{'from': 'one', 'to': 'uno'}]}
        self.assertEqual(self.post(made, 'migrate', move).status, 403, 'not for a supervisor')
        moved = good(self.post(made, 'migrate', move, self.author))
        self.assertEqual((moved['version'], self.waits(moved)), (2, {'uno': 'TASK'}))

    def test_what_cannot_be_started(self):
        self.assertEqual(self.boss.post('/v1/processes', {'regulation': fresh('no-such')}).status, 404)
        self.assertEqual(self.boss.post('/v1/processes', {}).fields, ['regulation'])
        code = fresh('by-message')
        self.publish(bpmn.process(code, '<startEvent id="s"><messageEventDefinition messageRef="m"/></startEvent>' + bpmn.END
                                  + bpmn.flows('s', 'finish'), before=f'<message id="m" name="{code}"/>'))
        answer = self.boss.post('/v1/processes', {'regulation': code})
        self.assertEqual(answer.status, 404, answer)
        self.assertEqual(self.boss.post('/v1/processes', {'regulation': code, 'version': 2}).status, 404)

    def test_a_step_that_cannot_be_done_leaves_everything_as_it_was(self):
        code = fresh('stuck')
        self.publish(bpmn.process(code, bpmn.START + bpmn.catch('wait', '<messageEventDefinition messageRef="m"/>')
                                  + '<exclusiveGateway id="which"/>' + bpmn.user_task('work') + bpmn.flows('begin', 'wait', 'which')
                                  + bpmn.flow('which', 'work', 'answer == "yes"'), before=MESSAGE))
        made = self.begin(code)
        stuck = self.post(made, 'message', {'name': 'answer', 'variables': {'answer': 'no'}})
        self.assertEqual((stuck.status, stuck.json['code'], stuck.json['type']),
                         (400, 'FAILED_PRECONDITION', 'urn:okno:problem:regulation-stuck'), stuck)
        self.assertIn('which', stuck.json['detail'])
        self.assertEqual((self.waits(self.look(made)), len(self.look(made)['steps'])), ({'wait': 'MESSAGE'}, 1))
        message = bpmn.catch('wait', '<messageEventDefinition messageRef="m"><dataOutput id="o"/></messageEventDefinition>')
        self.publish(bpmn.process(code, bpmn.START + message + bpmn.user_task('work') + bpmn.flows('begin', 'wait', 'work'),
                                  before=MESSAGE))
        good(self.post(made, 'migrate', {'version': 2}, self.author))
        self.assertEqual(self.waits(good(self.post(made, 'message', {'name': 'answer'}))), {'work': 'TASK'})

    # ------------------------------------------------------------ tasks that name no place

    def listed(self, who, process):
        """How often the task of a process is in somebody's list, gone through by small pages."""
        found, token = [], None
        while token != '':
            page = good(who.get('/v1/tasks', state='OPEN', step='general', pageSize=3, pageToken=token))
            found += [task['taskId'] for task in page.get('tasks', []) if task['processId'] == process['processId']]
            token = page.get('nextPageToken', '')
        return found

    def test_tasks_that_name_no_place_are_listed_to_their_role(self):
        people = {role: self.stack.client(role, centre='arbat', agency='mvd', sub=f'general-{role}')
                  for role in ('OPERATOR', 'SUPERVISOR', 'AGENCY', 'CONTROLLER')}
        expected = {'OPERATOR': {'OPERATOR', 'SUPERVISOR', 'CONTROLLER'}, 'SUPERVISOR': {'SUPERVISOR', 'CONTROLLER'},
                    'AGENCY': {'AGENCY', 'CONTROLLER'}, 'CONTROLLER': {'CONTROLLER'}}
        for role, seen_by in expected.items():
            code = fresh('general')
            self.publish(bpmn.process(code, bpmn.START + bpmn.user_task('general', performer=f'role="{role}"')
                                      + bpmn.END + bpmn.flows('begin', 'general', 'finish')))
            made = [self.begin(code) for _ in range(4)]
            for who, client in people.items():
                self.assertEqual([len(self.listed(client, one)) for one in made], [who in seen_by] * 4, (role, who))
            task, = self.listed(people[role], made[0])
            good(people[role].post(f'/v1/tasks/{task}:complete', {'outcome': 'DONE'}))
            self.assertEqual(self.look(made[0])['state'], 'COMPLETED')

    def test_a_task_for_one_person_is_theirs(self):
        code, name = fresh('named'), fresh('specialist')
        self.publish(bpmn.process(code, bpmn.START + bpmn.user_task('general', performer='role="OPERATOR" subject="=who"')
                                  + bpmn.END + bpmn.flows('begin', 'general', 'finish')))
        made = self.begin(code, variables={'who': name})
        named, other = (self.stack.client('OPERATOR', centre='arbat', sub=who) for who in (name, 'somebody-else'))
        self.assertEqual(self.listed(other, made), [])
        task, = self.listed(named, made)
        self.assertEqual(other.post(f'/v1/tasks/{task}:claim').status, 403)
        self.assertEqual(good(named.post(f'/v1/tasks/{task}:complete', {'outcome': 'DONE'}))['task']['performer'], name)

    # ------------------------------------------------------------ who may

    def test_every_role_at_every_method(self):
        code = fresh('roles')
        text = bpmn.tasks(code, 'work')
        self.publish(text)
        made = self.begin(code)
        path = f"/v1/processes/{made['processId']}"
        read = {'OPERATOR', 'CONSULTANT', 'SUPERVISOR', 'AGENCY', 'CONTROLLER', 'ADMIN'}
        drive = {'SUPERVISOR', 'CONTROLLER', 'ADMIN'}
        asked = (
            (drive, lambda who: self.check(text, who)),
            ({'CONTROLLER', 'ADMIN'}, lambda who: bpmn.published(who, text)),
            (read, lambda who: who.get('/v1/regulations')),
            (read, lambda who: who.get(f'/v1/regulations/{code}/versions/1')),
            (read, lambda who: who.get(f'/v1/regulations/{code}:diff', **{'from': 1, 'to': 1})),
            (drive, lambda who: who.post('/v1/processes', {'regulation': code})),
            (drive, lambda who: who.post('/v1/processes:message', {'name': fresh('nobody waits')})),
            ({'CONTROLLER', 'ADMIN'}, lambda who: who.post(f'/v1/regulations/{code}:migrate', {'from': 1, 'to': 7})),
            (read - {'CONSULTANT'}, lambda who: who.get(path)),
            (drive | {'AGENCY'}, lambda who: who.post(path + ':message', {'name': 'nobody waits'})),
            (drive, lambda who: who.post(path + ':signal', {'name': 'nobody waits'})),
            ({'CONTROLLER', 'ADMIN'}, lambda who: who.post(path + ':migrate', {'version': 7})),
            (drive, lambda who: who.post(path + ':cancel', {})),
        )
        for number, (allowed, ask) in enumerate(asked):
            for role in ROLES:
                who = self.stack.client(role, centre='tverskoy', agency='mvd', applicant=str(uuid.UUID(int=7)), sub=f'role-{role}')
                answer = ask(who)
                self.assertEqual(answer.status != 403, role in allowed, (number, role, answer))
                self.assertLess(answer.status, 500, (number, role, answer))
            self.assertEqual(ask(self.stack.client()).status, 401, number)
        self.assertEqual(self.look(made)['state'], 'ACTIVE', 'nobody harmed it')


class RegulationCommand(unittest.TestCase):
    """`okno regulation` as an administrator types it: what it prints, and where, and its exit code."""
    USAGE, DATA_ERROR, NO_INPUT = 64, 65, 66

    def setUp(self):
        self.stack = the_stack()
        self.stack.need_okno(self)
        folder = tempfile.TemporaryDirectory(prefix='okno-regulations-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.code = fresh('command')

    def file(self, text, name='one.bpmn'):
        path = self.folder / name
        path.write_text(text, encoding='utf-8')
        return str(path)

    def run_okno(self, *arguments, expect=0):
        done = self.stack.okno('regulation', *arguments)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done

    def test_check(self):
        good_file = self.file(bpmn.tasks(self.code, 'work'))
        done = self.run_okno('check', good_file)
        self.assertEqual((done.stdout, done.stderr), (f'{good_file}: {self.code} could be published\n', ''))
        bad = self.file(bpmn.process(self.code, bpmn.START + '<adHocSubProcess id="free"/>\n<userTask id="work"/>\n'
                                     + bpmn.flows('begin', 'work', 'gone')), 'two.bpmn')
        done = self.run_okno('check', bad, good_file, expect=self.DATA_ERROR)
        self.assertEqual(done.stdout, f'{bad}: - cannot be published\n{good_file}: {self.code} could be published\n')
        self.assertRegex(done.stderr, rf'(?m)^{bad}:5: free: .* \[not-executable\]$')
        self.assertRegex(done.stderr, rf'(?m)^{bad}:8: work_gone: .*gone.* \[flow-end-unknown\]$')
        done = self.run_okno('check', str(self.folder), expect=self.DATA_ERROR)
        self.assertEqual(len(done.stdout.splitlines()), 2, 'a folder is all of its files')
        warned = self.file(bpmn.process(self.code, bpmn.START + bpmn.user_task('work') + bpmn.flows('begin', 'work')
                                        + '<exclusiveGateway id="x"/><exclusiveGateway id="y"/>' + bpmn.flows('x', 'y', 'x')), 'three.bpmn')
        done = self.run_okno('check', warned)
        self.assertRegex(done.stderr, rf'(?m)^{warned}:\d+: warning: x: .* \[unreachable\]$')
        self.assertNotIn('[', done.stdout)

    def test_publish_list_show_and_diff(self):
        first, second = bpmn.tasks(self.code, 'one', name='Первая'), bpmn.tasks(self.code, 'one', 'two', name='Вторая')
        path = self.file(first)
        self.assertEqual(self.run_okno('publish', path).stdout, f'{self.code} version 1: Первая\n')
        self.assertEqual(self.run_okno('publish', path).stdout, f'{self.code} version 1: Первая\n', 'the same file is the same version')
        self.assertEqual(self.run_okno('publish', self.file(second)).stdout, f'{self.code} version 2: Вторая\n')
        bad = self.file(first.replace('<startEvent', '<startEvnt'), 'bad.bpmn')
        done = self.run_okno('publish', bad, expect=self.DATA_ERROR)
        self.assertEqual(done.stdout, '')
        self.assertIn(f'{bad}: not published\n', done.stderr)
        rows = [line.split(None, 3) for line in self.run_okno('list', self.code).stdout.splitlines()]
        self.assertEqual([(row[0], row[1], row[3]) for row in rows], [(self.code, '2', 'Вторая'), (self.code, '1', 'Первая')])
        self.assertRegex(rows[0][2], r'^\d{4}-\d\d-\d\dT')
        self.assertEqual([line for line in self.run_okno('list').stdout.splitlines() if line.startswith(self.code)][0].split()[1], '2')
        self.assertEqual(self.run_okno('list', 'no-such-code').stdout, '')
        shown = self.run_okno('show', self.code).stdout.splitlines()
        self.assertEqual(shown[0], f'{self.code} version 2: Вторая')
        self.assertEqual([line.split()[:2] for line in shown[1:]], [[self.code, 'process'], ['begin', 'startEvent'], ['one', 'userTask'],
                                                                   ['two', 'userTask'], ['finish', 'endEvent']])
        self.assertEqual(self.run_okno('show', '--bpmn', self.code, '1').stdout, first, 'the file as it was published')
        diff = self.run_okno('diff', self.code, '1', '2').stdout.splitlines()
        self.assertIn(['ADDED', 'userTask', 'two', 'Шаг', 'two'], [line.split() for line in diff])
        self.assertEqual(self.run_okno('diff', self.code, '2', '2').stdout, '')

    def test_what_it_cannot_do(self):
        self.assertIn('no-such.bpmn: No such file', self.run_okno('check', '/no-such.bpmn', expect=self.NO_INPUT).stderr)
        self.assertIn('holds no .bpmn file', self.run_okno('check', str(self.folder), expect=self.NO_INPUT).stderr)
        for arguments in (('check',), ('publish',), ('check', '--fast', 'x'), ('show',), ('show', 'x', 'y'), ('show', 'x', '0'),
                          ('diff', 'x', '1'), ('diff', 'x', '1', 'two'), ('list', 'a', 'b'), ('publish', '--wait', 'soon', 'x')):
            self.assertTrue(self.run_okno(*arguments, expect=self.USAGE).stderr.strip(), arguments)
        for arguments in (('show', 'no-such-code'), ('show', 'no-such-code', '3'), ('diff', 'no-such-code', '1', '2')):
            done = self.run_okno(*arguments, expect=self.NO_INPUT)
            self.assertIn('no-such-code', done.stderr)
            self.assertEqual(done.stdout, '')
        large = self.file('<!--' + 'x' * (8 << 20) + '-->', 'large.bpmn')
        self.assertIn('larger than', self.run_okno('check', large, expect=self.DATA_ERROR).stderr)
