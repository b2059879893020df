-- What a case holds, in the order of its sheets.
-- fills: okno.tracking.v1.CaseItem
-- $1 uuid  case file id
SELECT application_number, application_id, first_sheet, sheets, written_off, operator
FROM case_item
WHERE case_file_id = $1
ORDER BY first_sheet
