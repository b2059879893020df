# SPDX-License-Identifier: AGPL-3.0-or-later
"""A life situation: one visit to apply, each service an application of its own, one visit for all results."""
import time
import unittest

from live.office import Office, good
from live.stack import the_stack

WANTED = {'wantsResidence': True, 'wantsKindergarten': False, 'wantsCapital': True, 'wantsBenefit': False,
          'wantsPregnancy': False}


class Bundles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)

    def begin(self):
        """A bundle that the centre has just composed."""
        card = good(self.office.operator.get('/v1/services/birth-bundle'))
        documents = [{'kind': item['kind'], 'form': 'ORIGINAL', 'sheets': 1, 'copies': 1}
                     for item in card['documents'] if item['supplier'] == 'APPLICANT']
        bundle = self.office.submit(serviceCode='birth-bundle', documents=documents)
        self.office.work(bundle, 'check', 'PASSED')
        self.office.work(bundle, '', 'COMPOSED', WANTED)
        return bundle

    def parts(self, bundle, n=1):
        for _ in range(100):
            parts = self.office.application(bundle['applicationId']).get('parts', [])
            if len(parts) >= n:
                return {part['serviceCode']: part for part in parts}
            time.sleep(0.1)
        self.fail(f'there are not {n} services')

    def settle(self, part, wanted):
        """Works on a service until it shows this status."""
        for _ in range(150):
            application = self.office.application(part['applicationId'])
            if application['status'] == wanted:
                return application
            task, _ = self.office.waiting(application)
            if task:
                outcome = {'decide': 'REFUSED' if wanted == 'REFUSED' else 'GRANTED', 'send': 'SENT',
                           'receive': 'RECEIVED'}.get(task.get('operation', ''), task['outcomes'][0])
                ground = self.office.operator.get('/v1/services/' + application['serviceCode']).json['refusalGrounds'][0]
                fields = {'reasonCode': ground['code'], 'text': ground['text']} if outcome == 'REFUSED' else None
                self.office.work(application, task.get('operation', ''), outcome, fields)
            else:
                self.office.answer_requests(application) if application.get('waitingIn') else time.sleep(0.1)
        self.fail(f'{part["serviceCode"]} never comes to {wanted}')

    def test_from_one_visit_to_the_other(self):
        bundle = self.begin()
        birth = self.parts(bundle)['birth-registration']
        self.assertNotEqual(birth['number'], bundle['number'])
        self.assertEqual(len(self.parts(bundle)), 1, 'the others wait for the record of birth')
        self.settle(birth, 'READY')
        parts = self.parts(bundle, 3)
        self.assertEqual(sorted(parts), ['birth-registration', 'maternity-capital', 'residence-registration'])
        self.settle(parts['maternity-capital'], 'REFUSED')
        self.settle(parts['residence-registration'], 'READY')
        for _ in range(100):
            if self.office.waiting(bundle, 'inform')[0]:
                break
            time.sleep(0.1)
        self.office.work(bundle, 'inform', 'INFORMED')
        self.office.work(bundle, 'issue', 'ISSUED')
        ended = {code: part['status'] for code, part in self.parts(bundle, 3).items()}
        self.assertEqual(ended, {'birth-registration': 'ISSUED', 'residence-registration': 'ISSUED',
                                 'maternity-capital': 'REFUSED'})
        self.office.work(bundle, 'write-off', 'WRITTEN_OFF')
        for part in self.parts(bundle, 3).values():
            self.assertTrue(part['plannedOn'], part)
            application = self.office.application(part['applicationId'])
            self.assertEqual(application['parentId'], bundle['applicationId'])
            self.assertTrue(application['closed'] and application['caseFile'], application)

    def test_withdrawn_with_its_services(self):
        bundle = self.begin()
        birth = self.parts(bundle)['birth-registration']
        good(self.office.operator.post(f"/v1/applications/{bundle['applicationId']}:withdraw", {'reason': 'передумали'}))
        for _ in range(100):
            if self.office.application(birth['applicationId'])['status'] == 'WITHDRAWN':
                break
            time.sleep(0.1)
        self.assertEqual(self.office.application(birth['applicationId'])['status'], 'WITHDRAWN')


if __name__ == '__main__':
    unittest.main()
