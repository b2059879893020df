# SPDX-License-Identifier: AGPL-3.0-or-later
"""Made-up applicants, documents and files. Numbers are drawn anew, so that tests can be repeated on one database."""
import random
import struct
import uuid
import zlib

CENTRE, OTHER_CENTRE = 'tverskoy', 'arbat'
SERVICE, AGENCY = 'passport-foreign', 'mvd'
# A service whose agency works with pseudonyms.
HIDDEN_SERVICE, HIDDEN_AGENCY = 'certificate-address', 'bti'

DOCUMENTS = [{'kind': 'passport-rf', 'form': 'ORIGINAL', 'sheets': 1, 'copies': 1},
             {'kind': 'military-id', 'form': 'COPY', 'sheets': 4, 'copies': 1}]


def snils():
    number = random.randrange(2_000_000, 999_999_999)
    digits = [int(digit) for digit in f'{number:09d}']
    check = sum(digit * (9 - place) for place, digit in enumerate(digits)) % 101 % 100
    return f'{number:09d}{check:02d}'


def _inn_digit(digits, weights):
    return sum(digit * weight for digit, weight in zip(digits, weights)) % 11 % 10


def inn_person():
    digits = [7, 7] + [random.randrange(10) for _ in range(8)]
    digits.append(_inn_digit(digits, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)))
    digits.append(_inn_digit(digits, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)))
    return ''.join(map(str, digits))


def inn_entity():
    digits = [7, 7] + [random.randrange(10) for _ in range(7)]
    return ''.join(map(str, digits)) + str(_inn_digit(digits, (2, 4, 10, 3, 5, 9, 4, 6, 8)))


def _with_remainder(first, length, divisor):
    body = first + ''.join(random.choice('0123456789') for _ in range(length - len(first)))
    return f'{body}{int(body) % divisor % 10}'


def ogrn():
    return _with_remainder('10277', 12, 11)


def ogrnip():
    return _with_remainder('30477', 14, 13)


def phone():
    return f'+7900{random.randrange(10_000_000):07d}'


def surname():
    """One that nobody else has."""
    return 'Образцов' + ''.join(random.choice('абвгдежзиклмнопрстуфхц') for _ in range(10))


def person(**fields):
    return {'lastName': surname(), 'firstName': 'Образец', 'middleName': 'Примерович', 'birthDate': '1980-01-31',
            'snils': snils(), **fields}


def entity(**fields):
    name = surname()
    return {'name': f'Общество с ограниченной ответственностью «{name}»', 'shortName': f'ООО «{name}»',
            'inn': inn_entity(), 'kpp': '770101001', 'ogrn': ogrn(), **fields}


def application(applicant_id, **fields):
    return {'serviceCode': SERVICE, 'applicantId': applicant_id, 'channel': 'COUNTER', 'centreCode': CENTRE,
            'scenario': 0, 'documents': DOCUMENTS, 'answers': {'purpose': 'поездка'}, **fields}


def nobody():
    """An id that nothing has."""
    return str(uuid.uuid4())


def png(width=64, height=64):
    """A picture of noise."""
    rows = b''.join(b'\0' + random.randbytes(width * 3) for _ in range(height))
    parts = [(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)), (b'IDAT', zlib.compress(rows, 0)),
             (b'IEND', b'')]
    chunks = [struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
              for kind, data in parts]
    return b'\x89PNG\r\n\x1a\n' + b''.join(chunks)
