-- What happened at windows.
-- rows
-- $1 text[]  centre code
-- $2 date[]  day
-- $3 uuid[]  ticket id
-- $4 text[]  group code
-- $5 text[]  service code
-- $6 text[]  purpose
-- $7 text[]  number of the window
-- $8 text[]  operator
-- $9 timestamptz[]  called
-- $10 int8[]  milliseconds waited before the call
-- $11 int8[]  milliseconds from the call to the window
-- $12 int8[]  milliseconds of service
-- $13 text[]  state after it
INSERT INTO spell (centre_code, day, ticket_id, group_code, service_code, purpose, window_number, operator, called,
                   waited_ms, way_ms, service_ms, outcome)
SELECT * FROM unnest($1::text[], $2::date[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::timestamptz[], $10::int8[], $11::int8[], $12::int8[], $13::text[])
