# SPDX-License-Identifier: AGPL-3.0-or-later
"""X.pb-c.[ch]: protoc-c over a copy of the protos without our annotations.

Left in, every annotation would make the generated code include headers of descriptor.proto. The copy also carries
what protoc-c should do: short package names and texts as `const char *`.
"""
import os
import subprocess
import tempfile

from google.protobuf import descriptor_pb2

from .manifest import OPTIONS_FILE
from .output import Stop, write

# (pb_c_file) of protobuf-c.proto is field 1019 of FileOptions; its own fields used here:
_PB_C_FILE, _CONST_STRINGS, _C_PACKAGE = 1019, 4, 6


def strip(descriptors):
    """The set that protoc-c gets: what is left has neither our options, nor services, nor unused imports."""
    stripped = descriptor_pb2.FileDescriptorSet()
    for file in descriptors.file:
        if _wanted(file.name):
            stripped.file.add().CopyFrom(_strip_file(file))
    return stripped


def _wanted(name):
    return name not in (OPTIONS_FILE, 'google/protobuf/descriptor.proto') and not name.startswith('google/api/')


def _strip_file(file):
    copy = descriptor_pb2.FileDescriptorProto()
    copy.CopyFrom(file)
    for name in ('source_code_info', 'service', 'options', 'dependency', 'public_dependency', 'weak_dependency'):
        copy.ClearField(name)
    copy.dependency.extend(d for d in file.dependency if _wanted(d))
    for message in copy.message_type:
        _strip_message(message)
    if file.name.startswith('okno/'):
        copy.options.MergeFromString(_pb_c_options(os.path.basename(file.name)[:-len('.proto')]))
    return copy


def _strip_message(message):
    for field in message.field:
        packed = field.options.packed if field.options.HasField('packed') else None
        field.ClearField('options')
        if packed is not None:
            field.options.packed = packed
        # protoc-c knows no `optional` of proto3: the oneof of one member that stands for it becomes a real one.
        field.ClearField('proto3_optional')
    for nested in message.nested_type:
        _strip_message(nested)


def _pb_c_options(package):
    """FileOptions with (pb_c_file) = { const_strings: true c_package: package }, in wire form."""
    name = package.encode()
    inner = bytes([_CONST_STRINGS << 3, 1, _C_PACKAGE << 3 | 2, len(name)]) + name
    tag = _PB_C_FILE << 3 | 2
    return bytes([tag & 0x7f | 0x80, tag >> 7, len(inner)]) + inner


def generate(descriptors, out):
    """Writes the code of our files; that of google.protobuf is made by libs/proto."""
    stripped = strip(descriptors)
    wanted = [f.name for f in stripped.file if f.name.startswith('okno/')]
    with tempfile.TemporaryDirectory() as folder:
        set_file = os.path.join(folder, 'stripped.pb')
        write(set_file, stripped.SerializeToString())
        command = ['protoc-c', f'--descriptor_set_in={set_file}', f'--c_out={folder}'] + wanted
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            raise Stop(done.stderr.decode().strip())
        for name in wanted:
            _deliver(folder, out, name[:-len('.proto')])


def _deliver(folder, out, stem):
    for ending in ('.pb-c.c', '.pb-c.h'):
        with open(os.path.join(folder, stem + ending), 'rb') as made:
            write(os.path.join(out, os.path.basename(stem) + ending), made.read())
