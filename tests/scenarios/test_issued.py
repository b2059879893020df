# SPDX-License-Identifier: AGPL-3.0-or-later
"""The unified register of issued documents: entries, files with signatures, verification by anybody, annulment."""
import hashlib
import subprocess
import tempfile
import time
import unittest

from live import samples
from live.office import Office, good
from live.stack import the_stack

REGISTER = '/v1/issuedDocuments'


class Issued(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)
        cls.anybody = cls.stack.client()
        cls.person = cls.office.register()
        cls.myself = cls.office.applicant(cls.person['applicantId'])
        cls.application = cls.office.submit(cls.person['applicantId'])
        cls.office.bring_to(cls.application, 'issue')

    def documents(self, client, **query):
        return good(client.get(REGISTER, **query)).get('documents', [])

    def sealed(self, application):
        """The application's newest document, once its file is there."""
        for _ in range(100):
            document = self.documents(self.office.operator, number=application['number'])[0]
            if document.get('sealed'):
                return document
            time.sleep(0.1)
        return self.fail(f'no file after ten seconds: {document}')

    def verdict(self, document, **changed):
        question = {'number': document['number'], 'code': document['code'], **changed}
        return good(self.anybody.get(f'{REGISTER}:verify', **question))

    def test_a_document_lives_from_the_decision_to_its_annulment(self):
        document = self.sealed(self.application)
        self.assertEqual((document['state'], document['kind']), ('REGISTERED', 'RESULT'))
        self.assertEqual(self.verdict(document)['verdict'], 'NOT_ISSUED')
        self.office.work(self.application, 'issue', 'ISSUED')
        issued = self.sealed(self.application)
        self.assertEqual((issued['state'], issued['form'], issued['number']), ('ISSUED', 'PAPER', document['number']))
        told = self.verdict(issued)
        self.assertEqual((told['verdict'], told['sha256']), ('VALID', issued['sha256']))
        self.assertFalse({'applicantName', 'applicantId', 'issuedBy', 'code'} & set(told))
        self.assertEqual(self.verdict(issued, code='AAAAAAAA'), {'verdict': 'UNKNOWN'})
        self.assertEqual(self.verdict(issued, number='26-9999999'), {'verdict': 'UNKNOWN'})
        path = f"{REGISTER}/{issued['issuedDocumentId']}"
        pdf = self.myself.get(path + ':download').body
        self.assertEqual(hashlib.sha256(pdf).hexdigest(), issued['sha256'])
        self.assertEqual(good(self.anybody.ask('POST', f'{REGISTER}:verifyFile', pdf))['verdict'], 'VALID')
        self.assertEqual(good(self.anybody.ask('POST', f'{REGISTER}:verifyFile', pdf + b'!'))['verdict'], 'UNKNOWN')
        self.assertEqual(self.office.supervisor.post(path + ':annul', {'reason': 'Ошибка'}).status, 403)
        official = self.office.official(issued['agencyCode'])
        self.assertEqual(official.post(path + ':annul', {}).status, 400, 'a reason is needed')
        self.assertEqual(good(official.post(path + ':annul', {'reason': 'Подложные сведения'}))['state'], 'ANNULLED')
        self.assertEqual(self.verdict(issued)['verdict'], 'ANNULLED')
        self.assertEqual(good(self.anybody.ask('POST', f'{REGISTER}:verifyFile', pdf))['verdict'], 'ANNULLED')

    def test_the_register_is_closed_to_strangers(self):
        document = self.sealed(self.application)
        path = f"{REGISTER}/{document['issuedDocumentId']}"
        stranger = self.office.applicant(self.office.register()['applicantId'])
        other = self.stack.client('OPERATOR', centre=samples.OTHER_CENTRE, sub='operator-other')
        for who in (stranger, other, self.office.official('zags')):
            for rest in ('', ':download', ':signature'):
                self.assertEqual(who.get(path + rest).status, 404, (who, rest))
        self.assertEqual(self.documents(stranger), [])
        self.assertEqual(self.anybody.get(path).status, 401)
        self.assertNotIn('code', good(self.office.official().get(path)))

    def test_lists_have_filters_and_pages(self):
        mine = self.documents(self.myself)
        self.assertTrue(mine)
        self.assertEqual(self.documents(self.myself, serviceCode='no-such'), [])
        self.assertEqual(self.documents(self.office.supervisor, applicantId=self.person['applicantId']), mine)
        decided = [document for document in mine if document.get('agencyCode') == samples.AGENCY][0]
        day = {'fromDate': decided['registeredOn'], 'toDate': decided['registeredOn']}
        seen = self.documents(self.office.official(), applicantId=self.person['applicantId'], **day)
        self.assertIn(decided['number'], [document['number'] for document in seen])
        self.assertEqual(self.documents(self.myself, toDate='2020-01-01'), [])
        first = good(self.office.supervisor.get(REGISTER, pageSize=1))
        if first.get('nextPageToken'):
            second = good(self.office.supervisor.get(REGISTER, pageSize=1, pageToken=first['nextPageToken']))
            self.assertNotEqual(first['documents'], second['documents'])

    def electronic(self):
        """An application for a service whose result is electronic, decided."""
        service = 'criminal-record'
        card = good(self.anybody.get('/v1/services/' + service))
        self.assertTrue(card['resultElectronic'])
        asked = {'serviceCode': service, 'applicantId': self.person['applicantId'], 'centreCode': self.office.centre,
                 'scenario': 1}
        missing = good(self.office.operator.post('/v1/applications:check', asked))['documents']
        documents = [{'kind': d['kind'], 'form': 'ORIGINAL', 'sheets': 1, 'copies': 1} for d in missing if d['state'] == 'MISSING']
        application = good(self.myself.post('/v1/applications', {**asked, 'channel': 'PORTAL', 'documents': documents}))
        self.office.bring_to(application, 'decide')
        self.office.work(application, 'decide', 'GRANTED')
        return application

    def test_an_electronic_result_is_signed(self):
        document = self.sealed(self.electronic())
        self.assertEqual((document['state'], document['form']), ('ISSUED', 'ELECTRONIC'))
        self.assertTrue(document['signer'])
        path = f"{REGISTER}/{document['issuedDocumentId']}"
        pdf, signature = self.myself.get(path + ':download').body, self.myself.get(path + ':signature')
        self.assertEqual(signature.headers['content-type'], 'application/pkcs7-signature')
        answer = good(self.anybody.ask('POST', f'{REGISTER}:verifyFile', pdf))
        self.assertEqual((answer['verdict'], answer['signature']), ('VALID', 'GOOD'))
        certificate = f'{self.stack.state}/signing/issued.pem'
        with tempfile.NamedTemporaryFile() as content, tempfile.NamedTemporaryFile() as cms:
            content.write(pdf)
            cms.write(signature.body)
            content.flush()
            cms.flush()
            verify = ['openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', cms.name, '-content', content.name,
                      '-CAfile', certificate, '-purpose', 'any', '-out', '/dev/null']
            self.assertEqual(subprocess.run(verify, capture_output=True, check=False).returncode, 0)
            content.write(b' ')
            content.flush()
            self.assertNotEqual(subprocess.run(verify, capture_output=True, check=False).returncode, 0)

    def test_a_refusal_to_accept_is_a_document(self):
        body = {'serviceCode': samples.SERVICE, 'applicantId': self.person['applicantId'], 'channel': 'COUNTER',
                'centreCode': self.office.centre, 'reasonCode': 'incomplete', 'text': 'Нет фотографии'}
        refused = good(self.office.operator.post('/v1/applications:refuse', body))
        document = self.sealed(refused)
        self.assertEqual((document['kind'], document['state']), ('ACCEPTANCE_REFUSAL', 'ISSUED'))
        self.assertEqual(self.verdict(document)['kind'], 'ACCEPTANCE_REFUSAL')
