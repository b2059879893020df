# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must be true of all rows at rest, whoever wrote them, and of what clients were told."""

SUBMITTED, MOVED = 'okno.tracking.v1.ApplicationSubmitted', 'okno.tracking.v1.ApplicationMoved'
# The stored reply of a submission is an Application, whose first field is the id: tag, length 36, text.
MADE = "convert_from(substring(reply FROM 3 FOR 36), 'UTF8')"
SUBMISSIONS = "method = 'tracking_submit_application'"

# Sentence, statement that counts what contradicts it. Rows are counted on both sides and compared by application: quick at any size.
WHOLE = [
    ('an application and its registration come together', """
        SELECT count(*) FROM tracking.application a FULL JOIN
            (SELECT application_id, count(*) FILTER (WHERE action IN ('REGISTERED', 'ACCEPTANCE_REFUSED')) AS n
             FROM tracking.movement GROUP BY 1) m USING (application_id)
        WHERE a.number IS NULL OR m.n IS DISTINCT FROM 1"""),
    ('an application and its event come together', f"""
        SELECT count(*) FROM (SELECT application_id::text AS key FROM tracking.application) a FULL JOIN
            (SELECT key, count(*) FILTER (WHERE type = '{SUBMITTED}') AS n FROM tracking.event
             WHERE type IN ('{SUBMITTED}', '{MOVED}') GROUP BY 1) e ON a.key = e.key
        WHERE a.key IS NULL OR e.n IS DISTINCT FROM 1"""),
    ('a movement and its event come together', f"""
        SELECT count(*) FROM (SELECT application_id::text AS key, count(*) AS n FROM tracking.movement GROUP BY 1) m FULL JOIN
            (SELECT key, count(*) AS n FROM tracking.event WHERE type IN ('{SUBMITTED}', '{MOVED}') GROUP BY 1) e USING (key)
        WHERE m.n IS DISTINCT FROM e.n"""),
    ('an application waits in a live task for each step that it says', """
        SELECT count(*) FROM tracking.application a FULL JOIN
            (SELECT application_id, array_agg(step) AS steps FROM tracking.task WHERE state IN ('OPEN', 'CLAIMED')
             GROUP BY 1) t USING (application_id)
        WHERE NOT coalesce(t.steps, '{}') <@ a.waiting_in
           OR NOT array_remove(a.waiting_in, 'request') <@ coalesce(t.steps, '{}')"""),
    ('an application has one process, and each of its steps is on record', """
        SELECT count(*) FROM tracking.application a
            FULL JOIN (SELECT * FROM tracking.process WHERE process_id = application_id) p ON p.process_id = a.application_id
            LEFT JOIN (SELECT process_id, count(*) AS n FROM tracking.process_step GROUP BY 1) s ON s.process_id = p.process_id
        WHERE a.number IS NULL OR p.edition IS DISTINCT FROM s.n"""),
    ('a request that a step waits for was asked, or an errand will ask it', """
        SELECT count(*) FROM (SELECT application_id FROM tracking.application WHERE 'request' = ANY (waiting_in)) a
            LEFT JOIN (SELECT process_id AS id FROM tracking.errand UNION SELECT application_id FROM exchange.exchange_request) e
            ON e.id = a.application_id
        WHERE e.id IS NULL"""),
    ('an agency is asked once for each document', """
        SELECT count(*) FROM (SELECT FROM exchange.exchange_request GROUP BY application_id, kind HAVING count(*) > 1) twice"""),
    ('a request, its moves and its audit record come together', """
        SELECT count(*) FROM (SELECT request_id, 'exchange-request:' || request_id AS object FROM exchange.exchange_request) q
            FULL JOIN (SELECT DISTINCT request_id AS moved FROM exchange.request_move) m ON m.moved = q.request_id
            FULL JOIN (SELECT object, count(*) AS n FROM exchange.audit_record
                       WHERE kind = 'CHANGE' AND method = 'exchange_create_request' GROUP BY 1) r USING (object)
        WHERE q.request_id IS NULL OR m.moved IS NULL OR r.n IS DISTINCT FROM 1"""),
    ('a task done has one movement', """
        SELECT count(*) FROM (SELECT application_id, step FROM tracking.task WHERE state = 'DONE' AND application_id IS NOT NULL) t FULL JOIN
            (SELECT application_id, step, count(*) AS n FROM tracking.movement
             WHERE action NOT IN ('CLAIMED', 'RELEASED', 'REGISTERED') AND actor_role <> 'SERVICE' GROUP BY 1, 2) m USING (application_id, step)
        WHERE t.step IS NULL OR m.n IS DISTINCT FROM 1"""),
    ('a submission and its stored outcome come together', f"""
        SELECT count(*) FROM (SELECT application_id::text AS id FROM tracking.application) a FULL JOIN
            (SELECT {MADE} AS id, count(*) AS n FROM tracking.request WHERE {SUBMISSIONS} GROUP BY 1) r ON a.id = r.id
        WHERE a.id IS NULL OR r.n IS DISTINCT FROM 1"""),
    ('a submission and its audit record come together', f"""
        SELECT count(*) FROM (SELECT 'application:' || application_id AS object FROM tracking.application) a FULL JOIN
            (SELECT object, count(*) AS n FROM tracking.audit_record WHERE kind = 'CHANGE' AND {SUBMISSIONS} GROUP BY 1) r
            ON a.object = r.object
        WHERE a.object IS NULL OR r.n IS DISTINCT FROM 1"""),
    ('numbers do not repeat', 'SELECT count(*) - count(DISTINCT number) FROM tracking.application'),
]

