# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a browser does on the way through sign-in: keeps cookies of each host, follows nobody by itself."""
import http.client
import http.cookies
import json
import urllib.parse

from .http import TIMEOUT_S, Answer

HTML = 'text/html,application/xhtml+xml'


class Browser:
    def __init__(self, url=''):
        self.url, self.jars = url, {}

    def jar(self, host):
        return self.jars.setdefault(host, {})

    def ask(self, method, target, body=None, headers=None):
        """To an address, or to a path of the one that the browser was opened at."""
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(self.url, target))
        jar = self.jar(parts.netloc)
        sent = {'Accept': HTML, 'Accept-Language': 'ru', **(headers or {})}
        if jar:
            sent['Cookie'] = '; '.join(f'{name}={value}' for name, value in jar.items())
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_S)
        try:
            connection.request(method, parts.path + ('?' + parts.query if parts.query else ''), body, sent)
            answer = connection.getresponse()
            fields, content = answer.getheaders(), answer.read()
        finally:
            connection.close()
        for name, value in fields:
            if name.lower() == 'set-cookie':
                self.keep(jar, value)
        return Answer(answer.status, {name.lower(): value for name, value in fields}, content)

    @staticmethod
    def keep(jar, text):
        for name, morsel in http.cookies.SimpleCookie(text).items():
            jar.pop(name, None)
            if morsel['max-age'] != '0':
                jar[name] = morsel.value

    def get(self, target, **headers):
        return self.ask('GET', target, headers=headers)

    def post_form(self, target, **fields):
        return self.ask('POST', target, urllib.parse.urlencode(fields), {'Content-Type': 'application/x-www-form-urlencoded'})

    def send_json(self, method, target, value, **headers):
        return self.ask(method, target, json.dumps(value), {'Content-Type': 'application/json', 'Accept': '*/*', **headers})

    def session(self):
        return self.ask('GET', '/auth/session', headers={'Accept': 'application/json'}).json
