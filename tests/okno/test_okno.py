#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The administrator's command as people run it: arguments, configuration, tokens, migrations, what is not there."""
import base64
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import unittest

OKNO = sys.argv.pop(1)


class Okno(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='okno-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.write('common.yaml', 'log.level: info\n')
        self.write('okno.yaml', 'tokens.issue: true\n')

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def run_okno(self, *arguments, expect=0, **environment):
        result = subprocess.run([OKNO, '--config', self.folder, *arguments], capture_output=True, text=True, timeout=60,
                                env={'PATH': os.environ['PATH'], 'OKNO_STATE': self.folder, **environment}, check=False)
        self.assertEqual(result.returncode, expect, result.stdout + result.stderr)
        return result


class Arguments(Okno):
    def test_help_names_every_command(self):
        text = self.run_okno('--help').stdout
        for command in ('migrate', 'reference load', 'queue load', 'token', 'user add', 'user list', 'user remove',
                        'user password', 'session-key', 'rpc list', 'rpc describe', 'rpc call', 'status', 'doctor',
                        'audit verify'):
            self.assertIn(command, text)
            self.assertIn(f'usage: okno {command} ', self.run_okno(*command.split(), '--help').stdout)
            self.assertIn(f'usage: okno {command} ', self.run_okno('help', *command.split()).stdout)

    def test_half_a_command_shows_the_rest(self):
        self.assertIn('okno rpc call SERVICE/METHOD', self.run_okno('rpc', expect=64).stderr)

    def test_unknown_command_and_option(self):
        self.assertIn('no command "migarte"', self.run_okno('migarte', expect=64).stderr)
        self.assertIn('--dry', self.run_okno('status', '--dry', expect=64).stderr)

    def test_version(self):
        self.assertRegex(self.run_okno('--version').stdout, r'^okno \d+\.\d+\.\d+\n$')


class Configuration(Okno):
    def test_a_misspelt_key_is_named(self):
        self.write('okno.yaml', 'tokens.isue: true\n')
        said = self.run_okno('status', expect=78).stderr
        self.assertIn('okno.yaml:1', said)
        self.assertIn('did you mean tokens.issue', said)

    def test_no_folder(self):
        self.folder = '/nonexistent'
        self.assertIn('/nonexistent/common.yaml', self.run_okno('status', expect=78).stderr)

    def test_describe_names_common_and_own_keys(self):
        text = self.run_okno('--describe-config').stdout
        self.assertIn('#rpc.workers: 40\n', text)
        self.assertIn('#tokens.issue: false\n', text)


class Tokens(Okno):
    def claims(self, token):
        part = token.split('.')[1]
        return json.loads(base64.urlsafe_b64decode(part + '=' * (-len(part) % 4)))

    def test_key_is_made_once_and_only_its_owner_reads_it(self):
        self.run_okno('token', '--create-key')
        key = os.path.join(self.folder, 'tokens/key.jwk')
        with open(key, 'rb') as file:
            before = file.read()
        self.assertEqual(os.stat(key).st_mode & 0o777, 0o600)
        self.run_okno('token', '--create-key')
        with open(key, 'rb') as file:
            self.assertEqual(file.read(), before)
        os.chmod(key, 0o644)
        self.assertIn('chmod 600', self.run_okno('token', '--role', 'ADMIN', expect=77).stderr)

    def test_a_lost_public_half_is_published_again(self):
        self.run_okno('token', '--create-key')
        jwks = os.path.join(self.folder, 'tokens/jwks.json')
        with open(jwks, encoding='utf-8') as file:
            before = json.load(file)
        os.remove(jwks)
        self.run_okno('token', '--create-key')
        with open(jwks, encoding='utf-8') as file:
            self.assertEqual(json.load(file), before)

    def test_claims(self):
        self.run_okno('token', '--create-key')
        token = self.run_okno('token', '--role', 'AGENCY', '--sub', 'official-1', '--agency', 'mvd', '--ttl', '5m').stdout
        claims = self.claims(token)
        self.assertEqual((claims['okno_role'], claims['sub'], claims['agency']), ('AGENCY', 'official-1', 'mvd'))
        self.assertEqual(claims['exp'] - claims['iat'], 300)
        self.assertNotIn('centre', claims)

    def test_refusals(self):
        self.run_okno('token', '--create-key')
        self.run_okno('token', expect=64)
        self.run_okno('token', '--role', 'SERVICE', expect=64)
        self.run_okno('token', '--role', 'ADMIN', '--ttl', '5', expect=64)
        self.assertIn('--centre', self.run_okno('token', '--role', 'OPERATOR').stderr)
        self.write('okno.yaml', '')
        self.assertIn('tokens.issue is false', self.run_okno('token', '--role', 'ADMIN', expect=77).stderr)

    def test_no_key(self):
        self.assertIn('--create-key', self.run_okno('token', '--role', 'ADMIN', expect=78).stderr)


class Users(Okno):
    def accounts(self):
        with open(os.path.join(self.folder, 'sign-in/accounts'), encoding='utf-8') as file:
            return {line.split(':')[0]: line.rstrip('\n').split(':') for line in file if not line.startswith('#')}

    def add(self, login='operator', *more, expect=0):
        return self.run_okno('user', 'add', '--login', login, '--role', 'OPERATOR', '--centre', 'arbat', *more, expect=expect)

    def test_an_account_is_made_listed_and_removed(self):
        login, password = self.add('operator', '--name', 'Окно 3').stdout.split()
        self.assertEqual(login, 'operator')
        self.assertRegex(password, r'^(\w{5}-){3}\w{5}$')
        path = os.path.join(self.folder, 'sign-in/accounts')
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        account = self.accounts()['operator']
        self.assertTrue(account[1].startswith('$y$'))
        self.assertEqual(account[2:7], ['OPERATOR', 'arbat', '', '', 'Окно 3'])
        with open(path, encoding='utf-8') as file:
            self.assertNotIn(password, file.read())
        self.assertRegex(self.run_okno('user', 'list').stdout, r'operator +OPERATOR +arbat .*Окно 3')
        self.run_okno('user', 'remove', 'operator')
        self.assertEqual(self.accounts(), {})
        self.run_okno('user', 'remove', 'operator', expect=66)

    def test_a_login_is_given_once(self):
        self.add()
        before = self.accounts()
        self.assertIn('operator exists', self.add(expect=65).stderr)
        self.assertEqual(self.accounts(), before)

    def test_a_new_password_changes_hash_and_time_alone(self):
        self.add()
        before = self.accounts()['operator']
        login, password = self.run_okno('user', 'password', 'operator').stdout.split()
        after = self.accounts()['operator']
        self.assertEqual(login, 'operator')
        self.assertNotEqual((before[1], before[7:]), (after[1], after[7:]))
        self.assertEqual(before[2:7], after[2:7])
        self.run_okno('user', 'password', 'nobody', expect=66)

    def test_passwords_of_a_file_are_judged(self):
        good = self.write('good', 'тополиный пух\n')
        self.assertEqual(self.add('operator', '--password-file', good).stdout, '')
        for text, why in (('short\n', '12 characters'), ('my operator pass\n', 'hold the login'), ('a' * 300, 'longer'),
                          ('aaaaaaaaaaaaaaa\n', 'repeats'), ('', 'no password')):
            bad = self.write('bad', text)
            self.assertIn(why, self.run_okno('user', 'password', 'operator', '--password-file', bad, expect=65).stderr)

    def test_refusals(self):
        for arguments in (('--login', 'a'), ('--role', 'ADMIN'), ('--login', 'A B', '--role', 'ADMIN'),
                          ('--login', 'a', '--role', 'SERVICE'), ('--login', 'a', '--role', 'ADMIN', '--name', 'a:b')):
            self.run_okno('user', 'add', *arguments, expect=64)
        self.add()
        os.chmod(os.path.join(self.folder, 'sign-in/accounts'), 0o644)
        self.assertIn('chmod 600', self.run_okno('user', 'list', expect=77).stderr)

    def test_doctor_looks_after_the_files(self):
        self.assertIn('nobody signs in with it', self.run_okno('doctor', expect=1).stdout)
        self.add()
        self.run_okno('session-key')
        text = self.run_okno('doctor', expect=1).stdout
        self.assertRegex(text, r'ok +session keys: ')
        self.assertRegex(text, r'ok +local accounts: ')
        for name in ('accounts', 'session.jwks'):
            os.chmod(os.path.join(self.folder, 'sign-in', name), 0o644)
        text = self.run_okno('doctor', expect=1).stdout
        self.assertRegex(text, r'fail +session keys: ')
        self.assertRegex(text, r'fail +local accounts: ')

    def test_many_at_once_lose_nothing(self):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda i: self.add(f'operator-{i}'), range(16)))
        self.assertEqual(len(self.accounts()), 16)


