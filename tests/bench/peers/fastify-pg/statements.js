// SPDX-License-Identifier: AGPL-3.0-or-later
// Named, so that each connection prepares them once.

// The three rows of an application in one statement and thus one transaction.
export const INSERT_APPLICATION = {
  name: 'insert_application',
  text: `
    WITH new AS (
      INSERT INTO application (service_code, applicant_id, centre_code, channel, scenario, documents, answers)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      RETURNING id, number, status, registered_at, planned_on, service_code, centre_code
    ), remembered AS (
      INSERT INTO application_history (application_id, actor, action)
      SELECT id, 'bench', 'REGISTERED' FROM new
    ), announced AS (
      INSERT INTO outbox (topic, payload)
      SELECT 'application.registered',
             json_build_object('applicationId', id, 'number', number, 'serviceCode', service_code,
                               'centreCode', centre_code, 'status', status)
      FROM new
    )
    SELECT id AS "applicationId", number, status, registered_at AS "registeredAt", planned_on::text AS "plannedDate"
    FROM new`,
};

export const SELECT_APPLICATION = {
  name: 'select_application',
  text: `
    SELECT id AS "applicationId", number, status, registered_at AS "registeredAt", planned_on::text AS "plannedDate",
           service_code AS "serviceCode", applicant_id AS "applicantId", channel, centre_code AS "centreCode",
           scenario, documents, answers
    FROM application WHERE id = $1`,
};
