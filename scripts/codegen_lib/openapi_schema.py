# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON Schema of messages, by the proto3 JSON mapping and the field rules."""
from . import rules

_SCHEMAS = '#/components/schemas/'

_TEXT = {'type': 'string'}
_WIDE = {'type': 'string', 'format': 'int64', 'pattern': '^-?[0-9]+$'}
_UNSIGNED_WIDE = {'type': 'string', 'format': 'uint64', 'pattern': '^[0-9]+$'}
_INTEGER = {'type': 'integer', 'format': 'int32'}
_UNSIGNED = {'type': 'integer', 'format': 'uint32', 'minimum': 0}
_BYTES = {'type': 'string', 'contentEncoding': 'base64'}
_KINDS = {
    'string': _TEXT, 'bytes': _BYTES, 'bool': {'type': 'boolean'},
    'double': {'type': 'number', 'format': 'double'}, 'float': {'type': 'number', 'format': 'float'},
    'int32': _INTEGER, 'sint32': _INTEGER, 'sfixed32': _INTEGER, 'uint32': _UNSIGNED, 'fixed32': _UNSIGNED,
    'int64': _WIDE, 'sint64': _WIDE, 'sfixed64': _WIDE, 'uint64': _UNSIGNED_WIDE, 'fixed64': _UNSIGNED_WIDE,
}


def _or_null(schema):
    return dict(schema, type=[schema['type'], 'null'])


# Messages of google.protobuf that JSON writes as one value.
SCALAR_MESSAGES = {
    'google.protobuf.Timestamp': {'type': 'string', 'format': 'date-time'},
    'google.protobuf.Duration': {'type': 'string', 'pattern': r'^-?[0-9]+(\.[0-9]{1,9})?s$'},
    'google.protobuf.FieldMask': {'type': 'string', 'examples': ['name,person.phone']},
    'google.protobuf.StringValue': _or_null(_TEXT), 'google.protobuf.BytesValue': _or_null(_BYTES),
    'google.protobuf.BoolValue': _or_null(_KINDS['bool']),
    'google.protobuf.DoubleValue': _or_null(_KINDS['double']), 'google.protobuf.FloatValue': _or_null(_KINDS['float']),
    'google.protobuf.Int32Value': _or_null(_INTEGER), 'google.protobuf.UInt32Value': _or_null(_UNSIGNED),
    'google.protobuf.Int64Value': _or_null(_WIDE), 'google.protobuf.UInt64Value': _or_null(_UNSIGNED_WIDE),
}
_OTHER_MESSAGES = {
    'google.protobuf.Struct': {'type': 'object'}, 'google.protobuf.Value': {},
    'google.protobuf.ListValue': {'type': 'array'}, 'google.protobuf.Empty': {'type': 'object'},
    'google.protobuf.Any': {'type': 'object', 'required': ['@type'], 'properties': {'@type': _TEXT}},
}
_FORMATS = {'DATE': 'date', 'UUID': 'uuid', 'EMAIL': 'email'}


def component_name(shape):
    """Name of a message or enum among the components: 'tracking.Task.Kind'."""
    return '.'.join(shape.path)


def reference(message):
    if message.full_name in _OTHER_MESSAGES:
        return _OTHER_MESSAGES[message.full_name]
    return {'$ref': f'{_SCHEMAS}{component_name(message)}'}


def components(manifest, paths):
    """Schemas of all messages and enums that the paths speak of, and of what these are made of, by name."""
    shapes = {component_name(shape): shape for shape in [*manifest.messages.values(), *manifest.enums.values()]}
    found, waiting = {}, _references(paths)
    while waiting:
        name = waiting.pop()
        if name not in found:
            shape = shapes[name]
            found[name] = _enum(shape) if shape.full_name in manifest.enums else message_schema(manifest, shape)
            waiting += _references(found[name])
    return dict(sorted(found.items()))


def _references(part):
    """Names of the schemas that a part of the document refers to."""
    if isinstance(part, list):
        return [name for value in part for name in _references(value)]
    if not isinstance(part, dict):
        return []
    named = part['$ref'].removeprefix(_SCHEMAS) if str(part.get('$ref', '')).startswith(_SCHEMAS) else None
    return ([named] if named else []) + _references(list(part.values()))


def message_schema(manifest, message, leave_out=()):
    fields = [f for f in message.fields if f.name not in leave_out]
    made = {'type': 'object'}
    if message.comment:
        made['description'] = message.comment
    required = [f.json_name for f in fields if f.rule.required]
    if required:
        made['required'] = required
    made['properties'] = {f.json_name: schema_of(manifest, f) for f in fields}
    return made


def schema_of(manifest, field):
    if field.is_message and field.type_name in manifest.messages and manifest.messages[field.type_name].map_entry:
        value = manifest.messages[field.type_name].fields[1]
        made = {'type': 'object', 'additionalProperties': _single(manifest, value),
                'maxProperties': rules.max_items(field)}
    elif field.repeated:
        made = {'type': 'array', 'items': _single(manifest, field), 'maxItems': rules.max_items(field)}
    else:
        made = _single(manifest, field)
    words = _words(field)
    return dict(made, description=words) if words else made


def _words(field):
    words = field.comment
    if field.oneof:
        words += f'{" " if words else ""}(At most one field of `{field.oneof}`.)'
    if '64' in field.kind and (field.rule.min or field.rule.max):
        words += f'{" " if words else ""}(From {field.rule.min} to {field.rule.max}.)'
    return words


def _single(manifest, field):
    if field.kind == 'enum':
        return {'$ref': f'{_SCHEMAS}{component_name(manifest.enums[field.type_name])}'}
    if field.is_message:
        return SCALAR_MESSAGES.get(field.type_name) or reference(manifest.messages[field.type_name])
    made = dict(_KINDS[field.kind])
    if field.kind == 'string':
        made['maxLength'] = rules.max_length(field)
        if field.rule.format != 'TEXT':
            made['format'] = _FORMATS.get(field.rule.format, field.rule.format.lower().replace('_', '-'))
    elif made['type'] in ('integer', 'number') and (field.rule.min or field.rule.max):
        made.update(minimum=field.rule.min, maximum=field.rule.max)
    return made


def _enum(enum):
    made = {'type': 'string', 'enum': [name for name, _, _ in enum.values]}
    lines = [enum.comment] if enum.comment else []
    lines += [f'- `{name}`: {comment}' for name, _, comment in enum.values if comment]
    if lines:
        made['description'] = '\n'.join(lines)
    return made
