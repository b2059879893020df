#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every regulation is drawn whole: a shape or an edge for each element, nothing over anything else, edges that touch
what they connect, elements in their lanes."""
import pathlib
import sys
import xml.etree.ElementTree as tree

MODEL = '{http://www.omg.org/spec/BPMN/20100524/MODEL}'
DI = '{http://www.omg.org/spec/BPMN/20100524/DI}'
BOUNDS = '{http://www.omg.org/spec/DD/20100524/DC}Bounds'
WAYPOINT = '{http://www.omg.org/spec/DD/20100524/DI}waypoint'
NODES = {MODEL + name for name in (
    'startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent task userTask manualTask serviceTask '
    'scriptTask sendTask receiveTask businessRuleTask subProcess transaction callActivity exclusiveGateway '
    'inclusiveGateway parallelGateway complexGateway eventBasedGateway').split()}
SCOPES = {MODEL + 'process', MODEL + 'subProcess', MODEL + 'transaction'}
TOUCH = 2


def box(shape):
    bounds = shape.find(BOUNDS)
    x, y, w, h = (float(bounds.get(key)) for key in ('x', 'y', 'width', 'height'))
    return x, y, x + w, y + h


def overlap(a, b):
    return min(a[2], b[2]) - max(a[0], b[0]) > 0 and min(a[3], b[3]) - max(a[1], b[1]) > 0


def inside(point, rect, margin=0.0):
    return rect[0] - margin <= point[0] <= rect[2] + margin and rect[1] - margin <= point[1] <= rect[3] + margin


def crosses(p, q, rect):
    """Whether a straight piece of an edge passes through the inner part of a box."""
    shrunk = (rect[0] + TOUCH, rect[1] + TOUCH, rect[2] - TOUCH, rect[3] - TOUCH)
    return overlap((min(p[0], q[0]) - .1, min(p[1], q[1]) - .1, max(p[0], q[0]) + .1, max(p[1], q[1]) + .1), shrunk)


def scope_problems(scope, shapes, edges):
    nodes = [child for child in scope if child.tag in NODES]
    flows = [child for child in scope if child.tag == MODEL + 'sequenceFlow']
    missing = [n.get('id') for n in nodes if n.get('id') not in shapes] + [
        f.get('id') for f in flows if f.get('id') not in edges]
    if missing:
        yield f'not drawn: {missing}'
        return
    free = [n.get('id') for n in nodes if n.tag != MODEL + 'boundaryEvent']
    for i, one in enumerate(free):
        for other in free[:i]:
            if overlap(shapes[one], shapes[other]):
                yield f'{one} lies over {other}'
    for node in nodes:
        host = node.get('attachedToRef')
        if host and not overlap(shapes[node.get('id')], shapes[host]):
            yield f'{node.get("id")} does not stand on {host}'
    for flow in flows:
        yield from flow_problems(flow, shapes, edges[flow.get('id')], free)


def flow_problems(flow, shapes, points, free):
    source, target = flow.get('sourceRef'), flow.get('targetRef')
    if len(points) < 2 or not inside(points[0], shapes[source], TOUCH) or not inside(points[-1], shapes[target], TOUCH):
        yield f'{flow.get("id")} does not lead from {source} to {target}'
    for p, q in zip(points, points[1:]):
        for node in free:
            if crosses(p, q, shapes[node]):
                yield f'{flow.get("id")} runs through {node}'


def lane_problems(root, shapes):
    for lane in root.iter(MODEL + 'lane'):
        for ref in lane.findall(MODEL + 'flowNodeRef'):
            a, b, c, d = shapes[ref.text]
            if not inside(((a + c) / 2, (b + d) / 2), shapes[lane.get('id')]):
                yield f'{ref.text} is not in its lane'


def problems(path):
    root = tree.parse(path).getroot()
    shapes = {shape.get('bpmnElement'): box(shape) for shape in root.iter(DI + 'BPMNShape')}
    edges = {edge.get('bpmnElement'): [(float(p.get('x')), float(p.get('y'))) for p in edge.findall(WAYPOINT)]
             for edge in root.iter(DI + 'BPMNEdge')}
    for scope in root.iter():
        if scope.tag in SCOPES:
            yield from scope_problems(scope, shapes, edges)
    yield from lane_problems(root, shapes)


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob('*.bpmn'))
    found = [f'{path.name}: {problem}' for path in files for problem in problems(path)]
    print('\n'.join(found))
    print(f'{len(files)} drawings: {len(found)} findings')
    return 1 if found or not files else 0


if __name__ == '__main__':
    sys.exit(main())
