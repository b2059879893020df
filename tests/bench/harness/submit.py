# SPDX-License-Identifier: AGPL-3.0-or-later
"""scripts/bench submit: POST /v1/applications with everything on, against the bare rows by Fastify + pg and pgbench."""
from .contest import alternate, pick_best
from .load import fire
from .machine import resident_mib
from .peers import DATABASE, FRESH_WARMUP_S, Fastify, FastifyWay, Pgbench, measure_served
from .postgres import Postgres
from .report import LOWER_IS_BETTER, median
from .stack import running_stack

P99_LIMIT_MS = 50
IDLE_LIMIT_MIB = 20

# What came near the best of all ways tried: 1 or 2 processes with 2 to 32 connections each, pool and pipeline.
WAYS = [FastifyWay(1, 16, 'pool'), FastifyWay(1, 32, 'pool'), FastifyWay(2, 8, 'pool'), FastifyWay(1, 4, 'pipeline'),
        FastifyWay(1, 16, 'pipeline'), FastifyWay(2, 8, 'pipeline')]


def tune_fastify(bench, postgres, fastify, load, ways):
    def try_out(way):
        with fastify.running(way) as url:
            return measure_served(url, load, bench.options.tuning_s, [fastify.process.pid], postgres, FRESH_WARMUP_S)
    return pick_best('Fastify', ways, try_out, lambda served: served.per_s)


def tune_pgbench(bench, pgbench):
    return pick_best('pgbench', pgbench.CLIENTS, lambda clients: pgbench.measure(clients, bench.options.tuning_s),
                     lambda transactions: transactions.per_s, sweeps=1)


def report_memory(report, stack):
    stack.settle()
    for name, pid in stack.services():
        report.add('submit', f'memory of idle {name}', 'MiB', resident_mib(pid), 'limit', IDLE_LIMIT_MIB, 1.0,
                   LOWER_IS_BETTER)


def run_bench(bench):
    postgres = Postgres(bench.processes, bench.folder)
    postgres.create_database(DATABASE)
    if bench.options.peers:
        return compare(bench, postgres, None)
    with running_stack(bench, postgres, 'submit') as stack:
        report_memory(bench.report, stack)
        compare(bench, postgres, stack)


def compare(bench, postgres, stack):
    fastify, pgbench = Fastify(bench, postgres), Pgbench(postgres)
    load = fastify.submit_load()
    way = tune_fastify(bench, postgres, fastify, load, WAYS)
    clients = tune_pgbench(bench, pgbench)
    with fastify.running(way) as url:
        fastify.check(url)
        fire(url, load, FRESH_WARMUP_S)
        sides = sides_of(bench, postgres, stack, fastify, url, load)
        sides['pgbench'] = lambda: pgbench.measure(clients, bench.options.seconds)
        outcomes = alternate(bench.options.rounds, sides, stack.pids() if stack else ())
    report_submit(bench.report, outcomes, way, clients)


def sides_of(bench, postgres, stack, fastify, url, load):
    seconds = bench.options.seconds
    sides = {'Fastify + pg': lambda: measure_served(url, load, seconds, [fastify.process.pid], postgres)}
    if stack:
        ours = stack.submit_load()
        sides = {'okno': lambda: measure_served(stack.url, ours, seconds, stack.pids(), postgres), **sides}
    return sides


def report_submit(report, outcomes, way, clients):
    def rate(side):
        return median(outcome.per_s for outcome in outcomes.get(side, []))

    case = 'POST /v1/applications, 64 connections'
    report.add('submit', case, 'req/s', rate('okno'), f'Fastify + pg ({way})',
               rate('Fastify + pg'), 3.0)
    report.add('submit', f'{case}, against pgbench', 'req/s', rate('okno'), f'bare rows by pgbench ({clients} clients)',
               rate('pgbench'), 1.0)
    if 'okno' in outcomes:
        report.add('submit', f'{case}, p99', 'ms', median(outcome.p99_ms for outcome in outcomes['okno']), 'limit',
                   P99_LIMIT_MS, 1.0, LOWER_IS_BETTER)
