# SPDX-License-Identifier: AGPL-3.0-or-later
"""An OpenID provider in little, honest unless told otherwise: it signs what a test wants signed, and checks what a
provider checks (client, redirect address, PKCE, one use of a code)."""
import base64
import hashlib
import http.server
import json
import secrets
import subprocess
import threading
import time
import urllib.parse

from live import tokens

CLIENT = 'okno-pages'


def challenge_of(verifier):
    return tokens.encode(hashlib.sha256(verifier.encode()).digest())


def jwk_of(key, kid):
    der = subprocess.run(['openssl', 'pkey', '-pubout', '-outform', 'DER'], input=key.pem.encode(), check=True,
                         capture_output=True).stdout
    return {'kty': 'EC', 'crv': 'P-256', 'kid': kid, 'alg': 'ES256', 'x': tokens.encode(der[-64:-32]),
            'y': tokens.encode(der[-32:])}


class Provider:
    def __init__(self, secret=None):
        self.secret = secret
        self.key, self.kid = tokens.Key(), 'one'
        self.codes, self.asked, self.userinfo = {}, [], None
        self.answer = None  # (status, body) instead of a token
        self.extra = {}     # members of the discovery document
        self.claims, self.header = {}, {}
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def reply(self, status, value):
                body = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(status)
                self.send_header('Content-Type', 'application/json')
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                path = self.path
                provider.asked.append(path)
                if path == '/.well-known/openid-configuration':
                    self.reply(200, provider.document())
                elif path == '/jwks':
                    self.reply(200, {'keys': [jwk_of(provider.key, provider.kid)]})
                elif path == '/userinfo' and provider.userinfo is not None:
                    good = self.headers.get('Authorization') == 'Bearer access'
                    self.reply(200 if good else 401, provider.userinfo if good else {})
                else:
                    self.reply(404, {})

            def do_POST(self):
                provider.asked.append(self.path)
                body = self.rfile.read(int(self.headers['Content-Length'])).decode()
                form = {name: values[0] for name, values in urllib.parse.parse_qs(body).items()}
                self.reply(*provider.token(form, self.headers.get('Authorization', '')))

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_port}'
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def document(self):
        return {'issuer': self.url, 'authorization_endpoint': self.url + '/authorize', 'token_endpoint': self.url + '/token',
                'jwks_uri': self.url + '/jwks', 'userinfo_endpoint': self.url + '/userinfo',
                'end_session_endpoint': self.url + '/logout', **self.extra}

    def authorize(self, url):
        """What the browser would do here: a code for the request, and the state to bring back."""
        assert url.startswith(self.url + '/authorize?'), url
        asked = {name: values[0] for name, values in urllib.parse.parse_qs(urllib.parse.urlsplit(url).query).items()}
        assert asked['response_type'] == 'code' and asked['client_id'] == CLIENT and 'openid' in asked['scope'].split()
        assert asked['code_challenge_method'] == 'S256' and len(asked['code_challenge']) == 43
        assert len(asked['state']) >= 22 and len(asked['nonce']) >= 22 and asked['state'] != asked['nonce']
        code = 'код+' + secrets.token_urlsafe(16)
        self.codes[code] = asked
        return code, asked['state']

    def client_is_known(self, form, authorization):
        if not self.secret:
            return form.get('client_id') == CLIENT and 'client_secret' not in form and not authorization
        if self.extra.get('token_endpoint_auth_methods_supported') == ['client_secret_post']:
            return form.get('client_id') == CLIENT and form.get('client_secret') == self.secret
        pair = f'{CLIENT}:{urllib.parse.quote(self.secret, safe="")}'
        return authorization == 'Basic ' + base64.b64encode(pair.encode()).decode() and 'client_secret' not in form

    def token(self, form, authorization):
        if self.answer:
            return self.answer
        if not self.client_is_known(form, authorization):
            return 401, {'error': 'invalid_client'}
        asked = self.codes.pop(form.get('code'), None)
        if not asked or form.get('grant_type') != 'authorization_code' or form.get('redirect_uri') != asked['redirect_uri'] \
                or challenge_of(form.get('code_verifier', '')) != asked['code_challenge']:
            return 400, {'error': 'invalid_grant'}
        now = int(time.time())
        claims = {'iss': self.url, 'aud': CLIENT, 'sub': 'person-1', 'nonce': asked['nonce'], 'iat': now, 'exp': now + 300,
                  'name': 'Оператор', 'okno_role': 'OPERATOR', 'centre': 'arbat', **self.claims}
        header = {'alg': 'ES256', 'typ': 'JWT', 'kid': self.kid, **self.header}
        claims = {name: value for name, value in claims.items() if value is not None}
        return 200, {'access_token': 'access', 'token_type': 'Bearer', 'id_token': self.key.sign(header, claims)}
