# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a full service card has, and that everything it names exists."""

import collections
import re

MIN_CARDS = 45
MIN_SYNONYMS = 4
FILLED = ['name', 'shortName', 'description', 'agencyCode', 'recipients', 'lifeSituations', 'themes', 'results',
          'documents', 'term', 'acceptanceRefusals', 'refusalGrounds', 'scenarios', 'level', 'typeCode', 'legalActs']
# Card field -> classifier of its codes.
CODED = {'lifeSituations': 'life-situations', 'themes': 'themes', 'results': 'results',
         'acceptanceRefusals': 'refusal-reasons'}
SCENARIOS = {0, 1, 2, 3}
# Services that go only electronically say so with this mark among the requisites (R180).
ELECTRONIC_ONLY = 'R180'
# What other tests of the project rely on.
RELIED_ON = {
    'passport-foreign': {'agencyCode': 'mvd', 'scenarios': [0, 2, 3]},
    'passport-internal': {}, 'driving-licence-exchange': {}, 'criminal-record': {}, 'birth-registration': {},
    'residence-registration': {}, 'real-estate-rights': {}, 'archive-copy': {}, 'housing-subsidy': {},
    'hunting-ticket': {'term': {'days': 5, 'kind': 'WORKING'}},
    'kindergarten': {'scenarios': [1]},
    'replanning-approval': {'recipients': ['PERSON', 'SOLE_PROPRIETOR', 'LEGAL_ENTITY']},
}


def check_cards(data):
    known = Known(data)
    cards = {card['serviceCode']: card for card in data['services']}
    if len(cards) < MIN_CARDS:
        yield f'services: only {len(cards)}, {MIN_CARDS} are needed'
    for card in data['services']:
        for problem in card_problems(card, known):
            yield f'{card["serviceCode"]}: {problem}'
    yield from check_synonyms(data['services'])
    yield from check_relied_on(cards)


class Known:
    """Codes that a card may name."""

    def __init__(self, data):
        self.items = {c['classifierCode']: {i['code'] for i in c['items']} for c in data['classifiers']}
        self.agencies = {agency['agencyCode']: agency for agency in data['agencies']}
        self.oktmo = {territory['oktmo'] for territory in data['territories']}


def card_problems(card, known):
    for field in FILLED:
        if not card.get(field):
            yield f'{field} is empty'
    yield from code_problems(card, known)
    yield from term_and_fee_problems(card)
    yield from scenario_problems(card)
    yield from ground_problems(card['refusalGrounds'])
    for document in card['documents']:
        for problem in document_problems(document, card, known):
            yield f'document "{document["kind"]}": {problem}'
    yield from list_problems(card)


def code_problems(card, known):
    if card['agencyCode'] not in known.agencies:
        yield f'agency "{card["agencyCode"]}" is unknown'
    if not re.fullmatch(r'\d{6}', card['typeCode']):
        yield 'typeCode is not 6 digits'
    if card['level'] not in ('FEDERAL', 'REGIONAL', 'MUNICIPAL', 'OTHER'):
        yield f'level "{card["level"]}"'
    for field, classifier in CODED.items():
        for code in set(card[field]) - known.items[classifier]:
            yield f'{field}: "{code}" is not in classifier {classifier}'
    for code in set(card.get('districtCodes', [])) - known.oktmo:
        yield f'district {code} is unknown'


def term_and_fee_problems(card):
    if card['term']['days'] < 1 or card['term']['kind'] not in ('WORKING', 'CALENDAR'):
        yield f'term {card["term"]}'
    fee = card.get('fee')
    if fee and (fee['amountKopecks'] < 0 or not fee.get('basis')):
        yield f'fee {fee}'
    if fee and fee['amountKopecks'] == 0 and 'договор' not in fee['basis']:
        yield 'a free service has no fee; a price of a contract says so in the basis'


