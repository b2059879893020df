# SPDX-License-Identifier: AGPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the script that sources it
# Processes of an installation under runit: runsvdir watches runsv, runsv restarts a process that ends, svlogd keeps its log.

# A file from standard input, replaced as a whole and only when it differs.
write_file() { # MODE PATH
    (umask 077 && cat > "$2.new")
    chmod "$1" "$2.new"
    if cmp -s "$2.new" "$2"; then rm "$2.new"; else mv "$2.new" "$2"; fi
}

quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }

# Runs the rest of a `run` script's line as an account.
as_account() { if is_root; then echo "chpst -u $1 "; fi; }

make_log() { # NAME ACCOUNT
    local folder=$state/service/$1/log
    install -d "$folder" "$state/log/$1"
    ! is_root || chown "$2" "$state/log/$1"
    [ -f "$state/log/$1/config" ] || printf 's10000000\nn5\n' > "$state/log/$1/config"
    write_file 755 "$folder/run" <<- END
		#!/bin/sh
		exec $(as_account "$2")svlogd "$state/log/$1"
	END
}

# A process that is not there yet waits until it is told to start.
make_folder() { # NAME
    [ -d "$state/service/$1" ] || { install -d "$state/service/$1" && touch "$state/service/$1/down"; }
}

make_postgres() {
    make_folder postgres
    make_log postgres "$database_account"
    install -d "$state/service/postgres/control"
    write_file 755 "$state/service/postgres/run" <<- END
		#!/bin/sh
		exec 2>&1
		cd /
		exec $(as_account "$database_account")"$postgres_bin/postgres" -D "$state/postgres/data"
	END
    # Plain TERM would wait for its clients to leave.
    write_file 755 "$state/service/postgres/control/t" <<- 'END'
		#!/bin/sh
		exec kill -INT "$(cat supervise/pid)"
	END
}

# Further replicas of a service have a socket and a port of their own.
replica_settings() { # SERVICE NUMBER PORT
    local prefix=OKNO_${1^^}__
    [ "$2" -gt 1 ] || return 0
    echo "export ${prefix}RPC__LISTEN=ipc://$state/run/$1-$2.sock ${prefix}ADMIN__LISTEN=127.0.0.1:$3"
}

make_service() { # SERVICE NUMBER PORT
    local name=$1
    [ "$2" -eq 1 ] || name=$1-$2
    make_folder "$name"
    make_log "$name" "$account"
    write_file 755 "$state/service/$name/run" <<- END
		#!/bin/sh
		exec 2>&1
		cd /
		. "$state/environment"
		$(replica_settings "$1" "$2" "$3")
		ulimit -n 65536 2>/dev/null || ulimit -n "\$(ulimit -Hn)"
		exec $(as_account "$account")"$state/lib/okno-$1"
	END
    # What no restart mends is not tried every second.
    write_file 755 "$state/service/$name/finish" <<- 'END'
		#!/bin/sh
		[ "$1" != 78 ] || sleep 3
	END
}

start_supervisor() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 setsid runsvdir -P "$state/service" \
        < /dev/null > "$state/log/supervisor" 2>&1 9>&- &
    echo $! > "$state/run/supervisor.pid"
    disown
}

# runsv of a new folder is there within five seconds.
await_runsv() { # NAME
    local tries=0
    until sv status "$state/service/$1" > /dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 150 ] || fail 70 "runit does not take $state/service/$1; look at $state/log/supervisor"
        sleep 0.1
    done
}

# What a process was started with: its program, its settings, and what concerns it of the environment.
stamp_of() { # NAME
    local service=${1%-[0-9]*}
    {
        grep -vE '^export OKNO_[A-Z0-9]+__' "$state/environment"
        grep -E "^export OKNO_(COMMON|${service^^})__" "$state/environment"
        cat "$state/service/$1/run" "$state/config/common.yaml" "$state/config/$service.yaml" "$state/lib/okno-$service"
        [ "$service" != gateway ] || find "$state/lib/pages" -type f -print0 | sort -z | xargs -0 sha256sum
    } | sha256sum
}
stamp_of_postgres() { cat "$state/service/postgres/run" "$state/postgres/okno.conf" | sha256sum; }

is_running() { [ "$(cat "$state/service/$1/supervise/stat" 2> /dev/null)" = run ]; } # NAME

# Starts a process, or starts it anew when it runs with something older.
start_process() { # NAME STAMP
    local folder=$state/service/$1
    await_runsv "$1"
    if is_running "$1"; then
        [ "$2" != "$(cat "$folder/stamp" 2> /dev/null)" ] || return 0
        say "restarting $1: its program or settings changed"
        sv -w 30 force-restart "$folder" > /dev/null || fail 70 "$1 does not restart; look at $state/log/$1/current"
    else
        sv -w 30 up "$folder" > /dev/null || fail 70 "$1 does not start; look at $state/log/$1/current"
    fi
    rm -f "$folder/down"
    echo "$2" > "$folder/stamp"
}

# Ends a process and the runsv and svlogd beside it, and forgets it.
remove_process() { # NAME
    sv -w 30 force-shutdown "$state/service/$1" > /dev/null 2>&1 || true
    rm -rf "$state/service/$1"
}

processes() { # what stands under service/
    find "$state/service" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' 2> /dev/null | sort
}
