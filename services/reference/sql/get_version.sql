-- Version of the whole catalogue.
SELECT version FROM catalogue
