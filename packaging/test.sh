#!/bin/sh
# All tests: those on a real Asterisk, which mostly wait, in two halves side by side, and beside them
# all others, which mostly compute; then, by themselves, those that measure time or keep the machine busy.
#
#   packaging/test.sh [ARGUMENTS OF PYTEST]      with any: one pytest, with these
set -u
cd "$(dirname "$0")/.."
[ $# -eq 0 ] || exec .venv/bin/python -m pytest "$@"

part() {
  name=$1
  shift
  exec .venv/bin/python -m pytest -o "cache_dir=.pytest_cache/$name" "$@"
}

said=$(mktemp -d)
part offices -m "asterisk and not alone" --ignore=tests/asterisk >"$said/offices" 2>&1 &
offices=$!
part others -m "not asterisk and not alone" >"$said/others" 2>&1 &
others=$!
trap 'kill "$offices" "$others" 2>/dev/null; rm -rf "$said"' EXIT
trap 'exit 130' INT TERM

echo "Tests on a real Asterisk; the others run beside them and are shown afterwards."
(part asterisk -m "asterisk and not alone" tests/asterisk)
codes=$?
wait "$offices"
codes=$codes$?
wait "$others"
codes=$codes$?
cat "$said/offices" "$said/others"
(part alone -m alone)
codes=$codes$?
[ "$codes" = 0000 ] && echo "All tests passed." && exit 0
echo "Tests failed: look for FAILED above." >&2
exit 1
