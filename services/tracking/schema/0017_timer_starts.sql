-- Processes that begin at a time.

-- Timers that the newest version of each regulation begins with, and the moment at which each does next.
CREATE TABLE regulation_timer (
    code    text NOT NULL,
    process text NOT NULL,                      -- of the file of that version
    element text NOT NULL,                      -- start event
    nth     int NOT NULL,                       -- of its triggers, from 0
    version int NOT NULL,
    timer   text NOT NULL,                      -- ISO 8601 date or cycle
    due     timestamptz,                        -- the next moment; NULL: there is none any more
    rest    bigint NOT NULL,                    -- how many follow; 4294967295: without end
    wake    timestamptz,                        -- when to begin, or to try again
    PRIMARY KEY (code, process, element, nth)
);
CREATE INDEX regulation_timer_wake ON regulation_timer (wake);
