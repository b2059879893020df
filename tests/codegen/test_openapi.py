# SPDX-License-Identifier: AGPL-3.0-or-later
"""The OpenAPI document against the official schema, and against what that schema cannot say."""
import json
import os
import re
import unittest

import jsonschema

import support
from codegen_lib import openapi
from support import Stop, read, service

HERE = os.path.dirname(os.path.abspath(__file__))


def demo():
    with open(os.path.join(HERE, 'demo.proto'), encoding='utf-8') as file:
        return read(demo=file.read())


def problems(document):
    """What is wrong with an OpenAPI 3.1 document, in words."""
    with open(os.path.join(HERE, 'openapi-3.1.schema.json'), encoding='utf-8') as file:
        validator = jsonschema.Draft202012Validator(json.load(file))
    found = [f'{"/".join(map(str, e.absolute_path))}: {e.message}' for e in validator.iter_errors(document)]
    for name, schema in document['components']['schemas'].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            found.append(f'schema {name}: {error.message}')
    return found + _dangling(document, document) + _operations(document)


def _dangling(document, part):
    found = []
    if isinstance(part, dict):
        if isinstance(part.get('$ref'), str) and not _resolves(document, part['$ref']):
            found.append(f'{part["$ref"]} does not exist')
        part = list(part.values())
    if isinstance(part, list):
        for value in part:
            found += _dangling(document, value)
    return found


def _resolves(document, pointer):
    for step in pointer.removeprefix('#/').split('/'):
        document = document.get(step) if isinstance(document, dict) else None
    return document is not None


def _operations(document):
    found, ids = [], set()
    for path, item in document['paths'].items():
        for verb, operation in item.items():
            parameters = [(p['in'], p['name']) for p in operation['parameters'] if 'name' in p]
            declared = {name for where, name in parameters if where == 'path'}
            if declared != set(re.findall(r'\{([^}]*)\}', path)):
                found.append(f'{verb} {path}: path and parameters differ')
            if len(parameters) != len(set(parameters)):
                found.append(f'{verb} {path}: a parameter is there twice')
            if operation['operationId'] in ids:
                found.append(f'{operation["operationId"]} is there twice')
            ids.add(operation['operationId'])
    return found


class OpenApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.by_hand = openapi.of_gateway(os.path.join(HERE, '..', '..', 'proto'))
        cls.document = openapi.document(demo(), '1.2.3', cls.by_hand)

    def operation(self, verb, path):
        return self.document['paths'][path][verb]

    def property(self, message, name):
        return self.document['components']['schemas'][f'demo.{message}']['properties'][name]

    def names(self, operation, where):
        return [p['name'] for p in operation['parameters'] if p.get('in') == where]

    def headers(self, operation):
        return [p['$ref'].rpartition('/')[2] for p in operation['parameters'] if '$ref' in p]

    def test_is_valid(self):
        self.assertEqual(problems(self.document), [])
        self.assertEqual(problems(openapi.document(support.read_real(), '1', self.by_hand)), [])

    def test_the_check_itself_sees(self):
        for breaks in (lambda d: d.pop('info'), lambda d: d['paths'].update(bad={}),
                       lambda d: d['components']['schemas'].pop('demo.Box'),
                       lambda d: d['paths']['/v1/things']['get'].update(operationId='demo_get_thing'),
                       lambda d: d['paths']['/v1/things']['get']['parameters'].append({'name': 'x', 'in': 'nowhere'}),
                       lambda d: d['components']['schemas']['demo.Box'].update(type='thing'),
                       lambda d: d['paths']['/v1/things/{thingId}']['get']['parameters'].pop(0)):
            document = json.loads(json.dumps(self.document))
            breaks(document)
            self.assertNotEqual(problems(document), [])

    def test_parameters(self):
        listing = self.operation('get', '/v1/things')
        self.assertEqual(self.names(listing, 'query'),
                         ['query', 'kinds', 'since', 'period.from', 'period.to', 'pageSize'])
        page_size = next(p for p in listing['parameters'] if p['name'] == 'pageSize')['schema']
        self.assertEqual((page_size['minimum'], page_size['maximum']), (1, 100))
        nested = self.operation('get', '/v1/boxes/{box.code}/things/{thingId}')
        self.assertEqual(self.names(nested, 'path'), ['box.code', 'thingId'])

    def test_bodies(self):
        close = self.operation('post', '/v1/things/{thingId}:close')['requestBody']
        close = close['content']['application/json']['schema']
        self.assertEqual((list(close['properties']), close['required']), (['reason'], ['reason']))
        change = self.operation('patch', '/v1/things/{thingId}')
        self.assertEqual(change['requestBody']['content']['application/json']['schema']['$ref'],
                         '#/components/schemas/demo.Thing')
        self.assertEqual(self.names(change, 'query'), ['updateMask'])

    def test_raw_bodies(self):
        upload = self.operation('post', '/v1/things/{thingId}/scans:upload')
        self.assertEqual(upload['requestBody']['content'], {'application/octet-stream': {}})
        self.assertEqual(self.names(upload, 'query'), ['kind'])
        self.assertIn('ContentDisposition', self.headers(upload))
        scan = self.operation('get', '/v1/things/{thingId}/scan')
        self.assertEqual((scan['responses']['200']['content'], self.names(scan, 'query')), ({'*/*': {}}, []))
        self.assertEqual(self.headers(scan), ['Range', 'IfNoneMatch'])
        self.assertTrue({'206', '304', '416'} <= set(scan['responses']))
        self.assertIn('413', upload['responses'])
        self.assertNotIn('common.Chunk', self.document['components']['schemas'])

    def test_what_the_gateway_does_itself(self):
        events = self.operation('get', '/v1/events')
        self.assertEqual(list(events['responses']['200']['content']), ['text/event-stream'])
        self.assertEqual(self.names(events, 'query'), ['topics', 'code', 'lastEventId'])
        for method, path in (('get', '/auth/session'), ('get', '/auth/sign-in'), ('get', '/auth/callback'), ('post', '/auth/local'),
                             ('post', '/auth/sign-out')):
            self.assertIn('default', self.operation(method, path)['responses'])
        self.assertEqual(self.document['components']['securitySchemes']['session']['name'], '__Host-okno-session')

    def test_nothing_is_described_twice(self):
        with self.assertRaisesRegex(Stop, '/v1/things is there already'):
            openapi.document(demo(), '1', {'paths': {'/v1/things': {}}})

    def test_headers_of_writes(self):
        self.assertEqual(self.headers(self.operation('get', '/v1/things')), [])
        self.assertEqual(self.headers(self.operation('post', '/v1/things')), ['IdempotencyKey'])
        self.assertEqual(self.headers(self.operation('patch', '/v1/things/{thingId}')), ['IdempotencyKey', 'IfMatch'])

    def test_access(self):
        everyone, some = self.operation('get', '/v1/things'), self.operation('get', '/v1/things/{thingId}')
        self.assertEqual((everyone['security'], some['security']), ([], [{'bearer': []}, {'session': []}]))
        self.assertEqual(some['x-okno-roles'], ['APPLICANT', 'OPERATOR'])
        self.assertIn('For APPLICANT, OPERATOR.', some['description'])
        self.assertNotIn('401', everyone['responses'])
        self.assertIn('403', some['responses'])

    def test_internal_methods_do_not_show(self):
        self.assertNotIn('demo_sync_things', json.dumps(self.document))

    def test_json_mapping(self):
        for name, expected in {
                'thingId': {'type': 'string', 'maxLength': 1000, 'format': 'uuid'},
                'kind': {'$ref': '#/components/schemas/demo.Kind'},
                'sheets': {'type': 'integer', 'format': 'int32'},
                'serial': {'type': 'string', 'format': 'uint64', 'pattern': '^[0-9]+$'},
                'revision': {'type': 'integer', 'format': 'uint32', 'minimum': 0},
                'seal': {'type': 'string', 'contentEncoding': 'base64'},
                'made': {'type': 'string', 'format': 'date-time'},
                'answers': {'type': 'object'},
                'nickname': {'type': ['string', 'null']},
                'broken': {'type': 'boolean'},
                'link': {'$ref': '#/components/schemas/demo.Thing.URLPart'},
                'boxes': {'type': 'object', 'additionalProperties': {'$ref': '#/components/schemas/demo.Box'},
                          'maxProperties': 7},
                'parts': {'type': 'array', 'items': {'$ref': '#/components/schemas/demo.Thing'}, 'maxItems': 20},
        }.items():
            self.assertEqual(self.property('Thing', name), expected, name)
        self.assertIn('From 1 to 100000000', self.property('Thing', 'amountKopecks')['description'])
        kind = self.document['components']['schemas']['demo.Kind']
        self.assertEqual(kind['enum'], ['KIND_UNSPECIFIED', 'ROUND', 'FLAT'])

    def test_unreachable_field_stops(self):
        with self.assertRaisesRegex(Stop, 'leaves no way to give "parts"'):
            text = service('Get: get: "/v1/x"', messages='message Q { repeated A parts = 1; } message A {}')
            openapi.document(read(demo=text), '1')


if __name__ == '__main__':
    unittest.main()
