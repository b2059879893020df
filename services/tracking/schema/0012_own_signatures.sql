-- Signatures that agencies make with keys of their own, over the files that they upload.
ALTER TABLE result_file
    ADD COLUMN signature bytea,                 -- detached CMS, DER; checked when it came
    ADD COLUMN signer text;
