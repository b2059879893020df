# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in at an OpenID provider: the way there and back, and everything that must not get through on it."""
import http.cookies
import json
import sys
import threading
import time
import urllib.parse

import client
import provider
from live import tokens

SESSION, FLOW = '__Host-okno-session', '__Host-okno-flow'
HTML = {'Accept': 'text/html,application/xhtml+xml'}
ORIGIN = 'http://localhost'


def cookies_of(answer):
    """Cookies of all Set-Cookie fields; the client of these tests joins none, so each is looked for by its name."""
    return {name: morsel for name, morsel in http.cookies.SimpleCookie(answer.headers.get('set-cookie', '')).items()}


class Browser:
    """Follows nobody by itself; keeps its cookies."""

    def __init__(self, stand):
        self.stand, self.cookies = stand, {}

    def ask(self, method, target, headers=None, body=None):
        sent = dict(headers or {})
        if self.cookies:
            sent['Cookie'] = '; '.join(f'{name}={value}' for name, value in self.cookies.items())
        with self.stand.connect() as connection:
            lines = [f'{method} {target} HTTP/1.1', 'Host: localhost', *[f'{n}: {v}' for n, v in sent.items()]]
            if body is not None:
                lines.append(f'Content-Length: {len(body)}')
            connection.send('\r\n'.join(lines).encode() + b'\r\n\r\n' + (body or b''))
            while b'\r\n\r\n' not in connection.buffer and connection.more():
                pass
            head = bytes(connection.buffer).split(b'\r\n\r\n')[0].decode().split('\r\n')[1:]
            for line in head:
                if line.lower().startswith('set-cookie:'):
                    for name, morsel in http.cookies.SimpleCookie(line.split(':', 1)[1]).items():
                        assert morsel['path'] == '/' and morsel['secure'] and morsel['httponly'] and morsel['samesite'] == 'Lax'
                        self.cookies.pop(name, None)
                        if morsel['max-age'] != '0':
                            self.cookies[name] = morsel.value
            return connection.read(method)

    def get(self, target, headers=None):
        return self.ask('GET', target, {**HTML, **(headers or {})})

    def leave(self, next_page=None):
        """To the provider; where it sends the browser."""
        answer = self.get('/auth/sign-in' + (f'?next={urllib.parse.quote(next_page)}' if next_page else ''))
        assert answer.status == 303 and FLOW in self.cookies, answer
        return answer.headers['location']

    def come_back(self, code, state, **more):
        return self.get('/auth/callback?' + urllib.parse.urlencode({'code': code, 'state': state, **more}))

    def session(self):
        return self.ask('GET', '/auth/session').json


def sign_in(browser, at, next_page=None):
    return browser.come_back(*at.authorize(browser.leave(next_page)))


def signed_in_stand(program, at, **settings):
    return client.Stand(program, issuer=at.url, origin=ORIGIN, local=0, **settings)


def refused(answer, status, words):
    text = answer.body.decode()
    assert answer.status == status, answer
    assert answer.headers['content-type'] == 'text/html; charset=utf-8' and 'lang="ru"' in text
    assert words in text and 'href="/auth/sign-in?via=provider' in text, text
    assert "default-src 'none'" in answer.headers['content-security-policy']


# ---------------------------------------------------------------- there and back

def test_a_person_signs_in(stand, at):
    browser = Browser(stand)
    answer = sign_in(browser, at, '/operator?ticket=7')
    assert answer.status == 303 and answer.headers['location'] == '/operator?ticket=7', answer
    assert SESSION in browser.cookies and FLOW not in browser.cookies, 'the flow has served'
    session = browser.session()
    assert session['signedIn'] and session['role'] == 'OPERATOR' and session['subject'] == 'person-1'
    assert session['name'] == 'Оператор' and session['centreCode'] == 'arbat' and session['csrfToken']
    assert browser.ask('GET', '/v1/applications/abc').json['operator'] == 'OPERATOR person-1'


def test_without_a_wish_one_comes_to_ones_place(stand, at):
    assert sign_in(Browser(stand), at).headers['location'] == '/operator'
    assert sign_in(Browser(stand), at, '//evil.example').headers['location'] == '/operator'


def test_the_page_of_local_accounts_leads_on(stand):
    answer = stand.get('/sign-in?next=/kiosk', HTML)
    assert answer.status == 303 and answer.headers['location'] == '/auth/sign-in?next=/kiosk'


def test_with_accounts_and_provider_one_may_choose(program, at):
    with client.Stand(program, issuer=at.url, origin=ORIGIN) as stand:
        browser = Browser(stand)
        assert browser.get('/auth/sign-in?next=/kiosk').headers['location'] == '/sign-in?next=/kiosk'
        page = browser.get('/sign-in?next=/kiosk').body.decode()
        assert 'action="/auth/local"' in page and 'href="/auth/sign-in?via=provider&amp;next=/kiosk"' in page
        assert browser.get('/auth/sign-in?via=provider').headers['location'].startswith(at.url)


