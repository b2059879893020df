# SPDX-License-Identifier: AGPL-3.0-or-later
"""scripts/bench process: regulations at work. Durable steps; instances against npm's bpmn-engine; a million instances
against ten thousand; timers over two replicas; publishing."""
import datetime
import json
import shutil
import statistics
import subprocess
import time
import uuid
from dataclasses import dataclass

from . import regulations
from .contest import alternate, pick_best
from .load import expect
from .machine import BENCH, BUILD, PEERS, BenchError, build_ours, cpu_seconds, need_packages, run, say
from .peers import DATABASE, sample_body
from .postgres import Postgres
from .report import LOWER_IS_BETTER, median
from .stack import CENTRE, running_stack

CLIENTS = 64
STEPS_PER_S = 2000
# The regulation that the applications of load/application.json run on.
APPLIED = 'passport-foreign'
TASKS = 3
# Instances of a round of ours, for each second of a round of the peer.
INSTANCES_PER_SECOND = 200
PEER_RATIO = 30
SMALL_ROWS = 10_000
# A hall of officials rather than a flood: queueing must not hide what the database does.
OFFICIALS = 8
P99_GROWTH = 1.5
SAMPLED = 20_000
TIMERS = 100_000
MINUTE_S = 60
LATE_S = 5
GIVE_UP_S = 120
# From the first timer's process to the minute in which all are due: the others are filled in meanwhile.
LEAD_S = 25
ELEMENTS = 500
PUBLICATIONS = 20
PUBLISHING_MS = 200


# ------------------------------------------------------------------ our side

class Processes:
    """Regulations and processes of a running stack."""

    def __init__(self, bench, postgres, stack):
        self.bench, self.postgres, self.stack = bench, postgres, stack
        self.admin = run([stack.okno, 'token', '--role', 'ADMIN', '--sub', 'bench-admin'], env=stack.env).strip()
        self.load, = build_ours('tests/bench/process_load')

    def publish(self, bpmn):
        return expect(self.stack.url, 'POST', '/v1/regulations', 201, body=bpmn, token=self.admin,
                      headers={'Content-Type': 'application/xml', 'Idempotency-Key': str(uuid.uuid4())})

    def create(self, code, **variables):
        made = expect(self.stack.url, 'POST', '/v1/processes', 201, token=self.admin,
                      body=json.dumps({'regulation': code, 'variables': variables}),
                      headers={'Idempotency-Key': str(uuid.uuid4())})
        return made['processId']

    def query(self, sql):
        return self.postgres.query(self.stack.database, sql)

    def number(self, sql):
        return int(self.query(sql))

    def fill(self, samples, each):
        """Each of these processes so many times more, straight into the tables."""
        say(f'filling {self.stack.database} with {len(samples)} × {each} processes')
        self.postgres.run_file(self.stack.database, BENCH / 'fill_processes.sql', samples='{' + ','.join(samples) + '}',
                               each=each)
        self.postgres.settle()

    def tasks_file(self, where, sample=''):
        rows = self.query(f'SELECT task_id FROM tracking.task {sample} WHERE state = \'OPEN\' AND {where} '
                          'ORDER BY random()')
        return self.bench.write_lines('tasks', rows.split())

    def work(self, *arguments, clients=CLIENTS):
        """The load program against tracking; what it cost beside its figures."""
        tracking = [pid for name, pid in self.stack.services() if name == 'okno-tracking']
        before = cpu_seconds(tracking), cpu_seconds([self.postgres.process.pid])
        figures = json.loads(run([self.load, '--address', self.stack.socket('tracking'), '--clients', clients,
                                  '--centre', CENTRE, *arguments]))
        return Work(figures, cpu_seconds(tracking) - before[0],
                    cpu_seconds([self.postgres.process.pid]) - before[1])


@dataclass
class Work:
    figures: dict
    own_s: float        # CPU of tracking and of PostgreSQL, the warm-up included
    postgres_s: float

    @property
    def per_s(self):
        return self.figures['steps_per_s']

    @property
    def p99_ms(self):
        return self.figures['p99_us'] / 1000

    def __str__(self):
        return (f"{self.per_s:8.0f} steps/s  p50 {self.figures['p50_us'] / 1000:.2f} ms  p99 {self.p99_ms:.2f} ms  "
                f'CPU {self.own_s:.1f} + {self.postgres_s:.1f} s (PostgreSQL)')


# ------------------------------------------------------------------ 1: steps

