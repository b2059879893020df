# SPDX-License-Identifier: AGPL-3.0-or-later
"""A specialist who is absent: who does their tasks, by whose order, and what the record says of it (R207)."""
import concurrent.futures
import datetime
import unittest
import uuid

from live import samples
from live.office import Office, good
from live.stack import the_stack


class Substitutions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)
        cls.supervisor = cls.office.supervisor

    def setUp(self):
        self.today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=3))).date()
        mark = uuid.uuid4().hex[:8]
        self.absent, self.substitute, self.third = (f'{who}-{mark}' for who in ('absent', 'substitute', 'third'))

    def operator(self, who, centre=samples.CENTRE):
        return self.stack.client('OPERATOR', centre=centre, sub=who)

    def day(self, number):
        return str(self.today + datetime.timedelta(days=number))

    def set(self, absent, substitute, first=0, last=7, client=None):
        return (client or self.supervisor).post('/v1/substitutions', {
            'absent': absent, 'substitute': substitute, 'fromDate': self.day(first), 'toDate': self.day(last),
            'reason': 'Отпуск'})

    def claimed(self, who):
        application = self.office.submit()
        task = self.office.open_tasks(application['applicationId'])[0]
        return application, good(self.operator(who).post(f"/v1/tasks/{task['taskId']}:claim"))

    def mine(self, who):
        return {task['taskId'] for task in good(self.operator(who).get('/v1/tasks', assignee='me', pageSize=200)).get('tasks', [])}

    def test_the_tasks_of_the_absent_one_are_done_by_the_substitute(self):
        application, task = self.claimed(self.absent)
        client, path = self.operator(self.substitute), f"/v1/tasks/{task['taskId']}"
        self.assertNotIn(task['taskId'], self.mine(self.substitute))
        self.assertEqual(client.post(path + ':complete', {'outcome': 'PASSED'}).status, 409)
        made = good(self.set(self.absent, self.substitute))
        self.assertEqual((made['state'], made['setBy'], made['centreCode']),
                         ('RUNNING', f'supervisor-{samples.CENTRE}', samples.CENTRE))
        self.assertEqual(self.mine(self.substitute), {task['taskId']})
        listed = good(client.get('/v1/tasks', pageSize=200))['tasks']
        self.assertTrue(listed, 'without filters it is among what the caller does')
        seen = good(client.get(path))
        self.assertEqual((seen['assignee'], seen['substitute']), (self.absent, self.substitute))
        self.assertEqual(self.operator(self.third).post(path + ':complete', {'outcome': 'PASSED'}).status, 409)
        done = good(client.post(path + ':complete', {'outcome': 'PASSED'}))
        self.assertEqual((done['task']['assignee'], done['task']['inPlaceOf']), (self.substitute, self.absent))
        history = good(self.supervisor.get(f"/v1/applications/{application['applicationId']}/history"))['movements']
        told = [(move['actor'], move['inPlaceOf']) for move in history if move.get('inPlaceOf')]
        self.assertEqual(set(told), {(self.substitute, self.absent)})
        steps = good(self.supervisor.get(f"/v1/processes/{application['applicationId']}"))['steps']
        self.assertEqual((steps[-1]['actor'], steps[-1]['inPlaceOf']), (self.substitute, self.absent))

    def test_a_substitute_gives_a_task_back(self):
        _, task = self.claimed(self.absent)
        good(self.set(self.absent, self.substitute))
        released = good(self.operator(self.substitute).post(f"/v1/tasks/{task['taskId']}:release", {'comment': 'другому'}))
        self.assertEqual((released['state'], released.get('assignee', '')), ('OPEN', ''))
        good(self.operator(self.third).post(f"/v1/tasks/{task['taskId']}:claim"))

    def test_it_ends_at_once_when_it_is_cancelled(self):
        _, task = self.claimed(self.absent)
        made = good(self.set(self.absent, self.substitute))
        self.assertIn(task['taskId'], self.mine(self.substitute))
        path = f"/v1/substitutions/{made['substitutionId']}"
        self.assertEqual(self.operator(self.substitute).post(path + ':cancel').status, 403)
        elsewhere = self.stack.client('SUPERVISOR', centre=samples.OTHER_CENTRE, sub='supervisor-elsewhere')
        self.assertEqual(elsewhere.post(path + ':cancel').status, 404)
        ended = good(self.supervisor.post(path + ':cancel', {'reason': 'вышел раньше'}))
        self.assertEqual((ended['state'], ended['cancelReason']), ('CANCELLED', 'вышел раньше'))
        self.assertEqual(self.mine(self.substitute), set())
        refused = self.operator(self.substitute).post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'PASSED'})
        self.assertEqual((refused.status, self.absent in refused.json['detail']), (409, True), refused)
        self.assertEqual(self.supervisor.post(path + ':cancel').status, 400)
        self.assertEqual(good(self.supervisor.get(path))['cancelledBy'], f'supervisor-{samples.CENTRE}')
        good(self.set(self.absent, self.third))

    def test_what_cannot_be(self):
        for body, field in (({'substitute': self.absent}, 'substitute'), ({'fromDate': self.day(-1)}, 'fromDate'),
                            ({'toDate': self.day(-1)}, 'toDate'), ({'toDate': self.day(400)}, 'toDate'),
                            ({'reason': ''}, 'reason'), ({'fromDate': '2026-02-30'}, 'fromDate')):
            whole = {'absent': self.absent, 'substitute': self.substitute, 'fromDate': self.day(0), 'toDate': self.day(1),
                     'reason': 'Отпуск', **body}
            answer = self.supervisor.post('/v1/substitutions', whole)
            self.assertEqual((answer.status, answer.fields), (400, [field]), answer)
        first = good(self.set(self.absent, self.substitute, 0, 5))
        for absent, substitute, days in ((self.absent, self.third, (5, 6)), (self.substitute, self.third, (1, 2)),
                                         (self.third, self.absent, (1, 2)), (self.substitute, self.absent, (0, 9))):
            answer = self.set(absent, substitute, *days)
            self.assertEqual((answer.status, answer.json['code'], answer.json['type']),
                             (400, 'FAILED_PRECONDITION', 'urn:okno:problem:substitution-conflict'), answer)
            self.assertIn(self.absent, answer.json['detail'])
        good(self.set(self.absent, self.third, 6, 9))
        self.assertEqual(self.set(self.third, self.absent, client=self.operator('operator-x')).status, 403)
        people = good(self.supervisor.get('/v1/substitutions', person=self.absent))['substitutions']
        self.assertEqual([one['state'] for one in people], ['PLANNED', 'RUNNING'])
        running = good(self.supervisor.get('/v1/substitutions', person=self.absent, running='true'))['substitutions']
        self.assertEqual([one['substitutionId'] for one in running], [first['substitutionId']])

    def test_of_many_set_at_once_one_holds(self):
        clients = [self.stack.client('SUPERVISOR', centre=samples.CENTRE, sub=f'boss-{number}') for number in range(8)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda pair: self.set(self.absent, f'{self.substitute}-{pair[0]}', client=pair[1]),
                                    enumerate(clients)))
        statuses = sorted(answer.status for answer in answers)
        self.assertEqual((statuses[0], set(statuses[1:]) <= {400, 409}), (201, True), statuses)
        held = good(self.supervisor.get('/v1/substitutions', person=self.absent))['substitutions']
        self.assertEqual(len(held), 1)

    def test_officials_stand_in_for_one_another(self):
        application = self.office.submit()
        self.office.bring_to(application, 'decide')
        absent, substitute = (self.stack.client('AGENCY', agency=samples.AGENCY, sub=who) for who in (self.absent, self.substitute))
        task = self.office.open_tasks(application['applicationId'], absent)[0]
        good(absent.post(f"/v1/tasks/{task['taskId']}:claim"))
        head = self.stack.client('AGENCY', agency=samples.AGENCY, sub='head-of-agency')
        self.assertEqual(good(self.set(self.absent, self.substitute, client=head))['agencyCode'], samples.AGENCY)
        mine = good(substitute.get('/v1/tasks', assignee='me'))['tasks']
        self.assertEqual([one['taskId'] for one in mine], [task['taskId']])
        done = good(substitute.post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'GRANTED'}))
        self.assertEqual(done['task']['inPlaceOf'], self.absent)
