# SPDX-License-Identifier: AGPL-3.0-or-later
"""Regulations as people meet them: words and codes on every screen, the queue for a quota, a conversion in eight stages."""
import unittest
import uuid
from urllib.parse import quote

from live.office import Office, good
from live.stack import the_stack

QUOTA = 'high-tech-care'
PDF = b'%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n'


class Regulated(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)
        cls.anyone = cls.stack.client()

    def apply(self, service, scenario):
        """From the portal, with what the card asks of the applicant; the application and the person."""
        applicant = self.office.register()['applicantId']
        person = self.office.applicant(applicant)
        card = good(self.office.operator.get(f'/v1/services/{service}'))
        documents = [{'kind': item['kind'], 'form': 'SCAN', 'sheets': 1, 'copies': 1}
                     for item in card['documents'] if item['supplier'] == 'APPLICANT']
        made = good(person.post('/v1/applications', {
            'serviceCode': service, 'applicantId': applicant, 'channel': 'PORTAL', 'centreCode': self.office.centre,
            'scenario': scenario, 'documents': documents}, key=str(uuid.uuid4())))
        return made, person

    def seen(self, application, who):
        return good(who.get(f"/v1/applications/{application['applicationId']}"))

    def codes(self, application, who):
        seen = self.seen(application, who)
        return seen['epguStatus'], seen['moscowStatus'], seen['statusText']

    def of_applicant(self, application, person):
        """Their own task, which they find in the process that their application waits in."""
        task, = [task for task in self.office.open_tasks(application['applicationId']) if task['role'] == 'APPLICANT']
        return task

    def done(self, task, who, outcome, fields=None, comment=''):
        return good(who.post(f"/v1/tasks/{task['taskId']}:complete",
                             {'outcome': outcome, 'comment': comment, **({'fields': fields} if fields else {})}))

    # ------------------------------------------------------------ what is shown

    def test_one_visit_with_remarks_and_originals_that_differ(self):
        made, person = self.apply('replanning-approval', 2)
        self.assertEqual(self.codes(made, person)[:2], (1, 1050))
        self.office.work(made, 'check', 'REMARKS')
        self.office.work(made, 'remarks', 'SENT', {'remarks': 'Нет плана помещения'})
        self.assertEqual(self.codes(made, person), (15, 1068, 'Заявление требует исправления'))
        mine, = [one for one in good(person.get('/v1/applications'))['applications']]
        self.assertEqual((mine['epguStatus'], mine['statusText']), (15, 'Заявление требует исправления'))
        tracked = good(self.anyone.get('/v1/applications:track', number=made['number'], code=made['trackingCode']))
        self.assertEqual(tracked['statusText'], 'Заявление требует исправления')
        kind = good(self.office.operator.get('/v1/services/replanning-approval'))['documents'][0]['kind']
        path = f"/v1/applications/{made['applicationId']}/documents"
        added = good(person.post(path, {'kind': kind, 'form': 'SCAN', 'sheets': 2}))
        self.assertEqual(person.post(path, {'kind': 'no-such-kind', 'form': 'SCAN'}).status, 400)
        good(person.ask('POST', f"{path}/{added['documentId']}:upload", PDF, {'Content-Type': 'application/pdf'}))
        self.assertTrue(self.seen(made, self.office.operator)['documents'][-1]['sha256'])
        self.done(self.of_applicant(made, person), person, 'CORRECTED')
        self.assertEqual(self.codes(made, person)[:2], (1, 1050))
        self.office.bring_to(made, 'issue')
        self.assertEqual(self.codes(made, person)[:2], (35, 1075))
        task, operator = self.office.waiting(made, 'issue')
        silent = operator.post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'MISMATCH'})
        self.assertEqual((silent.status, silent.fields), (400, ['comment']))
        self.done(task, operator, 'MISMATCH', comment='План помещения: другая площадь')
        self.assertEqual(self.codes(made, person),
                         (21, 1040, 'Подлинники не совпали с копиями, результат возвращён в орган'))
        self.assertFalse(self.seen(made, person).get('overdue'))
        self.office.work(made, 'annul', 'ANNULLED')
        issued = good(self.office.operator.get('/v1/issuedDocuments', number=made['number']))['documents']
        self.assertEqual([one['state'] for one in issued], ['ANNULLED'])
        ground = good(self.office.operator.get('/v1/services/replanning-approval'))['refusalGrounds'][0]
        self.office.work(made, 'decide', 'REFUSED', {'reasonCode': ground['code'], 'text': ground['text']})
        self.office.work(made, 'receive', 'RECEIVED')
        self.office.work(made, 'inform', 'INFORMED')
        self.assertEqual(self.codes(made, person)[:2], (4, 1080))
        self.office.work(made, 'refusal', 'HANDED')
        self.office.work(made, 'write-off', 'WRITTEN_OFF')

    def test_an_accelerated_drop_off_goes_by_courier_in_three_hands(self):
        made, person = self.apply('passport-internal', 3)
        self.office.work(made, 'check', 'PASSED')
        self.office.bring_to(made, 'accept')
        self.assertEqual(self.codes(made, person)[0], 26)
        self.office.work(made, 'accept', 'ACCEPTED')
        self.office.bring_to(made, 'hand-over')
        number = f'Р-{uuid.uuid4().hex[:8]}'
        self.office.work(made, 'hand-over', 'SIGNED', {'register': number})
        task, courier = self.office.waiting(made, 'hand-over')
        self.assertEqual(task['role'], 'COURIER')
        same = self.office.operator.post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'SIGNED'})
        self.assertEqual(same.status, 400, 'nobody gives to themself')
        self.done(task, courier, 'SIGNED')
        self.office.work(made, 'hand-over', 'SIGNED', {})
        register = good(self.office.supervisor.get(f'/v1/courierRegisters/{quote(number)}'))
        self.assertTrue(register['complete'])
        case, = register['cases']
        self.assertEqual([hand['role'] for hand in case['hands']], ['OPERATOR', 'COURIER', 'AGENCY'])
        self.assertEqual(len({hand['signedBy'] for hand in case['hands']}), 3)
        self.assertEqual(self.office.waiting(made)[0]['operation'], 'decide')
        self.assertEqual(person.get(f'/v1/courierRegisters/{quote(number)}').status, 403)

    # ------------------------------------------------------------ the queue

    def queue_up(self):
        made, person = self.apply(QUOTA, 2)
        self.office.bring_to(made, '')
        self.office.work(made, '', 'INDICATED')
        return made, person

    def test_the_place_in_the_queue_for_a_quota(self):
        first, patient = self.queue_up()
        second, other = self.queue_up()
        before = self.seen(first, patient)['queue']
        self.assertEqual(self.seen(second, other)['queue']['place'], before['place'] + 1)
        self.assertEqual(self.codes(first, patient), (7, 1052, 'Вы в очереди на квоту: место видно в заявлении'))
        self.assertEqual(self.seen(first, self.office.supervisor)['queue']['place'], before['place'])
        tracked = good(self.anyone.get('/v1/applications:track', number=second['number'], code=second['trackingCode']))
        self.assertEqual(tracked['queuePlace'], before['place'] + 1)
        for who in (self.office.supervisor, self.office.operator, self.office.official(first['agencyCode'])):
            queue = good(who.get(f'/v1/queues/{QUOTA}', pageSize=200))['entries']
            places = {entry['applicationNumber']: entry['place'] for entry in queue}
            self.assertEqual(places[second['number']], places[first['number']] + 1)
            self.assertNotIn('applicantName', queue[0])
        self.assertEqual(patient.get(f'/v1/queues/{QUOTA}').status, 403)
        self.office.work(first, 'queue', 'ALLOTTED')
        self.assertNotIn('queue', self.seen(first, patient))
        self.assertEqual(self.seen(second, other)['queue']['place'], before['place'])
        self.office.work(second, 'queue', 'MOVED')
        self.assertEqual(self.codes(second, other)[2], 'Ваша очередь на квоту сдвинулась')
        self.office.work(first, '', 'REJECTED')
        self.assertEqual(self.seen(first, patient)['queue']['place'], before['place'], 'the old place')
        good(other.post(f"/v1/applications/{second['applicationId']}:withdraw", {'reason': 'передумали'}))
        self.assertNotIn('queue', self.seen(second, other))

    # ------------------------------------------------------------ a conversion

    def begin_conversion(self):
        self.service = f'service-{uuid.uuid4().hex[:8]}'
        self.people = {code: self.stack.client('AGENCY', agency=code, sub=f'converter-{code}')
                       for code in ('dzm', 'mfc', 'ditoo')}
        boss = self.stack.client('CONTROLLER', sub='methodologist')
        self.process = good(boss.post('/v1/processes', {'regulation': 'conversion', 'variables': {
            'serviceCode': self.service, 'agency': 'dzm', 'operator': 'mfc', 'approver': 'ditoo',
            'procedures': ['submission', 'result']}}))
        self.boss = boss

    def state(self):
        return good(self.boss.get(f"/v1/processes/{self.process['processId']}"))

    def step(self, agency, step, outcome, **fields):
        who, found, token = self.people[agency], [], None
        while token != '' and not found:
            page = good(who.get('/v1/tasks', step=step, pageSize=200, pageToken=token))
            found = [one for one in page.get('tasks', []) if one.get('processId') == self.process['processId']]
            token = page.get('nextPageToken', '')
        self.assertTrue(found, f'{agency} has no task {step}')
        return self.done(found[0], who, outcome, fields)

    def tell(self, name):
        return self.people['mfc'].post(f"/v1/processes/{self.process['processId']}:message",
                                       {'name': name, 'correlation': self.service, 'variables': {'incident': '№ 7'}})

    def test_a_service_becomes_electronic_in_eight_stages(self):
        self.begin_conversion()
        found = {'registry': 'сошлось', 'electronic': 'возможна', 'interagency': 'два запроса', 'filling': 'ясны'}
        task = [one for one in good(self.people['mfc'].get('/v1/tasks', step='analysis', pageSize=200))['tasks']
                if one['processId'] == self.process['processId']][0]
        bare = self.people['mfc'].post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'CLEAN'})
        self.assertEqual(bare.status, 400, 'what was checked is on record')
        self.assertEqual(self.people['dzm'].post(f"/v1/tasks/{task['taskId']}:complete", {'outcome': 'CLEAN'}).status, 404)
        self.step('mfc', 'analysis', 'REMARKS', **found)
        self.step('mfc', 'send-remarks', 'SENT', remarks='Срок не как в РГУ')
        self.assertEqual([one['element'] for one in self.state()['waiting']], ['fix-regulation'], 'all work stops')
        self.step('dzm', 'fix-regulation', 'FIXED')
        self.step('mfc', 'analysis', 'CLEAN', **found)
        self.step('mfc', 'schema', 'ASK', question='Кто получатели?')
        self.step('dzm', 'consult', 'ADVISED', advice='Жители города')
        self.step('mfc', 'schema', 'READY')
        self.step('dzm', 'agree-schema', 'AGREED')
        self.step('mfc', 'prototype', 'READY')
        self.step('mfc', 'prototype', 'READY')
        self.step('dzm', 'show', 'ACCEPTED')
        self.step('dzm', 'test', 'DEFECTS', defects='Не приходит статус')
        for _ in range(2):
            self.step('mfc', 'protocol', 'DRAWN_UP', tested='Полный цикл', found='Не приходит статус', removed='Он же')
            self.step('mfc', 'sign-operator', 'SIGNED')
            self.step('dzm', 'sign-user', 'SIGNED')
            self.step('ditoo', 'approve', 'APPROVED')
            if 'fix-defects' in [one['element'] for one in self.state()['waiting']]:
                self.step('mfc', 'fix-defects', 'FIXED')
                self.step('dzm', 'test', 'PASSED')
        self.step('mfc', 'documentation', 'READY', specification='ЧТЗ-1', instructions='И-1')
        self.step('mfc', 'publication', 'SENT')
        self.assertEqual(self.tell('no-such').status, 404)
        good(self.tell('epgu-incident'))
        self.step('mfc', 'publish', 'PUBLISHED')
        self.step('dzm', 'integration', 'OTHER', description='Обмен файлами')
        self.step('ditoo', 'approve-scheme', 'APPROVED')
        self.step('dzm', 'build-integration', 'READY')
        self.step('mfc', 'integration-test', 'PASSED')
        for agency, step in (('dzm', 'user'), ('mfc', 'operator'), ('ditoo', 'approver')):
            self.step(agency, f'sign-integration-{step}', 'SIGNED')
        self.step('mfc', 'monitoring', 'CONNECTED', schedule='каждый час', autotests='FULL', testData='набор 1')
        self.step('mfc', 'autotest', 'PASSED')
        self.step('dzm', 'tell-test-data', 'NOTED')
        self.assertEqual([one['element'] for one in self.state()['waiting']], ['decommissioned'], 'it is watched')
        good(self.tell('form-decommissioned'))
        end = self.state()
        self.assertEqual((end['state'], end['variables']['incident']), ('COMPLETED', '№ 7'))
        signers = {step['actor'] for step in end['steps'] for line in step['trail'] if line.startswith('LEFT sign-')}
        self.assertEqual(signers, {'converter-mfc', 'converter-dzm', 'converter-ditoo'})


if __name__ == '__main__':
    unittest.main()
