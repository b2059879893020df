# SPDX-License-Identifier: AGPL-3.0-or-later
"""BPMN files put together by tests: what they need of a regulation, in a line each."""
HEAD = ('<?xml version="1.0" encoding="UTF-8"?>\n'
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:okno="urn:okno:bpmn:1" id="definitions" '
        'targetNamespace="urn:okno:tests"{}>\n')
START, END = '<startEvent id="begin"/>\n', '<endEvent id="finish"/>\n'


def definitions(inside, attributes=''):
    return HEAD.format(attributes) + inside + '</definitions>\n'


def process(code, body, name='Проба', before=''):
    """A file of one process; `before` stands beside it: messages, signals."""
    return definitions(f'{before}<process id="{code}" name="{name}" isExecutable="true">\n{body}</process>\n')


def flow(source, target, condition=''):
    inner = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ''
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>\n'


def flows(*names):
    """One after another."""
    return ''.join(flow(*pair) for pair in zip(names, names[1:]))


def user_task(name, outcomes=('DONE',), performer='role="SUPERVISOR"', inside=''):
    listed = ''.join(f'<okno:outcome code="{code}" label="{code}"/>' for code in outcomes)
    return (f'<userTask id="{name}" name="Шаг {name}"><extensionElements><okno:performer {performer}/>{inside}{listed}'
            '</extensionElements></userTask>\n')


def catch(name, definition):
    return f'<intermediateCatchEvent id="{name}">{definition}</intermediateCatchEvent>\n'


def throw(name, definition):
    return f'<intermediateThrowEvent id="{name}">{definition}</intermediateThrowEvent>\n'


def duration(text):
    return f'<timerEventDefinition><timeDuration>{text}</timeDuration></timerEventDefinition>'


def script(name, text):
    return f'<scriptTask id="{name}"><script>{text}</script></scriptTask>\n'


def called(name, what):
    return f'<callActivity id="{name}" calledElement="{what}"/>\n'


def tasks(code, *names, **options):
    """Start, user tasks one after another, end."""
    return process(code, START + ''.join(user_task(name) for name in names) + END + flows('begin', *names, 'finish'),
                   **options)


def published(client, bpmn, code='POST', path='/v1/regulations', key=None):
    """The answer to an upload; also of :check, whose path is given."""
    headers = {'Content-Type': 'application/xml'}
    if key:
        headers['Idempotency-Key'] = key
    return client.ask(code, path, bpmn if isinstance(bpmn, bytes) else bpmn.encode(), headers)
