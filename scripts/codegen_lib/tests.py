# SPDX-License-Identifier: AGPL-3.0-or-later
"""The test files of a folder, which meson takes as they lie there."""
import os
import re

from .output import Stop

TEST = re.compile(r'test_\w+\.c')


def files(folder):
    return sorted(name for name in os.listdir(folder) if TEST.fullmatch(name))


def check(folder, shown, taken):
    """Stops when a file has come since `taken` was listed, and sees to it that the next build lists anew."""
    new = [f'{shown}/{name}' for name in files(folder) if name not in taken]
    if not new:
        return
    if os.path.exists('build.ninja'):   # older than what it is made of
        os.utime('build.ninja', (1, 1))
    raise Stop(f'{", ".join(new)}: new here. Build again, and it is part of the tests.')
