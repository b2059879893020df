# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in from a browser with a local account: the cookie, what it lets one do, and what it does not."""
import base64
import http.cookies
import json
import os
import secrets
import sys
import time
import urllib.parse

import client

COOKIE = '__Host-okno-session'
PASSWORD = 'correct horse battery'
FORM = 'application/x-www-form-urlencoded'
HTML = {'Accept': 'text/html,application/xhtml+xml'}


def cookies_of(answer):
    """Set-Cookie of the answer: the value, and the attributes in small letters."""
    jar = http.cookies.SimpleCookie(answer.headers.get('set-cookie', ''))
    return {name: (morsel.value, morsel) for name, morsel in jar.items()}


def try_in(stand, login='operator', password=PASSWORD, headers=None, **more):
    body = urllib.parse.urlencode({'login': login, 'password': password, **more}).encode()
    return stand.ask('POST', '/auth/local', {'Content-Type': FORM, **(headers or {})}, body)


class Visitor:
    """A browser in little: keeps its cookie and says where it comes from."""

    def __init__(self, stand, login=None):
        self.stand, self.cookie, self.csrf = stand, None, None
        if login:
            answer = self.keep(try_in(stand, login))
            assert answer.status == 200, answer
            self.csrf = answer.json['csrfToken']

    def keep(self, answer):
        if COOKIE in cookies_of(answer):
            self.cookie = cookies_of(answer)[COOKIE][0] or None
        return answer

    def ask(self, method, target, headers=None, body=None):
        cookie = {'Cookie': f'a=b; {COOKIE}={self.cookie}; c=d'} if self.cookie else {}
        return self.keep(self.stand.ask(method, target, {**cookie, **(headers or {})}, body))

    def get(self, target, headers=None):
        return self.ask('GET', target, headers)

    def post(self, target, value, headers=None, csrf=True):
        token = {'X-CSRF-Token': self.csrf} if csrf else {}
        return self.ask('POST', target, {'Content-Type': 'application/json', **token, **(headers or {})},
                        json.dumps(value).encode())

    def session(self):
        answer = self.get('/auth/session')
        assert answer.status == 200, answer
        return answer.json


NEW = {'applicantId': 'a-1', 'serviceCode': 'passport'}


# ---------------------------------------------------------------- signing in and out

def test_nobody_is_signed_in_at_first(stand):
    answer = stand.get('/auth/session')
    assert answer.status == 200 and answer.json == {'signedIn': False}, answer
    assert answer.headers['cache-control'] == 'no-store'
    assert 'set-cookie' not in answer.headers


def test_a_session_is_a_cookie_of_this_host_that_no_script_reads(stand):
    answer = try_in(stand)
    assert answer.status == 200 and answer.headers['cache-control'] == 'no-store', answer
    value, morsel = cookies_of(answer)[COOKIE]
    assert morsel['path'] == '/' and morsel['secure'] and morsel['httponly'] and morsel['samesite'] == 'Lax', morsel
    assert not morsel['domain'] and not morsel['max-age'], 'it ends with the browser'
    assert value.count('.') == 4 and 'operator' not in answer.headers['set-cookie'] and len(value) < 1500


def test_the_session_tells_who_it_is(stand):
    session = Visitor(stand, 'operator').session()
    assert session['signedIn'] and session['role'] == 'OPERATOR' and session['subject'] == 'operator'
    assert session['name'] == 'Окно "5" <главное>' and session['centreCode'] == 'arbat'
    assert session['agencyCode'] == '' and session['applicantId'] == ''
    assert len(session['csrfToken']) == 32 and session['expireTime'].endswith('Z')
    assert Visitor(stand, 'applicant').session()['applicantId'] == 'a-1'


def test_a_token_tells_who_it_is_too(stand):
    session = stand.get('/auth/session', role='OPERATOR').json
    assert session['signedIn'] and session['subject'] == 'op-1' and 'csrfToken' not in session


def test_the_api_takes_the_cookie(stand):
    visitor = Visitor(stand, 'operator')
    answer = visitor.get('/v1/applications/abc')
    assert answer.status == 200 and answer.json['operator'] == 'OPERATOR operator' and answer.json['centreCode'] == 'arbat'
    assert answer.headers['cache-control'] == 'no-store'
    assert visitor.post('/v1/applications', NEW).status == 201
    assert stand.get('/v1/applications/abc').status == 401


