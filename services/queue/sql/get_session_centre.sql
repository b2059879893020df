-- Where a session is that is not over.
-- $1 uuid  session id
SELECT centre_code FROM session WHERE session_id = $1 AND state <> 'CLOSED'
