#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A manual page in scdoc's language, filled with what the programs say of themselves, so that it cannot grow old:

    pages.py TEMPLATE OUTPUT NAME=PROGRAM...

@COMMANDS@ is the help of every command of `okno`, @OPTIONS@ the options of a daemon, @COMMON@ and @OWN@ the keys of the
configuration, @DAEMONS@ and @FILES@ the names of the programs.
"""
import os
import re
import subprocess
import sys


def printed(*argv):
    environment = {'PATH': os.environ['PATH'], 'LANG': 'C.UTF-8'}
    result = subprocess.run(argv, capture_output=True, text=True, timeout=30, env=environment, check=False)
    if result.returncode:
        raise SystemExit(f'{" ".join(argv)}: exit {result.returncode}\n{result.stderr}')
    return result.stdout.strip()


def literal(text):
    return f'```\n{text}\n```'


def commands(okno):
    """Every command's help, under its usage without options."""
    listed = re.findall(r'^  ([a-z-]+(?: [a-z]+)?)  +\S', printed(okno, '--help'), re.M)
    return '\n\n'.join(f'## {name}\n\n' + literal(printed(okno, *name.split(), '--help')) for name in listed)


def options(daemon):
    return '\n'.join(line.strip() for line in printed(daemon, '--help').splitlines()[1:])


def keys(program):
    return printed(program, '--describe-config').split('\n\n')


def values(programs):
    """What the placeholders stand for."""
    daemons = {name: path for name, path in programs.items() if name != 'okno'}
    described = {name: keys(path) for name, path in programs.items()}
    common = [block for block in described[next(iter(daemons))] if all(block in described[name] for name in daemons)]
    own = {name: [block for block in blocks if block not in common] for name, blocks in described.items()}
    return {
        'COMMANDS': lambda: commands(programs['okno']),
        'OPTIONS': lambda: options(next(iter(daemons.values()))),
        'COMMON': lambda: '\n\n'.join(common),
        'OWN': lambda: '\n\n'.join(f'# KEYS OF {name.upper()}\n\n' + literal('\n\n'.join(blocks))
                                  for name, blocks in own.items() if blocks),
        'DAEMONS': lambda: ', '.join(f'okno-{name}' for name in daemons),
        'FILES': lambda: ', '.join(f'{name}.yaml' for name in daemons),
    }


def main():
    template, output, *programs = sys.argv[1:]
    with open(template, encoding='utf-8') as file:
        text = file.read()
    known = values(dict(pair.split('=', 1) for pair in programs))
    text = re.sub(r'@([A-Z]+)@', lambda place: known[place[1]](), text)
    with open(output, 'w', encoding='utf-8') as file:
        file.write(text)


if __name__ == '__main__':
    main()