def test_roles_hold_for_the_cookie(stand):
    visitor = Visitor(stand, 'kiosk')
    assert visitor.get('/v1/applications/abc').status == 403


def test_a_token_goes_before_the_cookie(stand):
    visitor = Visitor(stand, 'applicant')
    answer = visitor.get('/v1/applications/abc', stand.bearer('OPERATOR'))
    assert answer.json['operator'] == 'OPERATOR op-1'
    assert visitor.get('/v1/applications/abc', {'Authorization': 'Bearer nonsense'}).status == 401
    answer = visitor.post('/v1/applications', NEW, stand.bearer('OPERATOR'), csrf=False)
    assert answer.status == 201, 'who has a token needs no CSRF token'


def test_signing_out_takes_the_cookie_away(stand):
    visitor = Visitor(stand, 'operator')
    old = visitor.cookie
    assert visitor.ask('POST', '/auth/sign-out').status == 403
    answer = visitor.ask('POST', '/auth/sign-out', {'X-CSRF-Token': visitor.csrf})
    assert answer.status == 200 and answer.json == {'signedIn': False}, answer
    value, morsel = cookies_of(answer)[COOKIE]
    assert value == '' and morsel['max-age'] == '0' and old
    assert visitor.session() == {'signedIn': False}
    assert visitor.ask('POST', '/auth/sign-out').status == 200, 'twice is fine'


def test_a_form_signs_out_too(stand):
    visitor = Visitor(stand, 'operator')
    bad = visitor.ask('POST', '/auth/sign-out', {'Content-Type': FORM, **HTML}, b'csrfToken=0000')
    assert bad.status == 403 and visitor.cookie
    answer = visitor.ask('POST', '/auth/sign-out', {'Content-Type': FORM, **HTML}, f'csrfToken={visitor.csrf}'.encode())
    assert answer.status == 303 and answer.headers['location'] == '/' and not visitor.cookie


def test_methods_and_bodies_that_do_not_belong(stand):
    assert stand.get('/auth/local').status == 405 and stand.get('/auth/local').headers['allow'] == 'POST, OPTIONS'
    assert stand.ask('POST', '/auth/session').status == 405
    assert stand.ask('POST', '/auth/local', {'Content-Type': 'application/json'}, b'{}').status == 415
    assert stand.ask('POST', '/auth/local', {'Content-Type': FORM}, b'login=' + b'a' * 9000).status == 413
    assert stand.ask('GET', '/auth/session', None, b'x').status == 400
    for target in ('/auth', '/auth/', '/auth/nothing', '/auth/local/x', '/auth/local:x'):
        assert stand.get(target).status == 404, target


# ---------------------------------------------------------------- the page

def test_the_page_works_without_a_script(stand):
    page = stand.get('/sign-in?next=/operator%3Fa%3D1', HTML)
    text = page.body.decode()
    assert page.status == 200 and page.headers['content-type'] == 'text/html; charset=utf-8'
    assert 'lang="ru"' in text and 'action="/auth/local"' in text and '<script' not in text
    assert 'name="next" value="/operator?a=1"' in text
    policy = page.headers['content-security-policy']
    assert "default-src 'none'" in policy and "form-action 'self'" in policy and 'unsafe' not in policy
    assert page.headers['referrer-policy'] == 'same-origin'
    english = stand.get('/sign-in', {**HTML, 'Accept-Language': 'en'}).body.decode()
    assert 'lang="en"' in english and 'Password' in english


def test_the_form_leads_where_one_wanted_to_go(stand):
    answer = try_in(stand, headers=HTML, next='/operator?ticket=7')
    assert answer.status == 303 and answer.headers['location'] == '/operator?ticket=7' and COOKIE in cookies_of(answer)
    for login, home in (('operator', '/operator'), ('supervisor', '/supervisor'), ('kiosk', '/kiosk'), ('applicant', '/')):
        assert try_in(stand, login, headers=HTML).headers['location'] == home


