# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stand as tests see it, and HTTP spoken byte by byte."""
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time


class Stand:
    """A process of gateway_stand; its settings are those of stand.c, by name without STAND_."""

    def __init__(self, program, part='both', **settings):
        self.folder = tempfile.mkdtemp(prefix='okno-gw-')
        environment = dict(os.environ, **{'STAND_' + name.upper(): str(value) for name, value in settings.items()})
        self.log = open(os.path.join(self.folder, 'log'), 'w+')
        self.process = subprocess.Popen([program, self.folder, part], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log, env=environment, text=True)
        self.tokens, self.port = {}, None
        for line in self.process.stdout:
            words = line.split()
            if words[0] == 'token':
                self.tokens[words[1]] = words[2]
            elif words[0] == 'port':
                self.port = int(words[1])
            elif words[0] == 'ready':
                break
        assert self.port, 'the stand did not start'
        deadline = time.monotonic() + 10
        while part == 'both' and self.get('/v1/services/x').status == 503 and time.monotonic() < deadline:
            time.sleep(0.05)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Ends it in order; its exit code must be 0, which sanitizers see to."""
        self.process.stdin.close()
        code = self.process.wait(30)
        self.log.seek(0)
        text = self.log.read()
        self.log.close()
        shutil.rmtree(self.folder)
        assert code == 0, f'the stand ended with {code}: {text[-3000:]}'

    def lines(self):
        """The access log so far."""
        with open(os.path.join(self.folder, 'log')) as file:
            return [json.loads(line) for line in file if '"message":"request"' in line]

    def await_log(self, text):
        """Until the log says it."""
        end = time.monotonic() + 10
        while True:
            with open(os.path.join(self.folder, 'log')) as file:
                if text in file.read():
                    return
            assert time.monotonic() < end, f'the log does not say {text}'
            time.sleep(0.005)

    def rss(self):
        with open(f'/proc/{self.process.pid}/status') as file:
            return next(int(line.split()[1]) for line in file if line.startswith('VmRSS'))

    def bearer(self, role='OPERATOR'):
        return {'Authorization': 'Bearer ' + self.tokens[role]}

    def connect(self, timeout=15):
        return Connection(self.port, timeout)

    def ask(self, method, target, headers=None, body=None, role=None):
        """One request on a connection of its own."""
        with self.connect() as connection:
            return connection.ask(method, target, dict(headers or {}, **(self.bearer(role) if role else {})), body)

    def get(self, target, headers=None, role=None):
        return self.ask('GET', target, headers, None, role)

    def post(self, target, value, headers=None, role='OPERATOR'):
        body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        return self.ask('POST', target, dict({'Content-Type': 'application/json'}, **(headers or {})), body, role)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f'{self.status} {self.headers} {self.body[:400]!r}'


class Connection:
    def __init__(self, port, timeout):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=timeout)
        self.buffer = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def ask(self, method, target, headers=None, body=None):
        lines = [f'{method} {target} HTTP/1.1', 'Host: localhost']
        lines += [f'{name}: {value}' for name, value in (headers or {}).items()]
        if body is not None:
            lines.append(f'Content-Length: {len(body)}')
        self.send('\r\n'.join(lines).encode() + b'\r\n\r\n' + (body or b''))
        return self.read(method)

    def more(self):
        data = self.socket.recv(65536)
        self.buffer += data
        return bool(data)

    def read(self, method='GET'):
        """The next answer; None when the connection ends instead."""
        while b'\r\n\r\n' not in self.buffer:
            try:
                if not self.more():
                    return None
            except ConnectionResetError:
                return None
        end = self.buffer.index(b'\r\n\r\n')
        head = self.buffer[:end].decode()
        del self.buffer[:end + 4]
        first, *lines = head.split('\r\n')
        headers = {}
        for line in lines:
            name, value = line.split(':', 1)
            headers[name.lower()] = value.strip()
        status = int(first.split()[1])
        if status == 100:
            return self.read(method)
        size = 0 if method == 'HEAD' or status in (204, 304) else int(headers['content-length'])
        while len(self.buffer) < size and self.more():
            pass
        body = bytes(self.buffer[:size])
        del self.buffer[:size]
        return Answer(status, headers, body)

    def ended(self):
        """Whether the server closes its side, without saying more."""
        try:
            return not self.more()
        except ConnectionResetError:
            return True
        except socket.timeout:
            return False


def run(title, tests, *arguments):
    """Runs functions by name order of the file, prints what failed and the line that CI reads."""
    import sys
    import traceback
    wanted = sys.argv[2:]
    passed = failed = 0
    for name, test in tests:
        if wanted and not any(word in name for word in wanted):
            continue
        try:
            test(*arguments)
            passed += 1
        except Exception:
            failed += 1
            print(f'--- {title}: {name}')
            traceback.print_exc(file=sys.stdout)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0
