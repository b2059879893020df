# SPDX-License-Identifier: AGPL-3.0-or-later
import os
import subprocess
import tempfile
import unittest

import support


class TestFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = folder.name
        self.folder = os.path.join(folder.name, 'tests')
        support.write_files(self.folder, test_b__c='', test_a__c='', fixture__c='', test_a__py='', xtest_c__c='')
        support.write_files(self.build, build__ninja='')

    def run_codegen(self, *arguments):
        return subprocess.run([os.path.join(support.ROOT, 'scripts/codegen'), 'tests', self.folder, *arguments],
                              cwd=self.build, capture_output=True, text=True, check=False)

    def listed(self):
        return self.run_codegen().stdout.split()

    def when_built(self):
        return os.stat(os.path.join(self.build, 'build.ninja')).st_mtime

    def test_what_lies_there_is_listed(self):
        self.assertEqual(self.listed(), ['test_a.c', 'test_b.c'])

    def test_a_new_one_stops_the_build_once(self):
        listed, built = self.listed(), self.when_built()
        done = self.run_codegen(*listed, '--stamp', 'stamp')
        self.assertEqual((done.returncode, done.stderr, self.when_built()), (0, '', built))
        with open(os.path.join(self.build, 'stamp.d'), encoding='utf-8') as file:
            self.assertEqual(file.read(), f'stamp: {self.folder}\n')
        support.write_files(self.folder, test_new__c='')
        done = self.run_codegen(*listed, '--stamp', 'stamp')
        self.assertEqual(done.returncode, 1)
        self.assertIn('/tests/test_new.c: new here. Build again', done.stderr)
        self.assertLess(self.when_built(), built, 'the next build lists anew')


if __name__ == '__main__':
    unittest.main()
