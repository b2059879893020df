# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alternating runs: whatever else the machine does meanwhile hits both sides alike."""
import statistics

from .machine import Disturbance, say

# Others' share of all cores from which on a run is not to be trusted.
BUSY = 0.1


def pick_best(what, candidates, measure, score, sweeps=2):
    """The candidate that runs best here: each is measured in turn, `sweeps` times, and its best run counts."""
    best = {}
    for _ in range(sweeps):
        for candidate in candidates:
            outcome = measure(candidate)
            say(f'  tuning {what}: {candidate}: {outcome}')
            best[candidate] = max(best.get(candidate, 0), score(outcome))
    winner = max(best, key=best.get)
    say(f'  {what} runs best as: {winner}')
    return winner


def alternate(rounds, sides, pids=()):
    """Runs every side once a round. `sides` maps a name to a function that measures; returns lists of outcomes.

    `pids` are processes of ours that this one did not start itself."""
    outcomes = {name: [] for name in sides}
    disturbances = []
    for number in range(1, rounds + 1):
        for name, measure in sides.items():
            disturbance = Disturbance(pids)
            outcome = measure()
            outcomes[name].append(outcome)
            disturbances.append(disturbance.share())
            say(f'  round {number}/{rounds}  {name:<16} {outcome}  (others {disturbances[-1]:.0%})')
    if statistics.median(disturbances) > BUSY:
        say('  warning: others kept this machine busy; take the ratio with care and the figures not at all')
    return outcomes
