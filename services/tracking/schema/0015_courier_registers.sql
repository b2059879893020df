-- Courier's registers are found by the number that their first hand gave them.
CREATE INDEX task_register ON task ((fields ->> 'register'))
    WHERE operation = 'hand-over' AND fields ->> 'register' IS NOT NULL;
