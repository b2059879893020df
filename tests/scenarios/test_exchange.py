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

    def test_a_system_reads_acknowledges_and_answers(self):
        self.stack.need_own(self)
        folder = self.stack.state / 'agencies'
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        (folder / 'scenario.hmac').write_text(SECRET + '\n')
        admin = self.stack.client('ADMIN', sub='exchange-admin')
        # What other scenarios ask this agency for is answered by its officials.
        self.addCleanup(self.post, admin, '/v1/agencyRoutes', {'agencyCode': 'rosreestr', 'way': 'OFFICIALS'})
        self.post(admin, '/v1/agencyRoutes',
                  {'agencyCode': 'rosreestr', 'way': 'SYSTEM', 'signature': 'HMAC', 'keyId': 'scenario'})
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


if __name__ == '__main__':
    unittest.main()
