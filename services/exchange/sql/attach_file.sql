-- Makes a file part of the answer.
-- $1 uuid  request id
-- $2 uuid  file id
UPDATE request_file SET attached = true WHERE request_id = $1 AND file_id = $2
