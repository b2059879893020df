# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTTP load by wrk, the same for both sides."""
import http.client
import itertools
import json
import os
import random
import urllib.parse
from dataclasses import dataclass

from .machine import BENCH, BenchError, run

SCRIPTS = BENCH / 'load'
# One wrk thread drives 64 connections at a fraction of a core; a second one only takes the core from the servers.
THREADS = 1
# So that no two runs, whenever they were, share an Idempotency-Key.
RUNS = itertools.count(random.getrandbits(31))


@dataclass
class Load:
    """What is sent to a server."""
    script: str             # file in load/
    variables: dict         # BENCH_* of the script
    connections: int = 64


@dataclass
class Outcome:
    requests: int
    per_s: float
    p50_ms: float
    p99_ms: float

    def __str__(self):
        return f'{self.per_s:8.0f} req/s  p50 {self.p50_ms:6.2f} ms  p99 {self.p99_ms:7.2f} ms'


def fire(url, load, seconds):
    """Loads the server for so many whole seconds. A run in which not every request succeeded is an error."""
    variables = {'BENCH_LOAD': str(SCRIPTS), 'BENCH_RUN': str(next(RUNS) % 2**31), **load.variables}
    printed = run(['wrk', '--threads', THREADS, '--connections', load.connections, '--duration',
                   f'{seconds}s', '--timeout', '10s', '--script', SCRIPTS / load.script, url],
                  env={**os.environ, **variables})
    result = json.loads(printed.strip().splitlines()[-1])
    if result['bad_statuses'] or result['broken'] or not result['requests']:
        raise BenchError(f'{url}: not every request succeeded: {result}')
    return Outcome(result['requests'], result['requests'] / result['seconds'], result['p50_us'] / 1000,
                   result['p99_us'] / 1000)


def ask(url, method, path, body=None, token='', headers=None):
    """One request; returns status and text."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    headers = {'Content-Type': 'application/json', **(headers or {})} if body else dict(headers or {})
    if token:
        headers['Authorization'] = f'Bearer {token}'
    try:
        connection.request(method, path, body.encode() if body else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def expect(url, method, path, wanted, **options):
    """One request whose answer must have the status `wanted`; returns its JSON."""
    status, text = ask(url, method, path, **options)
    if status != wanted:
        raise BenchError(f'{method} {url}{path}: {status} instead of {wanted}\n{text}')
    return json.loads(text)


def answers(url):
    """Whether anything listens there."""
    try:
        ask(url, 'GET', '/')
        return True
    except OSError:
        return False
