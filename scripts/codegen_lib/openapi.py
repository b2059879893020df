# SPDX-License-Identifier: AGPL-3.0-or-later
"""openapi.json (OpenAPI 3.1): the HTTP side of the manifest, for programs and people outside; and what the gateway does itself
(live streams, signing in), which proto/gateway.openapi.json describes by hand."""
import json
import os

from . import names, openapi_schema, output, routes
from .openapi_schema import reference, schema_of

_PROBLEMS = {
    '400': 'A field is wrong, or the call does not fit the state of things. `violations` names the fields.',
    '401': 'No token, or one that is not valid.',
    '403': 'The role or the person may not do this.',
    '404': 'There is no such thing, or it is not for the caller to see.',
    '409': 'It exists already, or the same Idempotency-Key is being worked on.',
    '412': 'It was changed since it was read: the ETag is stale.',
    '413': 'The file is larger than is taken here.',
    '416': 'The file has no such part.',
    '422': 'The same Idempotency-Key came with another body.',
    '429': 'Too many calls. `Retry-After` says when to come back.',
    'default': 'Anything else; `code` says what.',
}


def of_gateway(folder):
    """What is described by hand: `paths`, `tags`, and components by kind."""
    with open(os.path.join(folder, 'gateway.openapi.json'), encoding='utf-8') as file:
        return json.load(file)


def document(manifest, version, by_hand=None):
    made = _document(manifest, version)
    for kind, parts in (by_hand or {}).items():
        if kind == 'tags':
            made['tags'] += parts
            continue
        place = made['paths'] if kind == 'paths' else made['components'][kind]
        twice = sorted(place.keys() & parts.keys())
        if twice:
            raise output.Stop(f'proto/gateway.openapi.json: {twice[0]} is there already')
        place.update(parts)
    return made


def _document(manifest, version):
    paths, used = {}, set()
    for route in routes.collect(manifest):
        item = paths.setdefault(_path(route), {})
        item[route.http_method.lower()] = _operation(manifest, route, used)
    return {
        'openapi': '3.1.0',
        'info': {
            'title': 'Okno', 'version': version,
            'summary': 'One-window public service centre',
            'license': {'name': 'AGPL-3.0-or-later', 'identifier': 'AGPL-3.0-or-later'},
            'description': 'JSON as in the proto3 mapping: names in lowerCamel (snake_case is understood too), 64-bit '
                           'integers as strings, enums by name, times in RFC 3339. Unknown fields are refused.',
        },
        'servers': [{'url': '/'}],
        'tags': [{'name': s.name, 'description': s.comment} for s in sorted(manifest.services, key=lambda s: s.stem)],
        'paths': paths,
        'components': _components(manifest, paths),
    }


def generate(manifest, version, out, folder):
    made = document(manifest, version, of_gateway(folder))
    output.write(os.path.join(out, 'openapi.json'), json.dumps(made, ensure_ascii=False, indent=2) + '\n')
    text = json.dumps(made, ensure_ascii=False, separators=(',', ':'))
    output.header(os.path.join(out, 'openapi.h'), 'proto/', ['stddef.h'],
                  '/** The OpenAPI document of the gateway, as JSON. */\n'
                  'extern const char openapi_json[];\nextern const size_t openapi_json_size; /* without the NUL */\n')
    pieces = '\n'.join('    ' + output.quoted(text[i:i + 100]) for i in range(0, len(text), 100))
    output.source(os.path.join(out, 'openapi.c'), 'proto/', ['okno/openapi.h'],
                  f'const char openapi_json[] =\n{pieces};\n'
                  f'const size_t openapi_json_size = sizeof(openapi_json) - 1;\n')


