# shellcheck shell=sh
# Shared by docker/deploy and docker/rollback; read with `.` from the checkout's folder.
#
# State in $VAR_DIR/release: `current` runs, `good` passed its smoke test last, `previous` is what
# a rollback starts, `history` tells what happened when.
VAR_DIR=$(realpath -m "${VAR_DIR:-var}")
READY_SECONDS=${READY_SECONDS:-120}
export VAR_DIR
state=$VAR_DIR/release
mkdir -p "$state"

say() {
    printf '== %s\n' "$*"
}

die() {
    printf '\n!! %s\n' "$*" >&2
    exit 1
}

if [ -z "${DEPLOY_ENGINE:-}" ]; then
    if docker compose version >/dev/null 2>&1; then
        DEPLOY_ENGINE=compose
    elif command -v docker >/dev/null; then
        die "docker is here, but 'docker compose version' fails. Mend that, or set DEPLOY_ENGINE=process."
    else
        DEPLOY_ENGINE=process
    fi
fi
[ -x "docker/engine/$DEPLOY_ENGINE" ] || die "DEPLOY_ENGINE must be compose or process, not $DEPLOY_ENGINE."

engine() {
    "docker/engine/$DEPLOY_ENGINE" "$@"
}

# Held through file descriptor 9 until this script ends, however it ends.
lock() {
    exec 9>"$state/lock"
    flock --nonblock 9 || die "Another deploy or rollback is running. Nothing was done."
}

recall() {
    cat "$state/$1" 2>/dev/null || :
}

remember() {
    printf '%s\n' "$2" >"$state/$1.new"
    mv "$state/$1.new" "$state/$1"
}

record() {
    printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >>"$state/history"
}

restart() {
    engine stop "$2" && engine start "$1" "$2"
}

# await TAG ROLE: until its health check passes with a sign of life younger than `since`
await() {
    begun=$(date +%s)
    until answer=$(engine probe "$1" "$2" $(($(date +%s) - since)) 2>&1); do
        if [ $(($(date +%s) - begun)) -ge "$READY_SECONDS" ]; then
            printf '%s\n' "$2 is not healthy: $answer" >&2
            engine logs "$2" >&2
            return 1
        fi
        sleep 1
    done
    say "$2 is healthy"
}

# The site first; then what works behind it, together.
activate() {
    say "Starting $1"
    since=$(date +%s)
    restart "$1" web && await "$1" web || return 1
    for role in worker beat relay; do engine stop "$role" || return 1; done
    # Only signs of life that the new processes gave count.
    since=$(date +%s)
    for role in worker beat relay; do engine start "$1" "$role" || return 1; done
    for role in worker beat relay; do await "$1" "$role" || return 1; done
    restart "$1" storefront && await "$1" storefront
}

smoke() {
    say "Smoke test"
    tag=$1
    shift
    engine run "$tag" python manage.py smoke "$@"
}
