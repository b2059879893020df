# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases, their JSON lines, and the table at the end."""
import json
import statistics
from dataclasses import asdict, dataclass
from typing import Optional

from .machine import say

HIGHER_IS_BETTER = 'higher'
LOWER_IS_BETTER = 'lower'


@dataclass
class Case:
    """One comparison. `ratio` is ours to the peer's, above 1 better for us, and met when it reaches `target`."""
    bench: str
    case: str
    unit: str
    value: Optional[float]
    peer: str
    peer_value: float
    ratio: Optional[float]
    target: float
    met: Optional[bool]


def rounded(number):
    return None if number is None else float(f'{number:.4g}') if abs(number) < 1000 else round(number)


def median(values):
    values = list(values)
    return statistics.median(values) if values else None


class Report:
    def __init__(self):
        self.cases = []

    def add(self, bench, case, unit, value, peer, peer_value, target, better=HIGHER_IS_BETTER):
        """Prints the case's line. Without a value of ours (peers alone) nothing is judged."""
        ratio = met = None
        if value is not None:
            ratio = value / peer_value if better == HIGHER_IS_BETTER else peer_value / max(value, 1e-9)
            met = ratio >= target
        line = Case(bench, case, unit, rounded(value), peer, rounded(peer_value), rounded(ratio), rounded(target), met)
        self.cases.append(line)
        print(json.dumps(asdict(line), ensure_ascii=False), flush=True)

    def all_met(self):
        return all(case.met is not False for case in self.cases)

    def table(self):
        rows = [('bench', 'case', 'ours', 'peer', '', 'unit', 'ratio', 'target', '')]
        rows += [(c.bench, c.case, shown(c.value), shown(c.peer_value), c.peer, c.unit, shown(c.ratio),
                  f'≥ {c.target:g}', {True: 'met', False: 'NOT MET', None: ''}[c.met]) for c in self.cases]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        say('')
        for row in rows:
            say('  '.join(text.rjust(width) if column in (2, 3, 6) else text.ljust(width)
                          for column, (text, width) in enumerate(zip(row, widths))).rstrip())


def shown(number):
    return '-' if number is None else f'{number:,.0f}'.replace(',', ' ') if abs(number) >= 1000 else f'{number:.3g}'
