-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A thousand applications of :centre from all over the table, the same ones every time: id, number, applicant.
SELECT application_id, number, applicant_id
FROM tracking.application
WHERE centre_code = :'centre'
ORDER BY md5(application_id::text)
LIMIT 1000;
