#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An agency's system for the tests: takes messages by POST, checks their signatures, and behaves as its path says.

    peer.py LOG SECRET FOLDER     prints its port; writes a line of JSON for every message: what came, whether it was signed

    /ok 204   /slow answers after 3 s   /error 500   /gone 410   /lost reads and hangs up   /busy 429, Retry-After: 3
    /again 500 the first time a message comes, 204 the second   /known 409   /away redirects to /ok   /stuck never answers
"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

LOG, SECRET, FOLDER = sys.argv[1:4]
ANSWERS = {'/ok': 204, '/slow': 204, '/error': 500, '/gone': 410, '/busy': 429, '/known': 409, '/away': 302, '/stuck': 204}
seen = {}
lock = threading.Lock()


def by_hmac(content, signatures):
    key = base64.b64decode(SECRET.removeprefix('whsec_'))
    right = 'v1,' + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(right, one) for one in signatures.split())


def by_cms(content, cms):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (('der', base64.b64decode(cms)), ('content', content)):
            with open(f'{folder}/{name}', 'wb') as file:
                file.write(data)
        argv = ['openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', f'{folder}/der', '-content', f'{folder}/content',
                '-noverify', '-nointern', '-certfile', f'{FOLDER}/own.pem', '-out', '/dev/null']
        return subprocess.run(argv, capture_output=True, check=False).returncode == 0


class Peer(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        message = self.headers['webhook-id']
        content = f"{message}.{self.headers['webhook-timestamp']}.".encode() + body
        cms = self.headers.get('okno-cms')
        with lock:
            seen[message] = seen.get(message, 0) + 1
            times = seen[message]
            line = {'path': self.path, 'id': message, 'times': times, 'type': self.headers['Content-Type'],
                    'hmac': by_hmac(content, self.headers.get('webhook-signature', '')),
                    'cms': by_cms(content, cms) if cms else None, 'event': json.loads(body)}
            with open(LOG, 'a', encoding='utf-8') as log:
                log.write(json.dumps(line, ensure_ascii=False) + '\n')
        self.answer(times)

    def answer(self, times):
        if self.path == '/lost':
            self.close_connection = True
            return
        if self.path in ('/slow', '/stuck'):
            time.sleep(3 if self.path == '/slow' else 60)
        self.send_response(ANSWERS.get(self.path, 500 if times == 1 else 204))
        if self.path == '/busy':
            self.send_header('Retry-After', '3')
        if self.path == '/away':
            self.send_header('Location', '/ok')
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Peer)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()  # until the test ends
os._exit(0)
