-- Ends the lease of a job that its holder has run.
-- alone
-- $1 text  name of the job
-- $2 text  who held it
UPDATE job SET until = now() WHERE name = $1 AND holder = $2
