# SPDX-License-Identifier: AGPL-3.0-or-later
"""The daemon that dies at a chosen point of its work: crash_shim.c preloaded, the wish in a file that both sides map."""
import mmap
import os
import pathlib
import struct
import subprocess
import time

from live.stack import StackError

HERE = pathlib.Path(__file__).resolve().parent
NAMES = 4096
HEAD = struct.Struct('iii')     # countdown, done, length of the names
ENDLESS = 1_000_000


class Crash:
    """Of the one replica of a service."""

    def __init__(self, stack, service):
        self.stack, self.service = stack, service
        self.file = stack.state / 'data' / 'crash'
        self.file.write_bytes(bytes(HEAD.size + NAMES))
        self.file.chmod(0o666)
        with self.file.open('r+b') as opened:
            self.wish = mmap.mmap(opened.fileno(), 0)
        self._preload()

    def _preload(self):
        """The supervisor starts the daemon with the shim, now and whenever it has died."""
        shim, script = self.stack.state / 'lib' / 'crash_shim.so', self.stack.state / 'service' / self.service / 'run'
        subprocess.run(['cc', '-shared', '-fPIC', '-O1', '-Wall', '-Wextra', '-Werror', '-o', shim, HERE / 'crash_shim.c', '-ldl'],
                       check=True)
        shim.chmod(0o755)
        text = script.read_text()
        if 'LD_PRELOAD' not in text:
            daemon = f'"{self.stack.state}/lib/okno-{self.service}"'
            script.write_text(text.replace(daemon, f'env LD_PRELOAD="{shim}" OKNO_CRASH="{self.file}" {daemon}'))
        subprocess.run(['sv', '-w', '30', 'restart', script.parent], check=True, stdout=subprocess.DEVNULL)
        self.await_ready()

    @property
    def pid(self):
        pids = self.stack.pids(self.service)
        return pids[0] if pids else None

    def await_ready(self, seconds=30):
        """The daemon is back, and says that it can work."""
        end = time.monotonic() + seconds
        while not (self.pid and self.stack.client().get('/v1/classifiers').status == 200 and self.answers()):
            if time.monotonic() > end:
                raise StackError(f'{self.service} did not come back within {seconds} s')
            time.sleep(0.02)

    def answers(self):
        """Whether calls reach it: a process that nobody has is not found."""
        answer = self.stack.client('ADMIN', sub='crash').get('/v1/processes/00000000-0000-7000-8000-000000000000')
        return answer.status == 404

    def arm(self, things):
        """To die at this thing from now on; ENDLESS only counts."""
        self.wish[:HEAD.size + NAMES] = bytes(HEAD.size + NAMES)
        self.wish[:HEAD.size] = HEAD.pack(things, 0, 0)

    def disarm(self):
        """What was done since, by name."""
        _, _, length = HEAD.unpack(self.wish[:HEAD.size])
        names = self.wish[HEAD.size:HEAD.size + min(length, NAMES)].decode().splitlines()
        self.wish[:4] = bytes(4)
        return names

    def is_alive(self, pid):
        return os.path.exists(f'/proc/{pid}') and 'okno-' in (pathlib.Path(f'/proc/{pid}/comm').read_text() or '')
