-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Fills the schema of tracking with processes that run, each a copy of one that the service itself started:
--
--   psql -v samples='{uuid,…}' -v each=1000000 …
--
-- A copy waits where its sample waits: state, task, timer and first step are its, the ids are new. The state names no
-- process, so that copies share it byte for byte.
\set ON_ERROR_STOP 1
SET search_path = tracking;
SET synchronous_commit = off;
SET session_replication_role = replica;
SET maintenance_work_mem = '256MB';

-- Indexes are made again at the end: sorted at once rather than row by row.
CREATE TEMP TABLE dropped AS
SELECT i.indexrelid::regclass AS index, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index AS i
WHERE i.indrelid IN ('process'::regclass, 'task'::regclass, 'process_timer'::regclass)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint AS c WHERE c.conindid = i.indexrelid);
SELECT format('DROP INDEX %s', index) FROM dropped \gexec

-- UUIDv7 of the n-th millisecond before the fill; the rest of its bits from a seed, so that every fill is the same.
CREATE FUNCTION pg_temp.uuid7(at timestamptz, seed text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((date_part('epoch', at) * 1000)::bigint), 12, '0') || '7' || substr(md5(seed), 14, 3)
            || '8' || substr(md5(seed), 18, 15))::uuid
$$;

CREATE TEMP TABLE made AS
SELECT sample, pg_temp.uuid7(at, sample::text || n) AS id, pg_temp.uuid7(at, 'task' || sample || n) AS task_id
FROM generate_series(1, :each) AS n
CROSS JOIN unnest(:'samples'::uuid[]) AS sample
CROSS JOIN LATERAL (SELECT now() - (:each - n + 1) * interval '1 millisecond') AS t (at);

INSERT INTO process (process_id, regulation, version, state, status, started, edition)
SELECT id, regulation, version, state, status, started, edition
FROM made JOIN process ON process_id = sample;

INSERT INTO process_step (process_id, edition, at, actor, actor_role, trail)
SELECT id, edition, at, actor, actor_role, trail
FROM made JOIN process_step ON process_id = sample;

INSERT INTO process_timer (process_id, token, due)
SELECT id, token, due
FROM made JOIN process_timer ON process_id = sample;

INSERT INTO task (task_id, application_id, application_number, service_code, step, state, centre_code, agency_code,
                  due_on, created, process_id, token, name, role, operation, outcomes, due)
SELECT made.task_id, application_id, application_number, service_code, step, state, centre_code, agency_code,
       due_on, created, id, token, name, role, operation, outcomes, due
FROM made JOIN task ON process_id = sample;

SELECT definition FROM dropped \gexec

VACUUM ANALYZE process;
VACUUM ANALYZE process_step;
VACUUM ANALYZE process_timer;
VACUUM ANALYZE task;
