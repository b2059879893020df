# SPDX-License-Identifier: AGPL-3.0-or-later
"""People sign in from a browser: with the accounts of the installation, and at a real identity provider."""
import subprocess
import time
import unittest
import urllib.parse

from live import glewlwyd, samples
from live.browser import Browser
from live.http import BROKEN
from live.stack import free_port, the_stack

SESSION = '__Host-okno-session'
HOMES = {'operator': '/operator', 'consultant': '/operator', 'supervisor': '/supervisor', 'kiosk': '/kiosk',
         'board': '/kiosk', 'official': '/', 'controller': '/', 'calls': '/', 'admin': '/', 'applicant': '/'}


def need_own(stack):
    if not stack.own:
        raise unittest.SkipTest('not with an installation that others use')


class Accounts(unittest.TestCase):
    """What scripts/up made for trials."""

    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        need_own(cls.stack)
        cls.passwords = dict(line.split() for line in cls.stack.read('passwords').splitlines())

    def sign_in(self, login):
        browser = Browser(self.stack.url)
        answer = browser.post_form('/auth/local', login=login, password=self.passwords[login])
        self.assertEqual((answer.status, answer.headers.get('location')), (303, HOMES[login]), answer)
        return browser, browser.session()

    def test_every_account_for_trials_signs_in(self):
        self.assertEqual(set(self.passwords), set(HOMES))
        for login in HOMES:
            _, session = self.sign_in(login)
            self.assertEqual((session['signedIn'], session['subject']), (True, login))

    def test_only_the_administrator_reads_the_passwords(self):
        for name in ('passwords', 'sign-in/accounts', 'sign-in/session.jwks'):
            self.assertEqual((self.stack.state / name).stat().st_mode & 0o077, 0, name)

    def test_an_operator_works_by_cookie(self):
        browser, session = self.sign_in('operator')
        self.assertEqual(session['centreCode'], samples.CENTRE)
        refused = browser.send_json('POST', '/v1/applicants', {'person': samples.person()})
        self.assertEqual(refused.status, 403, refused)
        made = browser.send_json('POST', '/v1/applicants', {'person': samples.person()},
                                 **{'X-CSRF-Token': session['csrfToken']})
        self.assertEqual(made.status, 201, made)
        self.assertEqual(browser.get('/v1/applicants/' + made.json['applicantId'], Accept='application/json').status, 200)

    def test_the_applicant_sees_their_own_card(self):
        browser, session = self.sign_in('applicant')
        self.assertEqual(browser.get('/v1/applicants/' + session['applicantId'], Accept='*/*').status, 200)
        self.assertEqual(browser.get('/v1/applicants/' + samples.nobody(), Accept='*/*').status, 404)

    def test_an_account_comes_and_goes_while_all_runs(self):
        made = self.stack.okno('user', 'add', '--login', 'passing', '--role', 'OPERATOR', '--centre', samples.CENTRE, check=True)
        self.addCleanup(self.stack.okno, 'user', 'remove', 'passing')
        password = made.stdout.split()[1]
        time.sleep(1.2)
        browser = Browser(self.stack.url)
        self.assertEqual(browser.post_form('/auth/local', login='passing', password=password).status, 303)
        self.assertTrue(browser.session()['signedIn'])
        self.stack.okno('user', 'password', 'passing', check=True)
        time.sleep(1.2)
        self.assertEqual(browser.session(), {'signedIn': False})
        self.assertEqual(browser.post_form('/auth/local', login='passing', password=password).status, 401)

    def test_sessions_outlive_a_rotation_of_the_key(self):
        browser, _ = self.sign_in('operator')
        before = browser.jar(urllib.parse.urlsplit(self.stack.url).netloc)[SESSION]
        self.stack.okno('session-key', '--rotate', check=True)
        time.sleep(1.2)
        self.assertTrue(browser.session()['signedIn'])
        self.assertNotEqual(browser.jar(urllib.parse.urlsplit(self.stack.url).netloc)[SESSION], before)


