# SPDX-License-Identifier: AGPL-3.0-or-later
import os
import subprocess
import unittest

import support
from codegen_lib import golden
from support import read, service

BASE = '''message Thing {
  string code = 1; int32 sheets = 2; repeated string names = 3; oneof who { string person = 4; } Part part = 5;
}
message Part { string a = 1; }
message Event { string b = 1; }
enum Kind { NONE = 0; ROUND = 1; FLAT = 2; }
'''
SERVICE = service('Get: get: "/v1/a/{id}"', 'Put: post: "/v1/a" body: "*" | write: true')


class Golden(unittest.TestCase):
    def compare(self, old, new):
        return golden.compare(golden.picture(read(demo=old)), golden.picture(read(demo=new)))

    def changed(self, *changes, base=BASE):
        new = base
        for before, after in changes:
            self.assertIn(before, new)
            new = new.replace(before, after)
        return self.compare(base, new)

    def breaks(self, text, *changes, base=BASE):
        broken, _ = self.changed(*changes, base=base)
        self.assertEqual(len(broken), 1, broken)
        self.assertRegex(broken[0], text)

    def test_nothing_changed(self):
        self.assertEqual(self.compare(BASE, BASE), ([], []))

    def test_field_gone(self):
        self.breaks(r'okno.demo.v1.Thing.sheets is gone; keep its number .*: reserved 2;', ('int32 sheets = 2; ', ''))

    def test_field_gone_and_reserved(self):
        broken, added = self.changed(('int32 sheets = 2;', 'reserved 2;'))
        self.assertEqual((broken, added), ([], ['okno.demo.v1.Thing reserves more numbers']))

    def test_reserved_number_comes_back(self):
        base = BASE.replace('int32 sheets = 2;', 'reserved 2;')
        broken, _ = self.changed(('reserved 2;', 'int32 other = 2;'), base=base)
        self.assertIn('okno.demo.v1.Thing.other takes number 2, which is reserved for a field that was', broken)
        self.assertIn('okno.demo.v1.Thing no longer reserves 2', broken)

    def test_field_changes(self):
        self.breaks('sheets had number 2, now it has 7', ('sheets = 2', 'sheets = 7'))
        self.breaks('sheets was int32, now it is int64', ('int32 sheets', 'int64 sheets'))
        self.breaks('sheets = 2 is now called pages', ('sheets', 'pages'))
        self.breaks('names was repeated', ('repeated string names', 'string names'))
        self.breaks('code became repeated', ('string code', 'repeated string code'))
        self.breaks('person was in oneof who, now it is in no oneof',
                    ('oneof who { string person = 4; }', 'string person = 4;'))
        self.breaks('part was okno.demo.v1.Part, now it is okno.demo.v1.Event', ('Part part', 'Event part'))

    def test_message_gone(self):
        self.breaks('message okno.demo.v1.Event is gone', ('message Event { string b = 1; }', ''))
        self.assertEqual(self.changed(('Part part = 5;', 'reserved 5;'), ('message Part { string a = 1; }', ''))[0], [])

    def test_enum_changes(self):
        self.breaks('Kind.FLAT had number 2, now it has 3', ('FLAT = 2', 'FLAT = 3'))
        self.breaks('Kind.FLAT = 2 is now called EVEN', ('FLAT', 'EVEN'))
        self.breaks('Kind.FLAT is gone', ('FLAT = 2;', ''))
        self.assertEqual(self.changed(('FLAT = 2;', 'reserved 2;'))[0], [])

    def test_method_changes(self):
        self.breaks('method okno.demo.v1.Demo/Get is gone', ('rpc Get(', 'rpc Fetch('), base=SERVICE)
        self.breaks('Get: its reply was okno.demo.v1.A, now it is okno.demo.v1.Q',
                    ('Get(Q) returns (A)', 'Get(Q) returns (Q)'), base=SERVICE)
        self.breaks('Get is no longer reached by GET /v1/a/{id}', ('/v1/a/{id}', '/v1/b/{id}'), base=SERVICE)

    def test_additions(self):
        broken, added = self.changed(('int32 sheets = 2;', 'int32 sheets = 2; bool more = 9;'),
                                     ('FLAT = 2;', 'FLAT = 2; HIGH = 3;'),
                                     ('message Event', 'message New {} message Event'))
        self.assertEqual(broken, [])
        self.assertEqual(added, ['okno.demo.v1.Thing.more is new', 'okno.demo.v1.Kind.HIGH is new',
                                 'message okno.demo.v1.New is new'])

    def test_command_line(self):
        with support.proto_root(demo=BASE) as root:
            def run(*arguments):
                command = [os.path.join(support.ROOT, 'scripts/codegen'), 'golden', '--proto', root, *arguments]
                return subprocess.run(command, capture_output=True, text=True, check=False)

            def rewrite(text):
                with open(f'{root}/okno/demo.proto', 'w', encoding='utf-8') as file:
                    file.write(support.HEAD.format(name='demo') + text)

            self.assertEqual(run('--check', '--complete').returncode, 1)
            self.assertEqual(run('--update').returncode, 0)
            self.assertEqual(run('--check', '--complete').returncode, 0)
            rewrite(BASE + 'message New {}')
            added = run('--check')
            self.assertEqual(added.returncode, 0)
            self.assertIn('does not know yet: message okno.demo.v1.New is new; run scripts/codegen golden --update',
                          added.stdout)
            rewrite(BASE.replace('int32 sheets', 'int64 sheets'))
            for arguments in (['--check'], ['--update']):
                broken = run(*arguments)
                self.assertEqual(broken.returncode, 1)
                self.assertIn('sheets was int32, now it is int64', broken.stderr)
            self.assertEqual(run('--update', '--forget').returncode, 0)
            self.assertEqual(run('--check', '--complete').returncode, 0)


if __name__ == '__main__':
    unittest.main()
