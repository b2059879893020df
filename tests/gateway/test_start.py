# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gateway from start to stop, alone: when it lets clients in, what its administrator sees meanwhile, how it ends."""
import http.client
import http.server
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import client
from house import free_port

GATEWAY, OKNO = sys.argv[1:3]
UNAVAILABLE = 69


class KeyServer:
    """The key set of a provider, at an address that answers when it is told to."""

    def __init__(self, path):
        self.asked, self.answer = threading.Event(), threading.Event()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.set()
                server.answer.wait(20)
                with open(path, 'rb') as file:
                    body = file.read()
                try:
                    self.send_response(200)
                    self.send_header('Content-Length', str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass

            def log_message(self, *_):
                pass
        self.http = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.http.server_address[1]}/jwks'
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.answer.set()
        self.http.shutdown()
        self.http.server_close()


class Alone:
    """A gateway without services behind it; what it was told to call is not there."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='okno-start-')
        self.port, self.admin = free_port(), free_port()
        self.env = dict(os.environ, OKNO_CONFIG=self.folder, OKNO_STATE=self.folder, OKNO_HTTP=f'127.0.0.1:{self.port}',
                        OKNO_GATEWAY__ADMIN__LISTEN=f'127.0.0.1:{self.admin}', OKNO_OKNO__TOKENS__ISSUE='true',
                        OKNO_GATEWAY__TOKENS__ACCEPT_OWN='true')
        os.mkdir(os.path.join(self.folder, 'tokens'))
        os.mkdir(os.path.join(self.folder, 'sign-in'))
        with open(os.path.join(self.folder, 'common.yaml'), 'w') as file:
            file.write('peers:\n' + ''.join(f'  peer{n}: [ipc://{self.folder}/{n}.sock]\n' for n in range(40)))
        self.okno('token', '--create-key')
        self.okno('session-key')
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)

    def okno(self, *arguments):
        return subprocess.run([OKNO, *arguments], env=self.env, text=True, check=True, capture_output=True).stdout.strip()

    def start(self, **settings):
        with open(os.path.join(self.folder, 'log'), 'w') as log:
            self.process = subprocess.Popen([GATEWAY], env=dict(self.env, **settings), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def ended(self):
        """Its exit code."""
        return self.process.wait(30)

    def ask(self, port, target, **headers):
        """Status of an answer; None when nobody is there."""
        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=15)
        try:
            connection.request('GET', target, headers=headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def await_answer(self, port, target, **headers):
        """The first status there is."""
        end = time.monotonic() + 20
        while (status := self.ask(port, target, **headers)) is None:
            assert time.monotonic() < end and self.process.poll() is None, 'nobody answers'
            time.sleep(0.002)
        return status


def test_a_valid_token_is_known_to_the_first_who_is_let_in():
    with Alone() as gateway, KeyServer(os.path.join(gateway.folder, 'tokens', 'jwks.json')) as keys:
        token = gateway.okno('token', '--role', 'APPLICANT', '--sub', 'a', '--applicant', 'a-1')
        gateway.start(OKNO_GATEWAY__TOKENS__ACCEPT_OWN='false', OKNO_GATEWAY__OIDC__ISSUER='okno', OKNO_GATEWAY__OIDC__JWKS=keys.url)
        assert keys.asked.wait(20)
        threading.Timer(0.5, keys.answer.set).start()
        status = gateway.await_answer(gateway.port, '/v1/missedTerms', Authorization=f'Bearer {token}')
        assert keys.answer.is_set() and status == 403, status  # known: this is nothing for an applicant
        gateway.process.terminate()
        assert gateway.ended() == 0


def test_who_is_stopped_before_anybody_is_let_in_ends_in_order():
    with Alone() as gateway, KeyServer(os.path.join(gateway.folder, 'tokens', 'jwks.json')) as keys:
        gateway.start(OKNO_GATEWAY__OIDC__ISSUER='other', OKNO_GATEWAY__OIDC__JWKS=keys.url)
        assert keys.asked.wait(20)
        assert gateway.await_answer(gateway.admin, '/readyz') == 503
        gateway.process.terminate()
        keys.answer.set()
        assert gateway.ended() == 0


def test_an_address_that_is_taken_ends_it_with_69():
    with Alone() as gateway, socket.socket() as taken:
        taken.bind(('127.0.0.1', gateway.port))
        taken.listen()
        gateway.start()
        assert gateway.ended() == UNAVAILABLE


def test_the_administrator_may_look_at_any_moment():
    for _ in range(5):
        with Alone() as gateway:
            over = threading.Event()

            def look():
                while not over.is_set():
                    gateway.ask(gateway.admin, '/readyz?verbose')
            lookers = [threading.Thread(target=look) for _ in range(4)]
            for looker in lookers:
                looker.start()
            try:
                gateway.start()
                gateway.await_answer(gateway.port, '/v1/services/x')
                gateway.process.terminate()
                assert gateway.ended() == 0
            finally:
                over.set()
                for looker in lookers:
                    looker.join()


if __name__ == '__main__':
    del sys.argv[1]  # the word after the program chooses tests
    sys.exit(client.run('start', [(name, test) for name, test in list(globals().items()) if name.startswith('test_')]))
