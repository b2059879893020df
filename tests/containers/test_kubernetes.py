#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manifests of deploy/kubernetes: every daemon of deploy/stack is there and takes its settings, callers know every replica, the
network lets through exactly the calls that are configured, and, where kubectl is installed, what it renders may do little."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

try:
    import kubernetes.client.models as models
except ImportError:
    models = None

SOURCES, BUILD = sys.argv.pop(1), sys.argv.pop(1)
FOLDER = os.path.join(SOURCES, 'deploy/kubernetes')
CONFIG = FOLDER + '/base/config'
NAME = 'app.kubernetes.io/name'
RENDERER = next((command for command in (['kubectl', 'kustomize'], ['kustomize', 'build']) if shutil.which(command[0])), None)


def read(*path):
    with open(os.path.join(SOURCES, *path), encoding='utf-8') as file:
        return file.read()


def load(path):
    return yaml.safe_load(read(path)) or {}


def stack():
    """Name to whether it has a schema."""
    return {name: schema == 'schema' for name, schema in re.findall(r'^([a-z]+) +(\w+)$', read('deploy/stack'), re.M)}


def resources():
    """Every document of the base, as written."""
    return [document for path in load(FOLDER + '/base/kustomization.yaml')['resources']
            for document in yaml.safe_load_all(read(FOLDER, 'base', path))]


def of_kind(documents, *kinds):
    return {document['metadata']['name']: document for document in documents if document['kind'] in kinds}


def pod(workload):
    return workload['spec']['template']['spec']


def containers(workload):
    return pod(workload).get('initContainers', []) + pod(workload)['containers']


def settings(which):
    """Variables that an installation sets: those of the base, then its own."""
    lines = [line for path in ('base', which) for generator in load(f'{FOLDER}/{path}/kustomization.yaml')['configMapGenerator']
             for line in generator.get('literals', [])]
    return dict(line.split('=', 1) for line in lines)


def peers(program, which='base'):
    """Name to addresses, as the program will see them."""
    found = load(f'{CONFIG}/{program}.yaml').get('peers', {})
    for name, value in settings(which).items():
        entry = re.fullmatch(f'OKNO_{program.upper()}__PEERS__([A-Z]+)', name)
        if entry:
            found[entry[1].lower()] = value.split(', ')
    return found


def programs():
    """Name and path of the command and of every daemon."""
    return {'okno': f'{BUILD}/services/okno/okno', **{name: f'{BUILD}/services/{name}/okno-{name}' for name in stack()}}


def callers(of):
    return {program for program in programs() if of in peers(program)}


class Settings(unittest.TestCase):
    def check(self, program, variables):
        environment = {'PATH': os.environ['PATH'], 'OKNO_STATE': '/tmp/none', **variables}
        return subprocess.run([programs()[program], '--config', CONFIG, '--check-config'], capture_output=True, text=True,
                              timeout=30, env=environment, check=False)

    def variables(self, which):
        """As a container finds them: of the installation, of the manifests, of the image."""
        named = {entry['name']: 'postgresql://okno@db.example.org/okno' for workload in
                 of_kind(resources(), 'Deployment', 'StatefulSet', 'Job').values()
                 for container in containers(workload) for entry in container.get('env', [])}
        image = dict(re.findall(r'\b(OKNO_[A-Z]+__[A-Z_]+)=(\S+)', read('deploy/containers/Containerfile')))
        self.assertTrue(named and image)
        variables = {**image, **settings(which), **named}
        # A secret is read at once; here stands another file for it.
        return {name: '/dev/null' if name.endswith('_FILE') else value for name, value in variables.items()}

    def test_every_program_takes_its_own(self):
        for which in ('base', 'example'):
            for program in programs():
                done = self.check(program, self.variables(which))
                self.assertEqual(done.returncode, 0, f'{which}, {program}: {done.stderr}')

    def test_every_variable_is_some_programs(self):
        for which in ('base', 'example'):
            for variable in self.variables(which):
                self.assertIn(variable.split('_')[1].lower(), {*programs(), 'common'}, variable)

    def test_a_variable_that_nobody_knows_would_be_found(self):
        for program in programs():
            done = self.check(program, {**self.variables('base'), f'OKNO_{program.upper()}__NO_SUCH_KEY': '1'})
            self.assertIn('NO_SUCH_KEY', done.stderr)
            self.assertNotEqual(done.returncode, 0)

    def test_all_files_are_in_the_map(self):
        listed = next(generator['files'] for generator in load(FOLDER + '/base/kustomization.yaml')['configMapGenerator']
                      if generator['name'] == 'okno-config')
        self.assertEqual({f'config/{os.path.basename(path)}' for path in glob.glob(CONFIG + '/*')}, set(listed))
        self.assertEqual(set(listed), {f'config/{name}.yaml' for name in ('common', *programs())})

    def test_all_listen_at_the_ports_that_others_count_on(self):
        common = load(CONFIG + '/common.yaml')
        self.assertEqual(common['rpc.listen'], ['tls+tcp://0.0.0.0:7100'])
        self.assertIn(f'OKNO_COMMON__ADMIN__LISTEN={common["admin.listen"]} ', read('deploy/containers/Containerfile'))
        for program in stack():
            self.assertFalse({'rpc.listen', 'admin.listen'} & set(load(f'{CONFIG}/{program}.yaml')))


