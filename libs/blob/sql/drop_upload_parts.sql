-- Deletes the pieces of an upload.
-- $1 text  name of the upload
DELETE FROM blob_upload_part WHERE upload = $1
