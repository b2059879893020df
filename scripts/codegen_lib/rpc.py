# SPDX-License-Identifier: AGPL-3.0-or-later
"""X.rpc.[ch]: the methods of a service as data, and functions that call them; services.[ch]: all services."""
import os

from . import output, reflection


def generate(manifest, file, out, everywhere=False):
    """@everywhere  every daemon serves it, so its callers say whom they mean"""
    service, origin = file.service, f'proto/{file.name}'
    stubs = [_Stub(m, everywhere) for m in service.methods]
    _header(service, stubs, os.path.join(out, f'{service.stem}.rpc.h'), origin, _message_headers(manifest, service))
    body = [_method(m) for m in service.methods] + [_service(manifest, service, everywhere)]
    body += [stub.call() + '\n' + stub.start() for stub in stubs]
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


def _header(service, stubs, path, origin, headers):
    stem = service.stem
    parts = [output.comment(service.comment), f'extern const struct rpc_service {stem}_service;\n',
             f'extern const struct rpc_method *const {stem}_methods[];\nextern const size_t {stem}_methods_count;\n\n']
    parts += [f'extern const struct rpc_method {stem}_method_{m.snake};\n' for m in service.methods]
    parts += ['\n' + output.comment(stub.method.comment) + stub.call_prototype() + ' OKNO_MUST_CHECK;\n'
              + stub.start_prototype() + ';\n' for stub in stubs]
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


def _service(manifest, service, everywhere):
    stem = service.stem
    rows = ''.join(f'    &{stem}_method_{m.snake},\n' for m in service.methods)
    return (f'const struct rpc_method *const {stem}_methods[] = {{\n{rows}    NULL,\n}};\n'
            f'const size_t {stem}_methods_count = {len(service.methods)};\n\n'
            f'const struct rpc_service {stem}_service = {{\n'
            f'    .name = "{service.full_name}",\n'
            f'    .daemon = {"NULL" if everywhere else output.quoted(stem)},\n'
            f'    .methods = {stem}_methods,\n'
            f'    .n_methods = {len(service.methods)},\n'
            f'    .description =\n{output.quoted_lines(reflection.describe(manifest, service), "        ")},\n}};\n')


class _Stub:
    """The functions that call a method."""

    def __init__(self, method, everywhere):
        self.method = method
        self.prefix = method.service.stem
        self.peer = 'peer' if everywhere else f'rpc_peer(call, "{self.prefix}")'
        self.peer_argument = ['struct rpc_client *peer'] if everywhere else []
        self.request_id = 'request_id' if method.write else 'NULL'

    def _arguments(self):
        request_id = ['const char *request_id'] if self.method.write else []
        return self.peer_argument + [f'const {self.method.request.c_type} *request'] + request_id

    def call_prototype(self):
        return output.prototype(f'enum rpc_code {self.prefix}_call_{self.method.snake}', [
            'struct rpc_call *call', *self._arguments(), f'{self.method.reply.c_type} **ret_reply'])

    def start_prototype(self):
        return output.prototype(f'void {self.prefix}_start_{self.method.snake}', [
            'struct rpc_call *call', 'struct rpc_future *future', *self._arguments()])

    def call(self):
        return (f'{self.call_prototype()}\n{{\n'
                f'    ProtobufCMessage *reply = NULL;\n'
                f'    enum rpc_code code = rpc_invoke(call, {self.peer}, &{self.prefix}_method_{self.method.snake},\n'
                f'                                    &request->base, {self.request_id}, &reply);\n'
                f'    if (code == RPC_OK)\n'
                f'        *ret_reply = ({self.method.reply.c_type} *)reply;\n'
                f'    return code;\n}}\n')

    def start(self):
        return (f'{self.start_prototype()}\n{{\n'
                f'    rpc_start(call, future, {self.peer}, &{self.prefix}_method_{self.method.snake}, &request->base, '
                f'{self.request_id});\n}}\n')
