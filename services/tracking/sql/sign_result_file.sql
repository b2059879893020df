-- The agency's own signature of its file.
-- $1 uuid  application
-- $2 text  agency
-- $3 text  sha256 of the file that was signed
-- $4 bytea  signature
-- $5 text  whose certificate
UPDATE result_file SET signature = $4, signer = $5 WHERE application_id = $1 AND agency_code = $2 AND sha256 = $3
