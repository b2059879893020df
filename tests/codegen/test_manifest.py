# SPDX-License-Identifier: AGPL-3.0-or-later
import contextlib
import io
import os
import tempfile
import unittest

import support
from codegen_lib import main, names, output
from support import Stop, read, service


class Names(unittest.TestCase):
    def test_words(self):
        self.assertEqual(names.snake('SubmitApplication'), 'submit_application')
        self.assertEqual(names.snake('GetPDFFile'), 'get_pdf_file')
        self.assertEqual(names.lower_camel('application_id'), 'applicationId')

    def test_as_protoc_c(self):
        self.assertEqual(names.c_type(['demo', 'Thing', 'URLPart']), 'Demo__Thing__URLPart')
        self.assertEqual(names.c_symbol(['demo', 'Thing', 'URLPart']), 'demo__thing__urlpart')


class Manifest(unittest.TestCase):
    def stops(self, text, **protos):
        with self.assertRaisesRegex(Stop, text):
            read(**protos)

    def test_reads_comments_rules_and_roles(self):
        demo = read(demo='''service Demo {
              // Takes a thing.
              rpc Take(Q) returns (A) { option (rule) = { allow: [OPERATOR, ADMIN] personal: true write: true }; }
            }
            message Q {
              // above
              string code = 2 [(field) = { required: true format: CODE max_length: 7 }];
              int32 first = 1;   // beside
            }
            message A {}''')
        method = demo.services[0].methods[0]
        self.assertEqual((method.comment, method.allow, method.personal, method.write),
                         ('Takes a thing.', ['OPERATOR', 'ADMIN'], True, True))
        self.assertEqual((method.label, method.path), ('demo_take', 'okno.demo.v1.Demo/Take'))
        first, code = method.request.fields
        self.assertEqual((first.comment, code.comment), ('beside', 'above'))
        self.assertEqual((code.rule.required, code.rule.format, code.rule.max_length), (True, 'CODE', 7))

    def test_every_method_states_its_access(self):
        self.stops('demo.proto: Get does not say who may call it',
                   demo='service Demo { rpc Get(Q) returns (Q); } message Q {}')

    def test_http_method_and_write_agree(self):
        self.stops('a write cannot be a GET', demo=service('Get: get: "/v1/x" | write: true'))
        self.stops('DELETE changes something', demo=service('Drop: delete: "/v1/x"'))

    def test_no_streams(self):
        self.stops('streams do not exist here', demo='service Demo { rpc Get(stream Q) returns (Q) '
                   '{ option (rule) = { allow: [ADMIN] }; } } message Q {}')

    def test_package_goes_by_the_file(self):
        self.stops('package is okno.other.v1, must be okno.demo', demo='syntax = "proto3"; package okno.other.v1;')

    def test_one_service_a_file(self):
        self.stops('one file describes one service', demo='service A {} service B {}')

    def test_no_json_names(self):
        self.stops('json_name is not kept', demo='message Q { string a = 1 [json_name = "b"]; }')

    def test_a_forgotten_file_is_told(self):
        told = io.StringIO()
        with support.proto_root(demo='message Q {}') as root, contextlib.redirect_stderr(told):
            self.assertEqual(main.main(['descriptors', f'{root}/set.pb', 'okno/common.proto', '--proto', root]), 1)
        self.assertIn('proto/okno/demo.proto is in none of the lists', told.getvalue())

    def test_protoc_errors_reach_the_person(self):
        self.stops('"Nowhere" is not defined', demo='message Q { Nowhere a = 1; }')


class Output(unittest.TestCase):
    def test_unchanged_file_keeps_its_time(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'new', 'a.h')
            output.write(path, 'x')
            os.utime(path, (1, 1))
            output.write(path, 'x')
            self.assertEqual(os.stat(path).st_mtime, 1)
            output.write(path, 'y')
            self.assertNotEqual(os.stat(path).st_mtime, 1)

    def test_texts_become_literals(self):
        self.assertEqual(output.quoted('a"b\\c\n\x01«Ж»??('), '"a\\"b\\\\c\\n\\001«Ж»?\\?("')
        self.assertEqual(output.quoted_lines('a\nb\n', ''), '"a\\n"\n"b\\n"')
        self.assertEqual(output.comment('data/*.yaml and */ more'), '/** data/ *.yaml and * / more */\n')


if __name__ == '__main__':
    unittest.main()
