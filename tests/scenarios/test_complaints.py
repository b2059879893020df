# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complaints from the portal and the window to the answer; who may not consider them; lists and journal."""
import datetime
import unittest

from live import samples
from live.office import Office, good
from live.stack import the_stack

COMPLAINTS = '/v1/complaints'


class Complaints(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)
        cls.head = cls.office.supervisor
        cls.above = cls.stack.client('CONTROLLER', sub='controller-complaints')
        cls.person = cls.office.register()
        cls.myself = cls.office.applicant(cls.person['applicantId'])

    def body(self, **changed):
        return {'applicantId': self.person['applicantId'], 'channel': 'PORTAL', 'matter': 'ACTION', 'topic': 'complaint-staff',
                'against': 'OFFICIAL', 'againstCentre': self.office.centre, 'official': 'operator-rude', 'text': 'Грубость у окна',
                'contacts': {'address': 'Москва', 'phone': '+7 495 000-00-00'}, **changed}

    def file(self, who=None, **changed):
        return good((who or self.myself).post(COMPLAINTS, self.body(**changed)))

    def see(self, complaint, who=None):
        return good((who or self.above).get(f"{COMPLAINTS}/{complaint['complaintId']}"))

    def task(self, complaint, step):
        found = [task for task in self.see(complaint).get('tasks', []) if task['step'] == step]
        self.assertTrue(found, f'{step} does not wait: {self.see(complaint)}')
        return f"/v1/tasks/{found[0]['taskId']}"

    def do(self, complaint, step, outcome, fields=None, who=None, comment=''):
        path, who = self.task(complaint, step), who or self.head
        good(who.post(path + ':claim'))
        return good(who.post(path + ':complete', {'outcome': outcome, 'fields': fields or {}, 'comment': comment}))

    def test_a_complaint_is_registered_considered_and_answered(self):
        made = self.file()
        self.assertEqual((made['status'], made['epguStatus'], made['termDays']), ('FILED', 44, 15))
        self.do(made, 'register', 'REGISTERED')
        registered = self.see(made, self.myself)
        self.assertEqual((registered['status'], registered['epguStatus']), ('REGISTERED', 45))
        self.assertGreater(registered['plannedOn'], registered['registeredOn'])
        self.assertEqual(self.myself.get(f"{COMPLAINTS}/{made['complaintId']}/answer.pdf").status, 400)
        path = self.task(made, 'consider')
        good(self.head.post(path + ':claim'))
        self.assertEqual(self.head.post(path + ':complete', {'outcome': 'REFUSED'}).status, 400, 'reasons are needed')
        good(self.head.post(path + ':complete', {'outcome': 'SATISFIED', 'fields': {
            'answer': 'Жалоба обоснована.', 'measures': 'Проведён инструктаж.', 'offence': True}}))
        decided = self.see(made)
        self.assertEqual((decided['status'], decided['epguStatus'], decided['offence']), ('SATISFIED', 46, True))
        self.do(made, 'inform-prosecutor', 'SENT')
        self.do(made, 'send-answer', 'SENT')
        answered = self.see(made, self.myself)
        self.assertTrue(answered['answered'] and answered['prosecutorInformed'])
        self.assertNotIn('tasks', answered)
        self.assertTrue(self.myself.get(f"{COMPLAINTS}/{made['complaintId']}/answer.pdf").body.startswith(b'%PDF-'))
        history = good(self.myself.get(f"{COMPLAINTS}/{made['complaintId']}/history"))['movements']
        self.assertEqual([move['action'] for move in history],
                         ['FILED', 'REGISTERED', 'SATISFIED', 'PROSECUTOR_INFORMED', 'ANSWERED'])

    def test_whom_it_is_against_does_not_consider_it(self):
        named = self.file(official=f'supervisor-{self.office.centre}')
        path = self.task(named, 'register')
        refused = self.head.post(path + ':claim')
        self.assertEqual((refused.status, refused.json['type']), (403, 'urn:okno:problem:complaint-against-caller'))
        self.assertEqual(self.head.get(f"{COMPLAINTS}/{named['complaintId']}").status, 404)
        self.assertEqual(self.office.operator.post(path + ':claim').status, 403)
        centre = self.file(against='CENTRE', official='')
        self.assertEqual(centre['deciderRole'], 'CONTROLLER')
        self.assertEqual(self.head.post(self.task(centre, 'register') + ':claim').status, 403)
        self.do(centre, 'register', 'REGISTERED', who=self.above)
        own = [task['taskId'] for task in good(self.above.get('/v1/tasks', step='consider', pageSize=200))['tasks']]
        self.assertIn(self.task(centre, 'consider').rsplit('/', 1)[1], own)
        self.do(centre, 'consider', 'REFUSED', {'answer': 'Доводы не подтвердились.'}, who=self.above)
        self.assertEqual(self.see(centre, self.myself)['epguStatus'], 47)
        process = f"/v1/processes/{named['complaintId']}"
        self.assertEqual(self.head.post(process + ':cancel', {'reason': 'не нравится'}).status, 400)
        self.assertNotIn('Грубость', self.head.get(process).body.decode(), 'no words of a complaint in its process')

    def test_who_worked_on_the_application_does_not_consider_its_complaint(self):
        application = self.office.submit(self.person['applicantId'])
        task = self.office.open_tasks(application['applicationId'])[0]
        good(self.head.post(f"/v1/tasks/{task['taskId']}:claim"))
        good(self.head.post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'PASSED'}))
        made = self.file(official='', applicationId=application['applicationId'])
        self.assertEqual(made['applicationNumber'], application['number'])
        self.assertEqual(self.head.post(self.task(made, 'register') + ':claim').status, 403)
        other = self.stack.client('SUPERVISOR', centre=self.office.centre, sub='supervisor-other')
        self.do(made, 'register', 'FORWARDED', who=other)
        self.do(made, 'accept-forwarded', 'REGISTERED', who=self.above)
        self.assertEqual(self.see(made)['deciderRole'], 'CONTROLLER')

    def test_a_complaint_is_taken_in_at_the_window_and_taken_back(self):
        made = self.file(self.office.operator, channel='COUNTER', centreCode=self.office.centre, topic='complaint-acceptance')
        self.assertEqual((made['status'], made['termDays'], made['operator']),
                         ('REGISTERED', 5, f'operator-{self.office.centre}'))
        path = f"{COMPLAINTS}/{made['complaintId']}:withdraw"
        stranger = self.office.applicant(self.office.register()['applicantId'])
        self.assertEqual(stranger.post(path, {}).status, 404)
        self.assertEqual(good(self.myself.post(path, {'reason': 'Разобрались'}))['status'], 'WITHDRAWN')
        self.assertEqual(self.myself.post(path, {}).status, 400)
        self.assertNotIn('tasks', self.see(made))

    def test_wrong_complaints_name_their_fields(self):
        for field, changed in (('topic', {'topic': 'gratitude'}), ('againstCentre', {'againstCentre': ''}),
                               ('text', {'text': ''}), ('againstCentre', {'againstCentre': 'nowhere'})):
            answer = self.myself.post(COMPLAINTS, self.body(**changed))
            self.assertEqual(answer.status, 400, (field, answer))
            self.assertIn(field, [violation['field'] for violation in answer.json['violations']])
        self.assertEqual(self.myself.post(COMPLAINTS, self.body(applicantId=samples.nobody())).status, 404)

    def test_lists_and_journal(self):
        made = self.file()
        mine = good(self.myself.get(COMPLAINTS))['complaints']
        self.assertEqual(mine[0]['number'], made['number'])
        self.assertEqual(good(self.above.get(COMPLAINTS, number=made['number']))['complaints'][0]['complaintId'], made['complaintId'])
        first = good(self.above.get(COMPLAINTS, pageSize=1))
        second = good(self.above.get(COMPLAINTS, pageSize=1, pageToken=first['nextPageToken']))
        self.assertNotEqual(first['complaints'], second['complaints'])
        self.assertEqual(good(self.office.official().get(COMPLAINTS, number=made['number'])), {})
        today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=3))).date().isoformat()
        period = {'fromDate': today, 'toDate': today}
        journal = good(self.head.get('/v1/complaintJournal', **period))['complaints']
        self.assertIn(made['number'], [complaint['number'] for complaint in journal])
        csv = self.head.get('/v1/complaintJournal.csv', **period)
        self.assertTrue(csv.body.startswith(b'\xef\xbb\xbf') and made['number'].encode() in csv.body)
        self.assertEqual(self.office.operator.get('/v1/complaintJournal', **period).status, 403)
