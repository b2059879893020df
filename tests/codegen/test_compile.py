# SPDX-License-Identifier: AGPL-3.0-or-later
"""All C that can be made of tests/codegen/demo.proto and some SQL compiles without a warning, under gcc and clang."""
import os
import shutil
import subprocess
import tempfile
import unittest

import support
from codegen_lib import main, manifest

HERE = os.path.dirname(os.path.abspath(__file__))
STRICT = ['-Wall', '-Wextra', '-Wshadow', '-Wconversion', '-Wmissing-prototypes', '-Wstrict-prototypes', '-Wvla',
          '-Werror']
CHECK_C = '''#include <okno/demo.methods.h>
#include <okno/demo.rules.h>
#include <okno/demo.schema.h>
#include <okno/demo.sql.h>
#include <okno/openapi.h>
#include <okno/routes.h>
#include <okno/schemas.h>
#include <okno/services.h>
#include <assert.h>
#include <string.h>

static const struct rpc_field_rule *rule_of(const struct rpc_message_rules *rules, const char *field)
{
    for (unsigned i = 0; i < rules->message->n_fields; i++)
        if (strcmp(rules->message->fields[i].name, field) == 0)
            return &rules->fields[i];
    return NULL;
}

int main(void)
{
    assert(demo_bindings_count == 8 && demo_methods_count == 8 && demo_sql_count == 1 && demo_schema_count == 1);
    for (size_t i = 0; i < demo_bindings_count; i++) {
        struct rpc_call call = {0};
        assert(demo_bindings[i].method == demo_methods[i]);
        assert(demo_bindings[i].handler(&call, NULL, NULL) == RPC_UNIMPLEMENTED);
    }
    const struct rpc_method *change = &demo_method_change_thing;
    assert(change->write && change->personal && change->allow == RPC_ROLE_BIT(RPC_ROLE_OPERATOR));
    assert(strcmp(change->label, "demo_change_thing") == 0);
    assert(change->request == &demo__change_thing_request__descriptor && change->reply == &demo__thing__descriptor);

    const struct rpc_message_rules *thing = rule_of(change->rules, "thing")->message;
    assert(thing == &demo__thing__rules && rule_of(thing, "kind")->required);
    assert(rule_of(thing, "note")->max_length == 1000 && rule_of(thing, "weights")->max_items == 100);
    assert(rule_of(thing, "parts")->max_items == 20 && rule_of(thing, "parts")->message == thing);
    assert(rule_of(thing, "amount_kopecks")->min == 1 && rule_of(thing, "thing_id")->format == RPC_FORMAT_UUID);
    assert(rule_of(rule_of(thing, "boxes")->message, "value")->message == &demo__box__rules);
    assert(rule_of(thing, "made")->message == NULL && rule_of(thing, "seal")->max_length == 0);

    assert(okno_services_count == 1 && okno_services[0] == &demo_service && okno_schemas_count == 1);
    assert(strstr(demo_service.description, "rpc ListThings(") != NULL);
    assert(openapi_json_size == strlen(openapi_json) && openapi_json[0] == '{');
    assert(routes_count == 8);

    Demo__Thing sample = DEMO__THING__INIT;
    sample._sheets_case = DEMO__THING___SHEETS_SHEETS;
    sample.sheets = 0;
    sample.default_ = "texts are const";
    uint8_t wire[64];
    size_t size = demo__thing__pack(&sample, wire);
    Demo__Thing *back = demo__thing__unpack(NULL, size, wire);
    assert(back->_sheets_case == DEMO__THING___SHEETS_SHEETS && back->_note_case == DEMO__THING___NOTE__NOT_SET);
    demo__thing__free_unpacked(back, NULL);

    struct rpc_call call = {0};
    Demo__Thing *reply = NULL;
    assert(demo_call_create_thing(&call, &sample, "id-1", &reply) == RPC_UNAVAILABLE && reply == NULL);
    return 0;
}

/* What libs/rpc brings. */
struct rpc_client *rpc_peer(struct rpc_call *call, const char *service)
{
    (void)call;
    assert(strcmp(service, "demo") == 0);
    return NULL;
}
void rpc_start(struct rpc_call *call, struct rpc_future *future, struct rpc_client *client,
               const struct rpc_method *method, const ProtobufCMessage *request, const char *request_id)
{
    (void)call, (void)future, (void)client, (void)method, (void)request, (void)request_id;
}
enum rpc_code rpc_invoke(struct rpc_call *call, struct rpc_client *client, const struct rpc_method *method,
                         const ProtobufCMessage *request, const char *request_id, ProtobufCMessage **ret_reply)
{
    (void)call, (void)client, (void)ret_reply;
    assert(request->descriptor == method->request && strcmp(request_id, "id-1") == 0);
    return RPC_UNAVAILABLE;
}
'''


class Compiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = cls.temporary.name
        cls.generate()

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def codegen(cls, *arguments):
        assert main.main(list(arguments)) == 0, arguments

    @classmethod
    def generate(cls):
        out = f'{cls.folder}/okno'
        support.write_files(cls.folder, check__c=CHECK_C)
        support.write_files(f'{cls.folder}/sql',
                            find__sql='-- Finds.\n-- $1 text  a\n-- fills: okno.demo.v1.Box\nSELECT $1;')
        support.write_files(f'{cls.folder}/schema', **{'0001_a__sql': 'CREATE TABLE "a?" ();\n'})
        with open(os.path.join(HERE, 'demo.proto'), encoding='utf-8') as file, \
                support.proto_root(demo=file.read()) as root:
            cls.codegen('descriptors', f'{cls.folder}/set.pb', 'okno/demo.proto', 'okno/common.proto', '--proto', root)
        cls.codegen('messages', f'{cls.folder}/set.pb', out)
        cls.codegen('service', f'{cls.folder}/set.pb', out, 'demo')
        cls.codegen('suite', f'{cls.folder}/set.pb', out, '1.0')
        cls.codegen('sql', f'{cls.folder}/set.pb', out, 'demo', f'{cls.folder}/sql')
        cls.codegen('schema', out, 'demo', f'demo={cls.folder}/schema')
        cls.codegen('schemas', out, 'demo')
        subprocess.run(['protoc-c', f'--c_out={cls.folder}', '-I/usr/include', *manifest.WELL_KNOWN], check=True)
        cls.write_methods()

    @classmethod
    def write_methods(cls):
        """What a programmer would write: each prototype of demo.methods.h with a body."""
        with open(f'{cls.folder}/okno/demo.methods.h', encoding='utf-8') as file:
            declarations = file.read().split('enum rpc_code ')[1:]
        body = ' { (void)call, (void)req, (void)rep; return RPC_UNIMPLEMENTED; }\n'
        text = ''.join('enum rpc_code ' + d.partition(';')[0] + body for d in declarations)
        support.write_files(cls.folder, methods__c='#include <okno/demo.methods.h>\n' + text)

    def build_and_run(self, compiler):
        sources = sorted(f'okno/{name}' for name in os.listdir(f'{self.folder}/okno') if name.endswith('.c'))
        theirs = [s for s in sources if s.endswith('.pb-c.c')]
        theirs += [name[:-len('.proto')] + '.pb-c.c' for name in manifest.WELL_KNOWN]
        ours = [s for s in sources if not s.endswith('.pb-c.c')] + ['check.c', 'methods.c']
        include = ['-I.', *(f'-I{support.ROOT}/libs/{lib}/include' for lib in ('db', 'rpc', 'base'))]
        for flags, files in ((['-w'], theirs), (STRICT, ours)):
            done = subprocess.run([compiler, '-std=gnu11', '-c', *flags, *include, *files], cwd=self.folder,
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ''))
        objects = [os.path.basename(s)[:-1] + 'o' for s in theirs + ours]
        subprocess.run([compiler, '-o', f'check-{compiler}', *objects, '-lprotobuf-c'], cwd=self.folder, check=True)
        subprocess.run([f'{self.folder}/check-{compiler}'], check=True)

    def test_gcc(self):
        self.build_and_run('gcc')

    @unittest.skipUnless(shutil.which('clang'), 'clang is not installed')
    def test_clang(self):
        self.build_and_run('clang')

    def test_access_table(self):
        with open(f'{self.folder}/okno/access.md', encoding='utf-8') as file:
            text = file.read()
        self.assertIn('| ChangeThing | `PATCH /v1/things/{thing_id}` |  | ● |  |  |  | ● | ● |', text)

    def test_messages_know_nothing_of_annotations(self):
        with open(f'{self.folder}/okno/demo.pb-c.h', encoding='utf-8') as file:
            text = file.read()
        self.assertNotIn('annotations.pb-c.h', text)
        self.assertNotIn('options.pb-c.h', text)
        self.assertIn('#include "okno/common.pb-c.h"', text)
        self.assertIn('const char *', text)


if __name__ == '__main__':
    unittest.main()
