-- Adds an application to its case, opening the case with its first item; the case's row orders those who write at once.
-- $1 uuid  id of the case, should it be new
-- $2 text  centre
-- $3 int4  year
-- $4 text  index by nomenclature
-- $5 text  title
-- $6 text  storage term and article
-- $7 int4  sheets
-- $8 uuid  application id
-- $9 text  number of the application
-- $10 timestamptz  now
-- $11 text  who
WITH file AS (
    INSERT INTO case_file (case_file_id, centre_code, year, index, title, storage, items, sheets)
    VALUES ($1, $2, $3, $4, $5, $6, 1, $7)
    ON CONFLICT (centre_code, year, index)
    DO UPDATE SET items = case_file.items + 1, sheets = case_file.sheets + $7
    RETURNING case_file_id, case_file.sheets - $7 + 1 AS first_sheet
)
INSERT INTO case_item (case_file_id, first_sheet, sheets, application_id, application_number, written_off, operator)
SELECT case_file_id, first_sheet, $7, $8, $9, $10, $11 FROM file
