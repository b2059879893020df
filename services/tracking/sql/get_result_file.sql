-- The agency's file of a result, before the decision.
-- fills: okno.tracking.v1.UploadResultResponse
-- $1 uuid  application
-- $2 text  agency
SELECT sha256, content_type, size, signer FROM result_file WHERE application_id = $1 AND agency_code = $2