def test_each_flow_is_different(stand, at):
    asked = [urllib.parse.parse_qs(urllib.parse.urlsplit(Browser(stand).leave()).query) for _ in range(2)]
    for name in ('state', 'nonce', 'code_challenge'):
        assert asked[0][name] != asked[1][name]
    assert asked[0]['redirect_uri'] == [ORIGIN + '/auth/callback']


def test_a_secret_is_shown_as_the_provider_wants_it(program):
    with provider.Provider(secret='s:e/c r%t') as at, signed_in_stand(program, at, client_secret=at.secret) as stand:
        assert sign_in(Browser(stand), at).status == 303
    with provider.Provider(secret='s:e/c r%t') as at, signed_in_stand(program, at, client_secret=at.secret) as stand:
        at.extra = {'token_endpoint_auth_methods_supported': ['client_secret_post']}
        assert sign_in(Browser(stand), at).status == 303


def test_groups_become_roles(program, at):
    with signed_in_stand(program, at, groups=1) as stand:
        for roles, role in ((['x', 'okno-operators'], 'OPERATOR'), (['okno-operators', 'okno-supervisors'], 'SUPERVISOR'),
                            ('okno-operators', 'OPERATOR')):
            at.claims = {'okno_role': None, 'realm_access': {'roles': roles}, 'preferred_username': 'petrov'}
            browser = Browser(stand)
            assert sign_in(browser, at).status == 303
            assert (browser.session()['role'], browser.session()['subject']) == (role, 'petrov')
        for claims in ({'realm_access': {'roles': ['OPERATOR']}}, {'realm_access': ['okno-operators']}, {'roles': ['okno-operators']},
                       {'realm_access': {'roles': []}}, {'okno_role': 'OPERATOR'}):
            at.claims = {'okno_role': None, 'preferred_username': 'petrov', **claims}
            refused(sign_in(Browser(stand), at), 403, 'ничего не разрешено')


def test_userinfo_says_what_the_token_does_not(stand, at):
    at.claims = {'okno_role': None, 'centre': None}
    at.userinfo = {'sub': 'person-1', 'okno_role': 'SUPERVISOR', 'centre': 'tverskoy'}
    browser = Browser(stand)
    assert sign_in(browser, at).headers['location'] == '/supervisor'
    assert browser.session()['centreCode'] == 'tverskoy'
    at.userinfo = {'sub': 'person-2', 'okno_role': 'SUPERVISOR'}
    refused(sign_in(Browser(stand), at), 403, 'ничего не разрешено')


def test_a_new_key_of_the_provider_is_taken(stand, at):
    assert sign_in(Browser(stand), at).status == 303
    at.key, at.kid = tokens.Key(), 'two'
    time.sleep(1.1)
    assert sign_in(Browser(stand), at).status == 303


def test_signing_out_leads_to_the_provider(stand, at):
    browser = Browser(stand)
    sign_in(browser, at)
    csrf = browser.session()['csrfToken']
    answer = browser.ask('POST', '/auth/sign-out', {'X-CSRF-Token': csrf})
    leave = urllib.parse.urlsplit(answer.json['redirect'])
    asked = urllib.parse.parse_qs(leave.query)
    assert answer.json['signedIn'] is False and leave.path == '/logout', answer
    assert asked == {'client_id': [provider.CLIENT], 'post_logout_redirect_uri': [ORIGIN + '/']}
    assert SESSION not in browser.cookies
    sign_in(browser, at)
    csrf = browser.session()['csrfToken']
    form = f'csrfToken={csrf}'.encode()
    answer = browser.ask('POST', '/auth/sign-out', {**HTML, 'Content-Type': 'application/x-www-form-urlencoded'}, form)
    assert answer.status == 303 and answer.headers['location'].startswith(at.url + '/logout?')


def test_a_provider_without_signing_out_is_left_in_peace(program):
    with provider.Provider() as at, signed_in_stand(program, at) as stand:
        at.extra = {'end_session_endpoint': None}
        browser = Browser(stand)
        sign_in(browser, at)
        answer = browser.ask('POST', '/auth/sign-out', {'X-CSRF-Token': browser.session()['csrfToken']})
        assert answer.json == {'signedIn': False}


# ---------------------------------------------------------------- what must not get through

def test_a_state_is_good_once(stand, at):
    browser = Browser(stand)
    code, state = at.authorize(browser.leave())
    flow = browser.cookies[FLOW]
    assert browser.come_back(code, state).status == 303
    refused(browser.come_back(code, state), 400, 'уже завершён')
    browser.cookies[FLOW] = flow
    refused(browser.come_back(code, state), 400, 'не подтвердил')


