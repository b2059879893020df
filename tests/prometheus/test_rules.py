#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of deploy/prometheus: every metric in them is one that a program makes, every service is scraped where it listens,
and, where promtool is installed, each alert fires for its fault and for nothing else."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

SOURCES = sys.argv.pop(1)
RULES = os.path.join(SOURCES, 'deploy/prometheus/okno.rules.yml')


def read(*path):
    with open(os.path.join(SOURCES, *path), encoding='utf-8') as file:
        return file.read()


def made():
    """Names of metrics in the sources."""
    code = ''.join(read(path) for folder in ('libs', 'services')
                   for path in glob.glob(f'{SOURCES}/{folder}/**/*.c', recursive=True) if '/tests/' not in path)
    return set(re.findall(r'"(okno_[a-z_]+)",\s*"[A-Z]', code))


class Rules(unittest.TestCase):
    def test_every_metric_is_one_that_a_program_makes(self):
        used = set(re.findall(r'(?<![:\w])(okno_[a-z_]+?)(?:_total|_bucket)?\b(?=[{\[) ]|$)', read(RULES), re.M))
        self.assertTrue(used)
        self.assertEqual(used - made(), set())

    def test_every_service_is_scraped_where_it_listens(self):
        jobs = {job['job_name']: job['static_configs'][0]['targets']
                for job in yaml.safe_load(read('deploy/prometheus/prometheus.yml'))['scrape_configs']}
        listens = {name: [re.search(r'^admin\.listen: "(.*)"$', read(f'deploy/config/{name}.yaml'), re.M)[1]]
                   for name in re.findall(r'^([a-z]+) ', read('deploy/stack'), re.M)}
        self.assertEqual(jobs, listens)

    @unittest.skipUnless(shutil.which('promtool'), 'promtool is not installed')
    def test_each_alert_fires_for_its_fault(self):
        with tempfile.NamedTemporaryFile('w', suffix='.yml', encoding='utf-8') as file:
            file.write(read('tests/prometheus/okno.rules.test.yml').replace('RULES', RULES))
            file.flush()
            done = subprocess.run(['promtool', 'test', 'rules', file.name], capture_output=True, text=True, timeout=60,
                                  check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == '__main__':
    unittest.main()
