# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names: ours (snake_case) and those protoc-c gives to what it generates."""
import re


def snake(name):
    """SubmitApplication -> submit_application, GetPDFFile -> get_pdf_file."""
    name = re.sub(r'([A-Z]+)([A-Z][a-z])', r'\1_\2', name)
    return re.sub(r'([a-z0-9])([A-Z])', r'\1_\2', name).lower()


def lower_camel(name):
    """application_id -> applicationId, by the rule of the proto3 JSON mapping."""
    head, *rest = name.split('_')
    return head + ''.join(part[:1].upper() + part[1:] for part in rest)


def _pbc_lower(name):
    """protoc-c's own lower case: an underscore before a capital that follows a small letter or digit."""
    out, was_upper = '', True
    for char in name:
        if char.isupper() and not was_upper:
            out += '_'
        was_upper = char.isupper()
        out += char.lower()
    return out


def _pbc_camel(name):
    return ''.join(part[:1].upper() + part[1:] for part in name.split('_'))


def c_type(path):
    """['tracking', 'Task', 'Kind'] -> Tracking__Task__Kind."""
    return '__'.join(_pbc_camel(part) for part in path)


def c_symbol(path):
    """['tracking', 'GetTaskRequest'] -> tracking__get_task_request, the stem of __descriptor and __init."""
    return '__'.join(_pbc_lower(part) for part in path)
