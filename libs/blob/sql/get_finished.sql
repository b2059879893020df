-- The blob that an upload has become.
-- $1 text  name of the upload
SELECT blob.sha256, content_type, size FROM blob_upload JOIN blob USING (sha256) WHERE upload = $1
