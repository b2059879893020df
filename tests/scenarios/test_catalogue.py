# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reference data: found by everyday words, counted by the production calendar, near by."""
import unittest

from live import samples
from live.office import good
from live.stack import the_stack

# start, days, end: working days, over holidays and moved days off.
WORKING = [('2024-04-22', 5, '2024-04-27'), ('2024-04-27', 1, '2024-05-02'), ('2024-10-28', 5, '2024-11-02'),
           ('2024-12-20', 10, '2025-01-14'), ('2025-04-28', 5, '2025-05-07'), ('2025-10-30', 3, '2025-11-05'),
           ('2025-12-25', 5, '2026-01-13'), ('2025-12-25', 15, '2026-01-27'), ('2026-02-20', 1, '2026-02-24'),
           ('2026-04-30', 5, '2026-05-08'), ('2026-06-11', 1, '2026-06-15'), ('2026-11-03', 1, '2026-11-05'),
           ('2021-04-30', 1, '2021-05-11')]
# Calendar days, moved to the next working day.
CALENDAR = [('2025-12-02', 30, '2026-01-12'), ('2024-04-10', 30, '2024-05-13'), ('2026-04-01', 30, '2026-05-04'),
            ('2026-10-10', 30, '2026-11-09')]


class Catalogue(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.anyone = cls.stack.client()

    def services(self, **filters):
        answer = good(self.anyone.get('/v1/services', **filters))
        return [item['serviceCode'] for item in answer.get('services', [])]

    # ------------------------------------------------------------ services

    def test_found_by_everyday_words(self):
        for query in ('загран', 'Загран', 'загранпаспорт', 'загранпаспорта', 'заграничный паспорт', 'паспорт для поездок'):
            self.assertIn(samples.SERVICE, self.services(query=query)[:3], query)

    def test_found_in_spite_of_misspelling_and_inflection(self):
        for query in ('загранпаспорд', 'загранпоспорт', 'заганпаспорт', 'загранпаспартов', 'зарганпаспорт',
                      'заграничного паспорта', 'биометрическии паспорт'):
            self.assertIn(samples.SERVICE, self.services(query=query)[:5], query)

    def test_nothing_is_found_for_what_there_is_not(self):
        for query in ('щщщщщщщ', 'квазар пульсар', '!!!', '%'):
            self.assertEqual(self.services(query=query), [], query)

    def test_there_are_full_cards(self):
        codes = []
        token = ''
        while True:
            page = good(self.anyone.get('/v1/services', pageSize=50, pageToken=token))
            codes += [item['serviceCode'] for item in page['services']]
            token = page.get('nextPageToken')
            if not token:
                break
        self.assertGreaterEqual(len(codes), 40)
        self.assertEqual(len(codes), len(set(codes)))
        for code in codes:
            card = good(self.anyone.get(f'/v1/services/{code}'))
            for part in ('name', 'agencyCode', 'recipients', 'synonyms', 'results', 'documents', 'term', 'scenarios',
                         'refusalGrounds'):
                self.assertTrue(card.get(part), (code, part))
        self.assertEqual(self.anyone.get('/v1/services/net-takoy').status, 404)

    def test_narrowed(self):
        by_agency = self.services(agency=samples.AGENCY, pageSize=200)
        self.assertIn(samples.SERVICE, by_agency)
        self.assertNotIn(samples.HIDDEN_SERVICE, by_agency)
        self.assertNotIn(samples.SERVICE, self.services(recipient='LEGAL_ENTITY', pageSize=200))
        self.assertIn(samples.SERVICE, self.services(lifeSituation='travel-abroad', pageSize=200))
        self.assertEqual(self.anyone.get('/v1/services', recipient='ROBOT').status, 400)

    # ------------------------------------------------------------ calendar

    def add_days(self, start, days, kind):
        return self.anyone.get('/v1/calendar:addDays', start=start, days=days, kind=kind)

    def test_terms(self):
        for kind, vectors in (('WORKING', WORKING), ('CALENDAR', CALENDAR)):
            for start, days, end in vectors:
                self.assertEqual(good(self.add_days(start, days, kind)), {'end': end}, (kind, start, days))

    def test_beyond_the_calendar_there_is_no_guess(self):
        for start, days in (('2026-12-25', 30), ('2012-01-10', 5), ('2030-01-01', 1), ('2026-01-12', 3000)):
            for kind in ('WORKING', 'CALENDAR'):
                answer = self.add_days(start, days, kind)
                self.assertEqual((answer.status, answer.json['code']), (400, 'OUT_OF_RANGE'), (start, days, answer))
                self.assertRegex(answer.json['detail'], r'20\d\d', 'says how far the calendar reaches')

    def test_bad_terms_name_the_field(self):
        for parameters, field in (({'start': '2025-02-29', 'days': 1, 'kind': 'WORKING'}, 'start'),
                                  ({'start': '25.12.2025', 'days': 1, 'kind': 'WORKING'}, 'start'),
                                  ({'days': 1, 'kind': 'WORKING'}, 'start'),
                                  ({'start': '2025-12-25', 'days': -1, 'kind': 'WORKING'}, 'days'),
                                  ({'start': '2025-12-25', 'days': 'пять', 'kind': 'WORKING'}, 'days'),
                                  ({'start': '2025-12-25', 'days': 5}, 'kind'),
                                  ({'start': '2025-12-25', 'days': 5, 'kind': 'HOLY'}, 'kind')):
            answer = self.anyone.get('/v1/calendar:addDays', **parameters)
            self.assertEqual((answer.status, answer.fields), (400, [field]), (parameters, answer))

    # ------------------------------------------------------------ places

    def test_the_nearest_centre(self):
        centres = good(self.anyone.get('/v1/centres'))['centres']
        for centre in (samples.CENTRE, samples.OTHER_CENTRE):
            at = next(item for item in centres if item['centreCode'] == centre)
            near = good(self.anyone.get('/v1/centres:nearest', latitude=at['latitude'] + 0.0005,
                                        longitude=at['longitude'] - 0.0005, limit=4))['centres']
            distances = [item.get('distanceMetres', 0) for item in near]
            self.assertEqual(near[0]['centre']['centreCode'], centre)
            self.assertEqual((len(near), distances), (4, sorted(distances)))
            self.assertLess(distances[0], 100)
        far = good(self.anyone.get('/v1/centres:nearest', latitude=-33.9, longitude=151.2, limit=1))['centres'][0]
        self.assertTrue(14_000_000 < far['distanceMetres'] < 15_000_000, far)
        for bad in ({'latitude': 91, 'longitude': 0}, {'latitude': 0, 'longitude': 'x'}, {'latitude': 'NaN', 'longitude': 0}):
            self.assertEqual(self.anyone.get('/v1/centres:nearest', **bad).status, 400, bad)

    def test_territories_classifiers_agencies(self):
        self.assertGreaterEqual(len(good(self.anyone.get('/v1/territories'))['territories']), 146)
        codes = [item['classifierCode'] for item in good(self.anyone.get('/v1/classifiers'))['classifiers']]
        self.assertIn('refusal-reasons', codes)
        for code in codes:
            self.assertTrue(good(self.anyone.get(f'/v1/classifiers/{code}'))['items'])
        self.assertIn(samples.AGENCY, [item['agencyCode'] for item in good(self.anyone.get('/v1/agencies'))['agencies']])

    # ------------------------------------------------------------ changes

    def test_every_change_is_kept_and_repeating_changes_nothing(self):
        admin = self.stack.client('ADMIN', sub='catalogue')
        card = good(self.anyone.get(f'/v1/services/{samples.HIDDEN_SERVICE}'))
        changed = {**card, 'description': card['description'] + ' ' + samples.surname()}
        path = f'/v1/reference/service/{samples.HIDDEN_SERVICE}/changes'
        before = len(good(admin.get(path))['changes'])
        self.assertEqual(good(admin.post('/v1/reference:load', {'services': [changed]})).get('changed'), 1)
        self.assertEqual(good(admin.post('/v1/reference:load', {'services': [changed]})).get('unchanged'), 1)
        self.assertEqual(len(good(admin.get(path))['changes']), before + 1)
        seen = good(self.anyone.get(f'/v1/services/{samples.HIDDEN_SERVICE}'))
        self.assertEqual(seen['description'], changed['description'])
        good(admin.post('/v1/reference:load', {'services': [card]}))
        bad = admin.post('/v1/reference:load', {'services': [{**card, 'agencyCode': 'no-such-agency'}]})
        self.assertEqual(bad.status, 400, bad)