def test_a_wrong_password_brings_the_page_back(stand):
    answer = try_in(stand, login='operator"><b>', password='wrong', headers=HTML, next='/operator')
    text = answer.body.decode()
    assert answer.status == 401 and 'set-cookie' not in answer.headers
    assert 'role="alert"' in text and 'Неверное имя для входа или пароль' in text
    assert 'value="operator&quot;&gt;&lt;b&gt;"' in text and '<b>' not in text
    assert 'value="/operator"' in text and 'wrong' not in text


def test_next_leads_nowhere_else(stand):
    bad = ['//evil.example', '/\\evil.example', 'https://evil.example', 'evil.example', '\\\\evil.example', '///evil.example',
           'javascript:alert(1)', '/\tevil', '/ /evil', '/a\\b', '', ' /operator', '/auth/sign-out', '/sign-in', '/"><script>',
           '/' + 'a' * 1000]
    for value in bad:
        answer = try_in(stand, headers=HTML, next=value)
        assert answer.status in (303, 400), (value, answer)
        assert answer.status == 400 or answer.headers['location'] == '/operator', (value, answer)
        page = stand.get('/sign-in?next=' + urllib.parse.quote(value), HTML)
        assert page.status == 400 or 'name="next" value=""' in page.body.decode(), value
        start = stand.get('/auth/sign-in?next=' + urllib.parse.quote(value), HTML)
        assert start.status == 400 or start.headers['location'] == '/sign-in', (value, start)
    both = stand.get('/sign-in?next=/operator&next=//evil.example', HTML)
    assert 'name="next" value=""' in both.body.decode()
    assert stand.get('/auth/sign-in?next=/t/7%3Fcode%3Da', HTML).headers['location'] == '/sign-in?next=/t/7%3Fcode%3Da'


# ---------------------------------------------------------------- passwords and tries

def test_unknown_login_and_wrong_password_are_told_alike(stand):
    def measured(login):
        begun = time.monotonic()
        answer = try_in(stand, login, 'wrong password')
        return time.monotonic() - begun, answer
    known, unknown = [measured('operator') for _ in range(5)], [measured('nobody-of-this-name') for _ in range(5)]
    alike = [{**answer.json, 'traceId': ''} for _, answer in known + unknown]
    assert all(problem == alike[0] for problem in alike) and alike[0]['status'] == 401, alike
    fast, slow = sorted([min(t for t, _ in known), min(t for t, _ in unknown)])
    assert slow < 2 * fast, (fast, slow)


def test_logins_are_taken_as_people_type_them(stand):
    assert try_in(stand, ' Operator ').status == 200
    assert try_in(stand, password=PASSWORD + ' ').status == 401, 'a password is not trimmed'
    assert try_in(stand, password=PASSWORD.upper()).status == 401


def test_what_is_no_form_is_refused(stand):
    for body in (b'', b'login=operator', b'password=x', b'login=%zz&password=x', b'login=operator&login=b&password=x',
                 b'login=operator&password=a%00b', b'login=' + b'a' * 65 + b'&password=x',
                 b'login=operator&password=' + b'a' * 300):
        answer = stand.ask('POST', '/auth/local', {'Content-Type': FORM}, body)
        assert answer.status == 400, (body, answer)


def test_the_loop_answers_others_meanwhile(stand):
    with stand.connect() as busy:
        body = urllib.parse.urlencode({'login': 'operator', 'password': 'x'})
        for _ in range(6):
            busy.send(f'POST /auth/local HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n{body}')
        begun = time.monotonic()
        for _ in range(20):
            assert stand.get('/v1/services/x').status == 200
        took = time.monotonic() - begun
        assert [busy.read().status for _ in range(6)] == [401] * 6
        assert took < 2, took


def test_wrong_tries_are_counted_for_each_account(program):
    with client.Stand(program, account_tries=3, tries_window=3600) as stand:
        for _ in range(3):
            assert try_in(stand, password='wrong password').status == 401
        late = try_in(stand)
        assert late.status == 429 and 1000 < int(late.headers['retry-after']) <= 1200, late
        assert 'мин' in late.json['detail']
        page = try_in(stand, headers=HTML)
        assert page.status == 429 and 'role="alert"' in page.body.decode() and 'retry-after' in page.headers
        assert try_in(stand, 'nobody-of-this-name').status == 401
        for _ in range(5):
            assert try_in(stand, 'supervisor').status == 200, 'good tries do not count, nor do those of others'


