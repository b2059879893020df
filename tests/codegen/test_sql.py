# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import os
import tempfile
import unittest

import support
from codegen_lib import schema, sql
from support import Stop, read


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def text(self, name):
        with open(os.path.join(self.folder, name), encoding='utf-8') as file:
            return file.read()


class Statements(Folder):
    def statement(self, text, name='find'):
        support.write_files(self.folder, **{f'{name}__sql': text})
        return sql.Statement(f'{self.folder}/{name}.sql', f'services/demo/sql/{name}.sql')

    def stops(self, text, content, **more):
        with self.assertRaisesRegex(Stop, r'^services/demo/sql/\w+\.sql: .*' + text):
            self.statement(content, **more)

    def test_reads_a_header(self):
        found = self.statement('-- Things of a centre.\n-- newest first\n-- $1 text[]  centre\n-- $2 int8[]  sheets\n'
                               '-- fills: okno.demo.v1.Thing\n-- rows\n-- alone\nSELECT $2, $1;\n')
        self.assertEqual((found.purpose, found.types, found.fills, found.rows, found.alone, found.text),
                         ('Things of a centre.', {1: 'text[]', 2: 'int8[]'}, 'okno.demo.v1.Thing', True, True,
                          'SELECT $2, $1'))

    def test_purpose_comes_first(self):
        for content in ('SELECT 1;\n', '-- \nSELECT 1;', '-- rows\nSELECT 1;', '-- $1 text  x\nSELECT $1;', ''):
            with self.subTest(content):
                self.stops('the first line must say what the statement is for', content)

    def test_parameters_are_documented(self):
        self.stops(r'\$2 is not documented', '-- X.\n-- $1 text  a\nSELECT $1, $2;')
        self.stops(r'\$1 is documented but not used', '-- X.\n-- $1 text  a\nSELECT 1;')
        self.stops(r'\$1 is documented twice', '-- X.\n-- $1 text  a\n-- $1 text  a\nSELECT $1;')
        self.stops(r'parameters must be \$1 to \$1 without a gap', '-- X.\n-- $2 text  a\nSELECT $2;')
        self.stops('is no parameter', '-- X.\n-- $one text  a\nSELECT 1;')

    def test_only_real_parameters_count(self):
        found = self.statement("-- X.\n-- $1 int4  a\nSELECT $1, '$2; it''s', \"$3;\", $q$ $4; $q$, $$;$5$$ -- $6;\n"
                               "/* $7; */ WHERE E'a\\';$8' = 'b' ;\n")
        self.assertEqual(found.types, {1: 'int4'})

    def test_one_statement(self):
        self.stops('holds more than one statement', '-- X.\nSELECT 1; SELECT 2;')
        self.stops('holds no statement', '-- X.\n-- more\n')

    def test_rows_take_arrays(self):
        self.stops('needs every parameter to be an array', '-- X.\n-- $1 text  a\n-- rows\nSELECT $1;')
        self.stops('needs parameters', '-- X.\n-- rows\nSELECT 1;')

    def test_names(self):
        self.stops('is named in small letters', '-- X.\nSELECT 1;', name='Find')

    def test_filled_message_exists(self):
        support.write_files(f'{self.folder}/sql', a__sql='-- X.\n-- fills: okno.demo.v1.Nothing\nSELECT 1;')
        with self.assertRaisesRegex(Stop, 'fills okno.demo.v1.Nothing, which no .proto declares'):
            sql.generate('demo', f'{self.folder}/sql', 'services/demo/sql', self.folder, read(demo='message A {}'))

    def test_becomes_c(self):
        support.write_files(f'{self.folder}/sql',
                            find__sql='-- Finds "it".\n-- $1 text  x\nSELECT a\nFROM "t" WHERE b = $1;')
        sql.generate('demo', f'{self.folder}/sql', 'services/demo/sql', self.folder, read(demo='message A {}'))
        self.assertIn('/** Finds "it". */\nextern const struct db_statement demo_sql_find;', self.text('demo.sql.h'))
        made = self.text('demo.sql.c')
        for line in ('.name = "demo_find"', '.file = "services/demo/sql/find.sql"', '.n_params = 1', '{ "text" }',
                     '.fills = NULL', '.rows = false', '.alone = false', '"SELECT a\\n"\n',
                     '"FROM \\"t\\" WHERE b = $1"'):
            self.assertIn(line, made)


class Schema(Folder):
    def generate(self):
        folders = [(owner, f'{self.folder}/{owner}', f'libs/{owner}/schema') for owner in ('db', 'demo')]
        return schema.generate('demo', folders, self.folder)

    def test_libraries_first_then_by_number(self):
        support.write_files(f'{self.folder}/db', **{'0001_requests__sql': 'CREATE TABLE r ();'})
        support.write_files(f'{self.folder}/demo', **{'0002_b__sql': 'B', '0001_a__sql': 'A', 'notes__txt': ''})
        self.assertEqual([os.path.basename(p) for p in self.generate()],
                         ['0001_requests.sql', '0001_a.sql', '0002_b.sql'])
        made = self.text('demo.schema.c')
        places = [made.index(key) for key in ('"db/0001_requests.sql"', '"demo/0001_a.sql"', '"demo/0002_b.sql"')]
        self.assertEqual(places, sorted(places))
        self.assertIn(hashlib.sha256(b'CREATE TABLE r ();').hexdigest(), made)
        self.assertIn('demo_schema_count = 3;', made)

    def test_numbers_have_no_gap(self):
        support.write_files(f'{self.folder}/demo', **{'0001_a__sql': '', '0003_b__sql': ''})
        with self.assertRaisesRegex(Stop, '0003_b.sql should have 0002'):
            self.generate()

    def test_names_have_a_form(self):
        support.write_files(f'{self.folder}/demo', first__sql='')
        with self.assertRaisesRegex(Stop, 'libs/demo/schema/first.sql: schema files are named 0001_what_it_does.sql'):
            self.generate()


if __name__ == '__main__':
    unittest.main()
