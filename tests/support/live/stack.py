# SPDX-License-Identifier: AGPL-3.0-or-later
"""An installation: a stack of our own between scripts/up and scripts/down, or one that runs already."""
import json
import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from .http import BROKEN, Client

ROOT = pathlib.Path(__file__).resolve().parents[3]
RELEASE = ROOT / 'build-release'
EVENTUALLY_S = 10
DAEMON = 'okno-'
DAY_S, MOSCOW_S = 86_400, 3 * 3600


class StackError(Exception):
    """The stack cannot be used. The text is for a person."""


def free_port():
    """Below those that the system gives to outgoing connections, as scripts/up puts more of them beside it."""
    while True:
        port = random.randrange(10_000, 30_000)
        with socket.socket() as probe:
            if probe.connect_ex(('127.0.0.1', port)):
                return port


def run(argv, **options):
    return subprocess.run([str(part) for part in argv], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False, **options)


class Stack:
    """Where things are in the state folder is said in scripts/stack_lib/stack.sh."""

    def __init__(self, state, url, own, **environment):
        self.state, self.url, self.own = pathlib.Path(state).absolute(), url, own
        # Settings of daemons (OKNO_TRACKING__...) are passed on, what says which installation is meant is not.
        kept = {name: value for name, value in os.environ.items() if not name.startswith('OKNO_') or '__' in name}
        self.env = {**kept, 'OKNO_STATE': str(self.state), 'OKNO_HTTP': url.partition('//')[2], **environment}
        self.tokens = {}

    # ------------------------------------------------------------ up and down

    def up(self):
        """Starts it; what scripts/up says goes to a file of the state folder."""
        begun = time.monotonic()
        done = run([ROOT / 'scripts' / 'up'], env=self.env)
        if done.returncode:
            raise StackError(f'scripts/up: exit {done.returncode}\n{(done.stdout + done.stderr)[-4000:]}')
        return time.monotonic() - begun

    def down(self):
        done = run([ROOT / 'scripts' / 'down'], env=self.env)
        if done.returncode:
            raise StackError(f'scripts/down: exit {done.returncode}\n{(done.stdout + done.stderr)[-4000:]}')

    def end(self):
        """Takes down what is ours, by scripts/down; what outlives it is ended by its number and is an error."""
        if not self.own:
            return
        try:
            self.down()
        finally:
            left = self.processes()
            for pid in left:
                kill(pid)
            if left:
                raise StackError(f'scripts/down left {sorted(left.values())} running')
            shutil.rmtree(self.state, ignore_errors=True)

    # ------------------------------------------------------------ processes

    def processes(self):
        """Number and name of every process that runs a program of this installation."""
        found = {}
        for pid in (int(name) for name in os.listdir('/proc') if name.isdigit()):
            try:
                program = pathlib.Path(os.readlink(f'/proc/{pid}/exe').removesuffix(' (deleted)'))
            except OSError:
                continue
            if program.parent == self.state / 'lib':
                found[pid] = program.name
        return found

    def pids(self, service):
        """Of the replicas of a service, by number."""
        return sorted(pid for pid, program in self.processes().items() if program == DAEMON + service)

    # ------------------------------------------------------------ the administrator's side

    def read(self, path):
        return (self.state / path).read_text()

    def okno(self, *arguments, check=False):
        done = run([self.state / 'bin' / 'okno', *arguments], env=self.env)
        if check and done.returncode:
            raise StackError(f"okno {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")
        return done

    def token(self, role, **claims):
        key = (role, *sorted(claims.items()))
        if key not in self.tokens:
            options = [part for name, value in claims.items() for part in (f'--{name}', value)]
            self.tokens[key] = self.okno('token', '--role', role, *options, check=True).stdout.strip()
        return self.tokens[key]

    def client(self, role=None, language='ru', **claims):
        return Client(self.url, self.token(role, **claims) if role else '', language)

    def admin_urls(self):
        """Where each process answers its administrator: what its environment says."""
        found = {}
        for pid, program in self.processes().items():
            name = program.removeprefix(DAEMON)
            variables = dict(part.partition('=')[::2] for part in self.environment_of(pid))
            found[f'{name}-{pid}'] = 'http://' + variables[f'OKNO_{name.upper()}__ADMIN__LISTEN']
        return found

    @staticmethod
    def environment_of(pid):
        return pathlib.Path(f'/proc/{pid}/environ').read_text().split('\0')

    def sql(self, text):
        """Rows of a statement run by the owner of the private cluster, cells as text."""
        done = run(['psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--field-separator=\t',
                    '--set=ON_ERROR_STOP=1', '--command', text, f'postgresql:///okno?host={self.state}/postgres&user=okno'])
        if done.returncode:
            raise StackError(f'{text}\n{done.stderr}')
        return [line.split('\t') for line in done.stdout.splitlines()]

    # ------------------------------------------------------------ waiting

    def ready(self):
        try:
            return self.okno('status').returncode == 0 and self.client().get('/v1/classifiers').status == 200
        except BROKEN:
            return False

    def check_ready(self, case):
        case.assertEqual(self.client().get('/v1/classifiers').status, 200)
        if self.own:
            case.assertTrue(self.ready(), 'every service is ready')

    def eventually(self, holds, what, seconds=EVENTUALLY_S):
        """Waits until it holds: what is told by events comes a moment later."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f'{what}: not within {seconds} s')
            time.sleep(0.05)

    # ------------------------------------------------------------ what a test cannot do with every stack

    def need_own(self, case):
        if not self.own:
            case.skipTest('not with an installation that others use')

    need_database = need_okno = need_own


def kill(pid, number=9):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def wait_for_a_day(lasts_s):
    """Numbers begin anew at 00:00 in Moscow and terms move on: what lasts so long and must not see it begins after it."""
    left_s = DAY_S - (time.time() + MOSCOW_S) % DAY_S
    wait_s = left_s + 5 if left_s < lasts_s else 0
    if wait_s:
        say(f'waiting {wait_s:.0f} s for a new day in Moscow')
        time.sleep(wait_s)


def own_stack(lasts_s=0, **environment):
    """A stack in a temporary folder, on a free port, its programs those of the release build; of one day when it lasts no longer."""
    wait_for_a_day(lasts_s)
    state = tempfile.mkdtemp(prefix='okno-stack-')
    os.chmod(state, 0o755)
    return Stack(state, f'http://127.0.0.1:{free_port()}', True, **environment)


def the_stack():
    """The stack that the tests of this process are about; `run` says which."""
    facts = json.loads(os.environ['OKNO_TEST_STACK'])
    return Stack(facts['state'], facts['url'], facts['own'])


def tell(stack):
    """Makes the stack the one of this process's tests."""
    os.environ['OKNO_TEST_STACK'] = json.dumps({'state': str(stack.state), 'url': stack.url, 'own': stack.own})


def say(text):
    print(text, file=sys.stderr, flush=True)