class Calls(unittest.TestCase):
    def test_who_calls_whom_is_as_everywhere(self):
        for program in programs():
            everywhere = load(f'deploy/config/{program}.yaml').get('peers', {})
            self.assertEqual(set(peers(program)), set(everywhere), program)

    def test_callers_know_every_replica(self):
        sets = of_kind(resources(), 'StatefulSet')
        for which in ('base', 'example'):
            counts = {name: document['spec']['replicas'] for name, document in sets.items()}
            counts.update({entry['name']: entry['count'] for entry in load(f'{FOLDER}/{which}/kustomization.yaml').get('replicas', [])})
            for program in programs():
                for name, addresses in peers(program, which).items():
                    replicas = [f'{name}-{i}.{name}' for i in range(counts[name])] if name in counts else [name]
                    self.assertEqual(addresses, [f'tls+tcp://{replica}:7100' for replica in replicas], f'{which}: {program}')

    def test_the_certificate_of_who_is_called_has_the_name_it_is_called_by(self):
        with tempfile.TemporaryDirectory(prefix='okno-pki-') as folder:
            subprocess.run([FOLDER + '/certificates', folder], check=True, capture_output=True, timeout=60)
            said = {name: subprocess.run(['openssl', 'x509', '-noout', '-ext', 'subjectAltName', '-in', f'{folder}/{name}/tls-combined.pem'],
                                         check=True, capture_output=True, text=True, timeout=20).stdout for name in programs()}
            names = {name: set(re.findall(r'DNS:([^,\s]+)', text)) for name, text in said.items()}

            def is_taken(host, name):
                first, _, rest = host.partition('.')
                return bool({host, f'*.{rest}' if rest else first} & names[name])

            called = {(address.split('/')[-1].split(':')[0], name) for which in ('base', 'example') for program in programs()
                      for name, addresses in peers(program, which).items() for address in addresses}
            self.assertGreater(len(called), len(stack()))
            for host, name in called:
                self.assertTrue(is_taken(host, name), f'{host} of {name}')
                self.assertFalse(is_taken(host, 'okno'), f'{host} of okno')

    def test_replicas_are_found_before_they_are_ready(self):
        services = of_kind(resources(), 'Service')
        for name, document in of_kind(resources(), 'StatefulSet').items():
            self.assertEqual(document['spec']['serviceName'], name)
            self.assertEqual(services[name]['spec']['clusterIP'], 'None')
            self.assertIs(services[name]['spec']['publishNotReadyAddresses'], True)
            self.assertEqual([port['port'] for port in services[name]['spec']['ports']], [7100])

    def named(self, rules, side, port):
        """Names of pods that the rules of a policy let through at a port."""
        found = set()
        for rule in rules:
            if {'port': port} in rule.get('ports', []):
                for peer in rule.get(side, []):
                    expression, = peer['podSelector']['matchExpressions']
                    self.assertEqual((expression['key'], expression['operator']), (NAME, 'In'))
                    found |= set(expression['values'])
        return found

    def test_the_network_lets_these_calls_through_and_no_others(self):
        policies = of_kind(resources(), 'NetworkPolicy')
        self.assertEqual(set(policies), {'default', 'database', *programs()})
        for name in programs():
            spec = policies[name]['spec']
            self.assertEqual(spec['podSelector'], {'matchLabels': {NAME: name}})
            self.assertEqual(spec['policyTypes'], ['Ingress', 'Egress'])
            self.assertEqual(self.named(spec.get('ingress', []), 'from', 7100), callers(name), name)
            self.assertEqual(self.named(spec.get('egress', []), 'to', 7100), set(peers(name)), name)

    def test_the_database_is_for_those_that_have_a_schema(self):
        selector, = of_kind(resources(), 'NetworkPolicy')['database']['spec']['podSelector']['matchExpressions']
        self.assertEqual(set(selector['values']), {name for name, schema in stack().items() if schema} | {'okno'})