def durable_steps(bench, postgres):
    """Applications on a regulation without end, a step of each in flight: every step is task, process, its history,
    application, movement, event, audit."""
    with running_stack(bench, postgres, 'steps') as stack:
        ours = Processes(bench, postgres, stack)
        ours.publish(regulations.loop(f'regulation-{APPLIED}', 'application'))
        for number in range(CLIENTS):
            expect(stack.url, 'POST', '/v1/applications', 201, body=sample_body(stack.register(number), str(number)),
                   token=stack.submitter, headers={'Idempotency-Key': str(uuid.uuid4())})
        there = "step IN ('walk', 'return') AND application_id IS NOT NULL"

        def measure():
            return ours.work('--tasks', ours.tasks_file(there), '--seconds', bench.options.seconds, '--warmup', 1)

        outcomes = alternate(bench.options.rounds, {'okno': measure}, stack.pids())['okno']
        bench.report.add('process', f'durable steps of applications over RPC, {CLIENTS} clients', 'steps/s',
                         median(work.per_s for work in outcomes), 'limit', STEPS_PER_S, 1.0)


# ------------------------------------------------------------------ 2: instances against bpmn-engine

@dataclass
class Rate:
    per_s: float

    def __str__(self):
        return f'{self.per_s:8.1f} instances/s'


