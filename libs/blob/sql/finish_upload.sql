-- Notes what an upload has become.
-- $1 text  name of the upload
-- $2 text  sha256
UPDATE blob_upload SET sha256 = $2 WHERE upload = $1
