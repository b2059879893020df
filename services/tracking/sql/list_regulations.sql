-- The newest version of every regulation, or all versions of one.
-- fills: okno.tracking.v1.Regulation
-- $1 text  code; NULL: the newest of each
SELECT code, version, name, sha256, published, publisher
FROM regulation r
WHERE CASE WHEN $1::text IS NULL THEN version = (SELECT max(version) FROM regulation n WHERE n.code = r.code)
           ELSE code = $1 END
ORDER BY code, version DESC
