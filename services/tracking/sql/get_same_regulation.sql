-- The newest version of a regulation, if it is this file.
-- fills: okno.tracking.v1.Regulation
-- $1 text  code
-- $2 text  SHA-256 of the file
SELECT code, version, name, sha256, published, publisher
FROM regulation r
WHERE code = $1 AND sha256 = $2 AND version = (SELECT max(version) FROM regulation WHERE code = $1)
