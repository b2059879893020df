-- Which version of which regulation a process runs on.
-- $1 uuid  process id
SELECT regulation, version FROM process WHERE process_id = $1
