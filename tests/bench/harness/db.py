# SPDX-License-Identifier: AGPL-3.0-or-later
"""scripts/bench db: what libs/db's group commit gains over a transaction for each caller, on the same rows."""
import json
from dataclasses import dataclass

from .contest import alternate
from .machine import build_ours, run, say
from .peers import DATABASE, prepare_rows
from .postgres import Postgres
from .report import median

CALLERS = 64
# The best number of connections of each way, see README.md.
CONNECTIONS = {'group': 2, 'single': 16}


@dataclass
class Commits:
    figures: dict

    @property
    def per_s(self):
        return self.figures['calls_per_s']

    def __str__(self):
        return f"{self.per_s:8.0f} commits/s  p50 {self.figures['p50_us']:.0f} µs  p99 {self.figures['p99_us']:.0f} µs"


def run_bench(bench):
    if bench.options.peers:
        say('db compares two ways of our own; there is no peer to run alone')
        return
    postgres = Postgres(bench.processes, bench.folder)
    postgres.create_database(DATABASE)
    prepare_rows(postgres, 'bench_db')
    program, = build_ours('tests/bench/db_commit')

    def measure(mode):
        return Commits(json.loads(run([program, '--mode', mode, '--callers', CALLERS, '--connections',
                                       CONNECTIONS[mode], '--seconds', bench.options.seconds, '--warmup', 1,
                                       '--database', postgres.url(DATABASE), '--schema', 'bench_db'])))

    outcomes = alternate(bench.options.rounds, {mode: lambda way=mode: measure(way) for mode in CONNECTIONS})
    bench.report.add('db', f'group commit, {CALLERS} callers', 'applications/s',
                     median(commits.per_s for commits in outcomes['group']), 'libs/db, a transaction each',
                     median(commits.per_s for commits in outcomes['single']), 1.0)
