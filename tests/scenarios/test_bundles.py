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

    def settle(self, part, wanted, form='ELECTRONIC'):
        """Works on a service until it shows this status; its result is electronic or on paper."""
        for _ in range(150):
            application = self.office.application(part['applicationId'])
            if application['status'] == wanted:
                return application
            task, _ = self.office.waiting(application)
            if task:
                outcome = {'decide': 'REFUSED' if wanted == 'REFUSED' else 'GRANTED', 'send': 'SENT',
                           'receive': 'RECEIVED'}.get(task.get('operation', ''), task['outcomes'][0])
                ground = self.office.operator.get('/v1/services/' + application['serviceCode']).json['refusalGrounds'][0]
                fields = {'reasonCode': ground['code'], 'text': ground['text']} if outcome == 'REFUSED' else \
                    {'resultForm': form} if outcome == 'GRANTED' else None
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
        self.settle(parts['residence-registration'], 'READY', form='PAPER')
        self.assertTrue(all('visit' in part['waitingIn'] for part in map(self.shown, parts.values())))
        self.work_when_due(bundle, 'inform', 'INFORMED')
        self.office.work(bundle, 'issue', 'ISSUED')
        self.work_when_due(birth, 'issue', 'ISSUED')
        self.work_when_due(parts['maternity-capital'], 'refusal', 'HANDED')
        self.differ(parts['residence-registration'])
        ended = {code: part['status'] for code, part in self.parts(bundle, 3).items()}
        self.assertEqual(ended, {'birth-registration': 'ISSUED', 'residence-registration': 'SENT',
                                 'maternity-capital': 'REFUSED'})
        self.office.work(bundle, 'write-off', 'WRITTEN_OFF')
        self.office.bring_to(self.shown(parts['residence-registration']), 'issue')
        for part in self.parts(bundle, 3).values():
            self.assertTrue(part['plannedOn'], part)
            application = self.finish(part)
            self.assertEqual(application['parentId'], bundle['applicationId'])
            self.assertTrue(application['closed'] and application['caseFile'], application)

    def shown(self, part):
        return self.office.application(part['applicationId'])

    def work_when_due(self, part, operation, outcome):
        application = self.shown(part)
        for _ in range(100):
            if self.office.waiting(application, operation)[0]:
                break
            time.sleep(0.1)
        return self.office.work(application, operation, outcome)

    def differ(self, part):
        """Its originals are not those on the scans: the result goes back and is annulled, the other services do not care."""
        self.work_when_due(part, 'issue', 'MISMATCH')
        application = self.shown(part)
        self.assertEqual((application['status'], application.get('overdue', False)), ('SENT', False))
        for hand in range(3):
            self.office.work(application, 'hand-over', 'SIGNED')
        self.office.work(application, 'annul', 'ANNULLED')
        issued = good(self.office.operator.get('/v1/issuedDocuments', number=application['number']))['documents']
        self.assertEqual([one['state'] for one in issued], ['ANNULLED'])

    def finish(self, part):
        for _ in range(20):
            application = self.shown(part)
            task, _ = self.office.waiting(application)
            if not task:
                return application
            outcome = {'issue': 'ISSUED', 'write-off': 'WRITTEN_OFF'}.get(task['operation'], task['outcomes'][0])
            self.office.work(application, task['operation'], outcome)
        self.fail(f'{part["serviceCode"]} never ends')

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
