-- What an application waits for from an agency that works by its own system goes there like a request (R113, R250).
ALTER TABLE exchange_request ADD COLUMN task_id uuid;  -- of tracking; NULL: an interagency request
ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message ADD CONSTRAINT message_kind_check
    CHECK (kind IN ('REQUEST', 'REMINDER_HALF', 'REMINDER_LATE', 'CANCELLATION', 'TASK'));