def test_unknown_accounts_are_shut_like_known_ones(program):
    with client.Stand(program, account_tries=2, tries_window=3600) as stand:
        assert [try_in(stand, 'nobody', 'x').status for _ in range(4)] == [401, 401, 429, 429]


def test_wrong_tries_are_counted_for_each_address(program):
    with client.Stand(program, address_tries=4, tries_window=3600) as stand:
        for i in range(4):
            assert try_in(stand, f'user-{i}', 'wrong password').status == 401
        assert try_in(stand).status == 429
        assert stand.get('/auth/session').status == 200


def test_tries_come_back_with_time(program):
    with client.Stand(program, account_tries=1, tries_window=2) as stand:
        assert try_in(stand, password='wrong password').status == 401
        late = try_in(stand)
        assert late.status == 429 and late.headers['retry-after'] in ('1', '2')
        time.sleep(2.1)
        assert try_in(stand).status == 200


def test_a_crowd_is_sent_away(stand):
    """A hundred at once: some wait, the others hear that they should come back; nobody is forgotten."""
    body = urllib.parse.urlencode({'login': 'operator', 'password': 'x'})
    crowd = [stand.connect(60) for _ in range(100)]
    try:
        for one in crowd:
            one.send(f'POST /auth/local HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n{body}')
        statuses = [one.read().status for one in crowd]
    finally:
        for one in crowd:
            one.socket.close()
    assert set(statuses) == {401, 503} and statuses.count(401) >= 60, statuses


# ---------------------------------------------------------------- cookies that are not good

def refused(stand, cookie):
    headers = {'Cookie': f'{COOKIE}={cookie}'}
    protected = stand.get('/v1/applications/abc', headers)
    assert protected.status == 401 and protected.json['code'] == 'UNAUTHENTICATED', (cookie[:60], protected)
    assert stand.get('/v1/services/x', headers).status == 200, 'what is for anybody needs no session'
    assert stand.get('/auth/session', headers).json == {'signedIn': False}
    if cookie:
        gone = cookies_of(stand.get('/auth/session', headers))[COOKIE]
        assert gone[0] == '' and gone[1]['max-age'] == '0'


def test_forged_cookies_are_refused(stand):
    good = Visitor(stand, 'operator').cookie
    parts = good.split('.')
    other = Visitor(stand, 'kiosk').cookie.split('.')
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip('=')
    forged = ['', 'x', '....', good[:-1], good + 'A', good + '.', '.'.join(parts[:4]), '.'.join([header, *parts[1:]]),
              '.'.join([*parts[:3], other[3], parts[4]]), '.'.join([*parts[:4], other[4]]), '.'.join([*parts[:4], parts[4][:2]]),
              '.'.join([*parts[:2], other[2], *parts[3:]]), '"' + good + '"', good.swapcase()]
    for i in range(0, len(good), 7):
        forged.append(good[:i] + ('A' if good[i] != 'A' else 'B') + good[i + 1:])
    for cookie in forged:
        refused(stand, cookie)


def test_oversized_cookies_are_refused(stand):
    good = Visitor(stand, 'operator').cookie
    refused(stand, good + 'A' * 4000)
    refused(stand, 'A' * 5000)
    answer = stand.get('/v1/services/x', {'Cookie': f'{COOKIE}=' + 'A' * 20000})
    assert answer is None or answer.status in (400, 413, 431), answer


def test_a_cookie_of_another_installation_is_refused(program, stand):
    with client.Stand(program) as other:
        refused(stand, Visitor(other, 'operator').cookie)


def test_a_flow_of_cookies_is_searched_for_ours(stand):
    good = Visitor(stand, 'operator').cookie
    for cookies in (f'{COOKIE}={good}', f'a=b;{COOKIE}={good}', f'x{COOKIE}=a; {COOKIE}={good}', f'; {COOKIE}={good};'):
        assert stand.get('/auth/session', {'Cookie': cookies}).json['signedIn'], cookies
    for cookies in (f'x{COOKIE}={good}', COOKIE, f'{COOKIE} ={good}', f'a={COOKIE}={good}'):
        assert not stand.get('/auth/session', {'Cookie': cookies}).json['signedIn'], cookies