def scenario_problems(card):
    scenarios = card['scenarios']
    if not set(scenarios) <= SCENARIOS or len(set(scenarios)) != len(scenarios):
        yield f'scenarios {scenarios}'
    electronic_only = ELECTRONIC_ONLY in card.get('requisites', [])
    if electronic_only != (scenarios == [1]) or electronic_only == (0 in scenarios):
        yield f'scenario 0 stays for every service but the electronic ones ({ELECTRONIC_ONLY}), which have only 1'


def ground_problems(grounds):
    codes = [ground['code'] for ground in grounds]
    if not 2 <= len(codes) <= 5 or len(set(codes)) != len(codes):
        yield f'refusalGrounds {codes}'
    for ground in grounds:
        if not re.fullmatch(r'[a-z0-9-]+', ground['code']) or not ground['text'].endswith('.'):
            yield f'refusal ground {ground}'


def document_problems(document, card, known):
    kinds = known.items['document-kinds']
    for kind in {document['kind'], *document.get('alternatives', [])} - kinds:
        yield f'kind "{kind}" is not in classifier document-kinds'
    if not document.get('name'):
        yield 'has no name'
    if document['kind'] in document.get('alternatives', []):
        yield 'is its own alternative'
    if document['supplier'] not in ('APPLICANT', 'EXCHANGE', 'OPTIONAL'):
        yield f'supplier "{document["supplier"]}"'
    if not set(document.get('recipients', [])) <= set(card['recipients']):
        yield 'recipients that the service does not have'
    if not set(document.get('scenarios', [])) <= set(card['scenarios']):
        yield 'scenarios that the service does not have'
    yield from holder_problems(document, card, known)


def holder_problems(document, card, known):
    holder = document.get('holderAgency')
    if (document['supplier'] == 'EXCHANGE') != bool(holder):
        yield 'an agency is asked for a document of EXCHANGE, and only for one'
    if holder and holder not in known.agencies:
        yield f'agency "{holder}" is unknown'
    if holder == card['agencyCode']:
        yield 'the agency of the service has it already'
    if document['supplier'] != 'APPLICANT' and document.get('originalNeeded'):
        yield 'an original is demanded of what the applicant need not bring'


def list_problems(card):
    """For each kind of applicant and scenario something is asked for, and no kind twice."""
    for recipient in card['recipients']:
        for scenario in card['scenarios']:
            kinds = [d['kind'] for d in card['documents'] if applies(d, recipient, scenario)]
            if not kinds or len(set(kinds)) < len(kinds):
                yield f'documents for {recipient} in scenario {scenario}: {kinds}'


def applies(document, recipient, scenario):
    return (recipient in document.get('recipients', [recipient])
            and scenario in document.get('scenarios', [scenario]))


def check_synonyms(services):
    """An everyday word leads to one card, otherwise the search cannot put the right one first."""
    owners = collections.defaultdict(set)
    for card in services:
        synonyms = card.get('synonyms', [])
        if len(set(synonyms)) < max(MIN_SYNONYMS, len(synonyms)):
            yield f'{card["serviceCode"]}: fewer than {MIN_SYNONYMS} synonyms, or one is repeated'
        for synonym in synonyms:
            owners[synonym].add(card['serviceCode'])
            if synonym != synonym.lower():
                yield f'{card["serviceCode"]}: synonym "{synonym}" is not in lower case'
    for synonym, codes in owners.items():
        if len(codes) > 1:
            yield f'services: synonym "{synonym}" belongs to {sorted(codes)}'


def check_relied_on(cards):
    for code, fields in RELIED_ON.items():
        for field, value in fields.items():
            if cards.get(code, {}).get(field) != value:
                yield f'{code}: {field} must be {value}'
        if code not in cards:
            yield f'{code}: this card must exist'
    passport = cards['passport-foreign']
    if 'загран' not in passport['synonyms'] or len({d['kind'] for d in passport['documents']}) < 3:
        yield 'passport-foreign: needs the synonym «загран» and at least 3 kinds of documents'
