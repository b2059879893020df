# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian's glewlwyd as an OpenID provider of our own: in a folder of ours, on the loopback, set up through its API."""
import contextlib
import gzip
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import time

from .browser import Browser
from .stack import StackError, free_port

PROGRAM = shutil.which('glewlwyd')
SCHEMA = pathlib.Path('/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz')
MODULES = '/usr/lib/glewlwyd'
# It does not decode what RFC 6749 2.3.1 has encoded, so the secret is one that encoding leaves as it is.
CLIENT, SECRET = 'okno-pages', 'a-secret-of-the-client'
# What its own installation gives to the administrator.
ADMIN = {'username': 'admin', 'password': 'password'}
CLAIMS = ('okno_role', 'centre')

CONFIG = '''port={port}
bind_address="127.0.0.1"
external_url="{url}"
login_url="login.html"
api_prefix="api"
cookie_domain="127.0.0.1"
cookie_secure=0
cookie_same_site="lax"
log_mode="console"
log_level="WARNING"
session_expiration=3600
session_key="PROVIDER_SESSION"
admin_scope="g_admin"
profile_scope="g_profile"
admin_session_authentication="cookie"
profile_session_authentication="cookie"
login_api_enabled=true
user_module_path="{modules}/user"
user_middleware_module_path="{folder}/none"
client_module_path="{modules}/client"
user_auth_scheme_module_path="{modules}/scheme"
plugin_module_path="{modules}/plugin"
hash_algorithm="SHA512"
database={{ type="sqlite3" path="{folder}/database" }};
'''


def openssl(*arguments, text=None):
    return subprocess.run(['openssl', *arguments], input=text, check=True, capture_output=True, text=True).stdout


class Glewlwyd:
    def __init__(self, redirect_uri, leave_uri):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='okno-provider-'))
        port = free_port()
        self.url = f'http://127.0.0.1:{port}'
        self.issuer = self.url + '/api/oidc'
        config = self.folder / 'config'
        (self.folder / 'none').mkdir()
        config.write_text(CONFIG.format(port=port, url=self.url, modules=MODULES, folder=self.folder))
        with contextlib.closing(sqlite3.connect(self.folder / 'database')) as database:
            database.executescript(gzip.decompress(SCHEMA.read_bytes()).decode())
        self.log = open(self.folder / 'log', 'w', encoding='utf-8')
        self.process = subprocess.Popen([PROGRAM, f'--config-file={config}'], stdout=self.log, stderr=self.log)
        try:
            self.admin = self.sign_in_admin()
            self.make_claims()
            self.make_plugin()
            self.make_client(redirect_uri, leave_uri)
        except BaseException:
            self.end()
            raise

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder)

    def sign_in_admin(self):
        browser, deadline = Browser(self.url), time.monotonic() + 20
        while True:
            try:
                answer = browser.send_json('POST', '/api/auth/', ADMIN)
                if answer.status == 200:
                    return browser
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise StackError('glewlwyd does not start: ' + (self.folder / 'log').read_text()[-1000:])
            time.sleep(0.2)

    def done(self, answer):
        if answer.status != 200:
            raise StackError(f'glewlwyd refuses: {answer}')
        return answer

    def make_claims(self):
        """Properties that its users may have."""
        module = self.done(self.admin.get('/api/mod/user/database', Accept='*/*')).json
        for name in CLAIMS:
            module['parameters']['data-format'][name] = {'multiple': False, 'read': True, 'write': True,
                                                         'profile-read': True, 'profile-write': False}
        kept = {name: module[name] for name in ('display_name', 'parameters', 'readonly', 'multiple_passwords')}
        self.done(self.admin.send_json('PUT', '/api/mod/user/database', kept))
        self.done(self.admin.send_json('PUT', '/api/mod/user/database/reset', {}))

    def make_plugin(self):
        key = openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256')
        claims = [{'name': name, 'user-property': name, 'type': 'string', 'mandatory': True, 'on-demand': False, 'scope': []}
                  for name in CLAIMS]
        on = ('auth-type-code-enabled', 'auth-type-id-token-enabled', 'auth-type-code-revoke-replayed', 'refresh-token-rolling',
              'pkce-allowed', 'pkce-required', 'jwks-show', 'session-management-allowed')
        off = ('allow-non-oidc', 'auth-type-token-enabled', 'auth-type-none-enabled', 'auth-type-password-enabled',
               'auth-type-client-enabled', 'auth-type-refresh-enabled', 'pkce-method-plain-allowed')
        parameters = {'iss': self.issuer, 'jwt-type': 'ecdsa', 'jwt-key-size': '256', 'key': key,
                      'cert': openssl('pkey', '-pubout', text=key), 'access-token-duration': 600,
                      'refresh-token-duration': 600, 'code-duration': 60, 'claims': claims, 'name-claim': 'mandatory',
                      'subject-type': 'public', 'session-cookie-name': 'PROVIDER_SID', 'session-cookie-expiration': 3600,
                      **{name: True for name in on}, **{name: False for name in off}}
        self.done(self.admin.send_json('POST', '/api/mod/plugin/', {'module': 'oidc', 'name': 'oidc', 'display_name': 'OpenID',
                                                                   'parameters': parameters}))

    def make_client(self, redirect_uri, leave_uri):
        self.done(self.admin.send_json('POST', '/api/client/', {
            'client_id': CLIENT, 'name': 'Okno', 'confidential': True, 'password': SECRET, 'redirect_uri': [redirect_uri],
            'authorization_type': ['code'], 'token_endpoint_auth_method': ['client_secret_basic'], 'scope': [],
            'post_logout_redirect_uri': leave_uri, 'enabled': True}))

    def make_person(self, login, password, name, **claims):
        self.done(self.admin.send_json('POST', '/api/user/', {'username': login, 'password': password, 'name': name,
                                                              'scope': ['openid'], 'enabled': True, **claims}))

    def authorize(self, browser, url, login, password):
        """What a person does at its pages: says who they are and lets us know it. Returns where they are sent then."""
        first = browser.get(url)
        if first.status != 302 or 'login.html' not in first.headers['location']:
            raise StackError(f'glewlwyd does not ask who it is: {first} {first.headers}')
        answer = browser.send_json('POST', self.url + '/api/auth/', {'username': login, 'password': password})
        if answer.status != 200:
            return None
        self.done(browser.send_json('PUT', f'{self.url}/api/auth/grant/{CLIENT}', {'scope': 'openid'}))
        return browser.get(url + '&g_continue').headers['location']
