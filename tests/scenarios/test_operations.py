# SPDX-License-Identifier: AGPL-3.0-or-later
"""What operators and programs rely on: the API's document, health, metrics, languages."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from live import samples
from live.http import Client
from live.office import Office
from live.stack import RELEASE, ROOT, the_stack

sys.path.insert(0, str(ROOT / 'tests' / 'codegen'))

LOCKED_S = 9    # less than statements wait for a lock


class Operations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.anyone = cls.stack.client()

    def test_openapi_is_the_built_one_and_valid(self):
        from test_openapi import problems
        answer = self.anyone.get('/openapi.json')
        self.assertEqual(answer.status, 200)
        self.assertTrue(answer.headers['content-type'].startswith('application/json'))
        self.assertEqual(answer.json, json.loads((RELEASE / 'proto' / 'okno' / 'openapi.json').read_text()))
        self.assertEqual(problems(answer.json), [])

    def test_health_readiness_and_metrics_of_every_service(self):
        self.stack.need_own(self)
        admins = self.stack.admin_urls()
        self.assertLessEqual({'gateway', 'applicants', 'reference', 'tracking'}, {name.split('-')[0] for name in admins})
        for name, url in admins.items():
            admin = Client(url)
            self.assertEqual(admin.get('/healthz').status, 200, name)
            ready = admin.get('/readyz?verbose')
            self.assertEqual(ready.status, 200, (name, ready))
            metrics = admin.get('/metrics')
            self.assertEqual(metrics.status, 200)
            self.assertTrue(metrics.headers['content-type'].startswith('application/openmetrics-text'), name)
            text = metrics.body.decode()
            self.assertTrue(text.endswith('# EOF\n') and '# TYPE' in text, name)
            self.assertEqual(admin.get('/v1/services').status, 404, name)

    def test_a_stop_does_not_wait_for_a_job(self):
        """The job that seals the journal every second stands behind a lock; the daemon that runs it ends all the same."""
        self.stack.need_own(self)
        before = self.stack.pids('reference')[0]
        holding = threading.Thread(target=self.stack.sql, args=[
            f'BEGIN; LOCK TABLE reference.audit_seal IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep({LOCKED_S}); COMMIT'])
        holding.start()
        try:
            time.sleep(2.5)
            begun = time.monotonic()
            os.kill(before, signal.SIGTERM)
            self.stack.eventually(lambda: before not in self.stack.pids('reference'), 'the end of reference', 20)
            took = time.monotonic() - begun
        finally:
            holding.join()
        self.assertLess(took, 5)
        self.stack.eventually(self.stack.ready, 'readiness of all', 30)

    def test_the_edge_does_not_show_its_metrics(self):
        self.assertEqual(self.anyone.get('/metrics').status, 404)

    def test_every_daemon_is_reached_by_the_command(self):
        self.stack.need_okno(self)
        self.assertEqual(self.stack.okno('status').returncode, 0)
        self.assertEqual(self.stack.okno('doctor').returncode, 0, self.stack.okno('doctor'))

    def test_an_installation_is_named_from_where_one_stands(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ('here', './here', '../' + pathlib.Path(folder).name + '//here/', folder + '/here'):
                for script, status in (('down', 0), ('demo', 1)):
                    done = subprocess.run([ROOT / 'scripts' / script], cwd=folder, env={**os.environ, 'OKNO_STATE': name},
                                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
                    self.assertEqual(done.returncode, status, done)
                    self.assertIn(folder + '/here', done.stdout.split(), (script, name))

    def test_problems_speak_the_clients_language(self):
        office = Office(self.stack)
        bad = {'person': samples.person(snils='1', birthDate='x')}
        texts = {}
        for wish, language in (('ru', 'ru'), ('en', 'en'), ('en-GB,en;q=0.9,ru;q=0.1', 'en'), ('ru;q=0.9,en;q=0.1', 'ru'),
                               ('de', 'ru'), ('', 'ru')):
            answer = office.operator.post('/v1/applicants', bad, headers={'Accept-Language': wish})
            self.assertEqual((answer.status, answer.headers['content-language']), (400, language), wish)
            problem = answer.json
            sentences = [problem['title'], problem['detail'], *(item['message'] for item in problem['violations'])]
            for text in sentences:
                self.assertEqual(any('а' <= letter <= 'я' for letter in text.lower()), language == 'ru', (wish, text))
            texts.setdefault(language, sentences)
        self.assertEqual(len(texts['ru']), len(texts['en']))

    def test_a_trace_goes_all_the_way(self):
        trace = '4bf92f3577b34da6a3ce929d0e0e4736'
        answer = self.anyone.get('/v1/services/net-takoy', headers={'traceparent': f'00-{trace}-00f067aa0ba902b7-01'})
        self.assertEqual((answer.status, answer.json['traceId']), (404, trace))

    def test_unknown_paths_and_methods(self):
        self.assertEqual(self.anyone.get('/v1/nothing').status, 404)
        answer = self.anyone.ask('DELETE', '/v1/services')
        self.assertEqual(answer.status, 405)
        self.assertIn('GET', answer.headers['allow'])
