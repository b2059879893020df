# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking applications in: what suffices, what stands in the way, what is registered, what the public may see."""
import datetime
import re
import unittest

from live import samples
from live.office import Office, good
from live.stack import the_stack

NUMBER = re.compile(r'^\d{4}-\d{7}-\d{4,6}-\d{7,8}/\d{2}$')
MOSCOW = datetime.timezone(datetime.timedelta(hours=3))


def today():
    return datetime.datetime.now(MOSCOW).date()


class Applications(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)
        cls.operator = cls.office.operator
        cls.anyone = cls.stack.client()
        cls.person = cls.office.register()['applicantId']
        cls.card = good(cls.anyone.get(f'/v1/services/{samples.SERVICE}'))

    def add_days(self, start, days, kind):
        return good(self.anyone.get('/v1/calendar:addDays', start=str(start), days=days, kind=kind))['end']

    def check(self, **fields):
        body = {'serviceCode': samples.SERVICE, 'recipient': 'PERSON', 'centreCode': samples.CENTRE, **fields}
        return good(self.anyone.ask('POST', '/v1/applications:check', body))

    def submit(self, **fields):
        return self.operator.post('/v1/applications', samples.application(self.person, **fields))

    # ------------------------------------------------------------ what suffices

    def test_the_check_says_exactly_what_is_missing(self):
        missing = self.check(documents=[])
        self.assertFalse(missing.get('sufficient'))
        states = {item['kind']: item['state'] for item in missing['documents']}
        self.assertEqual(states['passport-rf'], 'MISSING')
        self.assertEqual(states['fee-payment'], 'BY_EXCHANGE')
        self.assertEqual([ground['code'] for ground in missing['grounds']], ['incomplete'])
        self.assertEqual(missing['feeKopecks'], self.card['fee']['amountKopecks'])
        enough = self.check(documents=samples.DOCUMENTS)
        self.assertTrue(enough['sufficient'])
        self.assertFalse(enough.get('grounds'))
        registered = self.add_days(today() - datetime.timedelta(days=1), 1, 'WORKING')
        self.assertEqual(enough['plannedOn'], self.add_days(registered, 30, 'CALENDAR'))

    def test_the_check_demands_nothing_beyond_the_card(self):
        in_card = {document['kind'] for document in self.card['documents']}
        for documents in ([], samples.DOCUMENTS, [{'kind': 'snils', 'form': 'COPY'}]):
            for item in self.check(documents=documents)['documents']:
                if item['state'] in ('MISSING', 'WRONG_FORM', 'EXPIRED', 'BY_EXCHANGE'):
                    self.assertIn(item['kind'], in_card)
        only_applicant = {document['kind'] for document in self.card['documents']
                          if document['supplier'] == 'APPLICANT' and not document.get('condition')}
        for item in self.check(documents=[])['documents']:
            self.assertEqual(item['state'] == 'MISSING', item['kind'] in only_applicant and
                             0 in (self.scenarios(item['kind']) or [0]), item)

    def scenarios(self, kind):
        return next(document.get('scenarios') for document in self.card['documents'] if document['kind'] == kind)

    def test_the_form_of_a_document_counts(self):
        states = {}
        for name, document in (('copy', {'form': 'COPY'}), ('old', {'form': 'ORIGINAL', 'validUntil': '2020-01-01'}),
                               ('good', {'form': 'ORIGINAL'})):
            found = self.check(documents=[{'kind': 'passport-rf', **document}])
            states[name] = next(item['state'] for item in found['documents'] if item['kind'] == 'passport-rf')
        self.assertEqual(states, {'copy': 'WRONG_FORM', 'old': 'EXPIRED', 'good': 'PRESENT'})

    # ------------------------------------------------------------ registration

    def test_an_application_is_registered(self):
        made = good(self.submit())
        self.assertRegex(made['number'], NUMBER)
        department, system, kind, _, year = re.split('[-/]', made['number'])
        agency = next(item for item in good(self.anyone.get('/v1/agencies'))['agencies']
                      if item['agencyCode'] == samples.AGENCY)
        centre = good(self.anyone.get(f'/v1/centres/{samples.CENTRE}'))
        self.assertEqual((department, system, kind), (agency['departmentCode'], centre['systemCode'], self.card['typeCode']))
        self.assertEqual(year, made['registeredOn'][2:4])
        self.assertEqual((made['status'], made['waitingIn']), ('REGISTERED', ['check']))
        self.assertTrue(made['trackingCode'] and made['etag'])
        self.assertTrue(all(document['documentId'] for document in made['documents']))
        read = self.operator.get(f"/v1/applications/{made['applicationId']}")
        self.assertEqual({**good(read), 'submitted': ''}, {**made, 'submitted': ''})
        self.assertRegex(read.headers['etag'], f'^"{made["etag"]}~[0-9a-f]+"$')

    def test_what_is_known_is_not_sent_again_until_it_is_shown_differently(self):
        path = f"/v1/applications/{good(self.submit())['applicationId']}"
        known = {'If-None-Match': self.operator.get(path).headers['etag']}
        self.assertEqual(self.operator.get(path, headers=known).status, 304)
        english = self.operator.get(path, headers={**known, 'Accept-Language': 'en'})
        self.assertEqual((english.status, good(english)['statusText']), (200, 'Registered'))

    def test_the_day_of_registration_is_a_working_day(self):
        made = good(self.submit())
        expected = self.add_days(today() - datetime.timedelta(days=1), 1, 'WORKING')
        self.assertEqual(made['registeredOn'], expected, 'the day itself, or the next working day')
        self.assertEqual(made['plannedOn'], self.add_days(expected, 30, 'CALENDAR'))

    def test_numbers_do_not_repeat(self):
        numbers = [good(self.submit())['number'] for _ in range(20)]
        self.assertEqual(len(set(numbers)), 20)

    def test_grounds_stand_in_the_way(self):
        cases = [('incomplete', {'documents': []}), ('incomplete', {'documents': [{'kind': 'passport-rf', 'form': 'COPY'}]}),
                 ('invalid-documents', {'documents': [{'kind': 'passport-rf', 'form': 'ORIGINAL', 'validUntil': '2020-01-01'}]}),
                 ('term-too-short', {'wantedDays': 3}), ('no-power-of-attorney', {'representativeId': samples.nobody()})]
        for ground, fields in cases:
            answer = self.submit(**fields)
            self.assertEqual((answer.status, answer.json['code']), (400, 'FAILED_PRECONDITION'), (ground, answer))
            self.assertTrue(any(violation['message'].startswith(ground) for violation in answer.json['violations']), answer)
        several = self.submit(documents=[], wantedDays=3)
        self.assertEqual(len(several.json['violations']), 2, 'all grounds together')
        company = self.office.register(legalEntity=samples.entity())['applicantId']
        answer = self.operator.post('/v1/applications', samples.application(company))
        self.assertIn('not-provided-here', answer.body.decode(), 'the service is for persons')

    def test_a_refusal_to_accept_is_registered(self):
        body = {key: value for key, value in samples.application(self.person).items() if key not in ('scenario', 'answers')}
        refusal = {**body, 'reasonCode': 'incomplete', 'text': 'Нет подлинника паспорта.', 'documents': []}
        made = good(self.operator.post('/v1/applications:refuse', refusal))
        self.assertEqual((made['status'], made['refusalCode'], made['refusalText']),
                         ('ACCEPTANCE_REFUSED', 'incomplete', 'Нет подлинника паспорта.'))
        self.assertRegex(made['number'], NUMBER)
        self.assertEqual(self.office.open_tasks(made['applicationId']), [])
        for bad in ({'reasonCode': 'bad-weather'}, {'reasonCode': self.card['refusalGrounds'][0]['code']}, {'text': ''}):
            answer = self.operator.post('/v1/applications:refuse', {**refusal, **bad})
            self.assertEqual((answer.status, answer.fields), (400, list(bad)), answer)

    def test_what_does_not_exist_is_named(self):
        for field, value in (('serviceCode', 'net-takoy'), ('applicantId', samples.nobody()), ('applicantId', 'x'),
                             ('channel', 'TELEPATHY'), ('scenario', 9), ('scenario', 1), ('centreCode', 'net-takogo')):
            answer = self.submit(**{field: value})
            self.assertIn(answer.status, (400, 403, 404), (field, answer))
            if answer.status == 400:
                self.assertEqual(answer.fields, [field], answer)
        answer = self.submit(documents=[{'kind': 'no-such-kind', 'form': 'COPY', 'sheets': -1}, {'kind': 'passport-rf'}])
        self.assertTrue({'documents[0].sheets', 'documents[1].form'} <= set(answer.fields), answer)
        answer = self.submit(documents=[{'kind': 'no-such-kind', 'form': 'COPY'}])
        self.assertEqual(answer.fields, ['documents[0].kind'], answer)

    def test_an_operator_takes_in_at_their_own_centre(self):
        answer = self.submit(centreCode=samples.OTHER_CENTRE)
        self.assertEqual(answer.status, 403, answer)

    def test_an_applicant_applies_through_the_portal(self):
        own = self.office.applicant(self.person)
        made = good(own.post('/v1/applications', samples.application(self.person, channel='PORTAL', scenario=0)))
        self.assertEqual(len(made['waitingIn']), 1, 'somebody in the centre has to look at it')
        task = self.office.open_tasks(made['applicationId'])[0]
        self.assertEqual((task['step'], task['role']), (made['waitingIn'][0], 'OPERATOR'))

    # ------------------------------------------------------------ tracking

    def test_tracking_is_public_and_without_personal_data(self):
        person = self.office.register()
        made = self.office.submit(person['applicantId'])
        answer = self.anyone.get('/v1/applications:track', number=made['number'], code=made['trackingCode'])
        seen = good(answer)
        self.assertEqual((seen['status'], seen['plannedOn'], seen['registeredOn']),
                         ('REGISTERED', made['plannedOn'], made['registeredOn']))
        self.assertTrue(seen['statusText'])
        for secret in (person['person']['lastName'], person['person']['snils'], person['applicantId'],
                       made['applicationId'], 'operator'):
            self.assertNotIn(secret, answer.body.decode())
        typed = made['trackingCode'].lower()
        self.assertEqual(self.anyone.get('/v1/applications:track', number=made['number'], code=typed).status, 200)

    def test_tracking_tells_a_stranger_nothing(self):
        made = self.office.submit(self.person)
        answers = [self.anyone.get('/v1/applications:track', number=number, code=code) for number, code in (
            (made['number'], 'AAAAAAAA'), (made['number'], made['trackingCode'][:-1]),
            (made['number'][:-3] + '/99', made['trackingCode']), ('мимо', made['trackingCode']))]
        self.assertEqual({answer.status for answer in answers}, {404})
        self.assertEqual(len({answer.json['detail'] for answer in answers}), 1, 'a known number answers as an unknown one')

    # ------------------------------------------------------------ withdrawal

    def test_withdrawal(self):
        made = self.office.submit(self.person)
        path = f"/v1/applications/{made['applicationId']}"
        stale = self.operator.post(path + ':withdraw', {'reason': 'передумал'}, headers={'If-Match': '"77"'})
        self.assertEqual(stale.status, 412, stale)
        withdrawn = good(self.office.applicant(self.person).post(path + ':withdraw', {'reason': 'передумал'}))
        self.assertEqual((withdrawn['status'], withdrawn['waitingIn']), ('WITHDRAWN', ['withdrawal-write-off']))
        self.assertEqual([task['operation'] for task in self.office.open_tasks(made['applicationId'])], ['write-off'])
        again = self.operator.post(path + ':withdraw')
        self.assertEqual((again.status, again.json['code']), (400, 'FAILED_PRECONDITION'), again)
        decided = self.office.submit(self.person)
        self.office.bring_to(decided, 'receive')
        late = self.operator.post(f"/v1/applications/{decided['applicationId']}:withdraw")
        self.assertEqual(late.status, 400, 'the agency has decided')
