#!/bin/sh
# The fast tests with another Python than .venv's, in an environment of its own under build/.
#
#   packaging/test_python.sh VERSION [ARGUMENTS OF PYTEST]      VERSION: 3.12; without arguments: tests/unit
set -eu
cd "$(dirname "$0")/.."
version=${1:?which version?} && shift
python=$(packaging/find_python.sh "$version") || { echo "No Python $version is here." >&2 && exit 1; }
folder=build/python-$version
recipe="$(pwd) $python $(cksum <requirements.lock) $(cksum <pyproject.toml)"
if [ "$(cat "$folder/made-from" 2>/dev/null)" != "$recipe" ]; then
  rm -rf "$folder"
  "$python" -m venv "$folder"
  "$folder/bin/pip" --disable-pip-version-check install --quiet --require-hashes --no-deps --only-binary=:all: -r requirements.lock
  "$folder/bin/pip" --disable-pip-version-check install --quiet --no-deps --no-build-isolation -e .
  echo "$recipe" >"$folder/made-from"
fi
[ $# -gt 0 ] || set -- tests/unit
"$folder/bin/python" -VV
exec "$folder/bin/python" -m pytest -q "$@"
