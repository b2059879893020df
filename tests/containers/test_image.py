#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What deploy/containers counts on: the image has the package of every library that the programs load, and a daemon that is the first
process of its container ends when it is told to."""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import yaml

SOURCES, BUILD = sys.argv.pop(1), sys.argv.pop(1)
# What another package of the list brings, or what only this build has.
NOT_NAMED = re.compile(r'lib(asan|ubsan|tsan|clang_rt\S*|gcc_s|stdc\+\+)\.so|ld-linux')
FIRST_PROCESS = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc']


def read(*path):
    with open(os.path.join(SOURCES, *path), encoding='utf-8') as file:
        return file.read()


def services():
    return re.findall(r'^([a-z]+) ', read('deploy/stack'), re.M)


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout


def packages_of_the_image():
    """The words of the second stage's `apt-get install`."""
    runtime = read('deploy/containers/Containerfile').split('\nFROM ')[-1]
    listed = re.search(r'--no-install-recommends \\\n(.*?) && \\\n', runtime, re.S)[1]
    return set(re.findall(r'[a-z0-9][a-z0-9.+-]+', listed))


def loaded_libraries():
    """Names of libraries that the programs name, and of those that libs/paper opens."""
    programs = [f'{BUILD}/services/okno/okno'] + [f'{BUILD}/services/{n}/okno-{n}' for n in services()]
    for program in filter(os.path.exists, programs):
        yield from re.findall(r'\(NEEDED\).*\[(.*)\]', said('readelf', '--dynamic', '--wide', program))
    yield from re.findall(r'^    \{ "(lib\S+\.so\S*)"', read('libs/paper/engine.c'), re.M)


def packages_of(libraries):
    """Library to the package that brings it. A folder that is a link to another is known to dpkg by one of its names only."""
    folders = dict(re.findall(r'^\s(\S+) .* => (\S+)$', said('/sbin/ldconfig', '-p'), re.M)[::-1])
    names = {library: {folders[library], os.path.realpath(folders[library]), folders[library].replace('/lib/', '/usr/lib/', 1)}
             for library in libraries if library in folders}
    owners = {path: package for package, path in re.findall(r'^(\S+?)(?::\w+)?: (\S+)$',
                                                            said('dpkg-query', '--search', *set().union(*names.values())), re.M)}
    return {library: next((owners[path] for path in paths if path in owners), None) for library, paths in names.items()}


class Packages(unittest.TestCase):
    @unittest.skipUnless(shutil.which('dpkg-query') and 'bookworm' in read('/etc/os-release'), 'this is no Debian 12')
    def test_every_library_comes_with_a_package_of_the_image(self):
        libraries = {name for name in loaded_libraries() if not NOT_NAMED.match(name)}
        self.assertIn('libnng.so.1', libraries)
        packages = packages_of(libraries)
        self.assertEqual({name for name in libraries if not packages.get(name)}, set())
        needed = set(packages.values()) - {'libc6'}
        listed = packages_of_the_image()
        # Of cairo's and pango's own needs apt takes care.
        self.assertEqual(needed - listed - {'libpango-1.0-0', 'libglib2.0-0'}, set())
        self.assertEqual({name for name in listed if name.startswith('lib')} - needed,
                         {'libqpdf29', 'libengine-gost-openssl', 'libmagic-mgc'})

    def test_it_holds_what_an_installation_reads_and_runs(self):
        wanted = set(said(f'{SOURCES}/scripts/install-packages', '--list', 'run').split())
        here = {'postgresql', 'runit', 'util-linux', 'passwd', 'jq', 'python3', 'openssl'}  # for scripts/up alone
        self.assertLess(here, wanted)
        self.assertEqual(wanted - here - packages_of_the_image(), set())


@unittest.skipUnless(subprocess.run([*FIRST_PROCESS, 'true'], capture_output=True, check=False).returncode == 0,
                     'no namespace of processes can be made here')
class FirstProcess(unittest.TestCase):
    def start(self, service, port, **settings):
        folder = tempfile.TemporaryDirectory(prefix='okno-first-')
        self.addCleanup(folder.cleanup)
        log = open(folder.name + '/log', 'w+', encoding='utf-8')
        self.addCleanup(log.close)
        for name, content in {'common': {'admin.listen': f'127.0.0.1:{port}', 'state': folder.name}, service: settings}.items():
            with open(f'{folder.name}/{name}.yaml', 'w', encoding='utf-8') as file:
                yaml.safe_dump(content, file)
        # Leaks are looked for elsewhere: whoever looks would have to trace the first process.
        daemon = subprocess.Popen([*FIRST_PROCESS, f'{BUILD}/services/{service}/okno-{service}', '--config', folder.name],
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                  env={'PATH': os.environ['PATH'], 'OKNO_STATE': folder.name, 'ASAN_OPTIONS': 'detect_leaks=0'})
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        return daemon, log

    def await_health(self, daemon, port):
        for _ in range(200):
            self.assertIsNone(daemon.poll())
            try:
                with urllib.request.urlopen(f'http://127.0.0.1:{port}/healthz', timeout=1) as answer:
                    return answer.read()
            except OSError:
                time.sleep(0.05)
        return self.fail('no answer at /healthz')

    def end_by_signal(self, daemon, log):
        """The daemon is the only child of unshare; its exit status is unshare's."""
        child = said('pgrep', '--parent', str(daemon.pid)).strip()
        os.kill(int(child), signal.SIGTERM)
        status = daemon.wait(20)
        log.seek(0)
        return status, log.read()

    def free_port(self):
        return said(f'{SOURCES}/tests/support/free_port').strip()

    def test_the_gateway_drains(self):
        port = self.free_port()
        daemon, log = self.start('gateway', port, **{'http.listen': f'127.0.0.1:{self.free_port()}'})
        self.await_health(daemon, port)
        # The health port opens first; the daemon listens for signals all the same.
        status, text = self.end_by_signal(daemon, log)
        self.assertEqual(status, 0, text)
        self.assertIn('stopped', text)

    def test_one_that_waits_for_its_database_ends_too(self):
        port = self.free_port()
        daemon, log = self.start('tracking', port, **{'database.url': 'postgresql://okno@127.0.0.1:1/okno'})
        self.await_health(daemon, port)
        status, text = self.end_by_signal(daemon, log)
        self.assertEqual(status, 0, text)
        self.assertIn('waiting for the database', text)


if __name__ == '__main__':
    unittest.main()