# An event is one line of the applicant's history, once it is told.
TOLD = f"""
    SELECT count(*) FROM
        (SELECT key, count(*) AS n FROM tracking.event WHERE type IN ('{SUBMITTED}', '{MOVED}') GROUP BY 1) e
        FULL JOIN (SELECT application_id::text AS key, count(*) AS n FROM applicants.interaction
                   WHERE application_id IS NOT NULL GROUP BY 1) i USING (key)
        WHERE e.n IS DISTINCT FROM i.n"""


# A checked application asks agencies for what its card wants from them; each is an errand until it is asked.
UNASKED = 'SELECT count(DISTINCT process_id) FROM tracking.errand'


def numbers_of(stack, statements):
    """Results of statements that count, in one question."""
    parts = (f'SELECT {place}, ({statement})' for place, statement in enumerate(statements))
    return [int(count) for _, count in stack.sql(' UNION ALL '.join(parts) + ' ORDER BY 1')]


def untrue(stack):
    """Sentences that do not hold, with how often."""
    found = numbers_of(stack, [statement for _, statement in WHOLE])
    return [f'{sentence}: {count} times not' for (sentence, _), count in zip(WHOLE, found) if count]


def untold(stack):
    """Applications whose events and history differ."""
    return numbers_of(stack, [TOLD])[0]


def unasked(stack):
    """Applications with errands left: what they wait for is not asked yet."""
    return numbers_of(stack, [UNASKED])[0]


def forgotten(stack, ledger):
    """What clients were told and the rows do not say."""
    rows = {key: (made, number) for key, made, number in stack.sql(
        f'SELECT r.request_id, a.application_id, a.number FROM tracking.request r JOIN tracking.application a'
        f' ON a.application_id::text = {MADE} WHERE {SUBMISSIONS}')}
    done = dict(stack.sql("SELECT task_id, state || ' ' || coalesce(outcome, '') FROM tracking.task"))
    lost = [f'{key}: acknowledged as {told}, stored as {rows.get(key)}' for key, told in ledger.submitted.items()
            if rows.get(key) != told]
    lost += [f'task {task}: completion acknowledged, stored as {done.get(task)}' for task in ledger.completed.values()
             if done.get(task) != 'DONE PASSED']
    lost += [f'task {task}: claim acknowledged, stored as {done.get(task)}' for task in ledger.claimed.values()
             if done.get(task, 'OPEN ').startswith('OPEN')]
    return lost


# What comes to be true soon after: sentence, how many applications it is not true of yet.
SETTLES = [('every event is one line of the history', untold), ('every request that a step waits for is asked', unasked)]


def counts(stack):
    """How much there is, for the table."""
    tables = ('tracking.application', 'tracking.movement', 'tracking.event', 'applicants.interaction', 'exchange.exchange_request')
    return dict(zip(tables, numbers_of(stack, [f'SELECT count(*) FROM {table}' for table in tables])))
