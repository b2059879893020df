# SPDX-License-Identifier: AGPL-3.0-or-later
"""A PostgreSQL of the bench's own: in a folder, over a unix socket, with the same settings for both sides."""
import os
import pathlib
import pwd
import subprocess

from .machine import BenchError, need_packages, run, say, wait_until

SETTINGS = {
    'listen_addresses': '',
    'synchronous_commit': 'on',
    'fsync': 'on',
    'shared_buffers': '256MB',
    'max_wal_size': '4GB',
    'checkpoint_timeout': '30min',
    'max_connections': '300',
    'jit': 'off',
}
USER = 'okno'


def newest_bin():
    """Folder of initdb and postgres of the newest version installed."""
    folders = sorted(pathlib.Path('/usr/lib/postgresql').glob('*/bin/initdb'), key=lambda path: int(path.parts[-3]))
    if not folders:
        raise BenchError('no PostgreSQL server is installed')
    return folders[-1].parent


def account():
    """PostgreSQL refuses to run as root: then it runs as the account that its package made."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam('postgres')
    return {'user': entry.pw_uid, 'group': entry.pw_gid, 'extra_groups': []}


class Postgres:
    """Started at once; ended, like everything else, by `processes`."""

    def __init__(self, processes, folder):
        need_packages('postgresql')
        self.bin = newest_bin()
        self.folder = folder / 'postgres'
        self.socket = folder / 'socket'
        self.as_account = account()
        self._initialise()
        self.process = self._start(processes)

    def _initialise(self):
        # Services may run under accounts of their own, so all may reach the socket.
        for folder, mode in ((self.folder, 0o700), (self.socket, 0o755)):
            folder.mkdir(mode=mode)
            if self.as_account:
                os.chown(folder, self.as_account['user'], self.as_account['group'])
        run([self.bin / 'initdb', '-D', self.folder, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'],
            cwd='/', **self.as_account)

    def _start(self, processes):
        settings = [part for name, value in SETTINGS.items() for part in ('-c', f'{name}={value}')]
        process = processes.start('postgres', [self.bin / 'postgres', '-D', self.folder, '-k', self.socket, *settings],
                                  cwd='/', **self.as_account)
        ready = [self.bin / 'pg_isready', '-q', '-h', self.socket]
        wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, process, 'PostgreSQL')
        say(f'PostgreSQL is up in {self.folder}')
        return process

    def url(self, database):
        return f'postgresql:///{database}?host={self.socket}&user={USER}'

    def create_database(self, name):
        self.query('postgres', f'CREATE DATABASE {name}')

    def query(self, database, sql):
        """Runs SQL and returns its rows, one a line, unaligned."""
        return run([self.bin / 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', self.url(database), '-c', sql])

    def run_file(self, database, path, **variables):
        settings = [part for name, value in variables.items() for part in ('-v', f'{name}={value}')]
        return run([self.bin / 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', *settings, '-d', self.url(database),
                    '-f', path])

    def settle(self):
        """Everything written out, so that the first run does not pay for what was before it."""
        self.query('postgres', 'CHECKPOINT')
