-- A complaint is forwarded to who considers it.
-- $1 uuid  complaint
-- $2 text  role
-- $3 text  centre
-- $4 text  agency
UPDATE complaint SET decider_role = $2, decider_centre = $3, decider_agency = $4 WHERE complaint_id = $1
