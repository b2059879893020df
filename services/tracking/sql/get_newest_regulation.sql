-- Number of the newest version of a regulation.
-- $1 text  code
SELECT version FROM regulation WHERE code = $1 ORDER BY version DESC LIMIT 1