def test_a_session_ends_when_it_is_not_used(program):
    with client.Stand(program, idle=1500, length=3600000) as stand:
        visitor = Visitor(stand, 'operator')
        first = visitor.cookie
        for _ in range(5):
            time.sleep(0.6)
            assert visitor.get('/v1/applications/abc').status == 200, 'it is lengthened while it is used'
        assert visitor.cookie != first
        refused(stand, first)
        time.sleep(1.6)
        refused(stand, visitor.cookie)


def test_lengthening_keeps_the_csrf_token_and_is_rare(program):
    with client.Stand(program, idle=4000) as stand:
        visitor = Visitor(stand, 'operator')
        first, csrf = visitor.cookie, visitor.csrf
        assert visitor.session()['csrfToken'] == csrf and visitor.cookie == first, 'not at once again'
        time.sleep(1.2)
        assert visitor.session()['csrfToken'] == csrf and visitor.cookie != first
        assert visitor.post('/v1/applications', NEW).status == 201


def test_a_session_ends_in_any_case(program):
    with client.Stand(program, idle=1000, length=2000) as stand:
        visitor = Visitor(stand, 'operator')
        begun = time.monotonic()
        while time.monotonic() - begun < 2.2:
            visitor.get('/v1/applications/abc')
            time.sleep(0.2)
        assert visitor.get('/v1/applications/abc').status == 401


def test_devices_stay_signed_in(program):
    with client.Stand(program, idle=1000) as stand:
        kiosk = Visitor(stand, 'kiosk')
        morsel = cookies_of(try_in(stand, 'kiosk'))[COOKIE][1]
        assert int(morsel['max-age']) > 29 * 86400, 'also over a restart of the browser'
        time.sleep(1.2)
        assert kiosk.session()['role'] == 'KIOSK'


def test_who_was_removed_or_changed_is_out(program):
    with client.Stand(program) as stand:
        visitors = {login: Visitor(stand, login) for login in ('operator', 'supervisor', 'applicant')}
        path = os.path.join(stand.folder, 'accounts')
        with open(path, encoding='utf-8') as file:
            lines = file.read().splitlines()
        kept = []
        for line in lines:
            login = line.split(':')[0]
            if login == 'supervisor':
                line = ':'.join(line.split(':')[:7]) + ':2030-01-01T00:00:00Z'
            if login != 'operator':
                kept.append(line)
        with open(path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(kept) + '\n')
        time.sleep(1.2)
        assert [visitor.session()['signedIn'] for visitor in visitors.values()] == [False, False, True]
        assert try_in(stand, 'operator').status == 401 and try_in(stand, 'supervisor').status == 200


def test_keys_are_rotated_under_sessions(program):
    with client.Stand(program) as stand:
        visitor = Visitor(stand, 'operator')
        path = os.path.join(stand.folder, 'session.jwks')
        with open(path, encoding='utf-8') as file:
            old = json.load(file)['keys']
        fresh = {'kty': 'oct', 'kid': 'second', 'k': base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip('=')}

        def write(keys):
            with open(path, 'w', encoding='utf-8') as file:
                json.dump({'keys': keys}, file)
            time.sleep(1.2)
        first = visitor.cookie
        write([fresh, *old])
        assert visitor.session()['signedIn'] and visitor.cookie != first, 'sealed anew under the new key'
        write([fresh])
        assert visitor.session()['signedIn']
        refused(stand, first)


# ---------------------------------------------------------------- requests that others make in our name

def test_writes_by_cookie_need_the_token_of_the_session(stand):
    visitor, other = Visitor(stand, 'operator'), Visitor(stand, 'operator')
    missing = visitor.post('/v1/applications', NEW, csrf=False)
    assert missing.status == 403 and 'X-CSRF-Token' in missing.json['detail'], missing
    for token in ('', 'x', visitor.csrf[:-1], visitor.csrf + '0', visitor.csrf.upper() + ' ', other.csrf):
        if token != visitor.csrf:
            assert visitor.post('/v1/applications', NEW, {'X-CSRF-Token': token}).status == 403, token
    assert visitor.post('/v1/applications', NEW).status == 201


