# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is believed, and what each sees."""
import json
import unittest

from live import samples, tokens
from live.http import PROBLEM, Client
from live.office import Office, good
from live.stack import the_stack


class Tokens(unittest.TestCase):
    """A token is believed only when the installation's key signed it, for us, and for now."""

    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.token = cls.stack.token('SUPERVISOR', centre=samples.CENTRE, sub='identity')
        cls.header, cls.claims, cls.signature = tokens.parts(cls.token)
        cls.jwks = cls.stack.read('tokens/jwks.json')
        cls.key = tokens.Key(json.loads(cls.stack.read('tokens/key.jwk')))

    def ask(self, token):
        return Client(self.stack.url, token, language='en').get('/v1/applications')

    def refused(self, *made):
        for token in made:
            answer = self.ask(token)
            self.assertEqual(answer.status, 401, (token, answer))
            self.assertEqual(answer.headers['content-type'], PROBLEM)
            problem = answer.json
            self.assertEqual((problem['status'], problem['code']), (401, 'UNAUTHENTICATED'))
            self.assertTrue(problem['detail'])
            self.assertIn('Bearer', answer.headers['www-authenticate'])
            if len(token) > 40:
                self.assertNotIn(token[-20:], answer.body.decode(), 'a token is not repeated')

    def signed(self, **claims):
        return self.key.sign(self.header, {**self.claims, **claims})

    def test_a_good_token_is_believed(self):
        self.assertEqual(self.ask(self.token).status, 200)
        self.assertEqual(self.ask(self.signed()).status, 200, 'signing as the tests do it')

    def test_expired_and_not_yet_valid(self):
        self.refused(self.key.sign(self.header, tokens.claims_at(self.claims, -7200, -3600)),
                     self.key.sign(self.header, tokens.claims_at(self.claims, 3600, 7200)),
                     self.key.sign(self.header, {k: v for k, v in self.claims.items() if k != 'exp'}))

    def test_for_another_audience_or_by_another_issuer(self):
        self.refused(self.signed(aud='another'), self.signed(aud=['a', 'b']), self.signed(iss='https://example.org'),
                     self.signed(aud=''), self.signed(iss=None))

    def test_roles_that_no_token_may_name(self):
        for role in ('SERVICE', 'ANYONE', 'NOBODY', 'ROOT', '', 'supervisor', None, 4):
            claims = {**self.claims, 'okno_role': role, 'role': role}
            self.refused(self.key.sign(self.header, claims))

    def test_forged(self):
        other = tokens.Key()
        raised = {**self.claims, 'okno_role': 'ADMIN', 'role': 'ADMIN'}
        head, body, signature = self.token.split('.')
        flipped = tokens.decode(signature)
        flipped = tokens.encode(flipped[:-1] + bytes([flipped[-1] ^ 1]))
        self.refused(f'{head}.{tokens.encode(raised)}.{signature}', f'{head}.{body}.{flipped}',
                     other.sign(self.header, self.claims), other.sign({**self.header, 'kid': 'other'}, self.claims),
                     other.sign({k: v for k, v in self.header.items() if k != 'kid'}, raised))

    def test_keys_that_a_token_brings_itself_are_not_used(self):
        other = tokens.Key()
        jwk = json.loads(self.jwks)['keys'][0]
        for extra in ({'jwk': jwk}, {'jku': 'http://127.0.0.1:9/jwks.json'}, {'kid': '../../../../etc/passwd'},
                      {'x5u': 'http://127.0.0.1:9/'}, {'crit': ['exp']}):
            self.refused(other.sign({**self.header, **extra}, self.claims))

    def test_no_algorithm(self):
        for name in ('none', 'None', 'NONE', 'nOnE', ''):
            unsigned = f"{tokens.encode({**self.header, 'alg': name})}.{tokens.encode(self.claims)}."
            self.refused(unsigned, unsigned + self.signature)

    def test_the_public_key_is_no_shared_secret(self):
        for algorithm in ('HS256', 'ES256'):
            for secret in tokens.public_secrets(self.jwks):
                self.refused(tokens.hs256({**self.header, 'alg': algorithm}, self.claims, secret))

    def test_garbage(self):
        body = self.token.split('.')[1]
        self.refused('x', '..', '...', 'a.b.c', f'{body}.{body}', self.token + '.', self.token + 'A', self.token[:-1],
                     self.token.replace('.', '..', 1), 'e30.e30.e30', '[]', self.token * 8)
        for value in ('Bearer', 'Bearer ', 'Basic dTpw', 'Token ' + self.token, self.token, 'Bearer\t'):
            answer = Client(self.stack.url).get('/v1/applications', headers={'Authorization': value})
            self.assertEqual(answer.status, 401, (value, answer))
            self.assertEqual(answer.headers['content-type'], PROBLEM)

    def test_a_bad_token_is_refused_where_none_is_needed(self):
        answer = Client(self.stack.url, self.token[:-4] + 'AAAA').get('/v1/services')
        self.assertEqual(answer.status, 401, answer)


