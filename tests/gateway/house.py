# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real thing for tests of streams: PostgreSQL, reference, queue, tracking and the gateway as processes of one
installation in a temporary folder, and a reader of server-sent events."""
import contextlib
import glob
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SERVICES = ('reference', 'queue', 'tracking', 'applicants', 'gateway')


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class House:
    """`build` is the build folder; OKNO_TEST_DATABASE names an empty database (tests/support/with_postgres)."""

    def __init__(self, build, **settings):
        self.build = build
        self.folder = tempfile.mkdtemp(prefix='okno-house-')
        self.port = free_port()
        self.processes = {}
        for name in ('run', 'log', 'tokens', 'data', 'sign-in'):
            os.mkdir(os.path.join(self.folder, name))
        self.env = dict(os.environ, LANG='C.UTF-8', OKNO_STATE=self.folder, OKNO_RUN=os.path.join(self.folder, 'run'),
                        OKNO_CONFIG=os.path.join(ROOT, 'deploy', 'config'), OKNO_HTTP=f'127.0.0.1:{self.port}',
                        OKNO_DATABASE=os.environ['OKNO_TEST_DATABASE'], OKNO_OKNO__TOKENS__ISSUE='true',
                        OKNO_COMMON__STATE=os.path.join(self.folder, 'data'),
                        OKNO_GATEWAY__TOKENS__ACCEPT_OWN='true', OKNO_GATEWAY__LOCAL__SIGN_IN='true',
                        OKNO_QUEUE__ENFORCE_HOURS='false')
        self.env.update({f'OKNO_{name.upper()}__ADMIN__LISTEN': f'127.0.0.1:{free_port()}' for name in SERVICES})
        self.env.update(settings)

    def __enter__(self):
        try:
            self.open()
        except BaseException:
            self.__exit__()
            raise
        return self

    def open(self):
        self.okno('token', '--create-key')
        self.okno('session-key')
        self.okno('migrate')
        self.start('reference')
        self.okno('reference', 'load', '--wait', '30s', os.path.join(ROOT, 'deploy', 'data'))
        for name in SERVICES[1:]:
            self.start(name)
        self.okno('regulation', 'publish', '--wait', '30s', os.path.join(ROOT, 'deploy', 'data', 'regulations'))
        self.okno('queue', 'load', '--wait', '30s', os.path.join(ROOT, 'deploy', 'data', 'queue', 'halls.yaml'))
        self.await_(lambda: self.ask('GET', '/v1/halls/arbat')[0] == 200, 'the hall')

    def __exit__(self, *_):
        codes = {name: self.stop(name) for name in list(self.processes)}
        logs = {name: self.log(name)[-2000:] for name, code in codes.items() if code != 0}
        shutil.rmtree(self.folder)
        assert not logs, logs

    # ------------------------------------------------------------ processes

    def okno(self, *arguments, told=''):
        done = subprocess.run([os.path.join(self.build, 'services', 'okno', 'okno'), *arguments], env=self.env, text=True, input=told,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        assert done.returncode == 0, f'okno {arguments}: {done.returncode}\n{done.stdout}'
        return done.stdout.strip()

    def start(self, name):
        log = open(os.path.join(self.folder, 'log', name), 'ab')
        self.processes[name] = subprocess.Popen(
            [os.path.join(self.build, 'services', name, f'okno-{name}')], env=self.env, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log)
        log.close()

    def stop(self, name):
        """In order; its exit code, which sanitizers see to."""
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(30)

    def kill(self, name):
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def database_down(self):
        """Nobody is let in, and who is in is thrown out: as in a restart."""
        self._ask_database('ALTER DATABASE "{0}" ALLOW_CONNECTIONS false')
        self._ask_database("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{0}'")

    def database_up(self):
        self._ask_database('ALTER DATABASE "{0}" ALLOW_CONNECTIONS true')

    @contextlib.contextmanager
    def log_held(self):
        """A transaction is open meanwhile: what is written is there for all to see, and in no log yet."""
        with subprocess.Popen([self._psql(), '-XqAtd', os.environ['OKNO_TEST_DATABASE']], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as psql:
            psql.stdin.write('BEGIN; SELECT pg_current_xact_id();\n')
            psql.stdin.flush()
            assert int(psql.stdout.readline()) > 0
            yield

    @staticmethod
    def _psql():
        tools = sorted(glob.glob('/usr/lib/postgresql/*/bin/psql'))
        return tools[-1] if tools else 'psql'

    def _ask_database(self, sql):
        url = os.environ['OKNO_TEST_DATABASE']
        name = url.split('///')[1].split('?')[0]
        subprocess.run([self._psql(), '-Xqd', url.replace(name, 'postgres', 1), '-c', sql.format(name)], check=True,
                       stdout=subprocess.DEVNULL)

    def log(self, name):
        with open(os.path.join(self.folder, 'log', name), errors='replace') as file:
            return file.read()

    def metric(self, name):
        address = self.env['OKNO_GATEWAY__ADMIN__LISTEN']
        with urllib.request.urlopen(f'http://{address}/metrics', timeout=5) as answer:
            for line in answer.read().decode().splitlines():
                if line.split(' ')[0] in (name, name + '_total'):
                    return float(line.split(' ')[1])
        raise AssertionError(f'no metric {name}')

    @staticmethod
    def await_(ready, what, seconds=30, pause=0.05):
        end = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < end, f'{what} does not come'
            time.sleep(pause)

    # ------------------------------------------------------------ as a client

    def token(self, role, centre='arbat', subject=None, **more):
        words = ['token', '--role', role, '--sub', subject or role.lower()]
        for name, value in dict(more, **({'centre': centre} if centre else {})).items():
            words += [f'--{name}', value]
        return self.okno(*words)

    def signed_in(self, login, role, centre='arbat'):
        """The session of a new account, as a header."""
        password = 'correct horse battery'
        self.okno('user', 'add', '--login', login, '--role', role, '--centre', centre, '--password-file', '-', told=password + '\n')
        form = urllib.parse.urlencode({'login': login, 'password': password}).encode()

        def try_in():
            request = urllib.request.Request(f'http://127.0.0.1:{self.port}/auth/local', form)
            try:
                with urllib.request.urlopen(request, timeout=15) as answer:
                    return answer.headers['Set-Cookie'].split(';')[0]
            except urllib.error.HTTPError:
                return None
        # The file of accounts is looked at once a second; whoever tries too often meanwhile is held off for minutes.
        time.sleep(1.2)
        self.await_(try_in, 'the account', pause=2)
        return f'Cookie: {try_in()}\r\n'

    def ask(self, method, path, body=None, token=None, key=None):
        """Status and JSON of one request."""
        request = urllib.request.Request(f'http://127.0.0.1:{self.port}{path}', method=method)
        if token:
            request.add_header('Authorization', 'Bearer ' + token)
        if key:
            request.add_header('Idempotency-Key', key)
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            request.add_header('Content-Type', 'application/json')
        try:
            with urllib.request.urlopen(request, data, timeout=15) as answer:
                return answer.status, json.loads(answer.read() or b'null')
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b'null')
        except (urllib.error.URLError, ConnectionError):
            return 0, None

    def good(self, method, path, body=None, token=None):
        status, answer = self.ask(method, path, body, token)
        assert status in (200, 201), (status, answer)
        return answer

    def stream(self, topics, token=None, last=None, **more):
        return Stream(self.port, topics, token, last, **more)


class Event:
    def __init__(self, name, data, last_id):
        self.name, self.data, self.id = name, data, last_id

    def __repr__(self):
        return f'{self.name} {self.id} {json.dumps(self.data, ensure_ascii=False)[:300]}'


class Stream:
    """One GET of /v1/events, read event by event."""

    def __init__(self, port, topics, token=None, last=None, query='', headers='', receive_buffer=None, timeout=20):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.connect(('127.0.0.1', port))
        self.socket.settimeout(timeout)
        self.buffer = b''
        self.events = []
        authorization = f'Authorization: Bearer {token}\r\n' if token else ''
        resume = f'Last-Event-ID: {last}\r\n' if last else ''
        self.socket.sendall(f'GET /v1/events?topics={topics}{query} HTTP/1.1\r\nHost: x\r\n{authorization}{resume}'
                            f'{headers}\r\n'.encode())
        head = self.take(b'\r\n\r\n').decode()
        self.status = int(head.split()[1])
        self.head = head.lower()
        self.body = None
        if self.status != 200:
            size = int(self.head.split('content-length: ')[1].split('\r\n')[0])
            while len(self.buffer) < size:
                self.more()
            self.body = json.loads(self.buffer[:size])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def more(self):
        data = self.socket.recv(1 << 16)
        if not data:
            raise EOFError('the stream has ended')
        self.buffer += data

    def take(self, end):
        while end not in self.buffer:
            self.more()
        part, self.buffer = self.buffer.split(end, 1)
        return part

    def next(self, timeout=20):
        """The next event, comments and retry apart."""
        self.socket.settimeout(timeout)
        while True:
            fields = {}
            for line in self.take(b'\n\n').decode().split('\n'):
                name, _, value = line.partition(': ')
                fields[name] = value
            if 'event' in fields:
                return Event(fields['event'], json.loads(fields['data']), fields.get('id'))

    def next_of(self, name, timeout=20):
        """The next event of that name."""
        end = time.monotonic() + timeout
        while True:
            event = self.next(max(end - time.monotonic(), 0.01))
            if event.name == name:
                return event

    def quiet(self, seconds):
        """Whether nothing comes for so long."""
        try:
            self.next(seconds)
            return False
        except (TimeoutError, socket.timeout):
            return True

    def ended(self, seconds=10):
        self.socket.settimeout(seconds)
        try:
            while True:
                self.more()
        except (EOFError, ConnectionError):
            return True
        except (TimeoutError, socket.timeout):
            return False