class BpmnEngine:
    """npm's bpmn-engine in one Node process or two, in memory or with its state saved at every task."""

    def __init__(self, bench, postgres, model):
        if not shutil.which('node') or not shutil.which('npm'):
            need_packages('nodejs', 'npm')
        self.folder, self.model = BUILD / 'bpmn-engine', model
        shutil.copytree(PEERS / 'bpmn-engine', self.folder, dirs_exist_ok=True)
        say('installing bpmn-engine')
        run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], cwd=self.folder)
        postgres.run_file(DATABASE, self.folder / 'tables.sql', schema='bench_bpmn_engine')
        self.url = postgres.url(DATABASE) + '&options=-csearch_path%3Dbench_bpmn_engine'

    def measure(self, mode, processes, seconds):
        argv = ['node', 'run.js', str(self.model), str(seconds), mode, self.url]
        started = [subprocess.Popen(argv, cwd=self.folder, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
        printed = [process.communicate()[0] for process in started]
        if any(process.returncode for process in started):
            raise BenchError(f'bpmn-engine ({mode}) failed')
        return Rate(sum(json.loads(text)['per_s'] for text in printed))

    def tune(self, mode, seconds):
        return pick_best(f'bpmn-engine ({mode})', [1, 2], lambda processes: self.measure(mode, processes, seconds),
                         lambda rate: rate.per_s)


def run_instances(ours, code, count):
    """Starts so many processes and carries each to its end; the time of both counts."""
    done = f"SELECT count(*) FROM tracking.process WHERE regulation = '{code}' AND status = 'COMPLETED'"
    before = ours.number(done)
    started = ours.work('--create', code, '--count', count)
    carried = ours.work('--tasks', ours.tasks_file("step = 't1'"))
    if ours.number(done) - before != count:
        raise BenchError(f'{ours.number(done) - before} of {count} processes came to their end')
    return Rate(count / (started.figures['seconds'] + carried.figures['seconds']))


def instances(bench, postgres):
    code, seconds = 'bench-chain', bench.options.seconds
    model = bench.write_lines('chain', [regulations.chain(code, TASKS)])
    postgres.create_database(DATABASE)
    peer = BpmnEngine(bench, postgres, model)
    ways = {mode: peer.tune(mode, bench.options.tuning_s) for mode in ('memory', 'durable')}
    sides = {f'bpmn-engine {mode}': lambda mode=mode: peer.measure(mode, ways[mode], seconds) for mode in ways}
    if bench.options.peers:
        return report_instances(bench.report, alternate(bench.options.rounds, sides), ways)
    engine, = build_ours('tests/bench/process_engine')
    with running_stack(bench, postgres, 'instances') as stack:
        ours = Processes(bench, postgres, stack)
        ours.publish(regulations.chain(code, TASKS))
        sides = {'okno': lambda: run_instances(ours, code, INSTANCES_PER_SECOND * seconds),
                 'libs/bpmn alone': lambda: Rate(json.loads(run([engine, model, seconds]))['per_s']), **sides}
        return report_instances(bench.report, alternate(bench.options.rounds, sides, stack.pids()), ways)


def report_instances(report, outcomes, ways):
    def rate(side):
        return median(rate.per_s for rate in outcomes.get(side, []))

    for ours, mode, what in (('okno', 'durable', 'state saved at every task'), ('okno', 'memory', 'in memory'),
                             ('libs/bpmn alone', 'memory', 'in memory')):
        case = 'durable instances' if ours == 'okno' else 'instances in memory'
        report.add('process', f'{case} of {TASKS} user tasks', 'instances/s', rate(ours),
                   f'bpmn-engine, {what} ({ways[mode]} process(es))', rate(f'bpmn-engine {mode}'), PEER_RATIO)


# ------------------------------------------------------------------ 3: a million instances

def filled(bench, postgres, stack, rows):
    ours = Processes(bench, postgres, stack)
    ours.publish(regulations.loop('bench-loop'))
    ours.fill([ours.create('bench-loop')], rows)
    return ours


def many_instances(bench, postgres):
    rows = bench.options.rows
    with running_stack(bench, postgres, 'small') as small, running_stack(bench, postgres, 'large') as large:
        sides = {stack.name: (filled(bench, postgres, stack, count), count)
                 for stack, count in ((large, rows), (small, SMALL_ROWS))}

        def measure(name):
            ours, count = sides[name]
            percent = min(100.0, 100.0 * SAMPLED / count)
            tasks = ours.tasks_file("step IN ('walk', 'return')", f'TABLESAMPLE BERNOULLI ({percent})')
            return ours.work('--tasks', tasks, '--seconds', bench.options.seconds, '--warmup', 1, clients=OFFICIALS)

        outcomes = alternate(bench.options.rounds, {name: lambda name=name: measure(name) for name in sides},
                             small.pids() + large.pids())
    p99 = {name: median(work.p99_ms for work in runs) for name, runs in outcomes.items()}
    bench.report.add('process', f'completing a task, {rows} instances running, p99', 'ms', p99['large'],
                     f'the same with {SMALL_ROWS}', p99['small'], 1 / P99_GROWTH, LOWER_IS_BETTER)


# ------------------------------------------------------------------ 4: timers

def timers(bench, postgres):
    """Processes started by the service for every second of a minute, and copies of them."""
    with running_stack(bench, postgres, 'timers', OKNO_TRACKING_REPLICAS='2') as stack:
        ours = Processes(bench, postgres, stack)
        ours.publish(regulations.timer('bench-timer'))
        begin = time.time() + LEAD_S
        dues = [datetime.datetime.fromtimestamp(begin + second, datetime.timezone.utc) for second in range(MINUTE_S)]
        samples = [ours.create('bench-timer', due=due.isoformat(timespec='milliseconds')) for due in dues]
        each = -(-TIMERS // MINUTE_S) - 1
        ours.fill(samples, each)
        if time.time() > begin:
            raise BenchError(f'filling took more than {LEAD_S} s')
        took = fire_all(ours, begin)
        fired = ours.number('SELECT count(*) FROM tracking.process p WHERE status = \'COMPLETED\' AND edition = 2 AND '
                            '(SELECT count(*) FROM tracking.process_step s WHERE s.process_id = p.process_id) = 2 AND '
                            "regulation = 'bench-timer'")
    wanted = MINUTE_S * (each + 1)
    bench.report.add('process', f'{wanted} timers of one minute, two replicas: fired once', 'timers', fired, 'due',
                     wanted, 1.0)
    bench.report.add('process', 'the last of them fired, after the minute began', 's', took, 'limit',
                     MINUTE_S + LATE_S, 1.0, LOWER_IS_BETTER)


def fire_all(ours, begin):
    """Seconds from the beginning of the minute until no timer is left, or the bench has waited long enough."""
    tracking = [pid for name, pid in ours.stack.services() if name == 'okno-tracking']
    before = [cpu_seconds([pid]) for pid in tracking]
    database = cpu_seconds([ours.postgres.process.pid])
    told = 0.0
    while True:
        left, late = ours.query('SELECT count(*), COALESCE(extract(epoch FROM now() - min(due)), 0)::int '
                                'FROM tracking.process_timer').strip().split('|')
        now = time.time() - begin
        if now - told >= 10 or left == '0':
            told = now
            say(f'  {now:5.1f} s into the minute: {left} timers left, the oldest {late} s late')
        if left == '0':
            break
        if now > GIVE_UP_S:
            break
        time.sleep(0.5)
    spent = ', '.join(f'{cpu_seconds([pid]) - then:.1f}' for pid, then in zip(tracking, before))
    say(f'  CPU of the replicas: {spent} s; of PostgreSQL: {cpu_seconds([ours.postgres.process.pid]) - database:.1f} s')
    return now


# ------------------------------------------------------------------ 5: publishing

def publishing(bench, postgres):
    with running_stack(bench, postgres, 'publishing') as stack:
        ours = Processes(bench, postgres, stack)
        times = []
        for number in range(PUBLICATIONS):
            bpmn = regulations.wide('bench-wide', ELEMENTS, f'Редакция {number}')
            start = time.perf_counter()
            made = ours.publish(bpmn)
            times.append((time.perf_counter() - start) * 1000)
            if made['version'] != number + 1:
                raise BenchError(f"version {made['version']} instead of {number + 1}")
    say(f'  {PUBLICATIONS} times: median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms')
    bench.report.add('process', f'publishing a regulation of {ELEMENTS} elements over HTTP, the slowest', 'ms',
                     max(times), 'limit', PUBLISHING_MS, 1.0, LOWER_IS_BETTER)


CASES = {'steps': durable_steps, 'instances': instances, 'many': many_instances, 'timers': timers,
         'publishing': publishing}


def run_bench(bench):
    postgres = Postgres(bench.processes, bench.folder)
    for name, case in CASES.items():
        if bench.options.case in (None, name) and (not bench.options.peers or name == 'instances'):
            case(bench, postgres)