class SessionKeys(Okno):
    def keys(self):
        with open(os.path.join(self.folder, 'sign-in/session.jwks'), encoding='utf-8') as file:
            return [key['kid'] for key in json.load(file)['keys']]

    def test_a_key_is_made_once_and_rotated(self):
        self.assertIn('session-key', self.run_okno('session-key', '--rotate', expect=78).stderr)
        self.run_okno('session-key')
        first = self.keys()
        self.assertEqual(os.stat(os.path.join(self.folder, 'sign-in/session.jwks')).st_mode & 0o777, 0o600)
        self.run_okno('session-key')
        self.assertEqual(self.keys(), first)
        for _ in range(4):
            self.run_okno('session-key', '--rotate')
        self.assertEqual(len(self.keys()), 3)
        self.assertNotIn(first[0], self.keys())
        newest = self.keys()[0]
        self.run_okno('session-key', '--rotate', '--keep', '2')
        self.assertEqual(self.keys()[1:], [newest])
        for keep in ('0', '9', 'x'):
            self.run_okno('session-key', '--rotate', '--keep', keep, expect=64)


class WithoutDaemons(Okno):
    def setUp(self):
        super().setUp()
        self.write('okno.yaml', f'peers: {{reference: ["ipc://{self.folder}/reference.sock"]}}\n')

    def test_status_says_who_is_missing(self):
        result = self.run_okno('status', expect=1)
        self.assertRegex(result.stdout, r'reference +unreachable')
        line = json.loads(self.run_okno('status', '--json', expect=1).stdout)
        self.assertEqual((line['service'], line['reachable'], line['ready']), ('reference', False, False))
        self.run_okno('status', 'tracking', expect=78)

    def test_call(self):
        method = 'okno.reference.v1.Reference/GetService'
        self.run_okno('rpc', 'call', method, '--deadline', '200ms', '-d', '{"serviceCode":"x"}', expect=4)
        said = self.run_okno('rpc', 'call', method, '-d', '{"serviceKode":"x"}', expect=3).stderr
        self.assertIn('serviceKode', said)
        self.run_okno('rpc', 'call', 'okno.reference.v1.Reference/GetServise', expect=64)
        self.run_okno('rpc', 'call', 'okno.system.v1.System/CheckHealth', expect=64)

    def test_reference_data_is_judged_before_anybody_is_called(self):
        data = os.path.join(self.folder, 'data')
        self.write('data/a.yaml', 'agencies:\n  - agencyCode: mvd\n    nmae: МВД\n')
        said = self.run_okno('reference', 'load', data, expect=65).stderr
        self.assertIn('a.yaml: agencies[0].nmae', said)
        self.write('data/a.yaml', 'calendar: {firstYear: 2013}\n')
        self.write('data/b.yaml', 'calendar: {firstYear: 2014}\n')
        self.assertIn('calendar must stand in one file only', self.run_okno('reference', 'load', data, expect=65).stderr)
        self.write('data/b.yaml', 'agencies: [\n')
        self.assertIn('b.yaml:', self.run_okno('reference', 'load', data, expect=65).stderr)
        self.run_okno('reference', 'load', self.folder + '/nothing', expect=66)

    def test_doctor_says_what_to_do(self):
        self.write('reference.yaml', 'rpc.wokers: 3\n')
        text = self.run_okno('doctor', expect=1).stdout
        self.assertRegex(text, r'fail  reference: nobody answers at ipc://\S+ — start it')
        self.assertRegex(text, r'fail  database: .* — set database.url')
        self.assertRegex(text, r'(fail|warn)  reference.yaml: ')


