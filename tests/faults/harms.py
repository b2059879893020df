# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done to the stack, one at a time, each by the number of the process or through its supervisor."""
import os
import pathlib
import signal
import subprocess
import time

from live.stack import StackError, kill, run

STOP_WITHIN_S = 15


def kill_hard(service, replicas=1):
    """kill -9 of so many replicas at once."""
    def harm(stack):
        pids = stack.pids(service)[:replicas]
        if len(pids) < replicas:
            raise StackError(f'{service} runs {len(pids)} times, not {replicas}')
        for pid in pids:
            kill(pid, signal.SIGKILL)
    return harm


def supervised(stack, pid):
    """The folder of the service whose process it is, as runit has it; None when nobody supervises it."""
    for file in stack.state.rglob('supervise/pid'):
        if file.read_text().strip() == str(pid):
            return file.parents[1]
    return None


def stop_gracefully(service):
    """SIGTERM through the supervisor, which starts it again when it is gone."""
    def harm(stack):
        pid = stack.pids(service)[0]
        folder = supervised(stack, pid)
        if not folder:
            raise StackError(f'nobody supervises {service} {pid}')
        subprocess.run(['sv', '-w', str(STOP_WITHIN_S), 'restart', folder], check=True, stdout=subprocess.DEVNULL)
        if pid in stack.pids(service):
            raise StackError(f'{service} {pid} did not stop within {STOP_WITHIN_S} s')
    return harm


def while_silent(other, harm, seconds):
    """The harm, while other daemons neither answer nor go away."""
    def both(stack):
        silent = stack.pids(other)
        try:
            for pid in silent:
                kill(pid, signal.SIGSTOP)
            harm(stack)
            time.sleep(seconds)
        finally:
            for pid in silent:
                kill(pid, signal.SIGCONT)
    return both


def await_end(pid):
    end = time.monotonic() + STOP_WITHIN_S
    while pathlib.Path(f'/proc/{pid}').exists():
        if time.monotonic() > end:
            raise StackError(f'process {pid} did not stop within {STOP_WITHIN_S} s')
        time.sleep(0.01)


# ---------------------------------------------------------------- PostgreSQL

def cluster(stack):
    """Data folder and process of the private cluster."""
    file = next(iter(stack.state.rglob('postmaster.pid')), None)
    if not file:
        raise StackError(f'no PostgreSQL cluster runs in {stack.state}')
    return file.parent, int(file.read_text().split()[0])


def pg_ctl(data, *arguments):
    """As the account that owns the cluster: PostgreSQL does not run as root."""
    version = (data / 'PG_VERSION').read_text().strip()
    tool = pathlib.Path(f'/usr/lib/postgresql/{version}/bin/pg_ctl')
    owner = data.stat()
    become = [] if os.geteuid() == owner.st_uid else ['setpriv', f'--reuid={owner.st_uid}', f'--regid={owner.st_gid}',
                                                      '--clear-groups']
    done = run([*become, tool, '--pgdata', data, *arguments], cwd='/')
    if done.returncode:
        raise StackError(f"pg_ctl {' '.join(arguments)}: {done.stdout}{done.stderr}")


def restart_postgres(stack):
    """Immediately, as after a crash: connections are cut in the middle, and recovery comes first."""
    data, pid = cluster(stack)
    comes_back = supervised(stack, pid)
    # pg_ctl would take the next server for the one that is to stop.
    pg_ctl(data, '--mode=immediate', '--no-wait', 'stop')
    await_end(pid)
    if not comes_back:
        pg_ctl(data, '--log', stack.state / 'restarted.log', 'start')


def healthy(stack, replicas):
    """The database answers; every daemon runs, in its number, and says that it is ready."""
    try:
        stack.sql('SELECT 1')
    except StackError:
        return False
    return all(len(stack.pids(service)) >= number for service, number in replicas.items()) and stack.ready()


def seconds_until_healthy(stack, replicas, since, most):
    while not healthy(stack, replicas):
        if time.monotonic() - since > most:
            return None
        time.sleep(0.05)
    return time.monotonic() - since