class Workloads(unittest.TestCase):
    def test_every_service_is_there(self):
        documents = resources()
        workloads = of_kind(documents, 'Deployment', 'StatefulSet')
        self.assertEqual(set(workloads), set(stack()))
        self.assertEqual(set(of_kind(documents, 'Service')), set(stack()))
        self.assertEqual(set(of_kind(documents, 'PodDisruptionBudget')), set(stack()))
        for name, workload in workloads.items():
            daemon, = containers(workload)
            self.assertEqual((daemon['name'], daemon['command']), ('daemon', [f'okno-{name}']))
            self.assertGreaterEqual(workload['spec']['replicas'], 2)
            variables = {entry['name']: entry['valueFrom']['secretKeyRef'] for entry in daemon.get('env', [])}
            wanted = {f'OKNO_{name.upper()}__DATABASE__URL': {'name': 'okno-database', 'key': name}} if stack()[name] else {}
            self.assertEqual(variables, wanted)

    def test_jobs_begin_with_commands_that_there_are(self):
        for job in of_kind(resources(), 'Job').values():
            for container in containers(job):
                self.assertEqual(container['command'][0], 'okno')
                words = [word for word in container['command'][1:] if re.fullmatch('[a-z]+', word)]
                said = subprocess.run([programs()['okno'], *words, '--help'], capture_output=True, text=True, timeout=30, check=False)
                self.assertIn('--wait', said.stdout, container['command'])
                for path in container['command']:
                    if path.startswith('/usr/share/okno/'):
                        self.assertTrue(os.path.exists(path.replace('/usr/share/okno/', SOURCES + '/deploy/')), path)


def unknown_fields(value, kind, path=''):
    """Fields of a document that the model of its kind does not have."""
    listed = re.fullmatch(r'list\[(.*)\]', kind)
    mapped = re.fullmatch(r'dict\(str, (.*)\)', kind)
    if listed:
        return [field for i, item in enumerate(value) for field in unknown_fields(item, listed[1], f'{path}[{i}]')]
    if mapped:
        return [field for key, item in value.items() for field in unknown_fields(item, mapped[1], f'{path}.{key}')]
    model = getattr(models, kind, None)
    if model is None:
        return []
    types = {wire: model.openapi_types[name] for name, wire in model.attribute_map.items()}
    return [field for key, item in value.items()
            for field in (unknown_fields(item, types[key], f'{path}.{key}') if key in types else [f'{path}.{key}'])]