def _components(manifest, paths):
    problems = {_problem_name(status): {
        'description': text,
        'content': {'application/problem+json': {'schema': {'$ref': '#/components/schemas/Problem'}}},
    } for status, text in _PROBLEMS.items()}
    schemas = openapi_schema.components(manifest, paths)
    return {
        'schemas': dict(schemas, Problem=_problem_schema()),
        'responses': problems,
        'parameters': {
            'IdempotencyKey': {
                'name': 'Idempotency-Key', 'in': 'header', 'schema': {'type': 'string', 'maxLength': 255},
                'description': 'Makes the call repeatable: the same key and body get the same answer.'},
            'IfMatch': {
                'name': 'If-Match', 'in': 'header', 'schema': {'type': 'string'},
                'description': 'ETag of the version the change is made to; 412 when it is no longer the current one.'},
            'Range': {
                'name': 'Range', 'in': 'header', 'schema': {'type': 'string', 'pattern': '^bytes=[0-9]+-[0-9]*$'},
                'description': 'A part of the file, answered by 206.'},
            'IfNoneMatch': {
                'name': 'If-None-Match', 'in': 'header', 'schema': {'type': 'string'},
                'description': 'ETag of the file as the caller has it; 304 when it is still the same.'},
            'ContentDisposition': {
                'name': 'Content-Disposition', 'in': 'header', 'schema': {'type': 'string'},
                'description': 'Its `filename` becomes the name of the file.'},
        },
        'securitySchemes': {
            'bearer': {'type': 'http', 'scheme': 'bearer', 'bearerFormat': 'JWT',
                       'description': 'Token of an OpenID provider; its role decides what may be called.'}},
    }


def _problem_name(status):
    return 'Problem' if status == 'default' else f'Problem{status}'


def _problem_schema():
    text = {'type': 'string'}
    return {
        'type': 'object', 'description': 'RFC 9457, in the language of Accept-Language.',
        'required': ['type', 'title', 'status', 'code'],
        'properties': {
            'type': {'type': 'string', 'format': 'uri-reference'}, 'title': text,
            'status': {'type': 'integer', 'minimum': 400, 'maximum': 599}, 'detail': text,
            'instance': {'type': 'string', 'format': 'uri-reference'},
            'code': {'type': 'string', 'description': 'Status of the call: INVALID_ARGUMENT, NOT_FOUND, ...'},
            'traceId': {'type': 'string', 'description': 'To be named when help is asked for.'},
            'violations': {'type': 'array', 'items': {
                'type': 'object', 'required': ['field', 'message'], 'properties': {
                    'field': {'type': 'string', 'description': 'Path in the body: `documents[2].sheets`.'},
                    'message': text}}},
        },
    }


def camel_path(path):
    return '.'.join(names.lower_camel(part) for part in path.split('.'))


def _path(route):
    parts = [text if kind == routes.LITERAL else f'{{{camel_path(text)}}}' for kind, text in route.segments]
    return '/' + '/'.join(parts) + (f':{route.verb}' if route.verb else '')


def _operation(manifest, route, used):
    method = route.method
    anyone = 'ANYONE' in method.allow
    made = {
        'operationId': _operation_id(method, used), 'tags': [method.service.name],
        'summary': _summary(method), 'description': _description(method),
        'parameters': _parameters(manifest, route),
        'responses': _responses(manifest, route, anyone),
        'security': [] if anyone else [{'bearer': []}, {'session': []}],
        'x-okno-method': method.path, 'x-okno-roles': method.allow, 'x-okno-personal': method.personal,
    }
    body = _request_body(manifest, route)
    if body:
        made['requestBody'] = body
    return made


def _operation_id(method, used):
    name, count = method.label, 1
    while name in used:
        count += 1
        name = f'{method.label}_{count}'
    used.add(name)
    return name


def _summary(method):
    """The first sentence of the comment; the words of the name when there is none."""
    text = ' '.join(method.comment.split())
    end = text.find('. ')
    first = text if end < 0 else text[:end]
    return first.rstrip('.') or method.snake.replace('_', ' ').capitalize()


def _description(method):
    allowed = 'Open to anyone.' if 'ANYONE' in method.allow else 'For ' + (', '.join(method.allow) or 'nobody') + '.'
    parts = [method.comment, allowed]
    if method.personal:
        parts.append('Shows personal data: every call leaves an audit record.')
    return '\n\n'.join(part for part in parts if part)


