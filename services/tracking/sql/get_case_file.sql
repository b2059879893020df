-- Case file by id, for whoever may see it.
-- fills: okno.tracking.v1.CaseFile
-- $1 uuid  case file id
-- $2 text  only of this centre; NULL: of any
-- $3 int4  this year: cases of earlier ones are closed
SELECT case_file_id, index, title, year, centre_code, storage, items, sheets, year < $3 AS closed
FROM case_file
WHERE case_file_id = $1
  AND ($2::text IS NULL OR centre_code = $2)
