# SPDX-License-Identifier: AGPL-3.0-or-later
"""X.methods.[ch]: what a daemon needs to serve its methods; and the check that each method has its file."""
import os

from . import output


def generate(manifest, file, out):
    service, origin = file.service, f'proto/{file.name}'
    stem = service.stem
    parts = ['/* The methods of this daemon, one file each: methods/<name>.c. */\n\n']
    parts += [output.comment(m.comment) + _prototype(m) + ';\n\n' for m in service.methods]
    parts += [f'extern const struct rpc_binding {stem}_bindings[];\nextern const size_t {stem}_bindings_count;\n']
    output.header(os.path.join(out, f'{stem}.methods.h'), origin, [f'okno/{stem}.rpc.h'], ''.join(parts))
    output.source(os.path.join(out, f'{stem}.methods.c'), origin, [f'okno/{stem}.methods.h'], _bindings(service))


def _prototype(method):
    return output.prototype(f'enum rpc_code {method.label}', [
        'struct rpc_call *call', f'const {method.request.c_type} *req', f'{method.reply.c_type} *rep'])


def _bindings(service):
    thunks = ''.join(f'static enum rpc_code run_{m.snake}(struct rpc_call *call, const void *request, void *reply)\n'
                     f'{{\n    return {m.label}(call, request, reply);\n}}\n\n' for m in service.methods)
    rows = ''.join(f'    {{ &{service.stem}_method_{m.snake}, run_{m.snake} }},\n' for m in service.methods)
    return (f'{thunks}const struct rpc_binding {service.stem}_bindings[] = {{\n{rows}}};\n'
            f'const size_t {service.stem}_bindings_count = {len(service.methods)};\n')


def files(file, folder, shown):
    """
    Paths of the method files of a daemon, below its folder.

    @shown  the folder as a person calls it: 'services/tracking'
    Stops when one is missing, or when one belongs to no method.
    """
    service = file.service
    wanted = {f'methods/{m.snake}.c': m for m in service.methods}
    methods_folder = os.path.join(folder, 'methods')
    found = os.listdir(methods_folder) if os.path.isdir(methods_folder) else []
    existing = {f'methods/{name}' for name in found if name.endswith('.c')}
    missing = [_missing(file, m, f'{shown}/{path}') for path, m in wanted.items() if path not in existing]
    stray = [f'{shown}/{path} serves no method of proto/{file.name}; what methods share stands beside them, not here'
             for path in sorted(existing - set(wanted))]
    if missing or stray:
        raise output.Stop('\n'.join(missing + stray))
    return list(wanted)


def _missing(file, method, path):
    prototype = ' '.join(_prototype(method).split())
    return f'{path} is missing: {method.path} is declared in proto/{file.name}; write there\n    {prototype}'
