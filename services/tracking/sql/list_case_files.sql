-- Case files, by centre, year and index.
-- fills: okno.tracking.v1.CaseFile
-- $1 text  only of this centre; NULL: of any
-- $2 int4  only of this year; NULL: of any
-- $3 int4  this year: cases of earlier ones are closed
SELECT case_file_id, index, title, year, centre_code, storage, items, sheets, year < $3 AS closed
FROM case_file
WHERE ($1::text IS NULL OR centre_code = $1)
  AND ($2::int IS NULL OR year = $2)
ORDER BY centre_code, year DESC, index
