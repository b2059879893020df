# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alternating runs: whatever else the machine does meanwhile hits both sides alike."""
import statistics

from .machine import Disturbance, say

# Others' share of all cores from which on a run is not to be trusted.
BUSY = 0.1


def pick_best(what, candidates, measure, score, sweeps=2):
    """The candidate that runs best here.

    Each is measured in turn, `sweeps` times, twice as often on a busy machine; its best run counts, as what others
    do can only make a run worse."""
    best = {}
    disturbances = []
    done = 0
    while done < sweeps or (done < 2 * sweeps and statistics.median(disturbances) > BUSY):
        for candidate in candidates:
            disturbance = Disturbance()
            outcome = measure(candidate)
            disturbances.append(disturbance.share())
            say(f'  tuning {what}: {candidate}: {outcome}  (others {disturbances[-1]:.0%})')
            best[candidate] = max(best.get(candidate, 0), score(outcome))
        done += 1
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