def test_a_state_of_somebody_else_is_refused(stand, at):
    """Login CSRF: a code of the attacker, brought by the victim's browser."""
    attacker, victim = Browser(stand), Browser(stand)
    code, state = at.authorize(attacker.leave())
    refused(victim.come_back(code, state), 400, 'начат не здесь')
    victim.leave()
    refused(victim.come_back(code, state), 400, 'начат не здесь')
    assert SESSION not in victim.cookies
    for wrong in ('', state[:-1], state + 'A', state.swapcase()):
        again = Browser(stand)
        again.cookies[FLOW] = attacker.cookies[FLOW]
        refused(again.come_back(code, wrong), 400, 'начат не здесь')


def test_a_forged_flow_is_refused(stand, at):
    browser = Browser(stand)
    code, state = at.authorize(browser.leave())
    flow = browser.cookies[FLOW]
    signed = Browser(stand)
    sign_in(signed, at)
    for forged in ('', 'x', flow[:-1], flow[:40] + 'A' + flow[41:], signed.cookies[SESSION], 'A' * 3900):
        browser.cookies[FLOW] = forged
        refused(browser.come_back(code, state), 400, 'начат не здесь')
    refusing = Browser(stand)
    refusing.cookies[SESSION] = flow
    assert refusing.session() == {'signedIn': False}, 'a flow is no session'


def test_a_code_of_another_flow_is_refused(stand, at):
    first, second = Browser(stand), Browser(stand)
    code, _ = at.authorize(first.leave())
    _, state = at.authorize(second.leave())
    refused(second.come_back(code, state), 400, 'не подтвердил')


def test_an_answer_of_another_issuer_is_refused(stand, at):
    browser = Browser(stand)
    code, state = at.authorize(browser.leave())
    refused(browser.come_back(code, state, iss='https://evil.example'), 400, 'начат не здесь')
    browser = Browser(stand)
    assert browser.come_back(*at.authorize(browser.leave()), iss=at.url).status == 303


def test_tokens_that_must_not_be_believed(stand, at):
    now = int(time.time())
    bad = [{'nonce': 'another'}, {'nonce': None}, {'aud': 'another'}, {'aud': None}, {'aud': [provider.CLIENT, 'another']},
           {'aud': [provider.CLIENT, 'another'], 'azp': 'another'}, {'azp': 'another'}, {'iss': 'https://evil.example'},
           {'iss': None}, {'exp': now - 60}, {'exp': None}, {'nbf': now + 600}, {'sub': None}, {'sub': 7}]
    for claims in bad:
        at.claims = claims
        browser = Browser(stand)
        answer = sign_in(browser, at)
        refused(answer, 502, 'нельзя доверять')
        assert SESSION not in browser.cookies, claims
    at.claims = {'aud': ['another', provider.CLIENT], 'azp': provider.CLIENT}
    assert sign_in(Browser(stand), at).status == 303


def test_signatures_that_must_not_be_believed(stand, at):
    at.header = {'alg': 'none'}
    refused(sign_in(Browser(stand), at), 502, 'нельзя доверять')
    at.header = {'alg': 'HS256'}
    refused(sign_in(Browser(stand), at), 502, 'нельзя доверять')
    at.header = {'kid': 'unknown'}
    refused(sign_in(Browser(stand), at), 502, 'нельзя доверять')
    at.header = {}
    good, at.key = at.key, tokens.Key()
    honest = at.token

    def forged(form, authorization):
        result = honest(form, authorization)
        at.key = good
        return result
    at.token = forged
    refused(sign_in(Browser(stand), at), 502, 'нельзя доверять')


def test_roles_that_nobody_can_have(stand, at):
    for role in (None, '', 'SERVICE', 'ANYONE', 'NOBODY', 'operator', 7, {'a': 'OPERATOR'}, []):
        at.claims = {'okno_role': role}
        refused(sign_in(Browser(stand), at), 403, 'ничего не разрешено')
    at.claims = {'sub': 'a' * 201}
    refused(sign_in(Browser(stand), at), 403, 'ничего не разрешено')


def test_strange_answers_for_a_code(stand, at):
    for answer, status, words in (((200, b'not json'), 400, 'не подтвердил'), ((200, {}), 400, 'не подтвердил'),
                                  ((200, {'id_token': 7}), 400, 'не подтвердил'), ((200, b''), 400, 'не подтвердил'),
                                  ((200, {'id_token': 'x'}), 502, 'нельзя доверять'),
                                  ((200, b'[' * 100000), 400, 'не подтвердил'),
                                  ((200, b'"' + b'a' * 300000 + b'"'), 503, 'не отвечает'),
                                  ((302, {}), 400, 'не подтвердил'), ((500, {}), 503, 'не отвечает')):
        at.answer = answer
        refused(sign_in(Browser(stand), at), status, words)


