# SPDX-License-Identifier: AGPL-3.0-or-later
"""scripts/bench rpc: unary echo of 200 bytes between two processes over a unix socket, libs/rpc against gRPC C++."""
import json
import os
import time
from dataclasses import dataclass

from .contest import alternate, pick_best
from .machine import BUILD, PEERS, BenchError, build_ours, need_packages, run, say
from .report import median

WARMUP_S = 1
# In flight -> the least ratio to gRPC.
TARGETS = {64: 5.0, 1: 1.0}


@dataclass(frozen=True)
class Variant:
    """A way to run the gRPC peer."""
    api: str
    server_threads: int
    client_threads: int
    channels: int
    poll: str = 'epoll1'

    def __str__(self):
        return (f'{self.api}, {self.server_threads} server and {self.client_threads} client threads, '
                f'{self.channels} channels, {self.poll}')


# What came near the best of all combinations tried; the rest never did.
VARIANTS = {
    64: [Variant('queue', 1, 1, 1), Variant('queue', 1, 2, 2), Variant('queue', 2, 2, 2),
         Variant('queue', 2, 2, 2, 'poll'), Variant('callback', 0, 0, 1), Variant('callback', 0, 0, 2)],
    1: [Variant('queue', 1, 1, 1), Variant('queue', 2, 1, 1), Variant('callback', 0, 0, 1)],
}


@dataclass
class Echo:
    """What an echo client printed; README.md describes its JSON."""
    figures: dict

    @property
    def per_s(self):
        return self.figures['calls_per_s']

    def __str__(self):
        f = self.figures
        return (f"{f['calls_per_s']:8.0f} calls/s  p50 {f['p50_us']:6.0f} µs  p99 {f['p99_us']:6.0f} µs  "
                f"CPU {f['client_cpu_us']:.1f} + {f['server_cpu_us']:.1f} µs")


class Pair:
    """Starts an echo server, runs its client against it once, ends the server."""

    def __init__(self, bench):
        self.bench = bench
        self.pinned = ['taskset', '--cpu-list', bench.options.cpus] if bench.options.cpus else []
        self.runs = 0

    def measure(self, name, server, client, address, inflight, seconds, env=None):
        env = {**os.environ, **(env or {})}
        self.runs += 1
        socket = self.bench.folder / f'{name}-{self.runs}.sock'
        where = ['--address', address.format(socket)]
        process = self.bench.processes.start(name, [*self.pinned, *server, *where], env=env)
        try:
            wait_for_socket(socket, process)
            printed = run([*self.pinned, *client, *where, '--inflight', inflight, '--seconds', seconds,
                           '--warmup', WARMUP_S, '--server-pid', process.pid], env=env)
        finally:
            self.bench.processes.stop(process)
        return Echo(json.loads(printed))


def wait_for_socket(path, process, seconds=10):
    end = time.monotonic() + seconds
    while not path.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise BenchError(f'the echo server does not listen at {path}, see {process.bench_log}')
        time.sleep(0.02)
    # Bound is not yet listening.
    time.sleep(0.2)


def build_grpc():
    need_packages('libgrpc++-dev', 'libprotobuf-dev', 'protobuf-compiler', 'protobuf-compiler-grpc', 'g++', 'make',
                  'pkg-config')
    out = BUILD / 'grpc-echo'
    say('building the gRPC peer')
    run(['make', '-C', PEERS / 'grpc-echo', f'OUT={out}'])
    return out


def grpc_side(pair, programs, variant, inflight, seconds):
    server = [programs / 'grpc_echo_server', '--api', variant.api, '--threads', variant.server_threads]
    client = [programs / 'grpc_echo_client', '--api', variant.api, '--threads', variant.client_threads,
              '--channels', variant.channels]
    return pair.measure('grpc', server, client, 'unix:{}', inflight, seconds, {'GRPC_POLL_STRATEGY': variant.poll})


def our_side(bench, pair):
    if bench.options.peers:
        return None
    server, client = build_ours('tests/bench/rpc_echo_server', 'tests/bench/rpc_echo_client')
    return lambda inflight: pair.measure('okno', [server], [client], 'ipc://{}', inflight, bench.options.seconds)


def run_bench(bench):
    programs = build_grpc()
    pair = Pair(bench)
    ours = our_side(bench, pair)
    for inflight, target in TARGETS.items():
        variant = pick_best(f'gRPC with {inflight} in flight', VARIANTS[inflight],
                            lambda way, n=inflight: grpc_side(pair, programs, way, n, bench.options.tuning_s),
                            lambda echo: echo.per_s)
        sides = {'gRPC C++': lambda way=variant, n=inflight: grpc_side(pair, programs, way, n, bench.options.seconds)}
        if ours:
            sides = {'okno': lambda n=inflight: ours(n), **sides}
        outcomes = alternate(bench.options.rounds, sides)
        bench.report.add('rpc', f'echo, {inflight} in flight', 'calls/s',
                         median(echo.per_s for echo in outcomes.get('okno', [])), f'gRPC C++ ({variant.api})',
                         median(echo.per_s for echo in outcomes['gRPC C++']), target)
