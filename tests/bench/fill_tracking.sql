-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Fills the schema of tracking with applications as they are after years of work:
--
--   psql -v rows=1000000 -v centre=tverskoy -v centres='{arbat,…}' -v services='[{"serviceCode": …}]' …
--
-- One application a minute up to now. The newest 5 000 are open, each with a task, however many there are in all:
-- what grows with the years is what is finished. Every tenth is of :centre. An applicant has five applications. The
-- numbers begin at 50 000 000, where serials of the service itself do not come.
\set ON_ERROR_STOP 1
SET search_path = tracking;
SET synchronous_commit = off;
-- Foreign keys hold by construction; checking them one by one takes longer than the rows.
SET session_replication_role = replica;

-- Indexes are made again at the end: sorted at once rather than row by row.
CREATE TEMP TABLE dropped AS
SELECT i.indexrelid::regclass AS index, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index AS i
WHERE i.indrelid IN ('application'::regclass, 'task'::regclass, 'movement'::regclass)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint AS c WHERE c.conindid = i.indexrelid);
SELECT format('DROP INDEX %s', index) FROM dropped \gexec

-- UUIDv7 of an instant; the rest of its bits from a seed, so that every fill is the same.
CREATE FUNCTION pg_temp.uuid7(at timestamptz, seed text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((date_part('epoch', at) * 1000)::bigint), 12, '0') || '7' || substr(md5(seed), 14, 3)
            || '8' || substr(md5(seed), 18, 15))::uuid
$$;

CREATE FUNCTION pg_temp.uuid4(seed text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT overlay(overlay(md5(seed) PLACING '4' FROM 13) PLACING '8' FROM 17)::uuid
$$;

CREATE TEMP TABLE card AS
SELECT row_number() OVER () - 1 AS place, c ->> 'serviceCode' AS code, c ->> 'name' AS name,
       c ->> 'agencyCode' AS agency, c ->> 'typeCode' AS type
FROM jsonb_array_elements(:'services'::jsonb) AS c;

CREATE TEMP TABLE made AS
SELECT n, pg_temp.uuid7(at, 'application' || n) AS id,
       pg_temp.uuid4('applicant' || n % greatest(:rows / 5, 1)) AS applicant,
       format('0001-9300001-%s-%s/%s', card.type, 50000000 + n, to_char(at, 'YY')) AS number, at,
       CASE WHEN n % 10 = 0 THEN :'centre'
            ELSE (:'centres'::text[])[1 + n % cardinality(:'centres'::text[])] END AS centre,
       card.code AS service, card.name AS service_name, card.agency, n > :rows - 5000 AS open
FROM generate_series(1, :rows) AS n
CROSS JOIN LATERAL (SELECT date_trunc('minute', now()) - (:rows - n) * interval '1 minute') AS t (at)
JOIN card ON card.place = n % (SELECT count(*) FROM card);

INSERT INTO application (application_id, number, tracking_code, service_code, service_name, centre_code, agency_code,
                         channel, scenario, applicant_id, applicant_name, pseudonym, documents, answers, operator,
                         submitted, registered_on, term_days, term_kind, planned_on, waiting_in, status, sent_on,
                         stopped_on, result_on, issued_on, closed, result, changed)
SELECT id, number, upper(substr(md5(number), 1, 8)), service, service_name, centre, agency, 'COUNTER', 0, applicant,
       'Образцов О. О.', 'Заявитель ' || substr(applicant::text, 1, 8),
       jsonb_build_array(
           jsonb_build_object('documentId', pg_temp.uuid7(at, 'first' || n), 'kind', 'passport-rf', 'form', 'ORIGINAL',
                              'sheets', 1, 'copies', 1, 'name', 'Паспорт гражданина Российской Федерации'),
           jsonb_build_object('documentId', pg_temp.uuid7(at, 'second' || n), 'kind', 'fee-payment', 'form', 'COPY',
                              'sheets', 1, 'copies', 1, 'name', 'Сведения об уплате государственной пошлины')),
       jsonb_build_object('reference', n::text, 'placeOfWork', 'Общество с ограниченной ответственностью «Образец»',
                          'registeredAddress', 'г. Москва, ул. Образцовая, д. 1, кв. 1',
                          'contactAddress', 'г. Москва, ул. Примерная, д. 2, кв. 2',
                          'comment', 'Документы сданы полностью, результат получу лично в центре'),
       'bench-operator', at, at::date, 10, 'WORKING', at::date + 14,
       CASE WHEN open THEN ARRAY['check'] ELSE '{}' END, CASE WHEN open THEN 'REGISTERED' ELSE 'ISSUED' END,
       CASE WHEN open THEN NULL ELSE at::date + 1 END, CASE WHEN open THEN NULL ELSE at::date + 9 END,
       CASE WHEN open THEN NULL ELSE at::date + 9 END, CASE WHEN open THEN NULL ELSE at::date + 10 END,
       CASE WHEN open THEN NULL ELSE at + interval '10 days' END,
       CASE WHEN open THEN NULL ELSE 'Результат выдан' END, at
FROM made;

-- Finished tasks of what is closed, an open one of what is not.
INSERT INTO task (task_id, application_id, application_number, service_code, step, state, centre_code, assignee, due_on,
                  created, claimed, finished, outcome)
SELECT pg_temp.uuid7(at, step || n), id, number, service, step, CASE WHEN open THEN 'OPEN' ELSE 'DONE' END, centre,
       CASE WHEN open THEN NULL ELSE 'bench-operator' END, at::date + 1 + n % 5, at,
       CASE WHEN open THEN NULL ELSE at + interval '1 hour' END,
       CASE WHEN open THEN NULL ELSE at + interval '2 hours' END, CASE WHEN open THEN NULL ELSE 'done' END
FROM made, unnest(CASE WHEN open THEN ARRAY['check'] ELSE ARRAY['check', 'issue'] END) AS step;

INSERT INTO movement (application_id, movement_id, at, actor, actor_role, action, step, status, from_place, to_place,
                      comment)
SELECT id, pg_temp.uuid7(at, action || n), at, 'bench-operator', 'OPERATOR', action, 'accept',
       CASE action WHEN 'ISSUED' THEN action ELSE 'REGISTERED' END, '', centre, ''
FROM made, unnest(CASE WHEN open THEN ARRAY['REGISTERED'] ELSE ARRAY['REGISTERED', 'SENT', 'ISSUED'] END) AS action;

SET maintenance_work_mem = '256MB';
SELECT definition FROM dropped \gexec

VACUUM ANALYZE application;
VACUUM ANALYZE task;
VACUUM ANALYZE movement;
