#!/bin/sh
# Prints the path of a Python of a version, "3.12"; exit code 1 where there is none.
for python in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python3; do
  # A name on the PATH is no proof: pyenv leaves names there that fail when they are run.
  "$python" -c 'import sys; print(sys.executable)' 2>/dev/null && exit 0
done
exit 1
