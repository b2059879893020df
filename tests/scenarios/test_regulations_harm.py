# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile BPMN over HTTP and by `okno regulation check`: each file gets a clear refusal within a second, and tracking's memory
stays where it is. Scripts that never end are stopped when they run, and the process is left as it was."""
import pathlib
import time
import unittest
import uuid

from live import bpmn
from live.office import good
from live.stack import the_stack

WITHIN_S = 1.0
# Beyond what it had when every file had been seen once: allocators keep what they got.
MEMORY_KIB = 32 * 1024
PEAK_KIB = 256 * 1024
# A regulation is not larger, whichever way it comes.
LARGEST = 4 * 1024 * 1024
BIG = 3 * 1024 * 1024
DATA_ERROR = 65


def definitions(inside, attributes=''):
    return bpmn.definitions(inside, attributes)


def size_of(text):
    return len(text if isinstance(text, bytes) else text.encode('utf-8', 'surrogateescape'))


def whole(body):
    return bpmn.process('hostile', body)


SIMPLE = bpmn.START + bpmn.user_task('work') + bpmn.flows('begin', 'work')
CONDITION = (bpmn.START + '<exclusiveGateway id="x"/>' + bpmn.user_task('a') + '<sequenceFlow id="f" sourceRef="x" targetRef="a">'
             '<conditionExpression {}>area &gt; 50</conditionExpression></sequenceFlow>' + bpmn.flows('begin', 'x'))

# What it is, the file, the rule it breaks, the element that is named.
HOSTILE = [
    ('entities that grow tenfold', '<!DOCTYPE d [<!ENTITY a0 "aaaaaaaaaa">'
     + ''.join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + ']>' + definitions('&a9;').split('\n', 1)[1], 'dtd', ''),
    ('entities that name each other', '<!DOCTYPE d [<!ENTITY a "&b;"><!ENTITY b "&a;">]><definitions>&a;</definitions>', 'dtd', ''),
    ('one long entity, many times', '<!DOCTYPE d [<!ENTITY a "' + 'a' * 100_000 + '">]><d>' + '&a;' * 10_000 + '</d>', 'dtd', ''),
    ('a file of the machine', '<!DOCTYPE d SYSTEM "file:///etc/passwd"><definitions/>', 'dtd', ''),
    ('an entity from a file', '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>', 'dtd', ''),
    ('a parameter entity from a server', '<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;]><d/>', 'dtd', ''),
    ('an entity that nobody declared', definitions('<process id="p" isExecutable="true" name="&nobody;"/>'), 'xml', ''),
    ('an inclusion', definitions('<xi:include href="file:///etc/passwd"/>', ' xmlns:xi="http://www.w3.org/2001/XInclude"'),
     'process-missing', ''),
    ('a million elements', definitions('<task/>' * 1_000_000), 'too-many-elements', ''),
    ('a million foreign elements', definitions('<extensionElements>' + '<x:y/>' * 1_000_000 + '</extensionElements>',
                                               ' xmlns:x="urn:x"'), 'too-many-elements', ''),
    ('a hundred thousand tasks', whole(SIMPLE + ''.join(f'<task id="t{n}"/>' for n in range(100_000))), 'too-many-elements', None),
    ('a hundred thousand flows', whole(SIMPLE + ''.join(f'<sequenceFlow id="f{n}" sourceRef="work" targetRef="work"/>'
                                                        for n in range(100_000))), 'too-many-elements', None),
    ('nested a hundred thousand deep', definitions('<subProcess>' * 100_000), 'too-deep', ''),
    ('sub-processes a hundred deep', whole(''.join(f'<subProcess id="s{n}">' for n in range(100)) + '</subProcess>' * 100),
     'too-deep', ''),
    ('an attribute of megabytes', definitions(f'<process id="{"p" * BIG}" isExecutable="true"/>'), 'too-long', ''),
    ('a hundred thousand attributes', '<d ' + ' '.join(f'a{n}=""' for n in range(100_000)) + '/>', None, ''),
    ('a thousand attributes', definitions('<process ' + ' '.join(f'a{n}=""' for n in range(1000)) + '/>'), 'too-many-attributes', ''),
    ('a text of megabytes', whole(f'<documentation>{"ю" * (BIG // 2)}</documentation>' + SIMPLE), 'too-long', ''),
    ('a comment of megabytes', '<!--' + 'x' * BIG + '-->' + definitions(''), 'too-long', ''),
    ('nothing but blanks', ' ' * BIG, None, ''),
    ('an unended tag', '<definitions', 'xml', ''),
    ('no XML', 'GIF89a, or something like it', 'xml', ''),
    ('a zip', b'PK\x03\x04 and so on', 'xml', ''),
    ('JSON', '{"definitions": {}}', 'xml', ''),
    ('HTML', '<!DOCTYPE html><html><body>page</body></html>', 'dtd', ''),
    ('something else in XML', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'not-bpmn', ''),
    ('BPMN 1', '<definitions xmlns="http://schema.omg.org/spec/BPMN/1.0"/>', 'not-bpmn', ''),
    ('UTF-16', whole(SIMPLE).replace('UTF-8', 'UTF-16').encode('utf-16'), None, None),
    ('Latin letters that are no UTF-8', whole(SIMPLE).replace('Шаг', 'Шаг\udcff').encode('utf-8', 'surrogateescape'), None, None),
    ('another encoding named', whole(SIMPLE).replace('UTF-8', 'EBCDIC-CP-US'), 'xml', ''),
    ('a NUL inside', whole(SIMPLE).encode() + b'\0<x/>', None, None),
    ('nothing', b'', None, None),
    ('a process that calls itself', whole(bpmn.START + bpmn.called('again', 'hostile') + bpmn.flows('begin', 'again')), 'call-cycle', 'again'),
    ('XPath in a condition', whole(CONDITION.format('language="http://www.w3.org/1999/XPath"')), 'expression-language', 'x'),
    ('JavaScript for the whole file', bpmn.definitions('<process id="hostile" isExecutable="true">' + CONDITION.format('') + '</process>',
                                                       ' expressionLanguage="http://www.ecma-international.org/ecma-262"'),
     'expression-language', 'x'),
    ('a script in Groovy', whole(bpmn.START + '<scriptTask id="s" scriptFormat="groovy"><script>1</script></scriptTask>'
                                 + bpmn.flows('begin', 's')), 'expression-language', 's'),
    ('compiled Lua', whole(bpmn.START + bpmn.script('s', '\\27LuaT') + bpmn.flows('begin', 's')), 'script-syntax', 's'),
    ('half a script', whole(bpmn.START + bpmn.script('s', 'while true do') + bpmn.flows('begin', 's')), 'script-syntax', 's'),
    ('a script nested a thousand deep', whole(bpmn.START + bpmn.script('s', 'x = ' + '(' * 1000 + '1' + ')' * 1000)
                                              + bpmn.flows('begin', 's')), 'script-syntax', 's'),
]

def waiting(count, after):
    """That many inclusive gateways, each reached from one fork; the n-th leads to `after(n)`."""
    return ('<parallelGateway id="x"/>' + bpmn.flows('begin', 'x')
            + ''.join(f'<inclusiveGateway id="p{n}"/><sequenceFlow id="a{n}" sourceRef="x" targetRef="p{n}"/>'
                      f'<sequenceFlow id="c{n}" sourceRef="p{n}" targetRef="{after(n)}"/>' for n in reversed(range(count))))


RULE = '<activationCondition>true</activationCondition>'

# Files that may be published and bite only when they run: what they do, the body.
BITING = [
    ('goes round an inclusive gateway', '<exclusiveGateway id="x"/><inclusiveGateway id="p"/>' + bpmn.flows('begin', 'x', 'p', 'p')),
    ('goes round a complex gateway', f'<exclusiveGateway id="x"/><complexGateway id="p">{RULE}</complexGateway>'
     + bpmn.flows('begin', 'x', 'p', 'x')),
    ('goes round beside 699 gateways that wait', waiting(700, lambda n: f'p{n and n % 699 + 1}')),
    ('lets 4000 gateways wait for each other', bpmn.END + waiting(4000, lambda n: f'p{n + 1}' if n < 3999 else 'finish')),
    ('goes round without waiting', '<exclusiveGateway id="x"/><task id="t"/>' + bpmn.flows('begin', 'x', 't', 'x')),
    ('doubles its tokens', '<exclusiveGateway id="x"/><parallelGateway id="p"/><task id="t"/><task id="u"/>'
     + bpmn.flows('begin', 'x', 'p', 't', 'x') + bpmn.flows('p', 'u', 'x')),
    ('loops for ever', bpmn.script('s', 'while true do end')),
    ('loops for ever, caught', bpmn.script('s', 'while true do local ok = pcall(error) end')),
    ('eats memory by texts', bpmn.script('s', 's = "x" while true do s = s .. s end')),
    ('eats memory by tables', bpmn.script('s', 't = {} for i = 1, 1e9 do t[i] = i end')),
    ('calls itself', bpmn.script('s', 'local function f() return 1 + f() end x = f()')),
    ('asks for a far too long text', bpmn.script('s', 'x = ("x"):rep(1e9)')),
    ('wants a file', bpmn.script('s', 'x = io.open("/etc/passwd"):read("a")')),
    ('wants the machine', bpmn.script('s', 'os.execute("touch /tmp/okno-was-here")')),
    ('wants to load', bpmn.script('s', 'load("x = 1")()')),
    ('makes a deep variable', bpmn.script('s', 't = {} local u = t for i = 1, 5000 do u.a = {} u = u.a end')),
    ('makes a circular variable', bpmn.script('s', 't = {} t.t = t')),
    ('has a thousand and more instances', '<userTask id="s"><multiInstanceLoopCharacteristics><loopCardinality>100000000'
     '</loopCardinality></multiInstanceLoopCharacteristics></userTask>'),
]


def clocked(ask):
    """The answer, and how long it took."""
    begun = time.monotonic()
    answer = ask()
    return answer, time.monotonic() - begun


class RegulationsHarm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.author = cls.stack.client('CONTROLLER', sub='hostile-author')
        cls.boss = cls.stack.client('SUPERVISOR', centre='tverskoy', sub='boss-of-harm')

    def memory(self, field):
        """Of the tracking processes together, as the kernel says, in KiB."""
        total = 0
        for pid in self.stack.pids('tracking'):
            text = pathlib.Path(f'/proc/{pid}/status').read_text()
            total += int(text.split(field + ':')[1].split()[0])
        return total

    def timed(self, ask, what):
        """The machine may do other things too: what took too long is asked once more, and the quicker of the two counts."""
        answer, took = clocked(ask)
        if took >= WITHIN_S:
            again, second = clocked(ask)
            print(f'     {what}: {took:.2f} s, once more {second:.2f} s')
            answer, took = min((answer, took), (again, second), key=lambda one: one[1])
        self.assertLess(took, WITHIN_S, what)
        return answer

    def refused(self, what, text, rule, element):
        answer = self.timed(lambda: bpmn.published(self.author, text, path='/v1/regulations:check'), what)
        if size_of(text) > LARGEST:
            self.assertEqual((answer.status, answer.fields), (400, ['chunk']), (what, answer))
        elif rule is None and not answer.good:
            self.assertEqual((answer.status, answer.json['code']), (400, 'INVALID_ARGUMENT'), (what, answer))
        else:
            report = good(answer)
            self.assertFalse(report.get('publishable'), what)
            faults = [fault for fault in report['faults'] if not fault.get('warning')]
            if rule:
                self.assertIn(rule, [fault['rule'] for fault in faults], what)
            for fault in faults:
                self.assertTrue(fault['message'], what)
                self.assertNotIn('root:', fault['message'], what)
            named = [fault for fault in faults if fault['rule'] == rule]
            if rule and element is not None:
                self.assertIn(element, [fault.get('element', '') for fault in named], what)
                self.assertTrue(element == '' or named[0]['line'] > 0, what)
        answer = self.timed(lambda: bpmn.published(self.author, text), what)
        self.assertEqual(answer.status, 400, (what, answer))
        self.assertTrue(answer.json.get('violations') or answer.json['detail'], (what, answer))

    def test_hostile_files_are_refused_within_a_second_and_a_bounded_memory(self):
        for case in HOSTILE:
            with self.subTest(case[0]):
                self.refused(*case)
        if not self.stack.own:
            return
        before = self.memory('VmRSS')
        for _ in range(3):
            for case in HOSTILE:
                self.refused(*case)
        grown, peak = self.memory('VmRSS') - before, self.memory('VmHWM')
        print(f'     {len(HOSTILE)} hostile files, three times more: RSS of tracking {before} KiB, {grown:+} KiB, at most {peak} KiB')
        self.assertLess(grown, MEMORY_KIB)
        self.assertLess(peak, PEAK_KIB)

    def test_the_same_from_the_command_line(self):
        self.stack.need_okno(self)
        before = self.memory('VmRSS')
        for what, text, rule, _ in HOSTILE:
            file = pathlib.Path(self.stack.state) / 'data' / f'hostile-{uuid.uuid4().hex}.bpmn'
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
            self.addCleanup(file.unlink)
            done = self.timed(lambda: self.stack.okno('regulation', 'check', str(file)), what)
            self.assertTrue(done.returncode not in (0, None) and done.returncode > 0, (what, done))
            if size_of(text) > LARGEST:
                self.assertEqual(done.returncode, DATA_ERROR, (what, done))
                self.assertIn(f'larger than {LARGEST} bytes', done.stderr, what)
            elif rule:
                self.assertEqual(done.returncode, DATA_ERROR, (what, done))
                self.assertIn(f'[{rule}]', done.stderr, (what, done))
                self.assertRegex(done.stderr, rf'(?m)^{file}:\d+: ', what)
                self.assertEqual(done.stdout, f'{file}: - cannot be published\n', what)
        grown, peak = self.memory('VmRSS') - before, self.memory('VmHWM')
        print(f'     the same from the command line: RSS {before} KiB, {grown:+} KiB, at most {peak} KiB')
        self.assertLess(peak, PEAK_KIB)

    def test_what_bites_when_it_runs_is_stopped_and_leaves_nothing(self):
        for what, body in BITING:
            code = f'biting-{uuid.uuid4().hex[:8]}'
            first = 'x' if 'id="x"' in body else 's'
            text = bpmn.process(code, bpmn.START + body + ('' if first == 'x' else bpmn.flows('begin', first)))
            with self.subTest(what):
                self.assertTrue(good(bpmn.published(self.author, text))['version'], what)
                answer = self.timed(lambda: self.boss.post('/v1/processes', {'regulation': code}), what)
                self.assertEqual(answer.status, 400, (what, answer))
                self.assertIn(answer.json['code'], ('FAILED_PRECONDITION', 'RESOURCE_EXHAUSTED'), (what, answer))
                self.assertRegex(answer.json['detail'], r'Регламент, «[sxptu]\d*»: ', (what, answer))
                if self.stack.own:
                    self.assertEqual(self.stack.sql(f"SELECT count(*) FROM tracking.process WHERE regulation = '{code}'"), [['0']])
        self.assertFalse(pathlib.Path('/tmp/okno-was-here').exists())
        if self.stack.own:
            self.assertLess(self.memory('VmHWM'), PEAK_KIB)
        self.stack.check_ready(self)

    def test_names_are_not_markup(self):
        """What a file calls things comes back as text, in every message and listing."""
        code = f'markup-{uuid.uuid4().hex[:8]}'
        evil = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;\'%s%n'
        text = bpmn.process(code, bpmn.START + f'<userTask id="work" name="{evil}"/>' + bpmn.flows('begin', 'work'), name=evil)
        made = good(bpmn.published(self.author, text))
        self.assertEqual(made['name'], '<script>alert(1)</script>"\'%s%n')
        listed = good(self.author.get('/v1/regulations', code=code))['regulations'][0]
        self.assertEqual(listed['name'], made['name'])
        answer = self.author.get(f'/v1/regulations/{code}/versions/1')
        self.assertEqual(answer.headers['content-type'].partition(';')[0], 'application/json')