def test_requests_of_other_sites_are_refused(stand):
    visitor = Visitor(stand, 'operator')
    for headers in ({'Origin': 'https://evil.example'}, {'Origin': 'null'}, {'Origin': 'http://localhost.evil.example'},
                    {'Origin': 'http://localhost:1'}, {'Sec-Fetch-Site': 'cross-site'}, {'Sec-Fetch-Site': 'same-site'},
                    {'Origin': 'https://evil.example', 'Sec-Fetch-Site': 'same-origin'}, {'Origin': ''},
                    {'Origin': 'https://evil.example', 'Sec-Fetch-Site': 'none'}):
        assert visitor.post('/v1/applications', NEW, headers).status == 403, headers
        assert try_in(stand, headers=headers).status == 403, headers
        assert visitor.ask('POST', '/auth/sign-out', {'X-CSRF-Token': visitor.csrf, **headers}).status == 403, headers
        assert visitor.get('/v1/applications/abc', headers).status == 403, headers
    for headers in ({'Origin': 'http://localhost'}, {'Origin': 'https://localhost'}, {'Sec-Fetch-Site': 'same-origin'},
                    {'Origin': 'http://LOCALHOST', 'Sec-Fetch-Site': 'same-origin'}):
        assert visitor.post('/v1/applications', NEW, headers).status == 201, headers


def test_a_link_from_elsewhere_may_be_followed(stand):
    visitor = Visitor(stand, 'operator')
    followed = {'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate'}
    assert visitor.get('/v1/applications/abc', followed).status == 200
    assert visitor.post('/v1/applications', NEW, followed).status == 403
    assert visitor.get('/v1/applications/abc', {'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors'}).status == 403


def test_who_has_no_session_is_asked_for_no_token(stand):
    assert stand.get('/v1/services/x', {'Origin': 'https://evil.example', 'Sec-Fetch-Site': 'cross-site'}).status == 200


def test_the_origin_may_be_configured(program):
    with client.Stand(program, origin='https://okno.example.org') as stand:
        visitor = Visitor(stand, 'operator')
        assert visitor.post('/v1/applications', NEW, {'Origin': 'https://okno.example.org'}).status == 201
        for origin in ('http://okno.example.org', 'http://localhost', 'https://okno.example.org:444'):
            assert visitor.post('/v1/applications', NEW, {'Origin': origin}).status == 403, origin


# ---------------------------------------------------------------- switched off

def test_without_local_accounts_nobody_signs_in(program):
    with client.Stand(program, local=0) as stand:
        assert try_in(stand).status == 503
        page = stand.get('/sign-in', HTML)
        assert page.status == 404 and '<form' not in page.body.decode()


def test_without_signing_in_only_tokens_are_known(program):
    with client.Stand(program, auth=0) as stand:
        for target in ('/auth/session', '/sign-in'):
            assert stand.get(target).status == 404
        assert stand.get('/v1/applications/abc', {'Cookie': f'{COOKIE}=x'}).status == 401
        assert stand.get('/v1/applications/abc', role='OPERATOR').status == 200


# ---------------------------------------------------------------- the log

def test_the_log_holds_neither_names_nor_passwords(program):
    with client.Stand(program) as stand:
        visitor = Visitor(stand, 'operator')
        visitor.post('/v1/applications', NEW)
        try_in(stand, 'a-login-to-be-found', 'a-password-to-be-found')
        with open(os.path.join(stand.folder, 'log'), encoding='utf-8') as file:
            log = file.read()
        assert '/auth/local' in log
        for secret in ('a-login-to-be-found', 'a-password-to-be-found', PASSWORD, visitor.cookie, visitor.csrf):
            assert secret not in log


if __name__ == '__main__':
    import inspect
    wanted_program = sys.argv[1]
    with client.Stand(wanted_program) as shared:
        tests = [(name, lambda test=test: test(**{key: {'stand': shared, 'program': wanted_program}[key]
                                                  for key in inspect.signature(test).parameters}))
                 for name, test in list(globals().items()) if name.startswith('test_')]
        code = client.run('sign-in', tests)
    sys.exit(code)
