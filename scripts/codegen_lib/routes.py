# SPDX-License-Identifier: AGPL-3.0-or-later
"""routes.[ch]: the gateway's table from HTTP method and path to RPC method.

Ordered so that the first match wins: a literal segment goes before a variable, a path with a custom verb
(`:complete`) before the same path without.
"""
import os
import re
from dataclasses import dataclass

from . import output
from .output import Stop

LITERAL, VARIABLE, REST = 'LITERAL', 'VARIABLE', 'REST'
_ORDER = {LITERAL: 0, VARIABLE: 1, REST: 2}
_VARIABLE = re.compile(r'\{([a-z][a-z0-9_.]*)(?:=(\*\*?))?\}')
_PLAIN = re.compile(r'[A-Za-z0-9._~-]+')


@dataclass
class Route:
    http_method: str
    pattern: str
    segments: list   # of (kind, text)
    verb: str
    body: str
    method: object
    upload: str = ''     # field of the request that takes pieces of the HTTP body
    download: bool = False

    @property
    def variables(self):
        return [text for kind, text in self.segments if kind != LITERAL]

    def shape(self):
        """Equal for two routes that match the same calls."""
        return (self.http_method, tuple(text if kind == LITERAL else kind for kind, text in self.segments), self.verb)

    def order(self):
        return ([(_ORDER[kind], text if kind == LITERAL else '') for kind, text in self.segments],
                0 if self.verb else 1, self.verb, self.http_method)


def parse(pattern, where):
    """'/v1/tasks/{task_id}:claim' -> ([(LITERAL, 'v1'), (LITERAL, 'tasks'), (VARIABLE, 'task_id')], 'claim')."""
    if not pattern.startswith('/'):
        raise Stop(f'{where}: path "{pattern}" must begin with /')
    path, colon, verb = pattern[1:].partition(':')
    if colon and not re.fullmatch(r'[a-z][A-Za-z0-9]*', verb):
        raise Stop(f'{where}: path "{pattern}" has a custom verb that is no lowerCamel word')
    segments = [_segment(part, pattern, where) for part in path.split('/')]
    if any(kind == REST for kind, _ in segments[:-1]):
        raise Stop(f'{where}: path "{pattern}": ** takes the rest of the path and must stand last')
    return segments, verb


def _segment(part, pattern, where):
    variable = _VARIABLE.fullmatch(part)
    if variable:
        return (REST if variable.group(2) == '**' else VARIABLE), variable.group(1)
    if not _PLAIN.fullmatch(part):
        raise Stop(f'{where}: path "{pattern}": "{part}" is neither a plain word nor {{field}} nor {{field=**}}')
    return LITERAL, part


def collect(manifest):
    """All routes in matching order. Stops at a conflict or a path that does not fit its request."""
    routes, seen, variables = [], {}, {}
    for service in manifest.services:
        for method in service.methods:
            for rule in method.http:
                route = _route(manifest, method, rule)
                other = seen.setdefault(route.shape(), route)
                if other is not route:
                    raise Stop(f'{route.http_method} {route.pattern} of {method.path} is the same as '
                               f'{other.http_method} {other.pattern} of {other.method.path}')
                _check_names(route, variables.setdefault(route.shape()[1:], route))
                routes.append(route)
    return sorted(routes, key=Route.order)


def _route(manifest, method, rule):
    where = f'proto/okno/{method.service.stem}.proto: {method.name}'
    segments, verb = parse(rule.path, where)
    route = Route(rule.verb, rule.path, segments, verb, rule.body, method)
    for variable in route.variables:
        _check_variable(manifest, method.request, variable, where)
    if len(set(route.variables)) != len(route.variables):
        raise Stop(f'{where}: path "{rule.path}" names a field twice')
    if rule.body not in ('', '*') and method.request.field(rule.body) is None:
        raise Stop(f'{where}: body "{rule.body}" is no field of {method.request.full_name}')
    if rule.body and rule.verb in ('GET', 'DELETE'):
        raise Stop(f'{where}: {rule.verb} takes no body')
    route.upload = next((f.name for f in method.request.fields if f.type_name == 'okno.common.Chunk'), '')
    route.download = method.reply.full_name == 'okno.common.Content'
    return route


def _check_names(route, other):
    if route.variables != other.variables:
        raise Stop(f'{route.pattern} of {route.method.path} and {other.pattern} of {other.method.path} are one path; '
                   'call its variables the same')


def _check_variable(manifest, message, path, where):
    first, _, rest = path.partition('.')
    field = message.field(first)
    if field is None:
        raise Stop(f'{where}: the path names "{path}", but {message.full_name} has no field "{first}"')
    if rest and field.is_message and not field.repeated:
        _check_variable(manifest, manifest.messages[field.type_name], rest, where)
    elif rest or field.is_message or field.repeated:
        raise Stop(f'{where}: the path names "{path}", which is no single value of {message.full_name}')


_TYPES = '''enum route_segment_kind {
    ROUTE_LITERAL,  /* this very text */
    ROUTE_VARIABLE, /* one segment of any text */
    ROUTE_REST,     /* whatever is left, slashes included; always last */
};

struct route_segment {
    enum route_segment_kind kind;
    const char *text; /* the literal, or the field of the request that takes the value: "person.snils" */
};

struct route {
    const char *http_method; /* "GET" */
    const char *pattern;     /* "/v1/tasks/{task_id}:claim", for logs and metrics */
    const struct route_segment *segments;
    size_t n_segments;
    const char *verb;   /* "claim"; "" without */
    const char *body;   /* "*": the body is the request; a field: the body is that field; "": no body */
    const char *upload; /* field of type okno.common.Chunk: the body is raw bytes, cut into these; or "" */
    bool download;      /* the reply is okno.common.Content: the answer is raw bytes */
    const struct rpc_method *method;
    const char *service; /* daemon that serves it: "tracking" */
};

/** Ordered so that the first route that matches is the one meant. */
extern const struct route routes[];
extern const size_t routes_count;
'''


def generate(manifest, out):
    routes = collect(manifest)
    output.header(os.path.join(out, 'routes.h'), 'proto/', ['okno/rpc.h'], _TYPES)
    tables = ''.join(_segments(i, route) for i, route in enumerate(routes))
    rows = ''.join(_row(i, route) for i, route in enumerate(routes)) or '    { .http_method = NULL },\n'
    stems = sorted({r.method.service.stem for r in routes})
    output.source(os.path.join(out, 'routes.c'), 'proto/', ['okno/routes.h'] + [f'okno/{s}.rpc.h' for s in stems],
                  f'{tables}\nconst struct route routes[] = {{\n{rows}}};\n'
                  f'const size_t routes_count = {len(routes)};\n')


def _segments(index, route):
    parts = ', '.join(f'{{ ROUTE_{kind}, {output.quoted(text)} }}' for kind, text in route.segments)
    return f'static const struct route_segment segments_{index}[] = {{ {parts} }};\n'


def _row(index, route):
    stem = route.method.service.stem
    return (f'    {{ "{route.http_method}", {output.quoted(route.pattern)}, segments_{index}, {len(route.segments)}, '
            f'"{route.verb}", "{route.body}", "{route.upload}", {"true" if route.download else "false"},\n'
            f'      &{stem}_method_{route.method.snake}, "{stem}" }},\n')
