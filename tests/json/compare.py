#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our JSON codec against google.protobuf.json_format on the same descriptors.

compare.py DESCRIPTOR_SET CONVERT [COUNT] [SEED]

Random messages over every kind of field go both ways:
  message -> wire -> our JSON -> json_format.Parse -> the same message, and the same JSON value as json_format's;
  message -> json_format's JSON (lowerCamel or original names, indented or not) -> our wire -> the same message.
"""
import json
import math
import random
import struct
import subprocess
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.descriptor import FieldDescriptor as F

# Imported for their descriptors and their methods.
from google.protobuf import (duration_pb2, empty_pb2, field_mask_pb2, struct_pb2, timestamp_pb2,  # noqa: F401
                             wrappers_pb2)

ROOT = 'okno.torture.Torture'
TEXTS = ['', 'a', 'Строка', 'кавычка " и \\ черта', '\n\r\t\b\f\x01\x1f\x7f', '日本語 🙂 é', '\u2028\u2029', '</script>', '0', 'null']


class Codec:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, kind, body):
        self.process.stdin.write(kind + struct.pack('<I', len(body)) + body)
        self.process.stdin.flush()
        head = self.process.stdout.read(5)
        if len(head) != 5:
            raise SystemExit(f'the codec died with {self.process.wait()} on {body!r}')
        answer = self.process.stdout.read(struct.unpack('<I', head[1:])[0])
        if head[:1] != b'k':
            raise SystemExit(f'refused: {answer.decode()}\n{body!r}')
        return answer


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def integer(self, bits, signed):
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        edges = [low, high, 0, 1, high - 1, 1 << 31, (1 << 53) - 1, 1 << 53, (1 << 53) + 1, -(1 << 53) - 1, -1]
        fits = [edge for edge in edges if low <= edge <= high]
        return self.random.choice(fits + [self.random.randint(low, high), self.random.randint(0, 100)])

    def double(self, finite=False):
        choices = [0.5, -1.25, 1e300, -1e-300, 5e-324, 1.7976931348623157e308, 55.7558, 1e15, 1e16, 123456789012345.6,
                   self.random.random(), self.random.uniform(-1e9, 1e9), float(self.random.randint(-1000, 1000)) or 1.0]
        return self.random.choice(choices + ([] if finite else [math.nan, math.inf, -math.inf]))

    def float(self):
        # Not FLT_MAX: json_format prints 3.4028235e+38 and refuses to read it.
        value = self.random.choice([0.5, -1.25, 3.402e38, 1e-45, 16777217.0, 0.1, math.nan, math.inf,
                                    self.random.random(), self.random.uniform(-1e9, 1e9)])
        return struct.unpack('<f', struct.pack('<f', value))[0]

    def text(self):
        if self.random.random() < 0.3:
            points = [self.random.choice([self.random.randint(1, 0x7F), self.random.randint(0x400, 0x4FF),
                                          self.random.randint(0xE000, 0x10FFFF)]) for _ in range(self.random.randint(0, 20))]
            return ''.join(map(chr, points))
        return self.random.choice(TEXTS)

    def bytes(self):
        return self.random.randbytes(self.random.randint(0, 12))

    def scalar(self, field):
        if field.type in (F.TYPE_INT32, F.TYPE_SINT32, F.TYPE_SFIXED32):
            return self.integer(32, True)
        if field.type in (F.TYPE_UINT32, F.TYPE_FIXED32):
            return self.integer(32, False)
        if field.type in (F.TYPE_INT64, F.TYPE_SINT64, F.TYPE_SFIXED64):
            return self.integer(64, True)
        if field.type in (F.TYPE_UINT64, F.TYPE_FIXED64):
            return self.integer(64, False)
        if field.type == F.TYPE_ENUM:
            return self.random.choice(field.enum_type.values).number
        return {F.TYPE_DOUBLE: self.double, F.TYPE_FLOAT: self.float, F.TYPE_STRING: self.text, F.TYPE_BYTES: self.bytes,
                F.TYPE_BOOL: lambda: self.random.random() < 0.5}[field.type]()

    def known(self, message, name, depth):
        """Fills a message with a JSON form of its own; False when it has none."""
        if name == 'Timestamp':
            message.seconds = self.random.choice([-62135596800, 253402300799, -1, 0, self.random.randint(-10**10, 10**10)])
            message.nanos = self.nanos()
        elif name == 'Duration':
            sign = self.random.choice([-1, 1])
            message.seconds = sign * self.random.choice([0, 1, 315575999999, self.random.randint(0, 10**6)])
            message.nanos = sign * self.nanos()
        elif name == 'FieldMask':
            message.paths.extend(self.random.sample(['name', 'leaf.sheets_count', 'a_b_c.d_e', 'x'], self.random.randint(0, 3)))
        elif name == 'Struct':
            for _ in range(self.random.randint(0, 3)):
                self.value(message.fields[self.text()], depth + 1)
        elif name == 'ListValue':
            for _ in range(self.random.randint(0, 3)):
                self.value(message.values.add(), depth + 1)
        elif name == 'Value':
            self.value(message, depth)
        else:
            return False
        return True

    def nanos(self):
        return self.random.choice([0, 1, 999999999, 500000000, 120000, 123456000, self.random.randint(0, 999999999)])

    def value(self, value, depth):
        kind = self.random.randint(0, 5 if depth < 5 else 3)
        if kind == 0:
            value.null_value = 0
        elif kind == 1:
            value.number_value = self.double(finite=True)
        elif kind == 2:
            value.string_value = self.text()
        elif kind == 3:
            value.bool_value = self.random.random() < 0.5
        elif kind == 4:
            value.struct_value.SetInParent()
            self.known(value.struct_value, 'Struct', depth)
        else:
            value.list_value.SetInParent()
            self.known(value.list_value, 'ListValue', depth)

    def entry(self, message, field, depth):
        key, value = (field.message_type.fields_by_name[name] for name in ('key', 'value'))
        entries = getattr(message, field.name)
        if value.type == F.TYPE_MESSAGE:
            self.fill(entries[self.scalar(key)], depth + 1)
        else:
            entries[self.scalar(key)] = self.scalar(value)

    def field(self, message, field, depth):
        repeated = field.label == F.LABEL_REPEATED
        if repeated and field.message_type and field.message_type.GetOptions().map_entry:
            self.entry(message, field, depth)
        elif field.type == F.TYPE_MESSAGE:
            part = getattr(message, field.name).add() if repeated else getattr(message, field.name)
            part.SetInParent()
            self.fill(part, depth + 1)
        elif repeated:
            getattr(message, field.name).append(self.scalar(field))
        else:
            setattr(message, field.name, self.scalar(field))

    def fill(self, message, depth):
        descriptor = message.DESCRIPTOR
        if descriptor.full_name.startswith('google.protobuf.') and self.known(message, descriptor.name, depth):
            return
        share = (0.6 if descriptor.full_name != ROOT else 0.3) if depth < 3 else 0.1
        for field in descriptor.fields:
            if depth >= 4 and field.type == F.TYPE_MESSAGE and not field.message_type.full_name.startswith('google.'):
                continue
            for _ in range(3 if field.label == F.LABEL_REPEATED else 1):
                if self.random.random() < share / (4 if field.message_type else 1):
                    self.field(message, field, depth)


def torture_class(path):
    pool = descriptor_pool.Default()
    with open(path, 'rb') as file:
        files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    for file in files.file:
        if not file.name.startswith('google/'):
            pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName(ROOT))


def same(a, b):
    """By wire form: a message with NaN is not equal to itself."""
    return a.SerializeToString(deterministic=True) == b.SerializeToString(deterministic=True)


def check(codec, Torture, message, rand):
    ours = codec.ask(b'w', message.SerializeToString()).decode()
    theirs = json_format.MessageToJson(message, preserving_proto_field_name=rand.random() < 0.3,
                                       indent=rand.choice([None, 2]), ensure_ascii=rand.random() < 0.5)
    if not same(json_format.Parse(ours, Torture()), message):
        raise SystemExit(f'our JSON reads as another message:\n{ours}\n{theirs}')
    if json.loads(ours) != json.loads(json_format.MessageToJson(message)):
        raise SystemExit(f'our JSON differs:\n{ours}\n{theirs}')
    back = Torture.FromString(codec.ask(b'j', theirs.encode()))
    if not same(back, message):
        raise SystemExit(f'we read another message:\n{theirs}\n{json_format.MessageToJson(back)}')
    return len(ours)


def main():
    Torture = torture_class(sys.argv[1])
    codec = Codec(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 400
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    size = 0
    for i in range(count):
        generator = Generator(seed * 1000003 + i)
        message = Torture()
        generator.fill(message, generator.random.choice([0, 1, 2]))
        size += check(codec, Torture, message, generator.random)
    print(f'{count} messages both ways, {size} bytes of JSON')


main()
