# SPDX-License-Identifier: AGPL-3.0-or-later
"""scripts/bench board: from a clerk's press on «следующий» to the call in the DOM of the board's page, in Chromium, while all clerks of a
large hall work."""
import json
import secrets
import subprocess
from dataclasses import dataclass

from .machine import BENCH, RELEASE, BenchError, Disturbance, need_packages, run, say
from .postgres import Postgres
from .report import LOWER_IS_BETTER
from .stack import running_stack
from .streams import LETTERS

CLERKS, QUEUES, CENTRE = 200, 5, 'arbat'
LIMIT_MS = 100
# A visitor of a one-window centre takes ten minutes and more; these clerks have one every half a minute. The first round is not counted.
EVERY_S, ROUNDS, QUICK_ROUNDS = 30, 4, 2


@dataclass
class Watched:
    figures: dict
    others: float

    def __str__(self):
        f, answer = self.figures, self.figures['answer']
        return (f"{f['clerks']} clerks, {f['calls']} calls at {f['calls_per_s']:.1f}/s: in the DOM after p50 {f['p50_ms']} ms  p99 {f['p99_ms']} ms  "
                f"at most {f['most_ms']} ms; answered after p50 {answer['p50_ms']} ms  p99 {answer['p99_ms']} ms; "
                f"others took {self.others:.0%} of the machine")


def hall():
    groups = [{'groupCode': f'q{number}', 'letter': LETTERS[number], 'name': f'Очередь {number}', 'normMinutes': 10} for number in range(QUEUES)]
    windows = [{'number': str(number + 1), 'groups': [{'groupCode': f'q{number % QUEUES}', 'weight': 1}]} for number in range(CLERKS)]
    return {'centreCode': CENTRE, 'groups': groups, 'windows': windows}


def token(stack, role, name):
    return run([stack.okno, 'token', '--role', role, '--centre', CENTRE, '--sub', name], env=stack.env).strip()


def tell(bench, stack):
    """What the load program is told, as a file."""
    password = secrets.token_urlsafe(12)
    run([stack.okno, 'user', 'add', '--login', 'bench-board', '--role', 'KIOSK', '--centre', CENTRE, '--password-file', '-'], env=stack.env,
        input=password + '\n')
    told = {'url': stack.url, 'centre': CENTRE, 'modules': str(RELEASE / 'services/gateway/pages/node_modules'), 'login': 'bench-board',
            'password': password, 'everyMs': 1000 * EVERY_S, 'rounds': QUICK_ROUNDS if bench.options.quick else ROUNDS,
            'kiosk': token(stack, 'KIOSK', 'bench-kiosk'), 'supervisor': token(stack, 'SUPERVISOR', 'bench-supervisor'),
            'clerks': [token(stack, 'OPERATOR', f'bench-clerk-{number}') for number in range(CLERKS)]}
    return bench.write_lines('board', [json.dumps(told)])


def watch(bench, stack, postgres):
    disturbance = Disturbance([*stack.pids(), postgres.process.pid])
    told = tell(bench, stack)
    process = subprocess.Popen(['node', str(BENCH / 'load' / 'board.mjs'), told], stdout=subprocess.PIPE, text=True, process_group=0)
    bench.processes.running.append(process)
    printed, _ = process.communicate(timeout=(ROUNDS + 4) * EVERY_S)
    bench.processes.running.remove(process)
    if process.returncode:
        raise BenchError(f'board.mjs: exit {process.returncode}')
    watched = Watched(json.loads(printed), disturbance.share())
    if watched.figures['failures']:
        raise BenchError(f"board: {watched.figures['failures']} calls failed, the first: {watched.figures['first_failure']}")
    return watched


def run_bench(bench):
    if bench.options.peers:
        say('board has a limit and no peer to run alone')
        return
    need_packages('chromium', 'nodejs')
    postgres = Postgres(bench.processes, bench.folder)
    with running_stack(bench, postgres, 'board', OKNO_QUEUE__ENFORCE_HOURS='false') as stack:
        settings = bench.write_lines('halls', [json.dumps({'halls': [hall()]})])
        run([stack.okno, 'queue', 'load', settings], env=stack.env)
        stack.settle()
        watched = watch(bench, stack, postgres)
    say(f'  board  {watched}')
    bench.report.add('board', f"call next to the board's DOM in Chromium, {CLERKS} clerks, p99", 'ms', watched.figures['p99_ms'], 'limit',
                     LIMIT_MS, 1.0, LOWER_IS_BETTER)
    bench.report.add('board', 'calls that were on the board', 'calls', watched.figures['seen'], 'all of them', watched.figures['calls'], 1.0)
