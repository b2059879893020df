# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applicants: every identifier by its rule, nobody twice, changes that see each other, found by what they say."""
import concurrent.futures
import unittest

from live import samples
from live.office import Office, good
from live.stack import the_stack


class Applicants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)
        cls.operator = cls.office.operator

    def create(self, body):
        return self.operator.post('/v1/applicants', body)

    # ------------------------------------------------------------ registration

    def test_kinds_of_applicants(self):
        person = self.office.register()
        self.assertTrue(person['applicantId'] and person['pseudonym'] and person['etag'])
        proprietor = self.office.register(soleProprietor={'person': samples.person(inn=samples.inn_person()),
                                                          'ogrnip': samples.ogrnip()})
        self.assertIn('ogrnip', proprietor['soleProprietor'])
        entity = self.office.register(legalEntity=samples.entity())
        self.assertIn('kpp', entity['legalEntity'])
        read = good(self.operator.get(f"/v1/applicants/{entity['applicantId']}"))
        self.assertEqual(read['legalEntity'], entity['legalEntity'])

    def test_all_violations_are_told_together_by_field(self):
        wrong = {'person': samples.person(birthDate='1980-02-30', snils='112-233-445 96', inn='500100732250'),
                 'contacts': {'phone': '12', 'email': 'nobody@', 'oktmo': '1'}}
        answer = self.create(wrong)
        self.assertEqual((answer.status, answer.json['code']), (400, 'INVALID_ARGUMENT'), answer)
        for field in ('person.birthDate', 'person.snils', 'person.inn', 'contacts.phone', 'contacts.email',
                      'contacts.oktmo'):
            self.assertIn(field, answer.fields)
        self.assertEqual(len(answer.fields), len(set(answer.fields)), answer.fields)
        for violation in answer.json['violations']:
            self.assertRegex(violation['message'], '[а-яё]')
            self.assertNotIn('112-233-445 96', violation['message'], 'no personal data in messages')

    def test_identifiers_are_checked_by_their_rules(self):
        """Vectors of valid and invalid numbers, published or made by the published rules."""
        entity = {'inn': '7707083893', 'kpp': '770701001', 'ogrn': '1027700132195'}
        for field, bad in (('inn', '7707083894'), ('inn', '1111111111'), ('kpp', '00770100'), ('ogrn', '1027700132196'),
                           ('ogrn', '5060049620796')):
            answer = self.create({'legalEntity': {'name': samples.surname(), **entity, field: bad}})
            self.assertEqual((answer.status, answer.fields), (400, [f'legalEntity.{field}']), answer)
        for snils in ('111-111-111 11', '087-654-303 01', '1', '112233445 9x'):
            answer = self.create({'person': samples.person(snils=snils)})
            self.assertEqual((answer.status, answer.fields), (400, ['person.snils']), answer)
        answer = self.create({'soleProprietor': {'person': samples.person(), 'ogrnip': '304500116000154'}})
        self.assertEqual((answer.status, answer.fields), (400, ['soleProprietor.ogrnip']), answer)

    def test_what_is_missing_is_named(self):
        answer = self.create({'person': {}})
        self.assertLessEqual({'person.lastName', 'person.firstName', 'person.birthDate'}, set(answer.fields), answer)
        self.assertEqual(self.create({}).status, 400)
        both = self.create({'person': samples.person(), 'legalEntity': samples.entity()})
        self.assertEqual(both.status, 400, both)

    def test_nobody_is_registered_twice(self):
        first = samples.person(inn=samples.inn_person(), identityDocument={
            'kind': '01', 'series': '4500', 'number': samples.snils()[:6], 'issued': '2005-05-05'})
        known = self.office.register(first)['applicantId']
        spaced = f"{first['snils'][:3]}-{first['snils'][3:6]}-{first['snils'][6:9]} {first['snils'][9:]}"
        for same in ({'snils': first['snils']}, {'snils': spaced}, {'snils': samples.snils(), 'inn': first['inn']},
                     {'snils': samples.snils(), 'identityDocument': first['identityDocument']}):
            answer = self.create({'person': samples.person(**same)})
            self.assertEqual((answer.status, answer.json['code']), (409, 'ALREADY_EXISTS'), answer)
            self.assertEqual(answer.json['existingId'], known)
        entity = samples.entity()
        known = self.office.register(legalEntity=entity)['applicantId']
        answer = self.create({'legalEntity': {**samples.entity(), 'ogrn': entity['ogrn']}})
        self.assertEqual((answer.status, answer.json.get('existingId')), (409, known), answer)

    def test_the_same_person_at_many_windows_at_once_is_one(self):
        body = {'person': samples.person()}
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = [future.result() for future in [pool.submit(self.create, body) for _ in range(16)]]
        made = [answer.json['applicantId'] for answer in answers if answer.good]
        self.assertEqual(len(made), 1, answers)
        for answer in answers:
            if not answer.good:
                self.assertEqual((answer.status, answer.json['existingId']), (409, made[0]), answer)

    # ------------------------------------------------------------ changes

    def test_changes_see_each_other(self):
        made = self.office.register(contacts={'phone': samples.phone()})
        path = f"/v1/applicants/{made['applicantId']}"
        read = self.operator.get(path)
        tag = read.headers['etag']
        self.assertRegex(tag, f'^"{made["etag"]}~[0-9a-f]+"$')
        self.assertEqual(self.operator.get(path, headers={'If-None-Match': tag}).status, 304)
        email = f'{samples.snils()}@example.org'
        changed = self.operator.patch(path, {'contacts': {'email': email}}, {'If-Match': tag}, updateMask='contacts.email')
        self.assertEqual(good(changed)['contacts'], {**made['contacts'], 'email': email})
        self.assertNotEqual(changed.headers['etag'], tag)
        stale = self.operator.patch(path, {'note': 'поздно'}, {'If-Match': tag})
        self.assertEqual(stale.status, 412, stale)
        self.assertEqual(good(self.operator.get(path)).get('note', ''), '')
        for name in ('"0"', '"x"', 'W/' + changed.headers['etag'], '""'):
            self.assertIn(self.operator.patch(path, {'note': 'x'}, {'If-Match': name}).status, (400, 412), name)
        good(self.operator.patch(path, {'note': 'любая'}, {'If-Match': '*'}))

    def test_a_mask_says_what_changes(self):
        made = self.office.register(contacts={'phone': samples.phone(), 'email': 'a@example.org'}, note='было')
        path = f"/v1/applicants/{made['applicantId']}"
        changed = good(self.operator.patch(path, {'note': 'стало', 'contacts': {'email': 'b@example.org'}}, updateMask='note'))
        self.assertEqual((changed['note'], changed['contacts']['email']), ('стало', 'a@example.org'))
        cleared = good(self.operator.patch(path, {}, updateMask='contacts.email'))
        self.assertFalse(cleared['contacts'].get('email'))
        self.assertEqual(cleared['contacts']['phone'], made['contacts']['phone'])
        self.assertEqual(self.operator.patch(path, {}, updateMask='contacts.fax').status, 400)
        bad = self.operator.patch(path, {'contacts': {'phone': 'нет'}}, updateMask='contacts.phone')
        self.assertEqual(bad.status, 400)
        self.assertTrue(any(field.endswith('contacts.phone') for field in bad.fields), bad)

    def test_only_one_of_many_changes_of_one_version_wins(self):
        made = self.office.register()
        path = f"/v1/applicants/{made['applicantId']}"

        def change(number):
            return self.operator.patch(path, {'note': str(number)}, {'If-Match': f'"{made["etag"]}"'}).status
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            statuses = sorted(pool.map(change, range(8)))
        self.assertEqual(statuses, [200] + [412] * 7)

    # ------------------------------------------------------------ search

    def found(self, query, client=None):
        answer = good((client or self.operator).get('/v1/applicants', query=query))
        return [item['applicantId'] for item in answer.get('applicants', [])]

    def test_search_by_what_people_say(self):
        phone, person = samples.phone(), samples.person(inn=samples.inn_person())
        known = self.office.register(person, contacts={'phone': phone})['applicantId']
        local = f'8 ({phone[2:5]}) {phone[5:8]}-{phone[8:10]}-{phone[10:]}'
        name = person['lastName']
        for query in (name, name[:-2], name.upper(), f"{person['firstName']} {name}", phone, local, person['snils'],
                      f"{person['snils'][:3]}-{person['snils'][3:6]}-{person['snils'][6:9]} {person['snils'][9:]}",
                      person['inn']):
            self.assertIn(known, self.found(query), query)
        self.assertEqual(self.found(samples.surname() + 'ъ'), [])
        entity = samples.entity()
        company = self.office.register(legalEntity=entity)['applicantId']
        for query in (entity['inn'], entity['ogrn'], entity['shortName'][5:-1]):
            self.assertIn(company, self.found(query), query)

    def test_yo_is_found_as_ye(self):
        name = samples.surname() + 'ёв'
        known = self.office.register(samples.person(lastName=name))['applicantId']
        self.assertIn(known, self.found(name.replace('ё', 'е')))

    def test_pages_of_a_search(self):
        name = samples.surname()
        known = {self.office.register(samples.person(lastName=name))['applicantId'] for _ in range(5)}
        seen, token = [], ''
        while True:
            page = good(self.operator.get('/v1/applicants', query=name, pageSize=2, pageToken=token))
            seen += [item['applicantId'] for item in page.get('applicants', [])]
            token = page.get('nextPageToken')
            if not token:
                break
        self.assertEqual((len(seen), set(seen)), (5, known))
        self.assertEqual(self.operator.get('/v1/applicants', query=name, pageToken='мимо').status, 400)

    # ------------------------------------------------------------ around the applicant

    def test_representatives(self):
        applicant, other = self.office.register()['applicantId'], self.office.register()['applicantId']
        path = f'/v1/applicants/{applicant}/representatives'
        power = {'representativeApplicantId': other, 'basis': 'доверенность', 'issued': '2026-01-10',
                 'validUntil': '2036-01-10', 'scope': [samples.SERVICE]}
        made = good(self.operator.post(path, power))
        listed = good(self.operator.get(path))['representatives']
        self.assertEqual([item['representativeId'] for item in listed], [made['representativeId']])
        for bad in ({'representativeApplicantId': samples.nobody()}, {'validUntil': '2025-01-01'},
                    {'representativeApplicantId': applicant}):
            self.assertIn(self.operator.post(path, {**power, **bad}).status, (400, 404), bad)
        submitted = self.office.submit(applicant, representativeId=made['representativeId'])
        self.assertEqual(submitted['representativeId'], made['representativeId'])
        good(self.operator.post(f"{path}/{made['representativeId']}:revoke", {'reason': 'отозвана'}))
        refused = self.operator.post('/v1/applications', samples.application(
            applicant, representativeId=made['representativeId']))
        self.assertEqual((refused.status, refused.json['code']), (400, 'FAILED_PRECONDITION'), refused)
        self.assertIn('representativeId', refused.fields)

    def test_consents(self):
        path = f"/v1/applicants/{self.office.register()['applicantId']}/consents"
        given = good(self.operator.post(path, {'purpose': 'предоставление услуги', 'data': 'имя, адрес',
                                               'actions': 'сбор, хранение', 'form': 'PAPER'}))
        withdrawn = good(self.operator.post(f"{path}/{given['consentId']}:withdraw"))
        self.assertTrue(withdrawn['withdrawn'])
        self.assertEqual(len(good(self.operator.get(path))['consents']), 1)
        self.assertEqual(set(self.operator.post(path, {}).fields), {'consent.purpose', 'consent.data', 'consent.actions'})

    def test_benefits_are_of_the_classifier(self):
        categories = good(self.operator.get('/v1/classifiers/benefit-categories'))['items']
        code = next(item['code'] for item in categories if item.get('parent'))
        made = self.office.register(samples.person(), benefits=[{'category': code}])
        self.assertEqual(made['benefits'][0]['category'], code)
        answer = self.create({'person': samples.person(), 'benefits': [{'category': 'нет такой'}]})
        self.assertEqual((answer.status, answer.fields), (400, ['benefits[0].category']), answer)

    def test_one_history_over_all_channels(self):
        applicant = self.office.register()['applicantId']
        path = f'/v1/applicants/{applicant}/interactions'
        application = self.office.submit(applicant)
        self.office.bring_to(application, 'send')
        good(self.operator.post(path, {'channel': 'PHONE', 'kind': 'CONSULTATION', 'summary': 'спросил о сроке'}))

        def kinds():
            return {(item['kind'], item['channel']) for item in good(self.operator.get(path)).get('interactions', [])}
        self.stack.eventually(lambda: len(kinds()) >= 3, 'the application and its movement are in the history')
        self.assertIn(('CONSULTATION', 'PHONE'), kinds())
        of_it = good(self.operator.get(path, applicationId=application['applicationId']))['interactions']
        self.assertTrue(all(item['applicationId'] == application['applicationId'] for item in of_it))
        self.assertEqual([item['at'] for item in of_it], sorted((item['at'] for item in of_it), reverse=True))

    def test_the_history_tells_by_which_channel_the_applicant_acted(self):
        applicant = self.office.register()['applicantId']
        own = self.office.applicant(applicant)
        application = good(own.post('/v1/applications', samples.application(applicant, channel='PORTAL')))
        good(own.post(f"/v1/applications/{application['applicationId']}:withdraw", {'reason': 'передумал'}))
        good(own.post('/v1/complaints', {
            'applicantId': applicant, 'channel': 'PORTAL', 'matter': 'ACTION', 'topic': 'complaint-staff',
            'against': 'CENTRE', 'againstCentre': samples.CENTRE, 'text': 'Долго ждали'}))

        def told():
            return {(item['kind'], item['channel'])
                    for item in good(own.get(f'/v1/applicants/{applicant}/interactions')).get('interactions', [])}
        by_portal = {(kind, 'PORTAL') for kind in ('APPLICATION_SUBMITTED', 'APPLICATION_WITHDRAWN', 'COMPLAINT_FILED')}
        self.stack.eventually(lambda: by_portal <= told(), 'what the applicant did by the portal is in the history')

    def test_a_visit_enters_the_history(self):
        applicant = self.office.register()['applicantId']
        window = next(window for window in good(self.operator.get('/v1/windows'))['windows'] if 'session' not in window
                      and any(group['groupCode'] == 'documents' for group in window['groups']))
        session = good(self.operator.post('/v1/sessions', {'windowId': window['windowId']}))['sessionId']
        self.addCleanup(self.operator.post, f'/v1/sessions/{session}:close')
        ticket = good(self.operator.post('/v1/tickets', {
            'centreCode': samples.CENTRE, 'items': [{'groupCode': 'documents'}], 'applicantId': applicant}))['ticket']
        for move in ('call', 'serve', 'finish'):
            good(self.operator.post(f"/v1/tickets/{ticket['ticketId']}:{move}"))

        def visits():
            return good(self.operator.get(f'/v1/applicants/{applicant}/interactions', kind='VISIT_FINISHED')) \
                .get('interactions', [])
        self.stack.eventually(visits, 'the visit is in the history')
        self.assertEqual([(visit['channel'], visit['centreCode']) for visit in visits()], [('COUNTER', samples.CENTRE)])
        self.assertIn(ticket['number'], visits()[0]['summary'])
