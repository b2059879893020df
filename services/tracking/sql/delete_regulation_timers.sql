-- Forgets the timers that a regulation begins with.
-- $1 text  code
DELETE FROM regulation_timer WHERE code = $1
