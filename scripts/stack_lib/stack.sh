# SPDX-License-Identifier: AGPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the script that sources it
# What scripts/up, scripts/down and scripts/demo agree on: where an installation lives and who runs it. Sourced from the root of the
# sources; `called_from` is the folder that the script was called from.
#
# The state folder ($OKNO_STATE):
#   bin/okno       the administrator's command of this installation
#   lib/           its programs; a build in the sources does not disturb what runs
#   config/        its configuration; a file changed by hand is kept
#   environment    what its programs find in their environment
#   sign-in/       local accounts, keys of sessions
#   passwords      of the accounts for trials (administrator only)
#   tokens/        key of own tokens (administrator only) and its public set
#   signing/       key and certificate that sign issued documents
#   postgres/      socket, settings and data of the private PostgreSQL
#   data/          what services keep beside the database
#   run/           sockets of the services, pid of the supervisor
#   service/       folders of runit, one for each process
#   log/NAME/      log of each, kept small by svlogd

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s: %s\n' "scripts/${0##*/}" "$2" >&2
    exit "$1"
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# Sets state, account, database_account, http and services.
locate_stack() {
    if is_root; then
        state=${OKNO_STATE:-/var/lib/okno}
        account=okno
        database_account=postgres
    else
        state=${OKNO_STATE:-${XDG_STATE_HOME:-$HOME/.local/state}/okno}
        account=$(id -un)
        database_account=$account
    fi
    # However it is written, it is one folder with one name.
    state=$(cd -- "$called_from" && realpath -ms -- "$state")
    http=${OKNO_HTTP:-127.0.0.1:8080}
    [ ${#state} -le 70 ] || fail 78 "OKNO_STATE is too long for the names of sockets (70 characters): $state"
    [[ $state =~ ^[A-Za-z0-9_./@+-]+$ ]] || fail 78 "OKNO_STATE may hold letters, digits and _./@+- only: $state"
    [[ $http =~ ^[^:]*:[0-9]+$|^\[[0-9a-fA-F:]+\]:[0-9]+$ ]] || fail 78 "OKNO_HTTP is HOST:PORT, not $http"
    mapfile -t services < <(sed -n 's/^\([a-z]*\) .*/\1/p' deploy/stack)
    mapfile -t schemas < <(sed -n 's/^\([a-z]*\) .*schema$/\1/p' deploy/stack)
}

# Its process id, for as long as it runs: a process that ended and that nobody waits for has no command line.
supervisor_pid() {
    local pid
    pid=$(cat "$state/run/supervisor.pid" 2> /dev/null) || return 1
    [ -n "$pid" ] && grep -qzx runsvdir "/proc/$pid/cmdline" 2> /dev/null &&
        grep -qzxF -- "$state/service" "/proc/$pid/cmdline" && echo "$pid"
}

# Whether something accepts connections at HOST PORT.
is_open() { (exec 3<> "/dev/tcp/$1/$2") 2> /dev/null; }

# One up or down at a time for a state folder.
lock_stack() {
    exec 9> "$state/lock"
    flock -w 120 9 || fail 75 "another scripts/up or scripts/down is at work on $state"
}
