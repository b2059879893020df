# SPDX-License-Identifier: AGPL-3.0-or-later
"""The peers that write and read the bare rows: Fastify + pg, and pgbench."""
import json
import os
import re
import shutil
import socket
from contextlib import contextmanager
from dataclasses import dataclass

from .load import SCRIPTS, Load, answers, expect, fire
from .machine import BUILD, PEERS, BenchError, cpu_seconds, need_packages, run, say, wait_until

DATABASE = 'bench'
WARMUP_S = 1
# Node compiles what is hot for seconds after its start.
FRESH_WARMUP_S = 4


def prepare_rows(postgres, schema):
    """(Re)creates the bare tables of a peer in its own schema."""
    postgres.run_file(DATABASE, PEERS / 'bare_rows.sql', schema=schema)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def sample_body(applicant, sequence):
    template = (SCRIPTS / 'application.json').read_text()
    return template.replace('@APPLICANT@', applicant).replace('@SEQUENCE@', sequence).strip()


def some_applicants(count=1000):
    return [f'00000000-0000-4000-8000-{number:012d}' for number in range(1, count + 1)]


@dataclass(frozen=True)
class FastifyWay:
    """A way to run the Fastify peer."""
    processes: int
    connections: int        # of each process
    mode: str               # 'pool' or 'pipeline'

    def __str__(self):
        return f'{self.processes} process(es), {self.connections} connections each, {self.mode}'


class Fastify:
    """Fastify + pg on a database that has the schema bench_fastify."""

    def __init__(self, bench, postgres):
        self.bench = bench
        self.postgres = postgres
        self.folder = self._install()
        prepare_rows(postgres, 'bench_fastify')

    def _install(self):
        if not shutil.which('node') or not shutil.which('npm'):
            need_packages('nodejs', 'npm')
        folder = BUILD / 'fastify-pg'
        shutil.copytree(PEERS / 'fastify-pg', folder, dirs_exist_ok=True)
        say('installing the Fastify peer')
        run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], cwd=folder)
        return folder

    @contextmanager
    def running(self, way):
        """Its address while it runs; `self.process` is then its first process."""
        port = free_port()
        url = f'http://127.0.0.1:{port}'
        env = {**os.environ, 'NODE_ENV': 'production', 'DATABASE_URL': self.postgres.url(DATABASE), 'PORT': str(port),
               'PROCESSES': str(way.processes), 'DB_CONNECTIONS': str(way.connections), 'DB_MODE': way.mode}
        self.process = self.bench.processes.start('fastify', ['node', 'server.js'],
                                                  cwd=self.folder, env=env)
        try:
            wait_until(lambda: answers(url), self.process, 'Fastify')
            yield url
        finally:
            self.bench.processes.stop(self.process)

    def submit_load(self):
        applicants = self.bench.write_lines('fastify-applicants', some_applicants())
        return Load('submit.lua', {'BENCH_BODY': str(SCRIPTS / 'application.json'), 'BENCH_APPLICANTS': applicants})

    def read_load(self):
        paths = [f'/v1/applications/{row}' for row in self._some_ids()]
        return Load('read.lua', {'BENCH_PATHS': self.bench.write_lines('fastify-paths', paths)})

    def _some_ids(self):
        ids = self.postgres.query(DATABASE, 'SELECT id FROM bench_fastify.application ORDER BY id LIMIT 10000')
        if not ids:
            raise BenchError('there is no application to read')
        return ids.split()

    def fill(self, count):
        """As many applications as `count`, equal to those that the load sends."""
        body = json.loads(sample_body(some_applicants(1)[0], '0' * 36))
        columns = [str(body[name]) for name in ('serviceCode', 'applicantId', 'centreCode', 'channel', 'scenario')]
        columns += [json.dumps(body[name], ensure_ascii=False) for name in ('documents', 'answers')]
        values = ', '.join("'" + text.replace("'", "''") + "'" for text in columns)
        self.postgres.query(DATABASE, 'INSERT INTO bench_fastify.application (service_code, applicant_id, '
                            'centre_code, channel, scenario, documents, answers) SELECT '
                            f"v.a, v.b::uuid, v.c, v.d, v.e::smallint, v.f::json, v.g::json "
                            f'FROM generate_series(1, {count}), (VALUES ({values})) AS v(a, b, c, d, e, f, g)')
        self.postgres.query(DATABASE, 'VACUUM ANALYZE bench_fastify.application')

    def check(self, url):
        """It does what it says: what was posted is read back."""
        body = sample_body(some_applicants(1)[0], 'sequence')
        made = expect(url, 'POST', '/v1/applications', 201, body=body)
        read = expect(url, 'GET', f"/v1/applications/{made['applicationId']}", 200)
        if read != made or read['answers'] != json.loads(body)['answers']:
            raise BenchError(f'Fastify answers {made}, then {read}')


class Served:
    """A server under load: rate, percentiles, and what the request cost it and PostgreSQL."""

    def __init__(self, outcome, own_us, postgres_us):
        self.outcome = outcome
        self.per_s = outcome.per_s
        self.p99_ms = outcome.p99_ms
        self.own_us = own_us
        self.postgres_us = postgres_us

    def __str__(self):
        return f'{self.outcome}  CPU {self.own_us:.0f} + {self.postgres_us:.0f} µs (PostgreSQL)'


def measure_served(url, load, seconds, pids, postgres, warmup_s=WARMUP_S):
    """Warms the server up, then measures. `pids` are the roots of the server's processes."""
    fire(url, load, warmup_s)
    own, database = cpu_seconds(pids), cpu_seconds([postgres.process.pid])
    outcome = fire(url, load, seconds)
    per_us = 1e6 / outcome.requests
    return Served(outcome, (cpu_seconds(pids) - own) * per_us,
                  (cpu_seconds([postgres.process.pid]) - database) * per_us)


@dataclass
class Transactions:
    per_s: float
    latency_ms: float

    def __str__(self):
        return f'{self.per_s:8.0f} tx/s   mean {self.latency_ms:.2f} ms'


class Pgbench:
    """The bare rows without any application: what this PostgreSQL gives to statements of a transaction each."""
    CLIENTS = (4, 8, 16, 32, 64)

    def __init__(self, postgres):
        self.postgres = postgres
        body = json.loads(sample_body(some_applicants(1)[0], '0' * 36))
        self.variables = [part for name in ('documents', 'answers')
                          for part in ('-D', f'{name}={json.dumps(body[name], ensure_ascii=False)}')]
        prepare_rows(postgres, 'bench_pgbench')

    def measure(self, clients, seconds):
        printed = run([self.postgres.bin / 'pgbench', '-n', '-M', 'prepared', '-c', clients, '-j', 1, '-T', seconds,
                       '-f', PEERS / 'pgbench' / 'insert_application.sql', *self.variables,
                       self.postgres.url(DATABASE)])
        tps = re.search(r'^tps = ([\d.]+)', printed, re.MULTILINE)
        latency = re.search(r'^latency average = ([\d.]+) ms', printed, re.MULTILINE)
        return Transactions(float(tps.group(1)), float(latency.group(1)))
