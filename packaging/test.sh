#!/bin/sh
# All tests, in four parts side by side; then, by themselves, those that keep the machine busy.
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
started=
trap 'kill $started 2>/dev/null; rm -rf "$said"' EXIT
trap 'exit 130' INT TERM

for folder in contract integration; do
  part "$folder" -m "not alone" "tests/$folder" >"$said/$folder" 2>&1 &
  started="$started $!"
done
# Those on a real Asterisk take longest, since they mostly wait: half of them are with the rest.
part rest -m "not alone" --ignore=tests/contract --ignore=tests/integration \
  --ignore-glob="tests/asterisk/test_c*" >"$said/rest" 2>&1 &
started="$started $!"

echo "Tests on a real Asterisk; the others run beside them and are shown afterwards."
(part asterisk -m "not alone" --ignore-glob="tests/asterisk/test_[!c]*" tests/asterisk)
codes=$?
for one in $started; do
  wait "$one"
  codes=$codes$?
done
cat "$said"/*
(part alone -m alone)
codes=$codes$?
[ "$codes" = 00000 ] && echo "All tests passed." && exit 0
echo "Tests failed: look for FAILED above." >&2
exit 1
