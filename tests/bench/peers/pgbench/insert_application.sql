-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The bare rows of one application in one statement, as the Fastify peer writes them. The two JSON values of about
-- 1 KB together come by `-D documents=… -D answers=…`, so that with -M prepared they travel as parameters.
\set n random(1, 1000000)
WITH new AS (
  INSERT INTO bench_pgbench.application (service_code, applicant_id, centre_code, channel, scenario, documents, answers)
  VALUES ('passport-foreign', ('00000000-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid, 'tverskoy', 'COUNTER',
          0, :documents, :answers)
  RETURNING id, number, status, registered_at, planned_on, service_code, centre_code
), remembered AS (
  INSERT INTO bench_pgbench.application_history (application_id, actor, action)
  SELECT id, 'bench', 'REGISTERED' FROM new
), announced AS (
  INSERT INTO bench_pgbench.outbox (topic, payload)
  SELECT 'application.registered',
         json_build_object('applicationId', id, 'number', number, 'serviceCode', service_code,
                           'centreCode', centre_code, 'status', status)
  FROM new
)
SELECT id, number, status, registered_at, planned_on FROM new;
