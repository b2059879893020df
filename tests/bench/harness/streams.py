# SPDX-License-Identifier: AGPL-3.0-or-later
"""scripts/bench streams: thousands of live streams at the gateway of a stack. Everything a client gets is checked: each stream
sees every revision of its hall, in order, once."""
import json
import subprocess
import time
from dataclasses import dataclass

from .load import expect
from .machine import BenchError, Disturbance, build_ours, cpu_seconds, resident_mib, run, say
from .postgres import Postgres
from .report import LOWER_IS_BETTER, median
from .stack import running_stack

LIMIT_MS = 500
LIMIT_MIB = 100
ONE_HALL = 'arbat'
ONE_HALL_STREAMS = 5000
CITY_CENTRES, CITY_WINDOWS, CITY_RATE, CITY_SECONDS = 140, 50, 400, 60
LETTERS = 'АВГДЕЖКЛМНПРСТУФХЦШЭ'


@dataclass
class Load:
    figures: dict
    mib: float
    gateway_cpu: float
    queue_cpu: float
    others: float

    @property
    def p99_ms(self):
        return self.figures['p99_us'] / 1000

    @property
    def wrong(self):
        """Deliveries that were missing, doubled or out of order."""
        return sum(self.figures[name] for name in ('gaps', 'doubles', 'behind', 'ended'))

    def __str__(self):
        f = self.figures
        return (f"{f['streams']} streams, {f['events']} events at {f['events_per_s']:.0f}/s, {f['changes']} deliveries: "
                f"p50 {f['p50_us'] / 1000:.0f} ms  p99 {self.p99_ms:.0f} ms  gateway {self.mib:.0f} MiB, {self.gateway_cpu:.0%} of a core, "
                f"queue {self.queue_cpu:.0%}; wrong {self.wrong}; others took {self.others:.0%} of the machine")


def centre(number):
    """A centre beyond those of the reference data, which are fewer than a city at its largest needs."""
    days = ', '.join(f'{{weekday: {day}, opens: "00:00", closes: "24:00"}}' for day in range(1, 8))
    return (f'  - {{centreCode: bench-{number}, name: "Центр {number}", address: "Адрес {number}", oktmo: "45374000", '
            f'okrug: "ЦАО", latitude: 55.75, longitude: 37.6, timetable: [{days}], windows: {CITY_WINDOWS}, '
            f'systemCode: "93099{number:02d}"}}')


def load_centres(bench, stack):
    """Codes of as many centres as the city has."""
    codes = [one['centreCode'] for one in expect(stack.url, 'GET', '/v1/centres', 200)['centres']]
    more = range(max(CITY_CENTRES - len(codes), 0))
    if more:
        folder = bench.folder / 'more-centres'
        folder.mkdir()
        (folder / 'centres.yaml').write_text('centres:\n' + '\n'.join(centre(number) for number in more) + '\n')
        run([stack.okno, 'reference', 'load', folder], env=stack.env)
    return (codes + [f'bench-{number}' for number in more])[:CITY_CENTRES]


def hall(code):
    groups = [{'groupCode': f'q{number}', 'letter': LETTERS[number], 'name': f'Очередь {number}', 'normMinutes': 10}
              for number in range(5)]
    windows = [{'number': str(number + 1), 'groups': [{'groupCode': f'q{number % 5}', 'weight': 1}]}
               for number in range(CITY_WINDOWS)]
    return {'centreCode': code, 'groups': groups, 'windows': windows}


def daemon(stack, name):
    return next(pid for program, pid in stack.services() if program == f'okno-{name}')


