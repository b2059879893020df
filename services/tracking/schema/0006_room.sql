-- An application changes some twenty times in its life, mostly in columns that no index has: with room on its page such a
-- change touches no index at all (HOT).
ALTER TABLE application SET (fillfactor = 80);
