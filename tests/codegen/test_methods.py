# SPDX-License-Identifier: AGPL-3.0-or-later
import os
import subprocess
import tempfile
import unittest

import support
from codegen_lib import methods
from support import Stop, read, service


class MethodFiles(unittest.TestCase):
    def setUp(self):
        self.file = read(demo=service('GetThing: get: "/v1/things/{id}"', 'PutThing: post: "/v1/things" body: "*"')
                         ).file('demo')
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def files(self):
        return methods.files(self.file, self.folder, 'services/demo')

    def test_lists_them_in_the_order_of_the_proto(self):
        support.write_files(f'{self.folder}/methods', put_thing__c='', get_thing__c='')
        self.assertEqual(self.files(), ['methods/get_thing.c', 'methods/put_thing.c'])

    def test_names_what_is_missing_and_what_goes_there(self):
        support.write_files(f'{self.folder}/methods', get_thing__c='')
        with self.assertRaises(Stop) as caught:
            self.files()
        self.assertEqual(str(caught.exception),
                         'services/demo/methods/put_thing.c is missing: okno.demo.v1.Demo/PutThing is declared in '
                         'proto/okno/demo.proto; write there\n'
                         '    enum rpc_code demo_put_thing(struct rpc_call *call, const Demo__Q *req, Demo__A *rep)')

    def test_names_what_serves_nothing(self):
        support.write_files(f'{self.folder}/methods', get_thing__c='', put_thing__c='', get_ting__c='')
        with self.assertRaisesRegex(Stop, 'services/demo/methods/get_ting.c serves no method of proto/okno/demo.proto'):
            self.files()

    def test_command_line(self):
        with support.proto_root(demo=service('GetThing: get: "/v1/things/{id}"')) as root:
            command = [os.path.join(support.ROOT, 'scripts/codegen'), 'methods', f'{root}/okno/demo.proto',
                       '--proto', root, '--folder', self.folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (1, ''))
            self.assertIn('methods/get_thing.c is missing', done.stderr)
            support.write_files(f'{self.folder}/methods', get_thing__c='')
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            self.assertEqual(done.stdout, 'methods/get_thing.c\n')


if __name__ == '__main__':
    unittest.main()
