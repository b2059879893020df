# SPDX-License-Identifier: AGPL-3.0-or-later
"""An application taken back: what agencies were asked for is cancelled, nothing goes on but the writing off."""
import time
import unittest

from live.office import Office, good
from live.stack import the_stack


class Withdrawal(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)

    def requests(self, application, state=None):
        query = {'applicationId': application['applicationId'], **({'state': state} if state else {})}
        return good(self.office.operator.get('/v1/exchangeRequests', **query)).get('requests', [])

    def until(self, true, what):
        for _ in range(100):
            if true():
                return
            time.sleep(0.1)
        self.fail(what)

    def withdraw(self, application):
        return good(self.office.operator.post(f"/v1/applications/{application['applicationId']}:withdraw",
                                              {'reason': 'передумал'}))

    def test_what_agencies_were_asked_for_is_cancelled(self):
        application = self.office.submit()
        self.office.work(application, 'check', 'PASSED')
        self.until(lambda: self.requests(application), 'no agency was asked')
        withdrawn = self.withdraw(application)
        self.assertEqual((withdrawn['status'], withdrawn['waitingIn']), ('WITHDRAWN', ['withdrawal-write-off']))
        self.until(lambda: not self.requests(application), 'the requests are still open')
        self.assertTrue(self.requests(application, 'CANCELLED'))
        self.office.work(application, 'write-off', 'WRITTEN_OFF')
        closed = self.office.application(application['applicationId'])
        self.assertEqual((closed['status'], closed.get('waitingIn', [])), ('WITHDRAWN', []))
        self.assertTrue(closed['caseFile'])

    def test_the_agency_stops_what_it_had_begun(self):
        application = self.office.submit()
        self.office.bring_to(application, 'decide')
        self.withdraw(application)
        task, _ = self.office.waiting(application)
        self.assertEqual((task['step'], task['operation']), ('withdrawal-stop', 'stop'))
        self.assertEqual(task['agencyCode'], application['agencyCode'])
        self.office.work(application, 'stop', 'STOPPED')
        self.assertEqual(self.office.waiting(application)[0]['step'], 'withdrawal-write-off')
        again = self.office.operator.post(f"/v1/applications/{application['applicationId']}:withdraw", {})
        self.assertEqual((again.status, again.json['code']), (400, 'FAILED_PRECONDITION'))


if __name__ == '__main__':
    unittest.main()