def _parameters(manifest, route):
    method, made = route.method, []
    for variable in route.variables:
        made.append({'name': camel_path(variable), 'in': 'path', 'required': True,
                     **_described(manifest, _field_at(manifest, method.request, variable))})
    for path, field in query_fields(manifest, route):
        parameter = {'name': camel_path(path), 'in': 'query', **_described(manifest, field)}
        if field.rule.required:
            parameter['required'] = True
        made.append(parameter)
    headers = (['Range', 'IfNoneMatch'] if route.download else []) + (['IdempotencyKey'] if method.write and route.http_method != 'GET' else []) + \
        (['IfMatch'] if _conditional(route) else []) + (['ContentDisposition'] if route.upload else [])
    return made + [{'$ref': f'#/components/parameters/{name}'} for name in headers]


def _conditional(route):
    """Whether the call may say which version it changes."""
    return route.method.write and route.method.request.field('etag') is not None


def _described(manifest, field):
    """Schema of a parameter, its description taken out to where readers of OpenAPI look for it."""
    schema = dict(schema_of(manifest, field))
    text = schema.pop('description', '')
    return {'description': text, 'schema': schema} if text else {'schema': schema}


def _field_at(manifest, message, path):
    first, _, rest = path.partition('.')
    field = message.field(first)
    return _field_at(manifest, manifest.messages[field.type_name], rest) if rest else field


def query_fields(manifest, route):
    """(path, field) of everything that neither the path, nor the body, nor a header brings."""
    if route.body == '*' and not route.upload:
        return []
    taken = set(route.variables) | {route.body, route.upload}
    taken |= {'etag'} if _conditional(route) else set()
    taken |= {'offset'} if route.download else set()   # the gateway's own, as it fetches piece by piece
    return _flatten(manifest, route, route.method.request, '', taken, 0)


def _flatten(manifest, route, message, prefix, taken, depth):
    found = []
    for field in message.fields:
        path = prefix + field.name
        if path in taken:
            continue
        if not field.is_message or field.type_name in openapi_schema.SCALAR_MESSAGES:
            found.append((path, field))
        elif field.repeated or depth > 3 or field.type_name.startswith('google.'):
            raise output.Stop(f'proto/okno/{route.method.service.stem}.proto: {route.method.name}: {route.http_method} '
                              f'{route.pattern} leaves no way to give "{path}": name it as body')
        else:
            found += _flatten(manifest, route, manifest.messages[field.type_name], path + '.', taken, depth + 1)
    return found


def _request_body(manifest, route):
    if route.upload:
        return {'required': True, 'content': {'application/octet-stream': {}}}
    if not route.body:
        return None
    request = route.method.request
    if route.body != '*':
        schema = schema_of(manifest, request.field(route.body))
    elif any('.' not in variable for variable in route.variables):
        schema = openapi_schema.message_schema(manifest, request, leave_out=route.variables)
    else:
        schema = reference(request)
    return {'required': True, 'content': {'application/json': {'schema': schema}}}


def _responses(manifest, route, anyone):
    reply = route.method.reply
    content = {'*/*': {}} if route.download else {'application/json': {'schema': reference(reply)}}
    statuses = ['400'] + ([] if anyone else ['401', '403']) + (['404'] if route.variables else []) + \
        (['409', '422'] if route.method.write else []) + (['412'] if _conditional(route) else []) + \
        (['413'] if route.upload else []) + (['416'] if route.download else []) + ['429', 'default']
    made = {'200': {'description': reply.comment or 'Done.', 'content': content}}
    if route.download:
        made.update({'206': {'description': 'The part asked for by Range.', 'content': content},
                     '304': {'description': 'Unchanged.'}})
    made.update({s: {'$ref': f'#/components/responses/{_problem_name(s)}'} for s in sorted(statuses)})
    return made
