# SPDX-License-Identifier: AGPL-3.0-or-later
"""The harness itself: /usr/bin/python3 -m unittest discover -s tests/bench"""
import contextlib
import io
import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree
from unittest import mock

from harness import contest, machine, peers, process, regulations, report, stack


def reported(*arguments, **options):
    """The case as its JSON line says it, and the report."""
    made = report.Report()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        made.add(*arguments, **options)
    return json.loads(printed.getvalue()), made


class ReportTest(unittest.TestCase):
    def test_line_has_exactly_the_agreed_keys(self):
        line, _ = reported('rpc', 'echo', 'calls/s', 100.0, 'gRPC', 10.0, 5.0)
        self.assertEqual(list(line), ['bench', 'case', 'unit', 'value', 'peer', 'peer_value', 'ratio', 'target', 'met'])

    def test_more_is_better_by_default(self):
        line, made = reported('rpc', 'echo', 'calls/s', 100.0, 'gRPC', 10.0, 5.0)
        self.assertEqual((line['ratio'], line['met']), (10.0, True))
        self.assertTrue(made.all_met())

    def test_a_shorter_time_is_a_ratio_above_one(self):
        line, _ = reported('submit', 'p99', 'ms', 25.0, 'limit', 50.0, 1.0, better=report.LOWER_IS_BETTER)
        self.assertEqual((line['ratio'], line['met']), (2.0, True))

    def test_a_missed_target_fails_the_bench(self):
        line, made = reported('submit', 'p99', 'ms', 50.1, 'limit', 50.0, 1.0, better=report.LOWER_IS_BETTER)
        self.assertIs(line['met'], False)
        self.assertFalse(made.all_met())

    def test_the_verdict_is_not_rounded(self):
        line, _ = reported('rpc', 'echo', 'calls/s', 99999.0, 'gRPC', 100000.0, 1.0)
        self.assertEqual((line['ratio'], line['met']), (1.0, False))

    def test_peers_alone_are_not_judged(self):
        line, made = reported('rpc', 'echo', 'calls/s', None, 'gRPC', 10.0, 5.0)
        self.assertEqual((line['value'], line['ratio'], line['met']), (None, None, None))
        self.assertTrue(made.all_met())

    def test_median_of_nothing_is_nothing(self):
        self.assertIsNone(report.median([]))
        self.assertEqual(report.median([3, 1, 2]), 2)


class ContestTest(unittest.TestCase):
    def setUp(self):
        patch = mock.patch.object(contest, 'say')
        patch.start()
        self.addCleanup(patch.stop)

    def test_sides_take_turns(self):
        order = []
        outcomes = contest.alternate(2, {'ours': lambda: order.append('ours') or len(order),
                                         'peer': lambda: order.append('peer') or len(order)})
        self.assertEqual(order, ['ours', 'peer', 'ours', 'peer'])
        self.assertEqual(outcomes, {'ours': [1, 3], 'peer': [2, 4]})

    def test_a_busy_machine_is_measured_twice_as_often(self):
        measured = []
        with mock.patch.object(contest, 'Disturbance') as disturbance:
            disturbance.return_value.share.return_value = 0.5
            contest.pick_best('peer', ['a', 'b'], lambda way: measured.append(way) or 1, lambda value: value)
        self.assertEqual(measured, ['a', 'b'] * 4)

    def test_best_run_of_a_candidate_counts(self):
        runs = iter([5, 1, 2, 9])
        with mock.patch.object(contest, 'Disturbance') as disturbance:
            disturbance.return_value.share.return_value = 0.0
            self.assertEqual(contest.pick_best('peer', ['a', 'b'], lambda _: next(runs), lambda value: value), 'b')


def ends_within(pid, seconds):
    """Whether a process that was told to end is gone, or waits to be reaped, after at most so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        state = machine.stat_fields(pid)
        if state is None or state[0] == 'Z':
            return True
        time.sleep(0.02)
    return False


class MachineTest(unittest.TestCase):
    def test_failed_command_shows_its_output(self):
        with self.assertRaisesRegex(machine.BenchError, 'exit 3\nwhy'):
            machine.run(['sh', '-c', 'echo why >&2; exit 3'])

    def test_processes_end_with_the_context(self):
        with tempfile.TemporaryDirectory() as folder:
            with machine.Processes(pathlib.Path(folder)) as processes:
                # The shell leaves a child behind that must go too.
                process = processes.start('sleeper', ['sh', '-c', 'sleep 60 & echo $!; wait'])
                machine.wait_until(lambda: process.bench_log.stat().st_size, process, 'sleeper')
                child = int(process.bench_log.read_text())
                self.assertIn(child, machine.with_descendants([process.pid]))
        self.assertIsNotNone(process.returncode)
        self.assertTrue(ends_within(child, 10), 'the child of what was ended still runs')

    def test_cpu_time_of_ended_children_counts(self):
        before = machine.cpu_seconds([os.getpid()])
        subprocess.run(['sh', '-c', 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'], check=True)
        self.assertGreater(machine.cpu_seconds([os.getpid()]), before)

    def test_waiting_tells_why_a_process_ended(self):
        with tempfile.TemporaryDirectory() as folder, machine.Processes(pathlib.Path(folder)) as processes:
            process = processes.start('short', ['sh', '-c', 'echo no database'])
            with self.assertRaisesRegex(machine.BenchError, 'short ended:\nno database'):
                machine.wait_until(lambda: False, process, 'short')


class FixtureTest(unittest.TestCase):
    def test_body_is_json_of_about_a_kilobyte(self):
        text = peers.sample_body(peers.some_applicants(1)[0], '0' * 36)
        self.assertEqual(json.loads(text)['applicantId'], '00000000-0000-4000-8000-000000000001')
        self.assertAlmostEqual(len(text.encode()), 1024, delta=100)

    def test_snils_has_its_check_digits(self):
        # S < 100; S = 100 and 101 give 00; S > 101 by remainder.
        self.assertEqual(stack.snils(112233445), '11223344595')
        self.assertEqual(stack.snils(87654303), '08765430300')
        self.assertEqual(stack.snils(87654302), '08765430200')


class RegulationTest(unittest.TestCase):
    FLOW = '{http://www.omg.org/spec/BPMN/20100524/MODEL}sequenceFlow'

    def parts(self, bpmn):
        """Ids of the elements, and the flows between them."""
        body, = xml.etree.ElementTree.fromstring(bpmn.encode())
        return ([part.get('id') for part in body if part.tag != self.FLOW],
                [(part.get('sourceRef'), part.get('targetRef')) for part in body if part.tag == self.FLOW])

    def test_a_chain_has_its_tasks_in_order(self):
        ids, flows = self.parts(regulations.chain('c', 2))
        self.assertEqual(ids, ['begin', 't1', 't2', 'finish'])
        self.assertEqual(flows, [('begin', 't1'), ('t1', 't2'), ('t2', 'finish')])

    def test_a_loop_comes_back(self):
        self.assertIn(('again', 'walk'), self.parts(regulations.loop('l'))[1])

    def test_a_wide_one_has_exactly_as_many_elements(self):
        ids, flows = self.parts(regulations.wide('w', process.ELEMENTS, 'Проба'))
        self.assertEqual((len(ids), len(set(ids))), (process.ELEMENTS, process.ELEMENTS))
        self.assertTrue({end for flow in flows for end in flow} <= set(ids))


if __name__ == '__main__':
    unittest.main()
