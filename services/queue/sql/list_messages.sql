-- Messages that a hall's boards show now.
-- fills: okno.queue.v1.BoardMessage
-- $1 text  centre code
-- $2 timestamptz  now
SELECT message_id, centre_code, text, text_en, sent, until
FROM board_message
WHERE centre_code = $1 AND until > $2
ORDER BY sent, message_id
