# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads deploy/data the way the loader does: files in the order of their names, lists appended."""

import pathlib

import yaml


class PlainLoader(yaml.SafeLoader):
    """YAML without what hides mistakes: no repeated keys, no anchors and aliases."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent) or getattr(self.peek_event(), 'anchor', None):
            raise yaml.YAMLError(f'anchors are not used in reference data: {self.peek_event().start_mark}')
        return super().compose_node(parent, index)

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f'key "{key}" is repeated: {node.start_mark}')
        return super().construct_mapping(node, deep)


def read_folder(folder):
    """All files as one LoadReferenceRequest in the JSON shape."""
    merged = {}
    for path in sorted(pathlib.Path(folder).glob('*.yaml')):
        for key, value in yaml.load(path.read_text(encoding='utf-8'), PlainLoader).items():
            if isinstance(value, list):
                merged.setdefault(key, []).extend(value)
            elif key in merged:
                raise yaml.YAMLError(f'{path.name}: "{key}" is already given by another file')
            else:
                merged[key] = value
    return merged
