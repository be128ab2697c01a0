#!/bin/sh
# Makes the virtual environment that `make` uses: setup.sh FOLDER. PYTHON names another interpreter.
# Whatever goes wrong, the last line says what to do about it.
set -u

venv=$1
oldest='import sys; sys.exit(sys.version_info < (3, 11))'
itself='import os, sys; print(os.path.realpath(sys.executable), sys.base_prefix)'

fail() {
    echo "setup: $1" >&2
    exit 1
}

# The interpreter: the one asked for, else the first that is new enough.
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    "$python" -c "$oldest" 2>/dev/null && break
    python=
done
[ -n "$python" ] || fail "${PYTHON:-python3} is not Python 3.11 or newer; install one, or name one: make PYTHON=/path/to/python3.12 setup"
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
    fail "$python has no venv module; install it (on Debian and Ubuntu: apt install python3-venv)"

errors=$(mktemp) || fail "cannot write to the temporary folder; free some space there, or set TMPDIR"
no_room="the disk is full; free about 3 GB (here and in ${TMPDIR:-/tmp}) and run make again"
trap 'rm -f "$errors"' EXIT

full() {  # venv keeps to itself what pip says in it
    [ -d "$venv" ] || return 1
    head -c 8388608 /dev/zero >"$venv/.room" 2>/dev/null && rm "$venv/.room" && return 1
    rm -f "$venv/.room"
}

explain() {
    if grep -qi 'no space left' "$errors"; then
        fail "$no_room"
    elif grep -qiE 'NewConnectionError|NameResolution|ConnectTimeout|ReadTimeout|ProxyError|SSLError|Connection (refused|reset|aborted)' "$errors"; then
        fail "the package index cannot be reached; connect to the network (or set PIP_INDEX_URL) and run make again"
    elif grep -qi 'permission denied\|read-only file system' "$errors"; then
        fail "cannot write to $(pwd)/$venv; make the folder writable and run make again"
    elif full; then
        fail "$no_room"
    fi
    fail "$1: $(grep -iE 'error' "$errors" | head -n 1)"
}

echo "setup: making $venv with $("$python" -V)"
clear=
# Made with another Python, or with one that has left the machine: pip would install for that one.
[ "$("$venv/bin/python" -c "$itself" 2>/dev/null)" = "$("$python" -c "$itself")" ] || clear=--clear
"$python" -m venv $clear "$venv" >"$errors" 2>&1 || explain "venv failed"

# Both names: pip before 25.3 pins the build's own requirements by the first, later ones by the second.
echo "setup: installing what constraints.txt pins (torch is large: a few minutes the first time)"
PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 \
    "$venv/bin/python" -m pip install --retries 2 --editable '.[dev,refit]' 2>"$errors" || explain "pip failed"
echo "setup: done"
