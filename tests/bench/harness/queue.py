# SPDX-License-Identifier: AGPL-3.0-or-later
"""scripts/bench queue: durable tickets, calls and finishes of 64 clerks in one hall, over RPC to the daemon of a stack."""
import json
from dataclasses import dataclass

from .contest import alternate
from .machine import build_ours, resident_mib, run, say
from .postgres import Postgres
from .report import LOWER_IS_BETTER, median
from .stack import running_stack

CLERKS = 64
LETTERS = 'АВГДЕЖКЛМНПРСТУФХЦШЭ'
IDLE_MIB = 20
# Centre of each case, how many queues it has, operations a second that it must reach.
CASES = {'20 queues': ('arbat', 20, 2000), 'one hot queue': ('basmanny', 1, 1000)}


@dataclass
class Work:
    figures: dict

    @property
    def per_s(self):
        return self.figures['calls_per_s']

    def __str__(self):
        return f"{self.per_s:8.0f} operations/s  p50 {self.figures['p50_us']} µs  p99 {self.figures['p99_us']} µs"


def hall(centre, queues):
    """A hall with a window for each clerk and so many queues, shared out among the windows."""
    groups = [{'groupCode': f'q{number}', 'letter': LETTERS[number], 'name': f'Очередь {number}', 'normMinutes': 10}
              for number in range(queues)]
    windows = [{'number': str(number + 1), 'groups': [{'groupCode': f'q{number % queues}', 'weight': 1}]}
               for number in range(CLERKS)]
    return {'centreCode': centre, 'groups': groups, 'windows': windows}


def run_bench(bench):
    if bench.options.peers:
        say('queue has limits and no peer to run alone')
        return
    program, = build_ours('tests/bench/queue_load')
    postgres = Postgres(bench.processes, bench.folder)
    with running_stack(bench, postgres, 'queue', OKNO_QUEUE__ENFORCE_HOURS='false') as stack:
        stack.settle()
        idle = next(resident_mib(pid) for name, pid in stack.services() if name == 'okno-queue')
        settings = bench.write_lines('halls', [json.dumps({'halls': [hall(centre, queues) for centre, queues, _
                                                                     in CASES.values()]})])
        run([stack.okno, 'queue', 'load', settings], env=stack.env)

        def measure(centre):
            return Work(json.loads(run([program, '--address', stack.socket('queue'), '--centre', centre, '--clients', CLERKS,
                                        '--seconds', bench.options.seconds, '--warmup', 1])))

        outcomes = alternate(bench.options.rounds, {case: lambda centre=case_of[0]: measure(centre)
                                                    for case, case_of in CASES.items()}, stack.pids())
    for case, (_, _, least) in CASES.items():
        bench.report.add('queue', f'ticket + call + finish, {CLERKS} clerks, {case}', 'operations/s',
                         median(work.per_s for work in outcomes[case]), 'limit', least, 1.0)
    bench.report.add('queue', 'resident memory of the idle service', 'MiB', idle, 'limit', IDLE_MIB, 1.0, LOWER_IS_BETTER)