class Visibility(unittest.TestCase):
    """What is not somebody's business does not exist for them."""

    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)
        cls.other = Office(cls.stack, samples.OTHER_CENTRE)
        cls.person = cls.office.register()
        cls.application = cls.office.submit(cls.person['applicantId'])
        cls.path = f"/v1/applications/{cls.application['applicationId']}"

    def visible(self, client, path=None):
        answer = client.get(path or self.path)
        self.assertIn(answer.status, (200, 404), answer)
        return answer.status == 200

    def listed(self, client, **filters):
        """Whether the application is among those listed."""
        found = good(client.get('/v1/applications', pageSize=200, number=self.application['number'], **filters))
        return any(item['applicationId'] == self.application['applicationId'] for item in found.get('applications', []))

    def test_an_applicant_sees_only_their_own(self):
        own = self.office.applicant(self.person['applicantId'])
        stranger = self.office.applicant(self.office.register()['applicantId'])
        for client, sees in ((own, True), (stranger, False), (self.stack.client('APPLICANT', sub='without'), False)):
            self.assertEqual(self.visible(client), sees)
            self.assertEqual(self.visible(client, self.path + '/history'), sees)
            self.assertEqual(self.visible(client, self.path + '/receipt.pdf'), sees)
            self.assertEqual(self.visible(client, f"/v1/applicants/{self.person['applicantId']}"), sees)
            self.assertEqual(self.visible(client, f"/v1/applicants/{self.person['applicantId']}/interactions"), sees)
            self.assertEqual(self.listed(client), sees)
            self.assertEqual(self.listed(client, applicantId=self.person['applicantId']), sees)

    def test_a_stranger_changes_nothing(self):
        stranger = self.office.applicant(self.office.register()['applicantId'])
        self.assertEqual(stranger.post(self.path + ':withdraw').status, 404)
        answer = stranger.patch(f"/v1/applicants/{self.person['applicantId']}", {'contacts': {'phone': samples.phone()}})
        self.assertEqual(answer.status, 404, answer)
        submitted = stranger.post('/v1/applications', samples.application(self.person['applicantId'], channel='PORTAL'))
        self.assertIn(submitted.status, (403, 404), submitted)

    def test_an_operator_sees_what_their_centre_handles(self):
        for client, sees in ((self.office.operator, True), (self.other.operator, False), (self.other.supervisor, False)):
            self.assertEqual(self.visible(client), sees)
            self.assertEqual(self.visible(client, self.path + '/history'), sees)
            self.assertEqual(self.listed(client), sees)
            self.assertEqual(self.listed(client, centreCode=samples.CENTRE), sees)
        task = self.office.open_tasks(self.application['applicationId'])[0]
        self.assertEqual(self.other.operator.get(f"/v1/tasks/{task['taskId']}").status, 404)
        self.assertEqual(self.other.operator.post(f"/v1/tasks/{task['taskId']}:claim").status, 404)
        self.assertEqual(self.other.open_tasks(self.application['applicationId'], self.other.operator), [])

    def test_an_agency_sees_only_what_was_sent_to_it(self):
        application = self.office.submit()
        path = f"/v1/applications/{application['applicationId']}"
        own, another = self.office.official(), self.office.official('fns')
        self.assertFalse(self.visible(own, path), 'not sent yet')
        self.office.bring_to(application, 'decide')
        self.assertTrue(self.visible(own, path))
        self.assertFalse(self.visible(another, path))
        self.assertEqual(self.office.open_tasks(application['applicationId'], another), [])

    def test_a_pseudonymous_agency_never_learns_who_it_is(self):
        person = self.office.register()
        self.sees_no_person(person, self.office.submit(person['applicantId'], serviceCode=samples.HIDDEN_SERVICE,
                                                       documents=samples.DOCUMENTS[:1]))

    def test_a_pseudonymous_agency_never_learns_who_applied_by_the_portal(self):
        person = self.office.register()
        own = self.office.applicant(person['applicantId'])
        passport = {**samples.DOCUMENTS[0], 'name': f"Паспорт: {person['person']['lastName']}"}
        application = good(own.post('/v1/applications', samples.application(
            person['applicantId'], channel='PORTAL', serviceCode=samples.HIDDEN_SERVICE, documents=[passport],
            answers={'lastName': person['person']['lastName']})))
        self.assertFalse(application.get('operator'))
        self.sees_no_person(person, application)

    def sees_no_person(self, person, application):
        self.office.bring_to(application, 'decide')
        official = self.office.official(samples.HIDDEN_AGENCY)
        path = f"/v1/applications/{application['applicationId']}"
        seen = good(official.get(path))
        self.assertEqual(seen['applicantName'], person['pseudonym'])
        self.assertFalse(seen.get('applicantId'))
        everything = [official.get(path), official.get(path + '/history'),
                      official.get(f"/v1/processes/{application['applicationId']}"),
                      official.get('/v1/applications', number=application['number']),
                      official.get('/v1/tasks', applicationId=application['applicationId'])]
        for answer in everything:
            self.assertEqual(answer.status, 200, answer)
            for secret in (person['person']['lastName'], person['person']['snils'], person['applicantId'],
                           application['trackingCode']):
                self.assertNotIn(secret, answer.body.decode())
        self.assertEqual(good(self.office.operator.get(path))['applicantId'], person['applicantId'])
