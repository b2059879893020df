# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sealed chain of audit records: complete, and broken by whoever edits or deletes a row behind the services' back."""
import unittest

from live import samples
from live.office import Office, good
from live.stack import the_stack

SCHEMAS = ('tracking', 'applicants')
UNSEALED = '''SELECT count(*) FROM {schema}.audit_record r WHERE NOT EXISTS (SELECT FROM {schema}.audit_seal s
              WHERE (r.txid, r.id) <= (s.upper_txid, s.upper_id))'''


class Audit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.office = Office(cls.stack)

    def setUp(self):
        self.stack.need_database(self)
        self.stack.need_okno(self)

    def records(self, schema, object_):
        return [tuple(row) for row in self.stack.sql(
            f"SELECT kind, method, role, subject FROM {schema}.audit_record WHERE object = '{object_}' ORDER BY txid, id")]

    def sealed(self):
        for schema in SCHEMAS:
            self.stack.eventually(lambda: self.stack.sql(UNSEALED.format(schema=schema)) == [['0']],
                                  f'every record of {schema} is sealed')

    def verify(self):
        done = self.stack.okno('audit', 'verify')
        return done.returncode, done.stdout + done.stderr

    def test_every_change_and_every_reading_leaves_a_record(self):
        made = self.office.submit()
        seen = self.office.operator
        good(seen.get(f"/v1/applications/{made['applicationId']}"))
        records = self.records('tracking', f"application:{made['applicationId']}")
        subject = f'operator-{samples.CENTRE}'
        self.assertEqual([kind for kind, _, _, _ in records], ['CHANGE', 'READING'], records)
        self.assertTrue('submit_application' in records[0][1] and 'get_application' in records[1][1], records)
        self.assertEqual({(role, who) for _, _, role, who in records}, {('OPERATOR', subject)})
        good(seen.get(f"/v1/applicants/{made['applicantId']}"))
        kinds = [kind for kind, _, _, _ in self.records('applicants', f"applicant:{made['applicantId']}")]
        self.assertEqual((kinds[0], kinds[-1]), ('CHANGE', 'READING'))

    def test_records_hold_no_personal_data(self):
        person = self.office.register()
        for query in (person['person']['lastName'], person['person']['snils']):
            good(self.office.operator.get('/v1/applicants', query=query))
        for schema in SCHEMAS:
            for secret in (person['person']['lastName'], person['person']['snils']):
                found = self.stack.sql(f"SELECT count(*) FROM {schema}.audit_record r WHERE r::text LIKE '%{secret}%'")
                self.assertEqual(found, [['0']])

    def test_the_chain_holds(self):
        self.office.submit()
        self.sealed()
        code, text = self.verify()
        self.assertEqual(code, 0, text)
        self.assertIn('tracking', text)

    def test_tampering_breaks_it_and_is_located(self):
        self.stack.need_own(self)
        self.office.submit()
        self.sealed()
        for schema in SCHEMAS:
            for harm, mend in self.harms(schema):
                self.stack.sql(harm)
                code, text = self.verify()
                self.assertNotEqual(code, 0, (harm, text))
                self.assertRegex(text, rf'(?s){schema}.*seal \d+', harm)
                self.stack.sql(mend)
                code, text = self.verify()
                self.assertEqual(code, 0, ('mended', mend, text))

    def harms(self, schema):
        """What somebody with the database's password may do, and how it is undone."""
        table = f'{schema}.audit_record'
        txid, number, subject = self.stack.sql(f'SELECT txid, id, subject FROM {table} ORDER BY txid, id LIMIT 1 OFFSET 3')[0]
        where = f"WHERE txid = '{txid}' AND id = {number}"
        yield f"UPDATE {table} SET subject = 'somebody-else' {where}", f"UPDATE {table} SET subject = '{subject}' {where}"
        yield (f"UPDATE {table} SET at = at - interval '1 microsecond' {where}",
               f"UPDATE {table} SET at = at + interval '1 microsecond' {where}")
        yield (f'CREATE TABLE {schema}.kept AS SELECT * FROM {table} {where}; DELETE FROM {table} {where}',
               f'INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {schema}.kept; DROP TABLE {schema}.kept')
        added = (f'INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(r, \'{{"id": 0}}\')).*'
                 f' FROM {table} r {where}')
        yield added, f"DELETE FROM {table} WHERE txid = '{txid}' AND id = 0"
        seals = f'{schema}.audit_seal'
        yield (f'UPDATE {seals} SET records = records + 1 WHERE number = 1',
               f'UPDATE {seals} SET records = records - 1 WHERE number = 1')
        seal = self.stack.sql(f'SELECT sha256 FROM {seals} WHERE number = 1')[0][0]
        yield (f"UPDATE {seals} SET sha256 = sha256('x') WHERE number = 1",
               f"UPDATE {seals} SET sha256 = '{seal}' WHERE number = 1")
