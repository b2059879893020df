#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shows that the checks of check_data.py bite: one thing is broken at a time, and the finding must name it.

    test_rules.py DATA_FOLDER PROTO_FOLDER
"""

import copy
import sys
import unittest

import check_data
import reading
import shape
from google.protobuf import json_format

DATA_DIR, PROTO_DIR = sys.argv[1:3]
DATA = reading.read_folder(DATA_DIR)
MANIFEST = shape.Manifest(PROTO_DIR)


def card(data, code='passport-foreign'):
    return next(card for card in data['services'] if card['serviceCode'] == code)


def exchanged(data):
    return next(d for d in card(data)['documents'] if d['supplier'] == 'EXCHANGE')


# What is broken, and a piece of the finding expected.
BREAKAGES = {
    'repeated service': (lambda d: d['services'].append(copy.deepcopy(card(d))), 'serviceCode "passport-foreign"'),
    'repeated type code': (lambda d: card(d).update(typeCode=card(d, 'hunting-ticket')['typeCode']), 'typeCode'),
    'short type code': (lambda d: card(d).update(typeCode='123'), 'typeCode is not 6 digits'),
    'unknown agency': (lambda d: card(d).update(agencyCode='nobody'), 'agency "nobody"'),
    'unknown theme': (lambda d: card(d).update(themes=['magic']), '"magic" is not in classifier themes'),
    'unknown holder': (lambda d: exchanged(d).update(holderAgency='nobody'), 'agency "nobody"'),
    'no holder': (lambda d: exchanged(d).pop('holderAgency'), 'and only for one'),
    'unknown kind': (lambda d: exchanged(d).update(kind='scroll'), 'kind "scroll"'),
    'no refusal grounds': (lambda d: card(d).update(refusalGrounds=[]), 'refusalGrounds is empty'),
    'few synonyms': (lambda d: card(d).update(synonyms=['загран']), 'fewer than 4 synonyms'),
    'foreign synonym': (lambda d: card(d)['synonyms'].append('права'), 'synonym "права" belongs to'),
    'no scenario 0': (lambda d: card(d).update(scenarios=[2, 3]), 'scenario 0 stays'),
    'wrong ИНН': (lambda d: d['agencies'][0].update(inn='7707083894'), 'ИНН 7707083894'),
    'wrong ОГРН': (lambda d: d['agencies'][0].update(ogrn='1027700132196'), 'ОГРН 1027700132196'),
    'short department': (lambda d: d['agencies'][0].update(departmentCode='1'), 'departmentCode is not 4'),
    'wrong okrug': (lambda d: d['centres'][0].update(okrug='ЮАО'), 'not in ЮАО'),
    'unknown ОКТМО': (lambda d: d['centres'][0].update(oktmo='45999000'), 'ОКТМО 45999000'),
    'short system code': (lambda d: d['centres'][0].update(systemCode='93'), 'systemCode is not 7'),
    'closing before opening': (lambda d: d['centres'][0]['timetable'][0].update(closes='07:00'), 'working hours'),
    'lost day off': (lambda d: d['calendar']['days'].pop(0), 'working days in 2013'),
    'weekend day off': (lambda d: d['calendar']['days'].append({'date': '2026-11-21', 'kind': 'OFF'}), 'cannot be'),
    'unknown parent': (lambda d: d['classifiers'][0]['items'][0].update(parent='x'), 'parent "x"'),
    'mixed alphabets': (lambda d: card(d).update(name='Cправка'), 'Latin and Cyrillic'),
}
# What breaks the shape of the manifest, and a piece of the message.
MISSHAPES = {
    'unknown field': (lambda d: card(d).update(colour='red'), 'colour'),
    'wrong type': (lambda d: card(d).update(term={'days': 'many'}), 'days'),
    'unknown enum': (lambda d: card(d).update(recipients=['CAT']), 'CAT'),
}
BROKEN_RULES = {
    'required': (lambda d: card(d).pop('name'), '.name: missing'),
    'code': (lambda d: card(d).update(serviceCode='Passport'), 'form of CODE'),
    'too long': (lambda d: card(d).update(shortName='я' * 121), '121 characters'),
    'out of range': (lambda d: d['centres'][0]['timetable'][0].update(weekday=8), 'not within 1..7'),
}


def findings(data):
    return [finding for check in check_data.CHECKS for finding in check(data)]


class Rules(unittest.TestCase):
    def broken(self, breakage):
        data = copy.deepcopy(DATA)
        breakage(data)
        return data

    def test_the_data_as_it_is_has_no_findings(self):
        self.assertEqual(findings(DATA), [])

    def test_each_breakage_is_found(self):
        for name, (breakage, expected) in BREAKAGES.items():
            with self.subTest(name):
                self.assertIn(expected, '\n'.join(findings(self.broken(breakage))))

    def test_what_the_manifest_does_not_know_is_refused(self):
        for name, (breakage, expected) in MISSHAPES.items():
            with self.subTest(name), self.assertRaisesRegex(json_format.ParseError, expected):
                MANIFEST.parse(self.broken(breakage))

    def test_field_rules_of_the_manifest_hold(self):
        for name, (breakage, expected) in BROKEN_RULES.items():
            with self.subTest(name):
                message = MANIFEST.parse(self.broken(breakage))
                self.assertIn(expected, '\n'.join(MANIFEST.violations(message)))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
