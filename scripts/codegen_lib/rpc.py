# SPDX-License-Identifier: AGPL-3.0-or-later
"""X.rpc.[ch]: the methods of a service as data, and functions that call them; services.[ch]: all services."""
import os

from . import output, reflection


def generate(manifest, file, out):
    service, origin = file.service, f'proto/{file.name}'
    _header(service, os.path.join(out, f'{service.stem}.rpc.h'), origin, _message_headers(manifest, service))
    body = [_method(m) for m in service.methods] + [_service(manifest, service)]
    body += [_call(m) + '\n' + _start(m) for m in service.methods]
    includes = [f'okno/{service.stem}.rpc.h'] + [h.replace('.pb-c.h', '.rules.h')
                                                 for h in _message_headers(manifest, service)
                                                 if h.startswith('okno/')]
    output.source(os.path.join(out, f'{service.stem}.rpc.c'), origin, includes, '\n'.join(body))


def generate_services(manifest, out):
    """services.[ch]: for who deals with every service there is: the gateway, the administrator's command, tests."""
    body = ('/** Every service of the suite, by name. */\n'
            'extern const struct rpc_service *const okno_services[];\nextern const size_t okno_services_count;\n')
    output.header(os.path.join(out, 'services.h'), 'proto/', ['okno/rpc.h'], body)
    stems = sorted(s.stem for s in manifest.services)
    rows = ''.join(f'    &{stem}_service,\n' for stem in stems)
    body = (f'const struct rpc_service *const okno_services[] = {{\n{rows}    NULL,\n}};\n'
            f'const size_t okno_services_count = {len(stems)};\n')
    output.source(os.path.join(out, 'services.c'), 'proto/',
                  ['okno/services.h'] + [f'okno/{stem}.rpc.h' for stem in stems], body)


def _message_headers(manifest, service):
    """Headers of all requests and replies, wherever they are declared."""
    headers = {f'okno/{service.stem}.pb-c.h': None}
    for method in service.methods:
        for message in (method.request, method.reply):
            headers[header_of(manifest, message)] = None
    return list(headers)


def header_of(manifest, message):
    for file in manifest.files:
        if message in file.messages:
            return f'okno/{file.stem}.pb-c.h'
    if not message.full_name.startswith('google.protobuf.'):
        raise output.Stop(f'{message.full_name} is declared in no file of ours')
    name = next(f.name for f in manifest.descriptors.file if f.package == 'google.protobuf'
                and any(m.name == message.name for m in f.message_type))
    return name[:-len('.proto')] + '.pb-c.h'


def _header(service, path, origin, headers):
    stem = service.stem
    parts = [output.comment(service.comment), f'extern const struct rpc_service {stem}_service;\n',
             f'extern const struct rpc_method *const {stem}_methods[];\nextern const size_t {stem}_methods_count;\n\n']
    parts += [f'extern const struct rpc_method {stem}_method_{m.snake};\n' for m in service.methods]
    parts += ['\n' + output.comment(m.comment) + _call_prototype(m) + ' OKNO_MUST_CHECK;\n' + _start_prototype(m) + ';\n'
              for m in service.methods]
    output.header(path, origin, ['okno/rpc.h'] + headers, ''.join(parts))


def _method(method):
    allow = ' | '.join(f'RPC_ROLE_BIT(RPC_ROLE_{role})' for role in method.allow) or '0'
    rules = f'    .rules = &{method.request.c_symbol}__rules,\n' if method.request.full_name.startswith('okno.') else ''
    return (f'const struct rpc_method {method.service.stem}_method_{method.snake} = {{\n'
            f'    .service = "{method.service.full_name}",\n'
            f'    .name = "{method.name}",\n'
            f'    .label = "{method.label}",\n'
            f'    .request = &{method.request.c_symbol}__descriptor,\n'
            f'    .reply = &{method.reply.c_symbol}__descriptor,\n'
            f'    .allow = {allow},\n'
            f'    .personal = {_bool(method.personal)},\n'
            f'    .write = {_bool(method.write)},\n'
            f'{rules}}};\n')


def _bool(value):
    return 'true' if value else 'false'


def _service(manifest, service):
    stem = service.stem
    rows = ''.join(f'    &{stem}_method_{m.snake},\n' for m in service.methods)
    return (f'const struct rpc_method *const {stem}_methods[] = {{\n{rows}    NULL,\n}};\n'
            f'const size_t {stem}_methods_count = {len(service.methods)};\n\n'
            f'const struct rpc_service {stem}_service = {{\n'
            f'    .name = "{service.full_name}",\n'
            f'    .daemon = "{stem}",\n'
            f'    .methods = {stem}_methods,\n'
            f'    .n_methods = {len(service.methods)},\n'
            f'    .description =\n{output.quoted_lines(reflection.describe(manifest, service), "        ")},\n}};\n')


def _arguments(method):
    request_id = ['const char *request_id'] if method.write else []
    return [f'const {method.request.c_type} *request'] + request_id


def _call_prototype(method):
    return output.prototype(f'enum rpc_code {method.service.stem}_call_{method.snake}', [
        'struct rpc_call *call', *_arguments(method), f'{method.reply.c_type} **ret_reply'])


def _start_prototype(method):
    return output.prototype(f'void {method.service.stem}_start_{method.snake}', [
        'struct rpc_call *call', 'struct rpc_future *future', *_arguments(method)])


def _call(method):
    stem = method.service.stem
    request_id = 'request_id' if method.write else 'NULL'
    return (f'{_call_prototype(method)}\n{{\n'
            f'    ProtobufCMessage *reply = NULL;\n'
            f'    enum rpc_code code = rpc_invoke(call, rpc_peer(call, "{stem}"), &{stem}_method_{method.snake},\n'
            f'                                    &request->base, {request_id}, &reply);\n'
            f'    if (code == RPC_OK)\n'
            f'        *ret_reply = ({method.reply.c_type} *)reply;\n'
            f'    return code;\n}}\n')


def _start(method):
    stem = method.service.stem
    request_id = 'request_id' if method.write else 'NULL'
    return (f'{_start_prototype(method)}\n{{\n'
            f'    rpc_start(call, future, rpc_peer(call, "{stem}"), &{stem}_method_{method.snake}, &request->base, '
            f'{request_id});\n}}\n')
