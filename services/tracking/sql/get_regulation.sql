-- A version of a regulation.
-- $1 text  code
-- $2 int4  version
SELECT bpmn FROM regulation WHERE code = $1 AND version = $2
