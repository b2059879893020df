#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks that the reference data in deploy/data holds together.

    check_data.py DATA_FOLDER PROTO_FOLDER

Every finding is one line, '<record>: what is wrong'. Exit code 1 when there is any.
Needs Debian's python3-yaml, python3-protobuf and protobuf-compiler.
"""

import collections
import datetime
import re
import sys

import cards
import reading
import shape

# Working days by year: facts of the field, taken from the published production calendars.
WORKING_DAYS = {**{year: 247 for year in range(2013, 2020)},
                2020: 219, 2021: 240, 2022: 247, 2023: 247, 2024: 248, 2025: 247, 2026: 247}
# Start, working days, last day of the term: dates around holidays and moved days off.
TERMS = [('2024-04-22', 5, '2024-04-27'), ('2024-04-27', 1, '2024-05-02'), ('2024-10-28', 5, '2024-11-02'),
         ('2024-12-20', 10, '2025-01-14'), ('2025-12-25', 5, '2026-01-13'), ('2026-02-20', 1, '2026-02-24'),
         ('2026-06-11', 1, '2026-06-15'), ('2021-04-30', 1, '2021-05-11')]
TERRITORIES = {'OKRUG': 12, 'DISTRICT': 125, 'SETTLEMENT': 21}
CLASSIFIERS = {'applicant-types', 'application-themes', 'benefit-categories', 'case-nomenclature', 'document-kinds',
               'epgu-statuses', 'extension-reasons', 'identity-documents', 'life-situations', 'moscow-statuses',
               'refusal-reasons', 'results', 'suspension-reasons', 'theme-cases', 'themes'}
LEVELS = {'FEDERAL', 'REGIONAL', 'MUNICIPAL', 'OTHER'}
MIN_AGENCIES, MIN_CENTRES = 18, 40
# Parents of one classifier that are items of another.
FOREIGN_PARENTS = {'theme-cases': 'case-nomenclature'}
MIXED_ALPHABETS = re.compile(r'[а-яёА-ЯЁ][a-zA-Z]|[a-zA-Z][а-яёА-ЯЁ]')


def repeated(values):
    return [value for value, count in collections.Counter(values).items() if count > 1]


def inn_passes(inn):
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return int(inn[9]) == sum(int(d) * w for d, w in zip(inn, weights)) % 11 % 10


def ogrn_passes(ogrn):
    return int(ogrn[12]) == int(ogrn[:12]) % 11 % 10


def check_unique(data):
    keys = [('services', 'serviceCode'), ('services', 'typeCode'), ('services', 'name'), ('agencies', 'agencyCode'),
            ('agencies', 'departmentCode'), ('agencies', 'inn'), ('agencies', 'ogrn'), ('centres', 'centreCode'),
            ('centres', 'systemCode'), ('centres', 'name'), ('territories', 'oktmo'),
            ('classifiers', 'classifierCode')]
    for top, key in keys:
        for value in repeated(record.get(key) for record in data[top]):
            yield f'{top}: {key} "{value}" is repeated'


def check_agencies(data):
    if len(data['agencies']) < MIN_AGENCIES:
        yield f'agencies: only {len(data["agencies"])}, {MIN_AGENCIES} are needed'
    if not any(agency.get('pseudonymous') for agency in data['agencies']):
        yield 'agencies: none is pseudonymous'
    for agency in data['agencies']:
        code = agency['agencyCode']
        if not re.fullmatch(r'\d{4}', agency['departmentCode']):
            yield f'{code}: departmentCode is not 4 digits'
        if agency.get('level') not in LEVELS:
            yield f'{code}: level "{agency.get("level")}"'
        if not inn_passes(agency['inn']):
            yield f'{code}: ИНН {agency["inn"]} fails its check digit'
        if not ogrn_passes(agency['ogrn']):
            yield f'{code}: ОГРН {agency["ogrn"]} fails its check digit'


def check_territories(data):
    counts = collections.Counter(territory['kind'] for territory in data['territories'])
    if counts != TERRITORIES:
        yield f'territories: {dict(counts)} instead of {TERRITORIES}'
    okrugs = {t['okrug'] for t in data['territories'] if t['kind'] == 'OKRUG'}
    for territory in data['territories']:
        if territory['okrug'] not in okrugs:
            yield f'{territory["oktmo"]}: okrug "{territory["okrug"]}" is unknown'


def check_centres(data):
    territories = {t['oktmo']: t for t in data['territories']}
    services = {card['serviceCode'] for card in data['services']}
    codes = {centre['centreCode'] for centre in data['centres']}
    missing = {t['okrug'] for t in data['territories']} - {centre['okrug'] for centre in data['centres']}
    if len(codes) < MIN_CENTRES:
        yield f'centres: only {len(codes)}, {MIN_CENTRES} are needed'
    for code in {'arbat', 'tverskoy'} - codes:
        yield f'{code}: this centre must exist'
    for okrug in missing:
        yield f'centres: {okrug} has none'
    for centre in data['centres']:
        for problem in centre_problems(centre, territories, services):
            yield f'{centre["centreCode"]}: {problem}'


def centre_problems(centre, territories, services):
    territory = territories.get(centre['oktmo'])
    if not territory or territory['kind'] == 'OKRUG':
        yield f'ОКТМО {centre["oktmo"]} is not a district or settlement'
    elif territory['okrug'] != centre['okrug']:
        yield f'ОКТМО {centre["oktmo"]} lies in {territory["okrug"]}, not in {centre["okrug"]}'
    if not (55.1 < centre['latitude'] < 56.1 and 36.8 < centre['longitude'] < 38.0):
        yield 'coordinates are outside Moscow'
    if not re.fullmatch(r'\d{7}', centre['systemCode']):
        yield 'systemCode is not 7 digits'
    if not re.fullmatch(r'\+7\d{10}', centre['phone']):
        yield f'phone "{centre["phone"]}"'
    if centre['windows'] < 1:
        yield 'no windows'
    for code in set(centre.get('excludedServices', [])) - services:
        yield f'excluded service "{code}" is unknown'
    yield from timetable_problems(centre['timetable'])


def timetable_problems(timetable):
    for weekday in repeated(hours['weekday'] for hours in timetable):
        yield f'weekday {weekday} is repeated'
    for hours in timetable:
        times = [hours['opens'], hours['closes']]
        if not all(re.fullmatch(r'([01]\d|2[0-3]):[0-5]\d', time) for time in times) or times != sorted(times):
            yield f'working hours {times}'


def check_classifiers(data):
    items = {c['classifierCode']: {str(i['code']) for i in c['items']} for c in data['classifiers']}
    for code in CLASSIFIERS - items.keys():
        yield f'{code}: this classifier must exist'
    for classifier in data['classifiers']:
        code = classifier['classifierCode']
        parents = items[FOREIGN_PARENTS.get(code, code)]
        for value in repeated(item['code'] for item in classifier['items']):
            yield f'{code}: item "{value}" is repeated'
        for item in classifier['items']:
            if item.get('parent') and item['parent'] not in parents:
                yield f'{code}: parent "{item["parent"]}" of "{item["code"]}" is unknown'
    for theme in items['themes'] ^ items['theme-cases']:
        yield f'theme-cases: "{theme}" is not in both themes and theme-cases'
    for item in next(c for c in data['classifiers'] if c['classifierCode'] == 'case-nomenclature')['items']:
        if item.get('parent') and not re.search(r', (ст\. \d+|ДМН)$', item.get('note', '')):
            yield f'case-nomenclature: "{item["code"]}" lacks a storage term with its article'


class Calendar:
    """Working days by the exceptions of the data."""

    def __init__(self, calendar):
        self.kinds = {day['date']: day['kind'] for day in calendar['days']}
        self.years = range(calendar['firstYear'], calendar['lastYear'] + 1)

    def works(self, day):
        kind = self.kinds.get(day.isoformat())
        return kind in ('WORK', 'SHORT_WORK') or day.isoweekday() < 6 and kind != 'OFF'

    def working_days(self, year):
        start = datetime.date(year, 1, 1)
        length = (datetime.date(year + 1, 1, 1) - start).days
        return sum(self.works(start + datetime.timedelta(n)) for n in range(length))

    def end(self, start, days):
        day = datetime.date.fromisoformat(start)
        while days:
            day += datetime.timedelta(1)
            days -= self.works(day)
        return day.isoformat()


def check_calendar(data):
    calendar = Calendar(data['calendar'])
    if list(calendar.years) != sorted(WORKING_DAYS):
        yield f'calendar: covers {calendar.years}'
    for date in repeated(day['date'] for day in data['calendar']['days']):
        yield f'calendar: {date} is repeated'
    for date, kind in calendar.kinds.items():
        weekend = datetime.date.fromisoformat(date).isoweekday() > 5
        if int(date[:4]) not in calendar.years or weekend != (kind in ('WORK', 'SHORT_WORK')):
            yield f'calendar: {date} cannot be {kind}'
    for year, expected in WORKING_DAYS.items():
        if calendar.working_days(year) != expected:
            yield f'calendar: {calendar.working_days(year)} working days in {year} instead of {expected}'
    for start, days, expected in TERMS:
        if calendar.end(start, days) != expected:
            yield f'calendar: {start} + {days} = {calendar.end(start, days)} instead of {expected}'


def texts(value, path=''):
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for element in value:
            yield from texts(element, path)
    elif isinstance(value, dict):
        for key, element in value.items():
            yield from texts(element, f'{path}.{key}' if path else key)


def check_texts(data):
    for path, text in texts(data):
        if text != text.strip() or '  ' in text or '\n' in text:
            yield f'{path}: stray spaces in "{text}"'
        if MIXED_ALPHABETS.search(text):
            yield f'{path}: Latin and Cyrillic letters in one word in "{text}"'
        if re.search(r'"| - |\s[,.;]', text):
            yield f'{path}: punctuation in "{text}"'


CHECKS = [check_unique, check_agencies, check_territories, check_centres, check_classifiers, check_calendar,
          check_texts, cards.check_cards]


def main(data_dir, proto_dir):
    data = reading.read_folder(data_dir)
    manifest = shape.Manifest(proto_dir)
    findings = list(manifest.violations(manifest.parse(data)))
    for check in CHECKS:
        findings.extend(check(data))
    for finding in findings:
        print(finding)
    print(f'{len(data["services"])} services, {len(data["agencies"])} agencies, {len(data["centres"])} centres, '
          f'{len(data["territories"])} territories, {len(data["classifiers"])} classifiers, '
          f'{len(data["calendar"]["days"])} calendar days: {len(findings)} findings')
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:3]))
