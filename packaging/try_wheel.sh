#!/bin/sh
# Installs the wheel as pipx does, with what it asks for, once for each Python 3.11 to 3.14 that is
# here, and runs its self-test outside the tree.
#
#   packaging/try_wheel.sh WHEEL
set -eu
wheel=$(realpath "${1:?which wheel?}")
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$here/../.venv/bin/python" -m venv tools
tools/bin/pip --disable-pip-version-check install --quiet pipx
tried=
for name in 3.11 3.12 3.13 3.14; do
  python=$("$here/find_python.sh" $name) || continue
  export PIPX_HOME="$work/$name" PIPX_BIN_DIR="$work/$name-bin" PIPX_MAN_DIR="$work/$name-man"
  tools/bin/pipx install --quiet --python "$python" "$wheel"
  echo "With Python $name:"
  PATH="$PIPX_BIN_DIR:$PATH" cornetta self-test
  tried="$tried $name"
done
[ "$tried" ] || { echo "FAILED: no Python 3.11 to 3.14 is here." >&2 && exit 1; }
echo "The wheel is good with Python$tried."
