# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work as tasks: one winner for each, step by step to the result, with terms that stop and move on."""
import concurrent.futures
import datetime
import unittest

from live import samples
from live.office import USUAL, Office, good
from live.stack import the_stack


class Tasks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)
        cls.operator, cls.supervisor = cls.office.operator, cls.office.supervisor
        cls.another = cls.stack.client('OPERATOR', centre=samples.CENTRE, sub='operator-another')
        cls.person = cls.office.register()['applicantId']

    def path(self, application, verb=''):
        return f"/v1/applications/{application['applicationId']}{verb}"

    def first_task(self, application):
        return self.office.open_tasks(application['applicationId'])[0]

    # ------------------------------------------------------------ claims

    def test_a_claim_is_exclusive(self):
        for _ in range(10):
            task = self.first_task(self.office.submit(self.person))
            path = f"/v1/tasks/{task['taskId']}:claim"
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                answers = list(pool.map(lambda who: who.post(path), (self.operator, self.another)))
            self.assertEqual(sorted(answer.status for answer in answers), [200, 409], answers)
            lost = max(answers, key=lambda answer: answer.status)
            won = min(answers, key=lambda answer: answer.status).json
            self.assertEqual(lost.json['code'], 'ABORTED')
            self.assertIn(won['assignee'], lost.json['detail'], 'the loser learns who has it')
            self.assertEqual(good(self.operator.get(f"/v1/tasks/{task['taskId']}"))['assignee'], won['assignee'])

    def test_many_windows_claim_one_task(self):
        windows = [self.stack.client('OPERATOR', centre=samples.CENTRE, sub=f'window-{n}') for n in range(20)]
        task = self.first_task(self.office.submit(self.person))
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            statuses = sorted(pool.map(lambda who: who.post(f"/v1/tasks/{task['taskId']}:claim").status, windows))
        self.assertEqual(statuses, [200] + [409] * 19)

    def test_a_task_is_changed_only_as_it_was_seen(self):
        path = f"/v1/tasks/{self.first_task(self.office.submit(self.person))['taskId']}"
        seen = {'If-Match': self.operator.get(path).headers['etag']}
        claimed = self.operator.post(path + ':claim', headers=seen)
        good(claimed)
        for verb, body in ((':claim', {}), (':release', {}), (':complete', {'outcome': 'PASSED'})):
            stale = self.operator.post(path + verb, body, headers=seen)
            self.assertEqual((stale.status, stale.json['code']), (412, 'ABORTED'), stale)
        good(self.operator.post(path + ':complete', {'outcome': 'PASSED'},
                                headers={'If-Match': claimed.headers['etag']}))

    def test_a_task_is_worked_on_by_whoever_claimed_it(self):
        task = self.first_task(self.office.submit(self.person))
        path = f"/v1/tasks/{task['taskId']}"
        good(self.operator.post(path + ':claim'))
        self.assertEqual(good(self.operator.post(path + ':claim'))['assignee'], f'operator-{samples.CENTRE}')
        self.assertEqual(self.another.post(path + ':complete', {'outcome': 'PASSED'}).status, 409)
        self.assertEqual(self.another.post(path + ':release').status in (403, 409), True)
        released = good(self.operator.post(path + ':release', {'comment': 'обед'}))
        self.assertEqual((released['state'], released.get('assignee', '')), ('OPEN', ''))
        good(self.another.post(path + ':claim'))
        wrong = self.another.post(path + ':complete', {'outcome': 'MAYBE'})
        self.assertEqual((wrong.status, wrong.fields), (400, ['outcome']), wrong)
        done = good(self.another.post(path + ':complete', {'outcome': 'PASSED'}))
        self.assertEqual((done['task']['state'], done['status']), ('DONE', 'CHECKED'))
        self.assertEqual(self.another.post(path + ':complete', {'outcome': 'PASSED'}).status, 400)
        self.assertEqual(self.another.post(path + ':claim').status, 400)

    def test_completing_claims_what_nobody_has(self):
        task = self.first_task(self.office.submit(self.person))
        done = good(self.operator.post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'PASSED'}))
        self.assertEqual((done['task']['state'], done['task']['assignee']), ('DONE', f'operator-{samples.CENTRE}'))

    def test_lists_of_tasks(self):
        made = [self.office.submit(self.person) for _ in range(3)]
        mine = self.stack.client('OPERATOR', centre=samples.CENTRE, sub=f'list-{samples.nobody()}')
        for application in made[:2]:
            good(mine.post(f"/v1/tasks/{self.first_task(application)['taskId']}:claim"))
        listed = good(mine.get('/v1/tasks', assignee='me'))['tasks']
        self.assertEqual({task['applicationId'] for task in listed}, {item['applicationId'] for item in made[:2]})
        self.assertTrue(all(task['state'] == 'CLAIMED' and task['outcomes'] for task in listed))
        free = good(mine.get('/v1/tasks', state='OPEN', applicationId=made[2]['applicationId']))['tasks']
        self.assertEqual([task['step'] for task in free], ['check'])
        dues = [task.get('dueOn', 'never') for task in good(mine.get('/v1/tasks', pageSize=200))['tasks']]
        self.assertEqual(dues, sorted(dues), 'first what is due first')

    # ------------------------------------------------------------ the whole way

    def test_from_the_counter_to_the_result(self):
        made = self.office.submit(self.person)
        steps, statuses, operations = [], [], []
        while True:
            task, _ = self.office.waiting(made)
            if not task and self.office.application(made['applicationId']).get('waitingIn'):
                self.office.answer_requests(made)
                continue
            if not task:
                break
            self.assertIn(task['step'], self.office.application(made['applicationId'])['waitingIn'])
            done = self.office.work(made, task.get('operation', ''), USUAL.get(task.get('operation', ''), task['outcomes'][0]))
            steps.append(task['step'])
            operations.append(task.get('operation', ''))
            if not statuses or statuses[-1] != done['status']:
                statuses.append(done['status'])
        self.assertEqual(statuses, ['CHECKED', 'SENT', 'DECIDED', 'READY', 'ISSUED'])
        self.assertEqual([one for one in operations if one not in ('', 'hand-over', 'withdraw-originals')],
                         ['check', 'send', 'decide', 'receive', 'inform', 'issue', 'write-off'])
        end = self.office.application(made['applicationId'])
        self.assertTrue(end['closed'] and end['caseFile'] and end['result'])
        self.assertFalse(end.get('waitingIn'))
        self.assertEqual(self.office.open_tasks(made['applicationId']), [])
        history = good(self.operator.get(self.path(made, '/history')))['movements']
        moved = [move['step'] for move in history if not move.get('documentId') and move['step'] in steps
                 and move['action'] not in ('CLAIMED', 'REGISTERED')]
        self.assertEqual(moved, steps)
        self.assertEqual(good(self.supervisor.get(f"/v1/processes/{made['applicationId']}"))['state'], 'COMPLETED')
        self.assertTrue(all(move['at'] and move['actor'] and move['actorRole'] for move in history))
        self.assertEqual([move['at'] for move in history], sorted(move['at'] for move in history))
        sent = [move for move in history if move['action'] == 'SENT']
        self.assertEqual((sent[0]['fromPlace'], sent[0]['toPlace']), (samples.CENTRE, samples.AGENCY))
        self.assertTrue(any(move.get('documentId') for move in sent), 'documents travelled')

    def test_a_reasoned_refusal(self):
        made = self.office.submit(self.person)
        self.office.bring_to(made, 'decide')
        official = self.office.official()
        task = self.office.open_tasks(made['applicationId'], official)[0]
        good(official.post(f"/v1/tasks/{task['taskId']}:claim"))
        path = f"/v1/tasks/{task['taskId']}:complete"
        for fields in ({}, {'reasonCode': 'bad-weather'}):
            answer = official.post(path, {'outcome': 'REFUSED', 'fields': fields})
            self.assertEqual((answer.status, answer.fields), (400, ['fields.reasonCode']), answer)
        good(official.post(path, {'outcome': 'REFUSED', 'fields': {'reasonCode': 'false-data', 'text': 'Сведения неверны.'}}))
        refused = self.office.application(made['applicationId'])
        self.assertEqual((refused['status'], refused['refusalCode'], refused['refusalText']),
                         ('REFUSED', 'false-data', 'Сведения неверны.'))
        for step, outcome in (('receive', 'RECEIVED'), ('inform', 'INFORMED'), ('refusal', 'HANDED'),
                              ('write-off', 'WRITTEN_OFF')):
            self.office.work(made, step, outcome)
        self.assertEqual(self.office.application(made['applicationId'])['status'], 'REFUSED')

    # ------------------------------------------------------------ terms

    def days(self, start, days, kind='WORKING'):
        return good(self.operator.get('/v1/calendar:addDays', start=start, days=days, kind=kind))['end']

    def working_between(self, start, end):
        """Working days after `start` up to `end`: the day of an event still belongs to what was before it."""
        count = 0
        while self.days(start, count + 1) <= end:
            count += 1
        return count

    def suspend(self, application, **fields):
        return self.supervisor.post(self.path(application, ':suspend'), {'reasonCode': 'applicant-documents', **fields})

    def test_a_suspension_of_no_days_moves_nothing(self):
        made = self.office.submit(self.person)
        suspended = good(self.suspend(made))
        self.assertEqual((suspended['status'], bool(suspended['suspended'])), ('SUSPENDED', True))
        blocked = self.suspend(made)
        self.assertEqual(blocked.status, 400, blocked)
        task = self.first_task(made)
        good(self.operator.post(f"/v1/tasks/{task['taskId']}:claim"))
        stopped = self.operator.post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'PASSED'})
        self.assertEqual((stopped.status, stopped.json['code']), (400, 'FAILED_PRECONDITION'), stopped)
        resumed = good(self.supervisor.post(self.path(made, ':resume')))
        self.assertEqual((resumed['status'], resumed['plannedOn']), ('REGISTERED', made['plannedOn']))
        self.assertEqual(self.supervisor.post(self.path(made, ':resume')).status, 400)
        bad = self.suspend(made, reasonCode='tired')
        self.assertEqual((bad.status, bad.fields), (400, ['reasonCode']), bad)

    def test_a_suspension_moves_the_planned_date_by_its_working_days(self):
        """The clock of the installation cannot be moved, so the rows are: registered and suspended days ago."""
        self.stack.need_database(self)
        made = self.office.submit(self.person, serviceCode=samples.HIDDEN_SERVICE, documents=samples.DOCUMENTS[:1])
        card = good(self.operator.get(f'/v1/services/{samples.HIDDEN_SERVICE}'))
        self.assertEqual(card['term']['kind'], 'WORKING')
        good(self.suspend(made))
        today = datetime.date.fromisoformat(made['submitted'][:10])
        registered = self.days(str(today - datetime.timedelta(days=21)), 1)
        stopped = self.days(registered, 2)
        planned = self.days(registered, card['term']['days'])
        self.stack.sql(f"UPDATE tracking.application SET registered_on = '{registered}', planned_on = '{planned}',"
                       f" stopped_on = '{stopped}', suspended = '{stopped} 09:00+03' WHERE application_id ="
                       f" '{made['applicationId']}'")
        resumed = good(self.supervisor.post(self.path(made, ':resume')))
        on = self.stack.sql(f"SELECT pauses[2] FROM tracking.application WHERE application_id = '{made['applicationId']}'")[0][0]
        lost = self.working_between(stopped, on)
        self.assertGreater(lost, 5)
        self.assertEqual(resumed['plannedOn'], self.days(planned, lost), (registered, stopped, on, lost))

    def test_an_extension_moves_the_planned_date(self):
        made = self.office.submit(self.person, serviceCode=samples.HIDDEN_SERVICE, documents=samples.DOCUMENTS[:1])
        path = self.path(made, ':extend')
        self.assertEqual(self.operator.post(path, {'days': 3, 'reasonCode': 'additional-check'}).status, 403)
        extended = good(self.supervisor.post(path, {'days': 3, 'reasonCode': 'additional-check'}))
        self.assertEqual(extended['plannedOn'], self.days(made['plannedOn'], 3))
        for bad, field in (({'days': 0, 'reasonCode': 'additional-check'}, 'days'),
                           ({'days': 100, 'reasonCode': 'additional-check'}, 'days'), ({'days': 3}, 'reasonCode'),
                           ({'days': 3, 'reasonCode': 'tired'}, 'reasonCode')):
            answer = self.supervisor.post(path, bad)
            self.assertEqual((answer.status, answer.fields), (400, [field]), answer)

    def test_what_passed_its_term_is_listed_as_overdue(self):
        self.stack.need_database(self)
        made = self.office.submit(self.person)
        self.stack.sql(f"UPDATE tracking.application SET planned_on = '2026-01-12' WHERE application_id = '{made['applicationId']}'")
        self.assertTrue(self.office.application(made['applicationId'])['overdue'])
        listed = good(self.operator.get('/v1/applications', overdue='true', pageSize=200))['applications']
        self.assertIn(made['applicationId'], [item['applicationId'] for item in listed])
        self.assertTrue(all(item['overdue'] for item in listed))
