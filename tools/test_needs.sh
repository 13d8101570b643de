#!/usr/bin/env bash
# Puts in place what the tests need beside Python packages: PostgreSQL's programs, Chromium and Japanese fonts.
# Takes them from Debian's packages where it may (as root, or by sudo without a password). What cannot be had is said
# aloud and its tests are skipped; under CI=true that is a failure. `test_needs.sh bench` puts in place what `make bench`
# needs instead: wrk, without which a slower client of our own measures.
set -uo pipefail

has_postgresql() {
    [ -n "${TEST_DATABASE_URL:-}" ] || command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

has_chromium() {
    [ -n "${CHROMIUM:-}" ] || command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null ||
        command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

has_japanese_fonts() {
    # Elsewhere than on Debian the system brings its own.
    command -v fc-list >/dev/null || { [ "$(uname)" = Darwin ] && return 0; return 1; }
    [ -n "$(fc-list :lang=ja family | head -n 1)" ]
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

fetched_lists=
install() {
    may_install || return 1
    if [ -z "$fetched_lists" ]; then
        as_root apt-get update -qq || true
        fetched_lists=yes
    fi
    echo "Installing $* from Debian's packages"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if [ "${1:-}" = bench ]; then
    command -v wrk >/dev/null || install wrk || echo "wrk cannot be had here (Debian: apt-get install wrk)" >&2
    exit 0
fi

missing=()
has_postgresql || install postgresql || true
has_postgresql || missing+=("PostgreSQL: the tests run on SQLite only (Debian: apt-get install postgresql, or set TEST_DATABASE_URL)")
has_chromium || install chromium-headless-shell || install chromium || true
has_chromium || missing+=("Chromium: the browser journeys do not run (Debian: apt-get install chromium-headless-shell, or set CHROMIUM)")
has_japanese_fonts || install fontconfig fonts-noto-cjk || true
has_japanese_fonts || missing+=("Japanese fonts: pages in Japanese are laid out with empty boxes (Debian: apt-get install fonts-noto-cjk)")

for part in "${missing[@]+"${missing[@]}"}"; do
    echo "SKIPPED, cannot be had here: $part" >&2
done
if [ ${#missing[@]} -gt 0 ] && [ "${CI:-}" = true ]; then
    echo "Under CI=true nothing may be missing." >&2
    exit 1
fi
exit 0
