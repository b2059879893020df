-- Messages on boards.
-- rows
-- $1 uuid[]  message id
-- $2 text[]  centre code
-- $3 text[]  text
-- $4 text[]  text in English
-- $5 timestamptz[]  sent
-- $6 timestamptz[]  shown until
INSERT INTO board_message (message_id, centre_code, text, text_en, sent, until)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
