-- Sessions as a turn left them.
-- rows
-- $1 uuid[]  session id
-- $2 text[]  centre code
-- $3 uuid[]  window id
-- $4 text[]  number of the window
-- $5 text[]  operator
-- $6 text[]  whom they stand in for
-- $7 text[]  state
-- $8 text[]  reason of the break
-- $9 timestamptz[]  opened
-- $10 timestamptz[]  last change
-- $11 timestamptz[]  closed
-- $12 int8[]  milliseconds of breaks that are over
-- $13 int4[]  version
INSERT INTO session (session_id, centre_code, window_id, window_number, operator, substitutes, state, break_reason,
                     opened, changed, closed, break_ms, version)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::int8[], $13::int4[])
ON CONFLICT (session_id) DO UPDATE SET
    state = excluded.state, break_reason = excluded.break_reason, changed = excluded.changed, closed = excluded.closed,
    break_ms = excluded.break_ms, substitutes = excluded.substitutes, version = excluded.version
