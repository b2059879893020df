# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same write sent again: one effect, equal answers."""
import concurrent.futures
import threading
import unittest
import uuid

from live import samples
from live.office import Office, good
from live.stack import the_stack

AT_ONCE = 100


class Repeats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)
        cls.operator = cls.office.operator

    def at_once(self, send, count=AT_ONCE):
        """Calls `send` so many times, all let loose at the same moment."""
        gate = threading.Barrier(count)

        def one(number):
            gate.wait()
            return send(number)
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            return list(pool.map(one, range(count)))

    def applications_of(self, person):
        return good(self.operator.get('/v1/applications', applicantId=person, pageSize=200)).get('applications', [])

    def test_a_hundred_at_once_are_one(self):
        for _ in range(3):
            person, key = self.office.register()['applicantId'], str(uuid.uuid4())
            body = samples.application(person)
            answers = self.at_once(lambda _: self.operator.post('/v1/applications', body, key))
            self.assertTrue(all(answer.good for answer in answers), answers)
            self.assertEqual(len({answer.body for answer in answers}), 1, 'equal answers')
            listed = self.applications_of(person)
            self.assertEqual([item['applicationId'] for item in listed], [answers[0].json['applicationId']])
            movements = good(self.operator.get(f"/v1/applications/{listed[0]['applicationId']}/history"))['movements']
            self.assertEqual([move['action'] for move in movements if not move.get('documentId')], ['REGISTERED'])
            self.assertEqual(len(self.office.open_tasks(listed[0]['applicationId'])), 1)
            later = self.operator.post('/v1/applications', body, key)
            self.assertEqual((later.status, later.body), (answers[0].status, answers[0].body))

    def test_a_hundred_different_ones_are_a_hundred(self):
        person = self.office.register()['applicantId']
        answers = self.at_once(lambda _: self.operator.post('/v1/applications', samples.application(person)))
        self.assertTrue(all(answer.good for answer in answers), answers)
        self.assertEqual(len({answer.json['number'] for answer in answers}), AT_ONCE)
        self.assertEqual(len(self.applications_of(person)), AT_ONCE)

    def test_the_same_key_with_another_body_is_a_mistake(self):
        person, key = self.office.register()['applicantId'], str(uuid.uuid4())
        body = samples.application(person)
        first = self.operator.post('/v1/applications', body, key)
        for other in ({**body, 'answers': {'purpose': 'иная'}}, {**body, 'documents': samples.DOCUMENTS[:1]}):
            answer = self.operator.post('/v1/applications', other, key)
            self.assertEqual(answer.status, 422, answer)
            self.assertIn('idempotency-key', answer.json['type'])
        spaced = self.operator.ask('POST', '/v1/applications', self.reordered(body), {'Idempotency-Key': key})
        self.assertEqual((spaced.status, spaced.body), (first.status, first.body), 'the same request written otherwise')
        self.assertEqual(len(self.applications_of(person)), 1)

    @staticmethod
    def reordered(body):
        return dict(reversed(body.items()))

    def test_the_same_key_for_another_method_is_a_mistake(self):
        key = str(uuid.uuid4())
        made = self.office.submit(key=key)
        answer = self.operator.post(f"/v1/applications/{made['applicationId']}:withdraw", {'reason': 'передумал'}, key)
        self.assertEqual(answer.status, 422, answer)
        self.assertEqual(self.office.application(made['applicationId'])['status'], 'REGISTERED')

    def test_keys_of_others_are_not_met(self):
        person, key = self.office.register()['applicantId'], str(uuid.uuid4())
        body = samples.application(person)
        first = good(self.operator.post('/v1/applications', body, key))
        second = good(self.office.supervisor.post('/v1/applications', body, key))
        self.assertNotEqual(first['applicationId'], second['applicationId'])

    def test_a_refused_write_may_be_mended_under_its_key(self):
        """Nothing was done, so nothing is remembered."""
        person, key = self.office.register()['applicantId'], str(uuid.uuid4())
        self.assertEqual(self.operator.post('/v1/applications', samples.application(person, documents=[]), key).status, 400)
        good(self.operator.post('/v1/applications', samples.application(person), key))

    def test_every_kind_of_write_can_be_repeated(self):
        key = str(uuid.uuid4())
        person = {'person': samples.person()}
        made = [self.operator.post('/v1/applicants', person, key) for _ in range(3)]
        self.assertEqual(len({(answer.status, answer.body) for answer in made if answer.good}), 1, made)
        application = self.office.submit(made[0].json['applicantId'])
        task = self.office.open_tasks(application['applicationId'])[0]
        good(self.operator.post(f"/v1/tasks/{task['taskId']}:claim"))
        path = f"/v1/tasks/{task['taskId']}:complete"
        done = [self.operator.post(path, {'outcome': 'PASSED'}, key + 'c') for _ in range(3)]
        self.assertEqual(len({(answer.status, answer.body) for answer in done}), 1, done)
        self.assertTrue(done[0].good, done)

    # ------------------------------------------------------------ files

    def uploading(self, who, path, content, key):
        return who.ask('POST', path, content, {'Content-Type': 'application/octet-stream', 'Idempotency-Key': key})

    def actions(self, application):
        history = good(self.operator.get(f"/v1/applications/{application['applicationId']}/history"))
        return [move['action'] for move in history['movements'] if not move.get('documentId')]

    def test_a_scan_sent_again_is_one_scan(self):
        for size in (16, 500):  # one piece, and several
            made, key = self.office.submit(), str(uuid.uuid4())
            path = f"/v1/applications/{made['applicationId']}/documents/{made['documents'][0]['documentId']}"
            first, second = samples.png(size, size), samples.png(size, size)
            answers = [self.uploading(self.operator, path + ':upload', first, key) for _ in range(3)]
            self.assertEqual(len({(answer.status, answer.body) for answer in answers}), 1, answers)
            good(answers[0])
            self.assertEqual(self.actions(made).count('SCANNED'), 1)
            for other in (second, first[:-1] + b'?', first[:300] + b'?' + first[301:]):
                answer = self.uploading(self.operator, path + ':upload', other, key)
                self.assertEqual(answer.status, 422, answer)
                self.assertIn('idempotency-key', answer.json['type'])
            good(self.uploading(self.operator, path + ':upload', second, key + '2'))
            again = self.uploading(self.operator, path + ':upload', first, key)
            self.assertEqual((again.status, again.body), (answers[0].status, answers[0].body))
            self.assertEqual(self.operator.get(path + ':download').body, second, 'a late repeat puts nothing back')

    def test_a_refused_file_may_be_mended_under_its_key(self):
        made, key = self.office.submit(), str(uuid.uuid4())
        path = f"/v1/applications/{made['applicationId']}/documents/{made['documents'][0]['documentId']}:upload"
        self.assertEqual(self.uploading(self.operator, path, b'MZ' + bytes(2000), key).status, 400)
        good(self.uploading(self.operator, path, samples.png(), key))

    def test_a_result_sent_again_is_one_result(self):
        made, key, official = self.office.submit(), str(uuid.uuid4()), self.office.official()
        self.office.bring_to(made, 'decide')
        path = f"/v1/applications/{made['applicationId']}:uploadResult"
        content = samples.png()
        answers = [self.uploading(official, path, content, key) for _ in range(3)]
        self.assertEqual(len({(answer.status, answer.body) for answer in answers}), 1, answers)
        good(answers[0])
        self.assertEqual(self.uploading(official, path, samples.png(), key).status, 422)
        self.assertEqual(self.actions(made).count('RESULT_UPLOADED'), 1)

    def test_keys_that_are_none(self):
        person = self.office.register()['applicantId']
        for key in ('', 'x' * 1000):
            answer = self.operator.ask('POST', '/v1/applications', samples.application(person), {'Idempotency-Key': key})
            self.assertEqual(answer.status, 400, answer)
