-- Documents demanded of an applicant on exceptions of the law, oldest first.
-- fills: okno.tracking.v1.RepeatDemand
-- $1 uuid  applicant id
-- $2 text  service code
SELECT demand_id, application_id, documents, ground, text, notice_number, notice_date, signed_by, registered_by,
       recorded
FROM repeat_demand
WHERE applicant_id = $1 AND service_code = $2
ORDER BY recorded, demand_id
