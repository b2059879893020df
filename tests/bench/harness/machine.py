# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packages, builds, and the processes that a bench starts, watches and ends."""
import os
import pathlib
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
BENCH = ROOT / 'tests' / 'bench'
PEERS = BENCH / 'peers'
BUILD = ROOT / 'build-bench'
RELEASE = ROOT / 'build-release'
TICKS = os.sysconf('SC_CLK_TCK')
SHUTDOWN_S = 10


class BenchError(Exception):
    """The bench cannot be run, or a run went wrong. The text is for a person."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(argv, **options):
    """Runs a command to its end and returns what it printed; its output is shown when it fails."""
    argv = [str(part) for part in argv]
    done = subprocess.run(argv, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **options)
    if done.returncode != 0:
        raise BenchError(f"{' '.join(argv)}: exit {done.returncode}\n{done.stdout}{done.stderr}".strip())
    return done.stdout


def need_packages(*packages):
    """Installs the Debian packages that are missing."""
    missing = [name for name in packages if not is_installed(name)]
    if not missing:
        return
    say(f"installing {' '.join(missing)}")
    sudo = [] if os.geteuid() == 0 else ['sudo']
    run([*sudo, 'apt-get', '-o', 'DPkg::Lock::Timeout=300', 'update'])
    run([*sudo, 'apt-get', '-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', *missing])


def is_installed(package):
    query = subprocess.run(['dpkg-query', '-W', '-f', '${db:Status-Status}', package], text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return query.stdout == 'installed'


def build_ours(*targets):
    """Builds the named targets of the release build, e.g. 'tests/bench/rpc_echo_server'; without names all of it."""
    if not (RELEASE / 'build.ninja').exists():
        say('setting up build-release')
        run(['meson', 'setup', '--buildtype=release', RELEASE, ROOT])
    say(f"building {' '.join(targets) or 'build-release'}")
    run(['ninja', '-C', RELEASE, *targets])
    return [RELEASE / target for target in targets]


class Processes:
    """Everything a bench started. Leaving the context ends it all, the last started first."""

    def __init__(self, logs):
        self.logs = logs
        self.running = []

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for process in reversed(self.running[:]):
            self.stop(process)

    def start(self, name, argv, **options):
        """Starts a process in a group of its own, printing to NAME.log.

        Not in a session of its own: the scheduler shares the CPU out among sessions, not among processes."""
        with open(self.logs / f'{name}.log', 'ab') as log:
            process = subprocess.Popen([str(part) for part in argv], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       process_group=0, **options)
        process.bench_log = self.logs / f'{name}.log'
        self.running.append(process)
        return process

    def stop(self, process, first=signal.SIGTERM):
        """Ends the process and the group it leads: politely, then by force."""
        for number in (first, signal.SIGKILL):
            signal_group(process.pid, number)
            try:
                process.wait(SHUTDOWN_S)
                break
            except subprocess.TimeoutExpired:
                continue
        signal_group(process.pid, signal.SIGKILL)
        self.running.remove(process)


def signal_group(pid, number):
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        pass


def wait_until(ready, process, what, seconds=30):
    """Waits until ready() is true; says what the process printed when it ended or took too long."""
    end = time.monotonic() + seconds
    while not ready():
        ended = process.poll() is not None
        if ended or time.monotonic() > end:
            raise BenchError(f"{what} {'ended' if ended else 'is not ready'}:\n{tail(process.bench_log)}")
        time.sleep(0.05)


def tail(path, lines=20):
    return '\n'.join(path.read_text(errors='replace').splitlines()[-lines:])


def stat_fields(pid):
    """Fields of /proc/PID/stat from the third on, or None when the process is gone."""
    try:
        text = pathlib.Path(f'/proc/{pid}/stat').read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(')')[2].split()


def all_pids():
    return [int(name) for name in os.listdir('/proc') if name.isdigit()]


def with_descendants(roots):
    """The processes and all their descendants."""
    parents = {}
    for pid in all_pids():
        fields = stat_fields(pid)
        if fields:
            parents[pid] = int(fields[1])
    found = set(roots)
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more
        grown = bool(more)
    return found


def cpu_seconds(roots):
    """CPU time of the processes and their descendants, the ended children they waited for included."""
    total = 0
    for pid in with_descendants(roots):
        fields = stat_fields(pid)
        if fields:
            total += sum(int(field) for field in fields[11:15])
    return total / TICKS


class Disturbance:
    """How much of the machine others use while a bench runs, the hypervisor's other guests included."""

    def __init__(self, ours=()):
        self.roots = [os.getpid(), *ours]
        self.before = self._now()

    def share(self):
        """0 to 1 of all cores since the start."""
        (busy, all_cores, own), (busy_then, all_then, own_then) = self._now(), self.before
        return max(busy - busy_then - (own - own_then), 0) / max(all_cores - all_then, 1 / TICKS)

    def _now(self):
        fields = pathlib.Path('/proc/stat').read_text().split('\n', 1)[0].split()[1:9]
        ticks = [int(field) for field in fields]
        idle = ticks[3] + ticks[4]
        return (sum(ticks) - idle) / TICKS, sum(ticks) / TICKS, cpu_seconds(self.roots)


def resident_mib(pid):
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith('VmRSS:'):
            return int(line.split()[1]) / 1024
    return 0.0