def measure(bench, stack, program, token, *arguments):
    """One run of stream_load beside the stack."""
    gateway, queue = daemon(stack, 'gateway'), daemon(stack, 'queue')
    port = stack.address.rpartition(':')[2]
    disturbance = Disturbance([*stack.pids(), stack.postgres.process.pid])
    process = subprocess.Popen([str(part) for part in (program, '--address', stack.socket('queue'), '--port', port, '--token',
                                                       token, *arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = process.stderr.readline()
        if said != 'open\n':
            raise BenchError(f'stream_load: {said}{process.stderr.read()}')
        time.sleep(1)
        began, before = time.monotonic(), (cpu_seconds([gateway]), cpu_seconds([queue]))
        most = 0
        while process.poll() is None:
            most = max(most, resident_mib(gateway))
            time.sleep(0.5)
        took = time.monotonic() - began
        printed = process.stdout.read()
        if process.returncode:
            raise BenchError(f'stream_load: exit {process.returncode}: {printed}{process.stderr.read()}')
        return Load(json.loads(printed), most, (cpu_seconds([gateway]) - before[0]) / took,
                    (cpu_seconds([queue]) - before[1]) / took, disturbance.share())
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def run_bench(bench):
    if bench.options.peers:
        say('streams has limits and no peer to run alone')
        return
    program, = build_ours('tests/bench/stream_load')
    postgres = Postgres(bench.processes, bench.folder)
    settings = {'OKNO_QUEUE__ENFORCE_HOURS': 'false', 'OKNO_GATEWAY__HTTP__CONNECTIONS': '20000',
                'OKNO_GATEWAY__HTTP__CONNECTIONS_PER_ADDRESS': '20000', 'OKNO_GATEWAY__STREAMS__PER_ADDRESS': '20000'}
    with running_stack(bench, postgres, 'streams', **settings) as stack:
        token = run([stack.okno, 'token', '--role', 'CALL_CENTRE', '--sub', 'bench'], env=stack.env).strip()
        codes = load_centres(bench, stack)
        lines = bench.write_lines('halls', [json.dumps({'halls': [hall(code) for code in codes]})])
        run([stack.okno, 'queue', 'load', lines], env=stack.env)
        stack.settle()
        rounds, seconds = bench.options.rounds, 2 * bench.options.seconds
        if bench.options.case in (None, 'all'):
            ones = []
            for _ in range(rounds):
                ones.append(measure(bench, stack, program, token, '--streams', ONE_HALL_STREAMS, '--centres', ONE_HALL, '--rate', 4,
                                    '--seconds', seconds))
                say(f'  all    {ones[-1]}')
            bench.report.add('streams', f'event to all of {ONE_HALL_STREAMS} streams, p99', 'ms',
                             median(load.p99_ms for load in ones), 'limit', LIMIT_MS, 1.0, LOWER_IS_BETTER)
            bench.report.add('streams', f'resident memory of the gateway with {ONE_HALL_STREAMS} streams', 'MiB',
                             max(load.mib for load in ones), 'limit', LIMIT_MIB, 1.0, LOWER_IS_BETTER)
            report_wrong(bench, 'all', ones)
        if bench.options.case in (None, 'city'):
            city = measure(bench, stack, program, token, '--streams', CITY_CENTRES * CITY_WINDOWS, '--centres', ','.join(codes),
                           '--windows', CITY_WINDOWS, '--rate', CITY_RATE, '--seconds', 10 if bench.options.quick else CITY_SECONDS)
            say(f'  city   {city}')
            name = f'{CITY_CENTRES} centres, {CITY_CENTRES * CITY_WINDOWS} windows'
            bench.report.add('streams', f'city at peak x 10: {name}, events/s', 'events/s', city.figures['events_per_s'], 'limit',
                             CITY_RATE, 0.98)
            bench.report.add('streams', f'city: {name}, delivery p99', 'ms', city.p99_ms, 'limit', LIMIT_MS, 1.0, LOWER_IS_BETTER)
            report_wrong(bench, 'city', [city])


def report_wrong(bench, name, loads):
    got = sum(load.figures['changes'] for load in loads)
    wrong = sum(load.wrong for load in loads)
    bench.report.add('streams', f'{name}: deliveries in order, once, none lost', 'deliveries', got - wrong, 'all of them', got, 1.0)
