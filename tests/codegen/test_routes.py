# SPDX-License-Identifier: AGPL-3.0-or-later
import unittest

import support
from codegen_lib import routes
from support import Stop, read, service


class Routes(unittest.TestCase):
    def collect(self, *methods, **more):
        return routes.collect(read(demo=service(*methods, **more)))

    def stops(self, text, *methods, **more):
        with self.assertRaisesRegex(Stop, text):
            self.collect(*methods, **more)

    def test_parses_a_template(self):
        self.assertEqual(routes.parse('/v1/tasks/{task_id}:claim', ''),
                         ([('LITERAL', 'v1'), ('LITERAL', 'tasks'), ('VARIABLE', 'task_id')], 'claim'))
        self.assertEqual(routes.parse('/v1/files/{path=**}', '')[0][-1], ('REST', 'path'))

    def test_first_match_wins(self):
        found = self.collect('Any: get: "/v1/{id}/list"', 'One: get: "/v1/things/{id}"', 'Best: get: "/v1/things/best"',
                             'All: get: "/v1/things"', 'Near: get: "/v1/things:near"',
                             'Say: get: "/v1/things/{id}:say"')
        self.assertEqual([r.method.name for r in found], ['Near', 'All', 'Best', 'Say', 'One', 'Any'])

    def test_the_rest_comes_last(self):
        found = self.collect('Rest: get: "/v1/{id=**}"', 'One: get: "/v1/{id}"', 'Two: get: "/v1/{id}/x"')
        self.assertEqual([r.method.name for r in found], ['One', 'Two', 'Rest'])

    def test_additional_bindings(self):
        found = self.collect('Get: get: "/v1/b/{id}" additional_bindings { get: "/v1/a/{id}" }')
        self.assertEqual([(r.pattern, r.method.name) for r in found], [('/v1/a/{id}', 'Get'), ('/v1/b/{id}', 'Get')])

    def test_conflicts_stop(self):
        self.stops('GET /v1/a/{id} of okno.demo.v1.Demo/Two is the same as GET /v1/a/{id} of okno.demo.v1.Demo/One',
                   'One: get: "/v1/a/{id}"', 'Two: get: "/v1/a/{id}"')

    def test_same_path_same_names(self):
        self.stops('are one path', 'One: get: "/v1/a/{id}"', 'Two: post: "/v1/a/{name}" body: "*"',
                   messages='message Q { string id = 1; string name = 2; } message A {}')
        self.assertEqual(len(self.collect('One: get: "/v1/a/{id}"', 'Two: post: "/v1/a/{id}" body: "*"')), 2)

    def test_variables_are_fields(self):
        self.stops('has no field "name"', 'Get: get: "/v1/a/{name}"')
        self.stops('no single value', 'Get: get: "/v1/a/{id}"',
                   messages='message Q { repeated string id = 1; } message A {}')
        self.stops('names a field twice', 'Get: get: "/v1/{id}/{id}"')

    def test_nested_variable(self):
        found = self.collect('Get: get: "/v1/a/{box.code}"',
                             messages='message Q { Box box = 1; } message Box { string code = 1; } message A {}')
        self.assertEqual(found[0].variables, ['box.code'])

    def test_bodies(self):
        self.stops('body "thing" is no field', 'Put: post: "/v1/a" body: "thing"')
        self.stops('GET takes no body', 'Get: get: "/v1/a" body: "*"')

    def test_malformed_paths(self):
        for path in ('v1/a', '/v1//a', '/v1/a:', '/v1/a:Do-it', '/v1/{id=**}/b', '/v1/{id=a/*}', '/v1/a b'):
            with self.subTest(path):
                self.stops(r'path ".*"', f'Get: get: "{path}"')


if __name__ == '__main__':
    unittest.main()
