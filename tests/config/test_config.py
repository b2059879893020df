#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The configuration that is shipped: every key of every program stands in it with its meaning and default, and every program
takes it."""
import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

SOURCES, BUILD = sys.argv.pop(1), sys.argv.pop(1)
CONFIG = os.path.join(SOURCES, 'deploy/config')


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def programs():
    """Name and path of the command and of every daemon of deploy/stack that is built here."""
    names = re.findall(r'^([a-z]+) ', read(os.path.join(SOURCES, 'deploy/stack')), re.M)
    found = {'okno': f'{BUILD}/services/okno/okno', **{n: f'{BUILD}/services/{n}/okno-{n}' for n in names}}
    return {name: path for name, path in found.items() if os.path.exists(path)}


def run(*argv):
    environment = {'PATH': os.environ['PATH'], 'OKNO_STATE': '/tmp/none'}
    return subprocess.run(argv, capture_output=True, text=True, timeout=30, env=environment, check=False)


def described(path):
    """Key to its block of --describe-config: help, what it takes, default."""
    blocks = run(path, '--describe-config').stdout.strip().split('\n\n')
    return {block.splitlines()[-1][1:].split(':')[0]: block for block in blocks}


class Shipped(unittest.TestCase):
    def test_every_key_is_explained_where_people_look(self):
        common = '\n' + read(os.path.join(CONFIG, 'common.yaml'))
        for name, path in programs().items():
            text = common + read(os.path.join(CONFIG, name + '.yaml'))
            for key, block in described(path).items():
                *meaning, default = block.splitlines()
                meaning = '\n'.join(meaning)
                holds = (f'\n{meaning}\n{default}\n' in text or
                         re.search(f'\n{re.escape(meaning)}\n(?:# .*\n)*{re.escape(key)}:', text))
                self.assertTrue(holds, f'common.yaml or {name}.yaml must hold\n{block}\n(or a value of its own below it)')

    def test_nothing_is_explained_that_no_program_knows(self):
        known = {name: described(path) for name, path in programs().items()}
        everything = set().union(*known.values())
        for path in glob.glob(CONFIG + '/*.yaml'):
            name = os.path.basename(path)[:-len('.yaml')]
            if name not in known and name != 'common':
                continue
            keys = known.get(name, everything)
            for key in re.findall(r'^#?([a-z_]+(?:\.[a-z_]+)*):(?: |$)', read(path), re.M):
                self.assertIn(key, keys, f'{path} explains {key}, which {name} does not know')

    def test_every_program_takes_it(self):
        for folder in (CONFIG, CONFIG + '/production'):
            for name, path in programs().items():
                done = run(path, '--config', folder, '--check-config')
                self.assertEqual(done.returncode, 0, f'{name}: {folder}: {done.stderr}')

    def test_a_peer_that_no_certificate_can_be_checked_against_is_refused(self):
        with tempfile.TemporaryDirectory(prefix='okno-config-') as folder:
            with open(os.path.join(folder, 'common.yaml'), 'w', encoding='utf-8') as file:
                file.write('database.url: postgresql:///okno\npeers:\n  reference: ["tls+tcp://10.0.0.7:7103"]\n')
            for name, path in programs().items():
                done = run(path, '--config', folder, '--check-config')
                self.assertEqual(done.returncode, 78, name)
                self.assertIn('peers.reference: tls+tcp://10.0.0.7:7103: certificates are checked by the name', done.stderr)

    def test_every_service_has_its_files(self):
        for name in programs():
            for folder in (CONFIG, CONFIG + '/production'):
                self.assertTrue(os.path.exists(f'{folder}/{name}.yaml'), f'{folder}/{name}.yaml')


if __name__ == '__main__':
    unittest.main()
