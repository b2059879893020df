# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTTP as a client speaks it, and byte by byte."""
import http.client
import json
import socket
import urllib.parse
import uuid

TIMEOUT_S = 30
PROBLEM = 'application/problem+json'
GOOD = (200, 201)
# What a connection can fail with, seen from the client.
BROKEN = (OSError, http.client.HTTPException)
# Statuses after which a careful client sends the same again: away, too slow, too busy, still at it.
AGAIN = (409, 429, 503, 504)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def good(self):
        return self.status in GOOD

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def fields(self):
        """Fields that a problem names."""
        return [violation['field'] for violation in self.json.get('violations', [])]

    def __repr__(self):
        return f'{self.status} {self.body[:600].decode(errors="replace")}'


def query(path, **parameters):
    given = {name: value for name, value in parameters.items() if value is not None}
    return f'{path}?{urllib.parse.urlencode(given)}' if given else path


def body_of(value):
    return value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()


class Client:
    """Somebody with a token (or without). A connection for each request."""

    def __init__(self, url, token='', language='ru'):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.token = token
        self.headers = {'Accept-Language': language}
        if token:
            self.headers['Authorization'] = f'Bearer {token}'

    def connect(self, timeout=TIMEOUT_S):
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def ask(self, method, path, body=None, headers=None, connection=None, timeout=TIMEOUT_S):
        """One request; on a connection of its own unless one is given."""
        own = connection is None
        connection = connection or self.connect(timeout)
        sent = dict(self.headers)
        if body is not None:
            sent['Content-Type'] = 'application/json'
        try:
            connection.request(method, path, None if body is None else body_of(body), {**sent, **(headers or {})})
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, named, answer.read())
        finally:
            if own:
                connection.close()

    def get(self, path, headers=None, **parameters):
        return self.ask('GET', query(path, **parameters), headers=headers)

    def post(self, path, body=None, key=None, headers=None):
        """A write with an Idempotency-Key: its own, unless one is given."""
        key = key or str(uuid.uuid4())
        return self.ask('POST', path, {} if body is None else body, {'Idempotency-Key': key, **(headers or {})})

    def patch(self, path, body, headers=None, **parameters):
        return self.ask('PATCH', query(path, **parameters), body, headers)


class Wire:
    """A bare connection."""

    def __init__(self, client, timeout=TIMEOUT_S):
        self.socket = socket.create_connection((client.host, client.port), timeout=timeout)
        self.buffer = b''

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def _more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        self.buffer += data
        return bool(data)

    def read(self):
        """The next answer; None when the connection ends instead."""
        while b'\r\n\r\n' not in self.buffer:
            if not self._more():
                return None
        head, self.buffer = self.buffer.split(b'\r\n\r\n', 1)
        first, *lines = head.decode('latin-1').split('\r\n')
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(':') for line in lines)}
        status = int(first.split()[1])
        if status == 100:
            return self.read()
        size = int(headers.get('content-length', 0))
        while len(self.buffer) < size and self._more():
            pass
        body, self.buffer = self.buffer[:size], self.buffer[size:]
        return Answer(status, headers, body)

    def ended(self):
        """Whether the server closes, without saying more."""
        try:
            return not self._more()
        except socket.timeout:
            return False


def head(*lines):
    return ('\r\n'.join(lines) + '\r\n\r\n').encode()