class Migrations(Okno):
    def setUp(self):
        super().setUp()
        self.url = os.environ['OKNO_TEST_DATABASE']
        self.write('okno.yaml', f'database.url: "{self.url}"\n')

    def test_dry_run_then_run_then_nothing(self):
        planned = [line.split(' would run ')[1] for line in self.run_okno('migrate', '--dry-run').stdout.splitlines()]
        again = self.run_okno('migrate', '--dry-run').stdout
        self.assertEqual(len(again.splitlines()), len(planned), 'a dry run changes nothing')
        ran = [line.split(' running ')[1] for line in self.run_okno('migrate').stdout.splitlines() if ' running ' in line]
        self.assertEqual(ran, planned)
        self.assertNotIn('run ', self.run_okno('migrate', '--dry-run').stdout)
        for line in self.run_okno('audit', 'verify').stdout.splitlines():
            self.assertRegex(line, r'^ok: \w+: 0 seals over 0 records hold, 0 records are not sealed yet; there is no anchor /')
        self.assertNotIn('okno migrate', self.run_okno('doctor', expect=1).stdout)

    def test_unknown_service(self):
        self.run_okno('migrate', 'nobody', expect=64)

    def psql(self, sql, url=None):
        done = subprocess.run(['psql', '-XAtq', url or self.url, '-c', sql], capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def test_who_may_make_no_roles_gets_schemas_without_them(self):
        name = f'okno_owner_{os.getpid()}'
        self.psql(f'CREATE ROLE {name} LOGIN')
        self.addCleanup(self.psql, f'DROP OWNED BY {name}; DROP ROLE {name}')
        self.psql(f'CREATE DATABASE {name} OWNER {name} TEMPLATE template0')
        self.addCleanup(self.psql, f'DROP DATABASE {name}')
        url = self.url.replace('user=okno', f'user={name}')
        url = url.replace(url.split('/')[3].split('?')[0], name, 1)
        self.write('okno.yaml', f'database.url: "{url}"\n')
        self.run_okno('migrate')
        self.assertIn('nothing to do', self.run_okno('migrate').stdout)

    def test_no_database(self):
        self.write('okno.yaml', f'database.url: "postgresql:///x?host={self.folder}"\n')
        said = self.run_okno('migrate', expect=69).stderr
        self.assertIn('cannot connect', said)


if __name__ == '__main__':
    unittest.main()
