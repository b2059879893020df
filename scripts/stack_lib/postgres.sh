# SPDX-License-Identifier: AGPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the script that sources it
# The private PostgreSQL of an installation: a cluster in the state folder, reached by its socket alone.

# Programs of the version that made the data, else of the newest installed.
find_postgres() {
    local version='*'
    [ ! -f "$state/postgres/data/PG_VERSION" ] || version=$(cat "$state/postgres/data/PG_VERSION")
    # shellcheck disable=SC2086,SC2012 # the pattern is meant; names are versions
    postgres_bin=$(ls -d /usr/lib/postgresql/$version/bin 2> /dev/null | sort -t/ -k5n | tail -n 1)
    [ -x "$postgres_bin/postgres" ] || fail 69 "PostgreSQL ${version/\*/} is not installed (package postgresql)"
}

# As the account of the database: PostgreSQL refuses to run as root.
as_database() {
    if is_root; then
        setpriv --reuid="$database_account" --regid="$(id -g "$database_account")" --clear-groups "$@"
    else
        "$@"
    fi
}

create_cluster() {
    local data=$state/postgres/data
    [ ! -f "$data/PG_VERSION" ] || return 0
    say "creating a PostgreSQL cluster in $state/postgres"
    # A folder without PG_VERSION is what an interrupted initdb left.
    rm -rf "$data"
    install -d -m 700 "$data"
    ! is_root || chown "$database_account" "$data"
    (cd / && as_database "$postgres_bin/initdb" --pgdata="$data" --username=okno --auth=peer --encoding=UTF8 \
        --locale=C.UTF-8 --data-checksums --no-instructions) > "$state/log/initdb" 2>&1 ||
        { tail -n 20 "$state/log/initdb" >&2 && fail 70 "initdb failed"; }
    echo "include '$state/postgres/okno.conf'" >> "$data/postgresql.conf"
}

# A quarter of the memory, at most 2 GB.
shared_buffers() {
    local megabytes
    megabytes=$(awk '/^MemTotal:/ { print int($2 / 1024 / 4) }' /proc/meminfo)
    echo $((megabytes > 2048 ? 2048 : megabytes < 64 ? 64 : megabytes))MB
}

# Who is who by the account of the connecting process: administrators are everybody, the services only themselves.
write_maps() {
    local data=$state/postgres/data user service
    echo 'local all all peer map=okno' > "$data/pg_hba.conf"
    {
        for user in $(printf '%s\n' root "$database_account" "$account" | sort -u); do
            if ! is_root || [ "$user" != "$account" ]; then echo "okno $user okno"; fi
            for service in "${schemas[@]}"; do echo "okno $user okno_$service"; done
        done
    } > "$data/pg_ident.conf"
}

configure_cluster() {
    {
        cat deploy/postgres/okno.conf
        echo
        echo "unix_socket_directories = '$state/postgres'"
        echo "shared_buffers = $(shared_buffers)"
    } > "$state/postgres/okno.conf"
    write_maps
}

await_database() {
    local tries=0
    until "$postgres_bin/pg_isready" --quiet --host="$state/postgres" --dbname=postgres; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || { tail -n 20 "$state/log/postgres/current" >&2 && fail 69 "PostgreSQL is not ready after 60 s"; }
        sleep 0.1
    done
}

# The database of the services; there already on every start but the first.
create_database() {
    local psql=("$postgres_bin/psql" -XAtq -h "$state/postgres" -U okno -d postgres)
    [ "$("${psql[@]}" -c "SELECT 1 FROM pg_database WHERE datname = 'okno'")" = 1 ] ||
        "${psql[@]}" -c 'CREATE DATABASE okno' || fail 70 "cannot create the database"
}