@unittest.skipUnless(glewlwyd.PROGRAM, 'glewlwyd is not installed')
class Provider(unittest.TestCase):
    """A second gateway of the installation, whose people sign in at glewlwyd."""

    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        need_own(cls.stack)
        port = free_port()
        cls.url = f'http://127.0.0.1:{port}'
        cls.provider = glewlwyd.Glewlwyd(cls.url + '/auth/callback', cls.url + '/')
        cls.addClassCleanup(cls.provider.end)
        cls.provider.make_person('petrova', 'correct horse battery', 'Образцова П.', okno_role='OPERATOR', centre=samples.CENTRE)
        cls.provider.make_person('nobody', 'correct horse battery', 'Никто')
        cls.start_gateway(port)

    @classmethod
    def start_gateway(cls, port):
        settings = {'HTTP__LISTEN': f'127.0.0.1:{port}', 'RPC__LISTEN': f'ipc://{cls.stack.state}/run/gateway-sign-in.sock',
                    'ADMIN__LISTEN': '', 'HTTP__ORIGIN': cls.url, 'LOCAL__SIGN_IN': 'false', 'OIDC__ISSUER': cls.provider.issuer,
                    'OIDC__CLIENT_ID': glewlwyd.CLIENT, 'OIDC__CLIENT_SECRET': glewlwyd.SECRET, 'OIDC__SCOPE': 'openid'}
        exports = '; '.join(f"export OKNO_GATEWAY__{name}='{value}'" for name, value in settings.items())
        script = f'. {cls.stack.state}/environment; {exports}; exec {cls.stack.state}/lib/okno-gateway'
        log = open(cls.provider.folder / 'gateway.log', 'w', encoding='utf-8')
        cls.addClassCleanup(log.close)
        process = subprocess.Popen(['sh', '-c', script], stdout=log, stderr=log)
        cls.addClassCleanup(cls.end_gateway, process)
        cls.stack.eventually(cls.answers, 'a second gateway')

    @staticmethod
    def end_gateway(process):
        process.terminate()
        process.wait(20)

    @classmethod
    def answers(cls):
        try:
            return Browser(cls.url).get('/v1/services', Accept='*/*').status == 200
        except BROKEN:
            return False

    def leave(self, browser, next_page='/operator?ticket=7'):
        answer = browser.get('/auth/sign-in?next=' + urllib.parse.quote(next_page))
        self.assertEqual(answer.status, 303, answer)
        self.assertTrue(answer.headers['location'].startswith(self.provider.issuer + '/auth?'), answer.headers)
        return answer.headers['location']

    def come_back(self, login):
        """Goes there, says who it is, and comes back; the address that the provider sent us to, and our answer."""
        browser = Browser(self.url)
        back = self.provider.authorize(browser, self.leave(browser), login, 'correct horse battery')
        self.assertTrue(back.startswith(self.url + '/auth/callback?'), back)
        return browser, back, browser.get(back)

    def test_a_person_signs_in_works_and_signs_out(self):
        browser, _, answer = self.come_back('petrova')
        self.assertEqual((answer.status, answer.headers.get('location')), (303, '/operator?ticket=7'), answer)
        session = browser.session()
        self.assertEqual((session['role'], session['centreCode'], session['name']), ('OPERATOR', samples.CENTRE, 'Образцова П.'))
        made = browser.send_json('POST', '/v1/applicants', {'person': samples.person()},
                                 **{'X-CSRF-Token': session['csrfToken']})
        self.assertEqual(made.status, 201, made)
        left = browser.ask('POST', '/auth/sign-out', headers={'X-CSRF-Token': session['csrfToken'], 'Accept': '*/*'})
        self.assertEqual((left.status, left.json['signedIn']), (200, False), left)
        self.assertIn('post_logout_redirect_uri=', left.json.get('redirect', ''))
        self.assertEqual(browser.session(), {'signedIn': False})

    def test_a_way_back_is_good_once(self):
        browser, back, answer = self.come_back('petrova')
        self.assertEqual(answer.status, 303)
        self.assertEqual(browser.get(back).status, 400)
        other = Browser(self.url)
        self.leave(other)
        self.assertEqual(other.get(back).status, 400, 'nor for somebody else')
        self.assertEqual(other.session(), {'signedIn': False})

    def test_a_code_is_good_once_even_with_a_stolen_flow(self):
        browser = Browser(self.url)
        back = self.provider.authorize(browser, self.leave(browser), 'petrova', 'correct horse battery')
        thief = Browser(self.url)
        netloc = urllib.parse.urlsplit(self.url).netloc
        thief.jar(netloc).update(browser.jar(netloc))
        self.assertEqual(browser.get(back).status, 303)
        answer = thief.get(back)
        self.assertEqual(answer.status, 400, answer)
        self.assertIn('не подтвердил', answer.body.decode())

    def test_who_has_no_role_is_told_so(self):
        browser, _, answer = self.come_back('nobody')
        self.assertEqual(answer.status, 403, answer)
        self.assertIn('ничего не разрешено', answer.body.decode())
        self.assertEqual(browser.session(), {'signedIn': False})

    def test_a_wrong_password_is_the_providers_affair(self):
        browser = Browser(self.url)
        self.assertIsNone(self.provider.authorize(browser, self.leave(browser), 'petrova', 'wrong password'))
        self.assertEqual(browser.session(), {'signedIn': False})

    def test_local_accounts_are_off_here(self):
        answer = Browser(self.url).post_form('/auth/local', login='operator', password='correct horse battery')
        self.assertEqual(answer.status, 503, answer)
