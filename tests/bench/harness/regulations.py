# SPDX-License-Identifier: AGPL-3.0-or-later
"""BPMN files of the process bench. One file serves us and the peer, which passes over what is ours alone."""

HEAD = ('<?xml version="1.0" encoding="UTF-8"?>\n'
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:okno="urn:okno:bpmn:1" id="definitions" '
        'targetNamespace="urn:okno:bench">\n')


def user_task(name, centre=''):
    performer = f' centre="{centre}"' if centre else ''
    return (f'<userTask id="{name}" name="Шаг {name}"><extensionElements><okno:performer role="SUPERVISOR"{performer}/>'
            f'<okno:outcome code="done" label="Сделано"/></extensionElements></userTask>\n')


def flow(source, target, condition=''):
    inner = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ''
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>\n'


def process(code, body, name='Замер'):
    return f'{HEAD}<process id="{code}" name="{name}" isExecutable="true">\n{body}</process>\n</definitions>\n'


def chain(code, tasks):
    """Start, so many user tasks one after another, end."""
    names = ['begin', *(f't{number}' for number in range(1, tasks + 1)), 'finish']
    body = '<startEvent id="begin"/>\n' + ''.join(user_task(name) for name in names[1:-1]) + '<endEvent id="finish"/>\n'
    return process(code, body + ''.join(flow(*pair) for pair in zip(names, names[1:])))


def loop(code, centre=''):
    """Two user tasks in turn, for ever: the way out is never taken."""
    return process(code, '<startEvent id="begin"/>\n' + user_task('walk', centre) + user_task('return', centre)
                   + '<exclusiveGateway id="again" default="again_walk"/>\n<endEvent id="finish"/>\n'
                   + flow('begin', 'walk') + flow('walk', 'return') + flow('return', 'again') + flow('again', 'walk')
                   + flow('again', 'finish', 'outcome == "stop"'))


def timer(code):
    """A timer at the time that the variable `due` says, then the end."""
    return process(code, '<startEvent id="begin"/>\n<intermediateCatchEvent id="wait"><timerEventDefinition>'
                   '<timeDate>=due</timeDate></timerEventDefinition></intermediateCatchEvent>\n<endEvent id="finish"/>\n'
                   + flow('begin', 'wait') + flow('wait', 'finish'))


def wide(code, elements, name):
    """So many elements: user tasks by twos, each pair with a gateway before it that leads past it on a condition."""
    body, flows, before = '<startEvent id="begin"/>\n', '', 'begin'
    groups = (elements - 2) // 3
    for number in range(groups):
        gate, first, second = f'g{number}', f'a{number}', f'b{number}'
        body += f'<exclusiveGateway id="{gate}" default="{gate}_{first}"/>\n' + user_task(first) + user_task(second)
        after = f'g{number + 1}' if number + 1 < groups else 'finish'
        flows += flow(before, gate) if number == 0 else ''
        flows += flow(gate, first) + flow(first, second) + flow(second, after)
        flows += flow(gate, after, f'n{number} ~= nil and n{number} &gt; {number}')
    return process(code, body + '<endEvent id="finish"/>\n' + flows, name)
