-- A version of a regulation with its file.
-- fills: okno.tracking.v1.Regulation
-- $1 text  code
-- $2 int4  version
SELECT code, version, name, sha256, published, publisher, bpmn FROM regulation WHERE code = $1 AND version = $2
