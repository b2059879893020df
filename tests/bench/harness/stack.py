# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our side over HTTP: a stack started by scripts/up. All that the benches take for granted about it is in this file
and in load/application.json; README.md lists it."""
import json
import os
import pathlib
import subprocess
import time
from contextlib import contextmanager

from .load import SCRIPTS, Load, expect
from .machine import BENCH, ROOT, BenchError, all_pids, run, say
from .peers import free_port, sample_body

UP = ROOT / 'scripts' / 'up'
DOWN = ROOT / 'scripts' / 'down'
CENTRE = 'tverskoy'
SUBMITTER = ('--role', 'OPERATOR', '--centre', CENTRE, '--sub', 'bench-operator')
OPEN_TASKS = '/v1/tasks?centreCode={centre}&pageSize=50'
BY_NUMBER = '/v1/applications?number={number}'
BY_APPLICANT = '/v1/applications?applicantId={applicant}'
BY_ID = '/v1/applications/{id}'
APPLICANTS = 200
# Services settle: first connections, caches, the memory that the start itself took.
IDLE_AFTER_S = 25


def snils(number):
    """The СНИЛС of a nine-digit number above 001001998, with its check digits."""
    digits = [int(digit) for digit in f'{number:09d}']
    check = sum(digit * (9 - place) for place, digit in enumerate(digits)) % 101 % 100
    return f'{number:09d}{check:02d}'


def synthetic_person(number):
    return {'person': {'lastName': 'Образцов', 'firstName': 'Образец', 'middleName': 'Образцович',
                       'birthDate': '1980-01-01', 'snils': snils(900000000 + number)}}


@contextmanager
def running_stack(bench, postgres, name, **settings):
    """A stack on a database of its own in the bench's PostgreSQL, with further variables."""
    if not UP.exists():
        raise BenchError(f'{UP} is not there; --peers runs the peers alone')
    stack = Stack(bench, postgres, name)
    stack.env.update(settings)
    try:
        stack.up()
        yield stack
    finally:
        stack.down()


class Stack:
    def __init__(self, bench, postgres, name):
        self.bench = bench
        self.postgres = postgres
        self.name = name
        self.database = f'okno_{name}'
        self.state = bench.folder / f'state-{name}'
        self.address = f'127.0.0.1:{free_port()}'
        self.url = f'http://{self.address}'
        self.env = {**os.environ, 'OKNO_STATE': str(self.state), 'OKNO_HTTP': self.address,
                    'OKNO_DATABASE': postgres.url(self.database),
                    # One subject makes all the load.
                    'OKNO_GATEWAY__LIMITS__SUBJECT_RATE': '0'}
        self.okno = self.state / 'bin' / 'okno'

    def up(self):
        self.postgres.create_database(self.database)
        say(f'starting the stack {self.name} at {self.url}')
        run([UP], env=self.env)
        self.submitter = run([self.okno, 'token', *SUBMITTER], env=self.env).strip()

    def down(self):
        subprocess.run([DOWN], env=self.env, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)

    def socket(self, service):
        return f'ipc://{self.state}/run/{service}.sock'

    def services(self):
        """Name and process of every daemon of this stack."""
        found = {}
        for pid in all_pids():
            program = self._program_of(pid)
            if program:
                found[pid] = program
        if not found:
            raise BenchError(f'no service of {self.state} is running')
        return sorted((program, pid) for pid, program in found.items())

    def _program_of(self, pid):
        """The daemon of this stack that a process is; else None."""
        try:
            program = pathlib.Path(os.readlink(f'/proc/{pid}/exe'))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            return None
        return program.name if program.parent == self.state / 'lib' else None

    def pids(self):
        return [pid for _, pid in self.services()]

    def settle(self):
        time.sleep(IDLE_AFTER_S)

    def submit_load(self):
        """Applications by an operator for applicants registered beforehand; one of them is tried first."""
        applicants = [self.register(number) for number in range(APPLICANTS)]
        expect(self.url, 'POST', '/v1/applications', 201, body=sample_body(applicants[0], 'probe'),
               token=self.submitter, headers={'Idempotency-Key': '00000000-0000-4000-8000-000000000000'})
        return Load('submit.lua', {'BENCH_BODY': str(SCRIPTS / 'application.json'), 'BENCH_TOKEN': self.submitter,
                                   'BENCH_APPLICANTS': self.bench.write_lines(f'{self.name}-applicants', applicants)})

    def register(self, number):
        made = expect(self.url, 'POST', '/v1/applicants', 201, token=self.submitter,
                      body=json.dumps(synthetic_person(number), ensure_ascii=False),
                      headers={'Idempotency-Key': f'00000000-0000-4000-9000-{number:012d}'})
        return made['applicantId']

    def fill(self, rows):
        """As many applications as `rows`, with tasks and history, straight into the tables."""
        say(f'filling {self.database} with {rows} applications')
        centres = expect(self.url, 'GET', '/v1/centres', 200)['centres']
        cards = expect(self.url, 'GET', '/v1/services', 200)['services']
        services = [{key: card[key] for key in ('serviceCode', 'name', 'agencyCode', 'typeCode')} for card in cards]
        self.postgres.run_file(self.database, BENCH / 'fill_tracking.sql', rows=rows, centre=CENTRE,
                               centres='{' + ','.join(centre['centreCode'] for centre in centres) + '}',
                               services=json.dumps(services, ensure_ascii=False))

    def sample(self):
        """Rows of id, number, applicant of applications picked all over the table."""
        printed = self.postgres.run_file(self.database, BENCH / 'sample_tracking.sql', centre=CENTRE)
        return [dict(zip(('id', 'number', 'applicant'), line.split('|'))) for line in printed.splitlines()]

    def read_load(self, path, connections=64):
        """GETs of `path` for the sampled applications; the first is tried beforehand."""
        paths = sorted({path.format(centre=CENTRE, **row) for row in self.sample()})
        expect(self.url, 'GET', paths[0], 200, token=self.submitter)
        return Load('read.lua', {'BENCH_PATHS': self.bench.write_lines(f'{self.name}-paths', paths),
                                 'BENCH_TOKEN': self.submitter}, connections)
