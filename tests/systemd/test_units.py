#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The units of deploy/systemd: systemd understands every line, every service of deploy/stack has one, and none may do much."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCES = sys.argv.pop(1)
UNITS = os.path.join(SOURCES, 'deploy/systemd')
MOST_EXPOSED = 20  # tenths of the scale on which 100 is "unsafe" and 20 still "ok"


def read(*path):
    with open(os.path.join(*path), encoding='utf-8') as file:
        return file.read()


def services():
    return re.findall(r'^([a-z]+) ', read(SOURCES, 'deploy/stack'), re.M)


def analyze(*arguments):
    return subprocess.run(['systemd-analyze', *arguments], capture_output=True, text=True, timeout=60, check=False)


class Units(unittest.TestCase):
    def setUp(self):
        """A root of the units, with programs of the right names."""
        folder = tempfile.TemporaryDirectory(prefix='okno-units-')
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        shutil.copytree(UNITS, self.root + '/usr/lib/systemd/system')
        os.makedirs(self.root + '/usr/bin')
        for name in ('okno', *(f'okno-{service}' for service in services())):
            shutil.copy('/bin/true', f'{self.root}/usr/bin/{name}')
        for target in ('sysinit', 'basic', 'shutdown', 'multi-user', 'network-online'):
            with open(f'{self.root}/usr/lib/systemd/system/{target}.target', 'w', encoding='utf-8') as file:
                file.write(f'[Unit]\nDescription={target}\n')

    def units(self):
        return [f'okno-{service}.service' for service in services()] + ['okno-migrate.service']

    def test_systemd_understands_every_line(self):
        for unit in (*self.units(), 'okno.target'):
            said = analyze('verify', '--man=no', '--root=' + self.root, unit)
            ours = [line for line in said.stderr.splitlines() if 'okno' in line]
            self.assertEqual((said.returncode, ours), (0, []), said.stderr)

    def test_little_is_allowed(self):
        for unit in self.units():
            said = analyze('security', '--offline=true', '--no-pager', f'--threshold={MOST_EXPOSED}', '--root=' + self.root,
                           unit)
            self.assertEqual(said.returncode, 0, said.stdout[-3000:] + said.stderr)

    def test_every_service_has_a_unit_and_an_account(self):
        for service in services():
            self.assertIn(f'okno-{service}.service', read(UNITS, 'okno.target'))
            self.assertRegex(read(UNITS, 'okno.sysusers.conf'), rf'(?m)^u okno_{service} ')
            unit = read(UNITS, f'okno-{service}.service')
            self.assertIn(f'User=okno_{service}\n', unit)
            self.assertIn(f'ExecStart=/usr/bin/okno-{service}\n', unit)


if __name__ == '__main__':
    unittest.main()
