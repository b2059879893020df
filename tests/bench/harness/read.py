# SPDX-License-Identifier: AGPL-3.0-or-later
"""scripts/bench read: one application against Fastify + pg; lists and searches in a large against a small database."""
from .contest import alternate
from .load import fire
from .peers import DATABASE, FRESH_WARMUP_S, Fastify, FastifyWay, measure_served
from .postgres import Postgres
from .report import LOWER_IS_BETTER, median
from .stack import BY_APPLICANT, BY_ID, BY_NUMBER, OPEN_TASKS, running_stack
from .submit import tune_fastify

SMALL_ROWS = 10_000
# A hall of operators rather than a flood: queueing must not hide what the database does.
SEARCHERS = 8
# How much longer the p99 in the large database may be.
P99_GROWTH = 1.5
SEARCHES = {"an operator's open tasks": OPEN_TASKS, 'search by number': BY_NUMBER,
            'search by applicant': BY_APPLICANT}

# What came near the best of all ways tried: 1 or 2 processes with 2 to 32 connections each, pool and pipeline.
WAYS = [FastifyWay(1, 8, 'pool'), FastifyWay(2, 4, 'pool'), FastifyWay(1, 2, 'pipeline'), FastifyWay(1, 8, 'pipeline'),
        FastifyWay(2, 2, 'pipeline')]


def run_bench(bench):
    postgres = Postgres(bench.processes, bench.folder)
    postgres.create_database(DATABASE)
    if bench.options.peers:
        return one_application(bench, postgres, None)
    with running_stack(bench, postgres, 'small') as small:
        small.fill(SMALL_ROWS)
        one_application(bench, postgres, small)
        with running_stack(bench, postgres, 'large') as large:
            large.fill(bench.options.rows)
            searches(bench, postgres, small, large)


def one_application(bench, postgres, stack):
    fastify = Fastify(bench, postgres)
    fastify.fill(SMALL_ROWS)
    seconds = bench.options.seconds
    load = fastify.read_load()
    way = tune_fastify(bench, postgres, fastify, load, WAYS)
    with fastify.running(way) as url:
        fire(url, load, FRESH_WARMUP_S)
        sides = {'Fastify + pg': lambda: measure_served(url, load, seconds, [fastify.process.pid], postgres)}
        if stack:
            ours = stack.read_load(BY_ID)
            sides = {'okno': lambda: measure_served(stack.url, ours, seconds, stack.pids(), postgres), **sides}
        outcomes = alternate(bench.options.rounds, sides, stack.pids() if stack else ())
    bench.report.add('read', 'GET /v1/applications/{id}, 64 connections', 'req/s',
                     median(outcome.per_s for outcome in outcomes.get('okno', [])), f'Fastify + pg ({way})',
                     median(outcome.per_s for outcome in outcomes['Fastify + pg']), 5.0)


def searches(bench, postgres, small, large):
    for case, path in SEARCHES.items():
        def side(stack, load):
            return measure_served(stack.url, load, bench.options.seconds, stack.pids(), postgres)

        loads = {stack: stack.read_load(path, SEARCHERS) for stack in (large, small)}
        outcomes = alternate(bench.options.rounds,
                             {stack.name: lambda which=stack: side(which, loads[which]) for stack in (large, small)},
                             small.pids() + large.pids())
        p99 = {name: median(outcome.p99_ms for outcome in runs) for name, runs in outcomes.items()}
        bench.report.add('read', f'{case}, {bench.options.rows} applications, p99', 'ms', p99['large'],
                         f'the same with {SMALL_ROWS}', p99['small'], 1 / P99_GROWTH, LOWER_IS_BETTER)