@unittest.skipUnless(RENDERER, 'neither kubectl nor kustomize is installed')
class Rendered(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.all = {}
        for which in ('base', 'example'):
            done = subprocess.run([*RENDERER, f'{FOLDER}/{which}'], capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 0, done.stderr
            cls.all[which] = list(yaml.safe_load_all(done.stdout))

    def workloads(self, *kinds):
        for which, documents in self.all.items():
            for name, workload in of_kind(documents, *(kinds or ('Deployment', 'StatefulSet', 'Job'))).items():
                yield f'{which}: {name}', workload

    def test_every_container_may_do_little(self):
        for name, workload in self.workloads():
            context = pod(workload)['securityContext']
            self.assertEqual((context['runAsNonRoot'], context['seccompProfile']), (True, {'type': 'RuntimeDefault'}), name)
            self.assertIn(f'USER {context["runAsUser"]}:{context["runAsGroup"]}\n', read('deploy/containers/Containerfile'))
            self.assertIs(pod(workload)['automountServiceAccountToken'], False, name)
            for container in containers(workload):
                self.assertEqual(container['securityContext'], {'allowPrivilegeEscalation': False, 'readOnlyRootFilesystem': True,
                                                                'capabilities': {'drop': ['ALL']}}, name)
                self.assertEqual(set(container['resources']), {'requests', 'limits'}, name)

    def test_every_daemon_is_asked_how_it_does(self):
        for name, workload in self.workloads('Deployment', 'StatefulSet'):
            daemon, = containers(workload)
            self.assertEqual({port['name']: port['containerPort'] for port in daemon['ports']} | {'http': 8080},
                             {'rpc': 7100, 'admin': 9100, 'http': 8080}, name)
            probes = {probe: daemon[probe + 'Probe']['httpGet'] for probe in ('startup', 'liveness', 'readiness')}
            first, then = ('/readyz', '/healthz') if name.endswith('gateway') else ('/healthz', '/readyz')
            self.assertEqual(probes, {'startup': {'path': first, 'port': 'admin'}, 'liveness': {'path': '/healthz', 'port': 'admin'},
                                      'readiness': {'path': then, 'port': 'admin'}}, name)
            annotations = workload['spec']['template']['metadata']['annotations']
            self.assertEqual((annotations['prometheus.io/scrape'], annotations['prometheus.io/port']), ('true', '9100'))

    def test_draining_is_waited_for(self):
        drain = int(load(CONFIG + '/common.yaml')['drain'].rstrip('s'))
        for name, workload in self.workloads('Deployment', 'StatefulSet'):
            self.assertGreater(pod(workload)['terminationGracePeriodSeconds'], drain + 15, name)

    def test_what_is_mounted_is_there(self):
        for which, documents in self.all.items():
            maps = of_kind(documents, 'ConfigMap')
            secrets = {'okno-database'}
            for name, workload in of_kind(documents, 'Deployment', 'StatefulSet', 'Job').items():
                volumes = {volume['name']: volume for volume in pod(workload)['volumes']}
                for container in containers(workload):
                    self.assertLessEqual({mount['name'] for mount in container['volumeMounts']}, set(volumes), name)
                    self.assertTrue(all(source['configMapRef']['name'] in maps for source in container['envFrom']), name)
                self.assertIn(volumes['config']['configMap']['name'], maps)
                secrets |= {volume['secret']['secretName'] for volume in volumes.values() if 'secret' in volume}
            self.assertEqual({name for name in secrets if not name.startswith('okno-tls-')},
                             set(re.findall(r'^\| `(okno-[a-z-]+)` \|', read('deploy/README.md'), re.M)), which)
            self.assertEqual({name for name in secrets if name.startswith('okno-tls-')}, {f'okno-tls-{name}' for name in programs()})

    def test_every_pod_falls_under_the_policy_for_all(self):
        for name, workload in self.workloads():
            self.assertEqual(workload['spec']['template']['metadata']['labels']['app.kubernetes.io/part-of'], 'okno', name)

    @unittest.skipUnless(models, 'python3-kubernetes is not installed')
    def test_every_field_is_one_that_kubernetes_knows(self):
        for documents in self.all.values():
            for document in documents:
                version = document['apiVersion'].split('/')[-1].capitalize()
                self.assertEqual(unknown_fields(document, version + document['kind']), [],
                                 f'{document["kind"]} {document["metadata"]["name"]}')
                self.assertTrue(hasattr(models, version + document['kind']))


if __name__ == '__main__':
    unittest.main()
