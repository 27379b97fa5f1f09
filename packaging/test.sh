#!/bin/sh
# All tests: those of a real Asterisk, which mostly wait, beside all others, which mostly compute;
# then, by themselves, those that measure time or keep the machine busy.
#
#   packaging/test.sh [ARGUMENTS OF PYTEST]      with any: one pytest, with these
set -u
cd "$(dirname "$0")/.."
[ $# -eq 0 ] || exec .venv/bin/python -m pytest "$@"

said=$(mktemp)
.venv/bin/python -m pytest -o cache_dir=.pytest_cache/beside -m "not asterisk and not alone" >"$said" 2>&1 &
beside=$!
trap 'kill "$beside" 2>/dev/null; rm -f "$said"' EXIT
trap 'exit 130' INT TERM

echo "Tests on a real Asterisk; the others run beside them and are shown afterwards."
.venv/bin/python -m pytest -m "asterisk and not alone"
first=$?
wait "$beside"
second=$?
cat "$said"
.venv/bin/python -m pytest -o cache_dir=.pytest_cache/alone -m alone
third=$?
[ "$first$second$third" = 000 ] && echo "All tests passed." && exit 0
echo "Tests failed: look for FAILED above." >&2
exit 1
