# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that there is of one process or application, as a text that two of them can be compared by: ids of their own, times and
random numbers left out."""
import json
import re

UUID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')
# Of a process in the answer of the API: what is left is state, waiting elements with their tokens, variables, error, etag.
TIMES = ('since', 'due', 'started', 'ended', 'at', 'steps')
# Of the variables, what is drawn anew for each, and what tells which of several called processes ended last.
OWN = ('id', 'number', 'key', 'loopCounter')

ROWS = """
    SELECT json_build_object(
        'process', (SELECT json_build_array(regulation, version, status, edition, ended IS NOT NULL, parent_token)
                    FROM tracking.process WHERE process_id = '{id}'),
        'steps', (SELECT json_agg(json_build_array(edition, actor, actor_role, trail) ORDER BY edition)
                  FROM tracking.process_step WHERE process_id = '{id}'),
        'tasks', (SELECT json_agg(json_build_array(step, token, state, assignee, outcome, missed, version, centre_code, agency_code)
                                  ORDER BY token, created) FROM tracking.task WHERE process_id = '{id}'),
        'timers', (SELECT json_agg(token ORDER BY token) FROM tracking.process_timer WHERE process_id = '{id}'),
        'subscriptions', (SELECT json_agg(json_build_array(token, kind, name, correlation) ORDER BY token, kind, name)
                          FROM tracking.process_subscription WHERE process_id = '{id}'),
        'errands', (SELECT json_agg(json_build_array(kind, token, name, detail, payload) ORDER BY errand_id)
                    FROM tracking.errand WHERE process_id = '{id}'),
        'called', (SELECT json_agg(json_build_array(regulation, status, edition, parent_token) ORDER BY parent_token, started)
                   FROM tracking.process WHERE parent_id = '{id}'),
        'application', (SELECT json_build_array(status, waiting_in, version, closed IS NOT NULL, regulation, planned_on, sent_on)
                        FROM tracking.application WHERE application_id = '{id}'),
        'movements', (SELECT json_agg(json_build_array(action, step, status, actor, actor_role, from_place, to_place,
                                                       cardinality(documents)) ORDER BY movement_id)
                      FROM tracking.movement WHERE application_id = '{id}'),
        'events', (SELECT json_agg(type ORDER BY id) FROM tracking.event WHERE key = '{id}'),
        'history', (SELECT count(*) FROM applicants.interaction WHERE application_id::text = '{id}'),
        'requests', (SELECT json_agg(json_build_array(kind, state, agency_code, version) ORDER BY kind)
                     FROM exchange.exchange_request WHERE correlation LIKE '{id}/%'),
        'records', (SELECT json_agg(json_build_array(method, n) ORDER BY method) FROM
                    (SELECT method, count(*) AS n FROM tracking.audit_record WHERE kind = 'CHANGE'
                     AND object IN ('application:{id}', 'process:{id}') GROUP BY 1) r))"""


def without(value, names):
    if isinstance(value, dict):
        return {name: without(part, names) for name, part in value.items() if name not in names}
    return [without(part, names) for part in value] if isinstance(value, list) else value


def take(sql, client, process_id):
    """As a dictionary of texts, one of each kind of rows; `sql` answers a statement with rows."""
    rows = json.loads(sql(ROWS.format(id=process_id).replace('\n', ' '))[0][0])
    shown = client.get(f'/v1/processes/{process_id}')
    state = without(shown.json, TIMES + OWN) if shown.good else f'{shown.status}'
    parts = {**rows, 'state': state}
    return {name: UUID.sub('ID', json.dumps(part, ensure_ascii=False, sort_keys=True)) for name, part in parts.items()}


def differences(wanted, found):
    return [f'{name}: wanted {wanted[name]}, found {found.get(name)}' for name in wanted if wanted[name] != found.get(name)]
