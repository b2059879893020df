# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to agencies: their officials answer, or their own systems read, acknowledge and send signed events."""
import base64
import hashlib
import hmac
import json
import time
import unittest
import uuid

from live import samples
from live.office import Office, good
from live.stack import the_stack

KIND = 'egrn-extract'
SECRET = 'whsec_' + base64.b64encode(hashlib.sha256(b'scenario').digest()).decode()


def mac(message, timestamp, body):
    key = base64.b64decode(SECRET.removeprefix('whsec_'))
    content = f'{message}.{timestamp}.'.encode() + body
    return 'v1,' + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def event(**processing):
    data, message, now = json.dumps(processing).encode(), str(uuid.uuid1()), int(time.time())
    return {'specversion': '1.0', 'id': message, 'source': 'scenario', 'type': 'okno.exchange.v1.Processing',
            'data_base64': base64.b64encode(data).decode(), 'webhooktimestamp': now,
            'webhooksignature': mac(message, now, data)}


class Exchange(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.operator = cls.stack.client('OPERATOR', centre=samples.CENTRE, sub='exchange-operator')
        cls.official = cls.stack.client('AGENCY', agency='mvd', sub='exchange-official')
        cls.system = cls.stack.client('AGENCY', agency='rosreestr', sub='exchange-system')
        cls.office = Office(cls.stack)

    def post(self, client, path, body, status=(200, 201)):
        answer = client.ask('POST', path, body)
        self.assertIn(answer.status, status, answer)
        return answer.json

    def ask(self, agency):
        return self.post(self.operator, '/v1/exchangeRequests',
                         {'agencyCode': agency, 'kind': KIND, 'content': {'cadastralNumber': '77:01:0001001:1024'}})

    def test_officials_claim_and_answer(self):
        made = self.ask('mvd')
        path = '/v1/exchangeRequests/' + made['requestId']
        self.assertEqual((made['state'], made['way']), ('SENT', 'OFFICIALS'))
        self.assertEqual(self.system.get(path).status, 404)
        self.post(self.official, path + ':claim', {})
        answered = self.post(self.official, path + ':answer', {'fields': {'owner': 'есть'}})
        self.assertEqual(answered['state'], 'ANSWERED')
        self.assertEqual(self.operator.get(path).json['fields'], {'owner': 'есть'})
        self.post(self.official, path + ':answer', {}, status=(400,))
        moves = [move['action'] for move in self.operator.get(path + '/history').json['moves']]
        self.assertEqual(moves, ['CREATE', 'SEND', 'CLAIM', 'ANSWER'])

    def works_by_system(self, agency):
        """For the time of a test: what other scenarios ask this agency for is answered by its officials."""
        self.stack.need_own(self)
        folder = self.stack.state / 'agencies'
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        (folder / 'scenario.hmac').write_text(SECRET + '\n')
        admin = self.stack.client('ADMIN', sub='exchange-admin')
        self.addCleanup(self.post, admin, '/v1/agencyRoutes', {'agencyCode': agency, 'way': 'OFFICIALS'})
        self.post(admin, '/v1/agencyRoutes',
                  {'agencyCode': agency, 'way': 'SYSTEM', 'signature': 'HMAC', 'keyId': 'scenario'})
        return self.stack.client('AGENCY', agency=agency, sub=f'system-{agency}')

    def read(self, system, kind, application):
        """The message of this kind about an application, acknowledged; those about others are acknowledged on the way."""
        for _ in range(100):
            message = self.post(system, '/v1/agencyMessages:next', {}).get('message')
            if not message:
                time.sleep(0.1)
                continue
            self.post(system, '/v1/agencyMessages:acknowledge', {'messageId': message['messageId'], 'accepted': True})
            told = message['dispatch']
            if (told['kind'], told['applicationNumber']) == (kind, application['number']):
                body = base64.b64decode(message['event'])
                self.assertEqual(message['webhooksignature'], mac(message['messageId'], message['webhooktimestamp'], body))
                return told
        self.fail(f'no {kind} about the application was ever read')

    def handed(self, system, service=samples.SERVICE, **fields):
        """An application that waits for the decision of an agency, and what its system was told."""
        made = self.office.submit(serviceCode=service, **fields)
        self.office.bring_to(made, 'decide')
        for _ in range(10):     # earlier steps of the agency were handed to it as well
            told = self.read(system, 'TASK', made)
            if told['content']['task'].get('operation') == 'decide':
                return made, told
        self.fail('the decision was never handed over')

    def test_a_system_reads_acknowledges_and_answers(self):
        self.works_by_system('rosreestr')
        made = self.ask('rosreestr')
        message = self.post(self.system, '/v1/agencyMessages:next', {})['message']
        self.assertEqual(message['dispatch']['requestId'], made['requestId'])
        body = base64.b64decode(message['event'])
        self.assertEqual(message['webhooksignature'], mac(message['messageId'], message['webhooktimestamp'], body))
        self.assertEqual(self.post(self.system, '/v1/agencyMessages:next', {}), {})
        self.post(self.system, '/v1/agencyMessages:acknowledge', {'messageId': message['messageId'], 'accepted': True})
        answer = event(kind='ANSWERED', requestId=made['requestId'], fields={'owner': 'есть'})
        forged = {**answer, 'webhooktimestamp': answer['webhooktimestamp'] + 1}
        self.post(self.system, '/v1/agencyEvents', forged, status=(403,))
        first = self.post(self.system, '/v1/agencyEvents', answer)
        self.assertEqual(first['state'], 'ANSWERED')
        self.assertEqual(self.post(self.system, '/v1/agencyEvents', answer), first)
        self.assertEqual(self.operator.get('/v1/exchangeRequests/' + made['requestId']).json['fields'], {'owner': 'есть'})

    # ------------------------------------------------------------ applications (R113)

    def test_a_system_receives_an_application_and_decides_it(self):
        system = self.works_by_system(samples.AGENCY)
        made, told = self.handed(system)
        self.assertEqual(told['content']['application']['answers'], {'purpose': 'поездка'})
        self.assertNotIn('trackingCode', told['content']['application'])
        task, path = told['taskId'], f"/v1/exchangeRequests/{told['requestId']}"
        self.assertEqual(good(self.operator.get(path))['state'], 'DELIVERED')
        self.post(system, '/v1/agencyEvents', event(kind='RECEIVED', requestId=told['requestId']))
        self.assertEqual(good(system.get(f'/v1/tasks/{task}'))['assignee'], f'system-{samples.AGENCY}')
        official = self.office.official()
        self.assertEqual(official.post(f'/v1/tasks/{task}:claim').status, 409)
        for action in ('claim', 'answer', 'refuse'):
            refused = official.post(f'{path}:{action}', {'refusal': 'NO_DATA', 'comment': 'нет'} if action == 'refuse' else {})
            self.assertEqual((refused.status, refused.json['type']), (400, 'urn:okno:problem:request-is-task'))
        for wrong, field in ((dict(outcome='NO_SUCH'), 'outcome'), ({}, 'data.outcome'),
                             (dict(outcome='REFUSED', comment='нет'), 'fields.reasonCode'),
                             (dict(kind='REFUSED', refusal='NO_DATA', comment='нет'), 'data.kind')):
            answer = self.post(system, '/v1/agencyEvents',
                               event(**{'kind': 'ANSWERED', 'requestId': told['requestId'], **wrong}), status=(400,))
            self.assertEqual([one['field'] for one in answer['violations']], [field], wrong)
        self.post(system, '/v1/agencyEvents',
                  event(kind='STATUS', requestId=told['requestId'], statusCode='UNDER_REVIEW'))
        self.assertEqual(good(self.operator.get(path))['statusCode'], 'UNDER_REVIEW')
        form = {field['name']: 'Р-1' for field in told['content']['task'].get('form', []) if field.get('required')}
        granted = event(kind='ANSWERED', requestId=told['requestId'], outcome='GRANTED', fields=form, comment='Проверено')
        forged = {**granted, 'webhooktimestamp': granted['webhooktimestamp'] + 1}
        self.post(system, '/v1/agencyEvents', forged, status=(403,))
        receipt = self.post(system, '/v1/agencyEvents', granted)
        self.assertEqual(receipt['state'], 'ANSWERED')
        self.assertEqual(self.post(system, '/v1/agencyEvents', granted), receipt)
        ended = good(system.get(f'/v1/tasks/{task}'))
        self.assertEqual((ended['state'], ended['outcome'], ended['assignee']),
                         ('DONE', 'GRANTED', f'system-{samples.AGENCY}'))
        again = event(kind='ANSWERED', requestId=told['requestId'], outcome='REFUSED')
        self.post(system, '/v1/agencyEvents', again, status=(400, 409))
        self.office.bring_to(made, 'issue')

    def test_what_nobody_waits_for_is_taken_back(self):
        system = self.works_by_system(samples.AGENCY)
        made, told = self.handed(system)
        good(self.operator.post(f"/v1/applications/{made['applicationId']}:withdraw", {'reason': 'передумал'}))
        self.assertEqual(self.read(system, 'CANCELLATION', made)['taskId'], told['taskId'])
        self.assertEqual(good(self.operator.get(f"/v1/exchangeRequests/{told['requestId']}"))['state'], 'CANCELLED')
        late = event(kind='RECEIVED', requestId=told['requestId'])
        self.post(system, '/v1/agencyEvents', late, status=(400,))

    def test_officials_may_end_what_their_system_has(self):
        system = self.works_by_system(samples.AGENCY)
        made, told = self.handed(system)
        self.office.work(made, 'decide', 'GRANTED')
        request = f"/v1/exchangeRequests/{told['requestId']}"
        self.stack.eventually(lambda: good(self.operator.get(request))['state'] == 'ANSWERED', 'the request is closed')

    def test_a_pseudonym_goes_to_a_system_that_may_not_know_the_person(self):
        system = self.works_by_system(samples.HIDDEN_AGENCY)
        person = self.office.register()
        made, told = self.handed(system, samples.HIDDEN_SERVICE, applicant_id=person['applicantId'])
        self.assertNotIn(person['person']['lastName'], json.dumps(told, ensure_ascii=False))
        self.assertNotIn('applicantId', told['content']['application'])
        self.assertTrue(told['content']['application']['applicantName'])


if __name__ == '__main__':
    unittest.main()
