# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every method asked by every role: the manifest says who may, and nobody else does."""
import re
import unittest

from live import samples
from live.stack import the_stack

ROLES = ('APPLICANT', 'OPERATOR', 'CONSULTANT', 'SUPERVISOR', 'AGENCY', 'CONTROLLER', 'CALL_CENTRE', 'KIOSK', 'ADMIN')
PERMISSION_DENIED = 7
BY_ROLE = re.compile(r'Role [A-Z_]+ may not')


def claims_of(role):
    return {'centre': samples.CENTRE, 'agency': samples.AGENCY, 'applicant': samples.nobody(), 'sub': f'access-{role}'}


def operations(document):
    for path, item in document['paths'].items():
        for method, operation in item.items():
            yield method.upper(), re.sub(r'\{[^}]*\}', lambda _: samples.nobody(), path), operation


def ask(client, method, path, operation):
    if 'requestBody' not in operation:
        return client.ask(method, path)
    kind = next(iter(operation['requestBody']['content']))
    return client.ask(method, path, {} if kind == 'application/json' else b'?', {'Content-Type': kind})


class Access(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.document = cls.stack.client().get('/openapi.json').json
        cls.clients = {role: cls.stack.client(role, language='en', **claims_of(role)) for role in ROLES}

    def test_every_operation_says_who_may_call_it(self):
        for _, path, operation in operations(self.document):
            self.assertTrue(operation['x-okno-roles'], path)
            self.assertIn('x-okno-method', operation)

    def test_without_a_token_only_public_methods_answer(self):
        client = self.stack.client(language='en')
        for method, path, operation in operations(self.document):
            answer = ask(client, method, path, operation)
            if 'ANYONE' in operation['x-okno-roles']:
                self.assertNotIn(answer.status, (401, 403), (method, path, answer))
            else:
                self.assertEqual(answer.status, 401, (method, path, answer))
                self.assertEqual(answer.json['code'], 'UNAUTHENTICATED')
                self.assertIn('Bearer', answer.headers['www-authenticate'])

    def test_every_role_over_http(self):
        for method, path, operation in operations(self.document):
            allowed = operation['x-okno-roles']
            for role, client in self.clients.items():
                answer = ask(client, method, path, operation)
                what = (role, method, path, answer)
                self.assertLess(answer.status, 500, what)
                if role in allowed or 'ANYONE' in allowed:
                    self.assertNotEqual(answer.status, 401, what)
                    self.assertIsNone(BY_ROLE.search(answer.body.decode()) if answer.status == 403 else None, what)
                else:
                    self.assertEqual(answer.status, 403, what)
                    self.assertEqual(answer.json['code'], 'PERMISSION_DENIED', what)

    def test_every_role_at_the_services_themselves(self):
        """The daemons judge access too: a call that did not come through the gateway gains nothing."""
        self.stack.need_okno(self)
        for method, allowed in self.methods():
            refused = set() if 'ANYONE' in allowed else set(ROLES) - allowed
            for role in refused | set(list(allowed & set(ROLES))[:1]):
                done = self.called(method, role, '--outside')
                self.assertEqual(self.by_role(done), role in refused, (role, method, done))

    def test_what_daemons_may_ask_of_each_other(self):
        self.stack.need_okno(self)
        for method, allowed in self.methods():
            role = next(iter(set(ROLES) - allowed), None)
            if role and 'ANYONE' not in allowed:
                done = self.called(method, role)
                self.assertEqual(self.by_role(done), 'SERVICE' not in allowed, (role, method, done))

    def called(self, method, role, *options):
        return self.stack.okno('rpc', 'call', method, '--role', role, '--sub', 'access', '--language', 'en', '-d', '{}',
                               *options, *self.to(method))

    @staticmethod
    def by_role(done):
        return done.returncode == PERMISSION_DENIED and bool(BY_ROLE.search(done.stdout + done.stderr))

    def methods(self):
        """Every method that any daemon serves, with the roles that may call it."""
        for service in self.stack.okno('rpc', 'list', check=True).stdout.split():
            text = self.stack.okno('rpc', 'describe', service, check=True).stdout
            for name in self.stack.okno('rpc', 'list', service, check=True).stdout.split():
                yield name, self.roles_in(text, name.rpartition('/')[2])

    @staticmethod
    def to(method):
        """Services that every daemon has are asked at one of them."""
        return ['--to', 'tracking'] if method.startswith(('okno.system.', 'okno.events.')) else []

    def roles_in(self, text, name):
        found = re.search(rf'// \[([^\]]*)\]\n *rpc {name}\(', text)
        self.assertTrue(found, f'{name} is not described')
        facts = ' '.join(found.group(1).replace('//', '').split())
        allowed = re.search(r'(?:^|; )for ([A-Z_, ]+|anyone)', facts)
        self.assertTrue(allowed, facts)
        return set(allowed.group(1).upper().replace(',', '').split())

    def test_methods_between_services_have_no_way_in_from_outside(self):
        admin = self.clients['ADMIN']
        exposed = {operation['x-okno-method'] for _, _, operation in operations(self.document)}
        inner = [name for name, allowed in self.methods() if allowed == {'SERVICE'}]
        self.assertTrue(inner)
        for name in inner:
            self.assertNotIn(name, exposed)
            for path in (f'/{name}', f'/v1/{name}'):
                self.assertEqual(admin.ask('POST', path, {}).status, 404)
