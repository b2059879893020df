# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scans, receipts, the journal, case files and lists."""
import csv
import hashlib
import io
import subprocess
import tempfile
import unittest

from live import samples
from live.http import Wire, head, query
from live.office import Office, good
from live.stack import the_stack


def tool(name, *arguments):
    return subprocess.run([name, *arguments], check=True, capture_output=True, text=True).stdout


class Papers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)
        cls.operator = cls.office.operator
        cls.person = cls.office.register()
        cls.application = cls.office.submit(cls.person['applicantId'])
        cls.path = f"/v1/applications/{cls.application['applicationId']}"

    def document(self, number=0):
        return f"{self.path}/documents/{self.application['documents'][number]['documentId']}"

    # ------------------------------------------------------------ scans

    def upload(self, content, name='скан.png', number=0):
        headers = {'Content-Type': 'application/octet-stream',
                   'Content-Disposition': "attachment; filename*=UTF-8''" + query('', f=name)[3:]}
        return self.operator.ask('POST', self.document(number) + ':upload', content, headers)

    def test_a_scan_comes_back_as_it_went(self):
        for size in (8, 900):
            content = samples.png(size, size)
            made = good(self.upload(content))['document']
            self.assertEqual((made['sha256'], int(made['size']), made['contentType']),
                             (hashlib.sha256(content).hexdigest(), len(content), 'image/png'))
            answer = self.operator.get(self.document() + ':download')
            self.assertEqual((answer.status, answer.headers['content-type']), (200, 'image/png'))
            self.assertEqual(hashlib.sha256(answer.body).hexdigest(), made['sha256'])

    def test_a_pdf_is_a_scan_too(self):
        self.assertEqual(self.operator.get(self.document(1) + ':download').status, 404, 'nothing was uploaded there yet')
        receipt = self.operator.get(self.path + '/receipt.pdf').body
        self.assertEqual(good(self.upload(receipt, 'скан.pdf', 1))['document']['contentType'], 'application/pdf')

    def test_the_type_is_found_in_the_content(self):
        for content in (b'MZ' + bytes(2000), b'#!/bin/sh\nexit 0\n', b'<html><script>alert(1)</script></html>', b'PK\3\4' + bytes(100),
                        'просто текст'.encode(), b'\x89PNG but not really', b''):
            answer = self.upload(content)
            self.assertIn(answer.status, (400, 415), (content[:10], answer))
            self.assertEqual(answer.headers['content-type'], 'application/problem+json')

    def test_a_scan_has_a_largest_size(self):
        authorization = f'Authorization: Bearer {self.operator.token}'
        with Wire(self.operator) as wire:
            wire.send(head(f'POST {self.document()}:upload HTTP/1.1', 'Host: okno', authorization,
                           'Content-Type: image/png', f'Content-Length: {10**12}'))
            self.assertEqual(wire.read().status, 413)
        with Wire(self.operator, timeout=60) as wire:
            wire.send(head(f'POST {self.document()}:upload HTTP/1.1', 'Host: okno', authorization,
                           'Content-Type: image/png', 'Transfer-Encoding: chunked'))
            answer = self.stream(wire, samples.png(16, 16), bytes(1 << 20), 200)
            self.assertEqual(answer.status if answer else 413, 413, answer)
        self.assertEqual(self.upload(samples.png()).status, 200)

    @staticmethod
    def stream(wire, first, block, most):
        """Sends chunks until the server has enough of them."""
        try:
            for data in [first] + [block] * most:
                wire.send(b'%x\r\n%s\r\n' % (len(data), data))
        except OSError:
            pass
        try:
            return wire.read()
        except OSError:
            return None

    def test_scans_are_seen_by_those_who_may(self):
        good(self.upload(samples.png()))
        stranger = self.office.applicant(self.office.register()['applicantId'])
        other = Office(self.stack, samples.OTHER_CENTRE).operator
        for client in (stranger, other):
            self.assertEqual(client.get(self.document() + ':download').status, 404)
        self.assertEqual(self.office.applicant(self.person['applicantId']).get(self.document() + ':download').status, 200)

    # ------------------------------------------------------------ the receipt

    def test_the_receipt(self):
        answer = self.operator.get(self.path + '/receipt.pdf')
        self.assertEqual((answer.status, answer.headers['content-type']), (200, 'application/pdf'))
        with tempfile.NamedTemporaryFile(suffix='.pdf') as file:
            file.write(answer.body)
            file.flush()
            text = ' '.join(tool('pdftotext', '-layout', file.name, '-').split())
            facts = tool('pdfinfo', file.name)
        self.assertRegex(facts, r'Tagged:\s+yes')
        self.assertRegex(facts, r'Page size:.*A4')
        self.assertIn(self.application['number'], text)
        self.assertIn(self.person['person']['lastName'], text)
        self.assertIn(self.application['trackingCode'], text.replace('-', '').replace(' ', '') + text)
        centre = good(self.operator.get(f'/v1/centres/{samples.CENTRE}'))
        self.assertIn(centre['name'], text)

    # ------------------------------------------------------------ journal and case files

    def test_the_journal_of_the_day(self):
        day = self.application['registeredOn']
        entries = []
        for date in {day, self.application['submitted'][:10]}:
            entries += good(self.operator.get('/v1/journal', date=date)).get('entries', [])
        entry = next(item for item in entries if item['number'] == self.application['number'])
        self.assertEqual((entry['agencyCode'], entry['channel'], entry['documents'], entry['plannedOn']),
                         (samples.AGENCY, 'COUNTER', len(samples.DOCUMENTS), self.application['plannedOn']))
        self.assertEqual(self.operator.get('/v1/journal').fields, ['date'])
        other = Office(self.stack, samples.OTHER_CENTRE).operator
        self.assertNotIn(self.application['number'], other.get('/v1/journal', date=day).body.decode())
        self.assertIn(other.get('/v1/journal', date=day, centreCode=samples.CENTRE).status, (200, 403))
        self.assertNotIn(self.application['number'],
                         other.get('/v1/journal', date=day, centreCode=samples.CENTRE).body.decode())

    def test_the_journal_opens_in_office_programs(self):
        day = self.application['registeredOn']
        answer = self.operator.get('/v1/journal.csv', date=day)
        self.assertTrue(answer.headers['content-type'].startswith('text/csv'))
        self.assertTrue(answer.body.startswith('\N{BOM}'.encode()))
        rows = list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig')), delimiter=';'))
        entries = good(self.operator.get('/v1/journal', date=day)).get('entries', [])
        self.assertEqual(len(rows), len(entries) + 1)
        self.assertEqual({len(row) for row in rows}, {len(rows[0])}, 'every row has all columns')
        self.assertTrue(any(self.application['number'] in row for row in rows))

    def test_papers_are_written_off_to_a_case(self):
        made = self.office.submit(self.person['applicantId'])
        self.office.bring_to(made, 'write-off')
        self.office.work(made, 'write-off', 'WRITTEN_OFF')
        index = self.office.application(made['applicationId'])['caseFile']
        year = int(made['registeredOn'][:4])
        files = good(self.operator.get('/v1/caseFiles', year=year))['caseFiles']
        found = next(item for item in files if item['index'] == index and item['centreCode'] == samples.CENTRE)
        case = good(self.operator.get(f"/v1/caseFiles/{found['caseFileId']}"))
        entry = next(item for item in case['entries'] if item['applicationId'] == made['applicationId'])
        self.assertEqual((len(case['entries']), sum(item['sheets'] for item in case['entries'])), (case['items'], case['sheets']))
        sheet = 1
        for item in sorted(case['entries'], key=lambda item: item['firstSheet']):
            self.assertEqual(item['firstSheet'], sheet, 'sheets follow one another')
            sheet += item['sheets']
        self.assertTrue(entry['writtenOff'] and case['title'] and case['storage'])

    # ------------------------------------------------------------ lists

    def pages(self, between=lambda: None, **filters):
        seen, token = [], None
        while True:
            page = good(self.operator.get('/v1/applications', pageSize=3, pageToken=token, **filters))
            seen += [item['applicationId'] for item in page.get('applications', [])]
            token = page.get('nextPageToken')
            if not token:
                return seen
            between()

    def test_pages_stay_while_rows_are_inserted(self):
        person = self.office.register()['applicantId']
        known = {self.office.submit(person)['applicationId'] for _ in range(10)}
        for filters in ({'applicantId': person}, {'applicantId': person, 'centreCode': samples.CENTRE},
                        {'applicantId': person, 'status': 'REGISTERED'}):
            seen = self.pages(lambda: known.add(self.office.submit(person)['applicationId']) if len(known) < 30 else None,
                              **filters)
            self.assertEqual(len(seen), len(set(seen)), 'nothing twice')
            self.assertGreaterEqual(len(seen), 10)
            self.assertLessEqual(set(seen), known)
        self.assertEqual(set(self.pages(applicantId=person)), known, 'and nothing is left out')

    def test_filters(self):
        number = self.application['number']
        own = {'applicantId': self.person['applicantId']}
        for filters, is_there in (({'number': number}, True), ({**own, 'serviceCode': samples.SERVICE}, True),
                                  ({**own, 'serviceCode': samples.HIDDEN_SERVICE}, False),
                                  ({**own, 'agencyCode': samples.AGENCY}, True), ({**own, 'agencyCode': 'fns'}, False),
                                  ({**own, 'status': 'ISSUED', 'number': number}, False),
                                  ({**own, 'fromDate': '2013-01-01', 'toDate': '2013-12-31'}, False),
                                  ({**own, 'fromDate': self.application['registeredOn']}, True),
                                  ({**own, 'toDate': self.application['registeredOn']}, True),
                                  ({'number': number[:-2] + '99'}, False)):
            listed = good(self.operator.get('/v1/applications', pageSize=200, **filters)).get('applications', [])
            found = self.application['applicationId'] in [item['applicationId'] for item in listed]
            self.assertEqual(found, is_there, filters)
        for bad, field in (({'pageSize': 100000}, 'pageSize'), ({'pageSize': 'x'}, 'pageSize'), ({'fromDate': '1.1.26'}, 'fromDate'),
                           ({'status': 'LOST'}, 'status'), ({'colour': 'red'}, 'colour'), ({'pageToken': '!'}, 'pageToken')):
            answer = self.operator.get('/v1/applications', **bad)
            self.assertEqual(answer.status, 400, (bad, answer))
            self.assertTrue(not answer.fields or answer.fields == [field], (bad, answer))
