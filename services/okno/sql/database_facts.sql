-- What `okno doctor` looks at in the server.
SELECT current_setting('server_version') AS version,
       current_setting('server_version_num') AS number,
       current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'
           AND current_setting('synchronous_commit') <> 'off' AS durable,
       (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()) AS encoding,
       current_setting('max_connections')::int AS connections_most,
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
       (SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0)::bigint
        FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend') AS oldest_transaction_s,
       (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms,
       pg_is_in_recovery() AS standby,
       EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') AS trigrams,
       pg_size_pretty(pg_database_size(current_database())) AS size