def test_a_refusal_of_the_provider_is_told(stand, at):
    for error, status, words in (('access_denied', 403, 'отменён'), ('server_error', 502, 'сообщил об ошибке'),
                                 ('<script>', 502, 'сообщил об ошибке')):
        browser = Browser(stand)
        _, state = at.authorize(browser.leave('/operator'))
        answer = browser.get('/auth/callback?' + urllib.parse.urlencode({'error': error, 'error_description': 'secret words',
                                                                        'state': state}))
        refused(answer, status, words)
        assert 'secret words' not in answer.body.decode() and '<script' not in answer.body.decode()
        assert 'via=provider&amp;next=/operator' in answer.body.decode() and FLOW not in browser.cookies
    browser = Browser(stand)
    at.authorize(browser.leave())
    refused(browser.get('/auth/callback?error=access_denied'), 400, 'начат не здесь')
    browser = Browser(stand)
    _, state = at.authorize(browser.leave())
    refused(browser.get(f'/auth/callback?state={state}'), 502, 'сообщил об ошибке')


# ---------------------------------------------------------------- a provider that is not there

def test_a_provider_that_is_down_is_told_and_comes_back(program):
    with provider.Provider() as at:
        at.extra = {'issuer': 'https://evil.example'}
        with signed_in_stand(program, at) as stand:
            refused(Browser(stand).get('/auth/sign-in'), 503, 'не отвечает')
            for extra in ({'token_endpoint': 'http://evil.example/'}, {'jwks_uri': None}, {'authorization_endpoint': 'javascript:x'}):
                at.extra = extra
                time.sleep(2.1)
                refused(Browser(stand).get('/auth/sign-in'), 503, 'не отвечает')
            at.extra = {}
            time.sleep(2.1)
            assert sign_in(Browser(stand), at).status == 303


def test_what_was_known_serves_while_the_provider_is_down(program):
    with provider.Provider() as at, signed_in_stand(program, at, oidc_refresh=1) as stand:
        browser = Browser(stand)
        sign_in(browser, at)
        at.extra = {'issuer': 'broken'}
        time.sleep(1.1)
        assert Browser(stand).leave().startswith(at.url)
        assert browser.session()['signedIn']


def test_a_slow_provider_holds_nobody_else_up(program):
    with provider.Provider() as at, signed_in_stand(program, at) as stand:
        assert sign_in(Browser(stand), at).status == 303
        honest, asked, others_served = at.token, threading.Event(), threading.Event()

        def slow_token(*what):
            asked.set()
            others_served.wait(20)  # longer than it is waited for
            return honest(*what)
        at.token = slow_token
        browser = Browser(stand)
        code, state = at.authorize(browser.leave())
        target = '/auth/callback?' + urllib.parse.urlencode({'code': code, 'state': state})
        with stand.connect() as waiting:
            waiting.send(f'GET {target} HTTP/1.1\r\nHost: localhost\r\nCookie: {FLOW}={browser.cookies[FLOW]}\r\n\r\n')
            assert asked.wait(10)
            for _ in range(20):
                assert stand.get('/v1/services/x').status == 200
            others_served.set()
            assert waiting.read().status == 303


def test_the_log_holds_no_secrets(program):
    with provider.Provider() as at, signed_in_stand(program, at) as stand:
        browser = Browser(stand)
        code, state = at.authorize(browser.leave())
        browser.come_back(code, state)
        at.answer = (400, {'error': 'invalid_grant', 'error_description': 'a-person-to-be-found'})
        sign_in(Browser(stand), at)
        with open(stand.folder + '/log', encoding='utf-8') as file:
            log = file.read()
        assert 'invalid_grant' in log and '/auth/callback' in log
        for secret in (code, state, 'access', 'person-1', 'a-person-to-be-found', browser.cookies[SESSION]):
            assert json.dumps(secret)[1:-1] not in log and secret not in log, secret


if __name__ == '__main__':
    import inspect
    wanted_program = sys.argv[1]
    with provider.Provider() as honest_one, signed_in_stand(wanted_program, honest_one) as shared:
        def fresh(test):
            honest_one.claims, honest_one.header, honest_one.answer, honest_one.userinfo = {}, {}, None, None
            honest_one.__dict__.pop('token', None)
            given = {'stand': shared, 'program': wanted_program, 'at': honest_one}
            test(**{key: given[key] for key in inspect.signature(test).parameters})
        tests = [(name, lambda test=test: fresh(test)) for name, test in list(globals().items()) if name.startswith('test_')]
        code = client.run('provider', tests)
    sys.exit(code)
