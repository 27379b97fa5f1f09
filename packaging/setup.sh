#!/bin/sh
# Makes .venv from requirements.lock with the app itself in it, and sees to Qt's system libraries.
# When nothing changed it does nothing.
#
#   packaging/setup.sh [--tests | --packages]
#
# --tests: also the programs that the tests of the window use; --packages: those that build packages, too.
#
# PYTHON=... names the interpreter. As root, missing system packages are installed with apt-get;
# otherwise the command that installs them is printed.
set -eu
cd "$(dirname "$0")/.."

die() {
  echo "$*" >&2
  exit 1
}

# Says what .venv is made from when the interpreter $1 makes it: the checkout's place (scripts name
# it), the interpreter, the lock.
recipe() {
  "$1" -I -c 'import os, sys; print(os.getcwd(), sys.base_prefix, *sys.version_info[:2])' 2>/dev/null &&
    cksum <requirements.lock
}

# The marks are written last, so a half-made .venv has none.
venv_is_current() {
  [ -f .venv/made-from ] || return 1
  made_from=$(cat .venv/made-from)
  [ "$(recipe .venv/bin/python)" = "$made_from" ] || return 1
  [ -z "${PYTHON:-}" ] || [ "$(recipe "$PYTHON")" = "$made_from" ]
}

project_is_current() {
  [ "$(cat .venv/installed-from 2>/dev/null)" = "$(cksum <pyproject.toml)" ]
}

# A name on the PATH is no proof: pyenv leaves names there that fail when they are run.
suits() {
  [ "$("$1" -c 'import sys; print((3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null)" = True ]
}

choose_python() {
  if [ -n "${PYTHON:-}" ]; then
    suits "$PYTHON" || die "PYTHON=$PYTHON does not run, or is not Python 3.11 to 3.14."
    echo "$PYTHON"
    return
  fi
  for name in python3.11 python3.12 python3.13 python3.14 python3; do
    if suits "$name"; then
      echo "$name"
      return
    fi
  done
  die "Python 3.11 to 3.14 is needed: install one, or name one with PYTHON=/its/path."
}

# Turns lines of missing.py into what apt-get takes.
packages() { printf '%s\n' "$1" | cut -d' ' -f1 | sort -u | paste -sd' ' -; }
things() { printf '%s\n' "$1" | cut -d' ' -f2 | paste -sd' ' -; }

apt_command() {
  line="apt-get install -y --no-install-recommends $(packages "$1")"
  ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || line="apt-get update && $line"
  if command -v sudo >/dev/null; then
    echo "$line" | sed 's/apt-get/sudo apt-get/g'
  else
    echo "su -c '$line'"
  fi
}

apt_install() {
  echo "Installing system packages: $(packages "$1") ..."
  log=$(mktemp)
  # One foreign archive that is away makes update fail; the install still tells.
  apt-get -qq update >"$log" 2>&1 || true
  # shellcheck disable=SC2046  # several words are meant
  if DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120 install \
    --no-install-recommends $(packages "$1") >>"$log" 2>&1; then
    rm "$log"
  else
    grep -m3 '^[EW]:' "$log" >&2 || tail -n3 "$log" >&2
    rm "$log"
    return 1
  fi
}

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

see_to_system() {
  missing=$("$1" -I packaging/missing.py needed)
  [ -n "$missing" ] || return 0
  if can_install; then
    apt_install "$missing" || die "apt-get could not install them; Cornetta needs them."
    missing=$("$1" -I packaging/missing.py needed)
    [ -z "$missing" ] || die "Still missing after the installation: $(things "$missing")."
  elif command -v apt-get >/dev/null; then
    die "This system lacks $(things "$missing"). Run this once, then try again:
  $(apt_command "$missing")"
  else
    die "This system lacks $(things "$missing"): install them (in Debian: $(packages "$missing"))."
  fi
}

see_to_packages() {
  missing=$(.venv/bin/python -I packaging/missing.py packages)
  [ -n "$missing" ] || return 0
  can_install || die "Packages are not built without $(things "$missing"). Run this once, then try again:
  $(apt_command "$missing")"
  apt_install "$missing" || die "apt-get could not install what builds packages."
}

# The tests run without these too, and say which were skipped.
see_to_tests() {
  missing=$(.venv/bin/python -I packaging/missing.py tests)
  [ -n "$missing" ] || return 0
  if can_install; then
    apt_install "$missing" || echo "The tests that need $(things "$missing") will be skipped."
  else
    echo "The tests that need $(things "$missing") will be skipped (in Debian: $(packages "$missing"))."
  fi
}

# pip $2..., with a sentence in place of its log when it fails; $1 says what could not be done.
quiet_pip() {
  what=$1 && shift
  .venv/bin/python -m pip --disable-pip-version-check --no-input --retries 2 "$@" \
    >.venv/pip.log 2>&1 && return
  if grep -q 'No space left' .venv/pip.log; then
    die "$what: the disk is full."
  elif grep -qE 'Retrying|Max retries|ConnectionError|ReadTimeout|IncompleteRead' .venv/pip.log; then
    die "$what: the Python package index cannot be reached. Check the network, then try again."
  fi
  why=$(grep -oE '[A-Za-z]*(Error|ERROR): .*' .venv/pip.log || cat .venv/pip.log)
  die "$what: $(echo "$why" | tail -n1) (more in .venv/pip.log)"
}

make_venv() {
  rm -rf .venv 2>/dev/null || die "The old .venv cannot be removed (made by root?): sudo rm -rf .venv"
  mkdir .venv
  echo "Making .venv with $("$1" -V): about 130 MB to fetch the first time ..."
  "$1" -m venv .venv >.venv/pip.log 2>&1 || die "$1 -m venv failed: $(tail -n1 .venv/pip.log)"
  # The lock names every package, so pip has nothing to look for: it would find a newer release of
  # what is asked for with an extra, and refuse it for having no hash here.
  quiet_pip "The packages of requirements.lock are not installed" \
    install --require-hashes --no-deps --only-binary=:all: -r requirements.lock
  recipe .venv/bin/python >.venv/made-from
}

install_project() {
  quiet_pip "Cornetta itself is not installed" install --no-deps --no-build-isolation -e .
  cksum <pyproject.toml >.venv/installed-from
}

if venv_is_current && project_is_current; then
  see_to_system .venv/bin/python
else
  # Two runs at once: the second one waits and finds the work done.
  exec 9<requirements.lock
  ! command -v flock >/dev/null || flock 9
  python=.venv/bin/python
  venv_is_current || python=$(choose_python)
  see_to_system "$python"
  venv_is_current || make_venv "$python"
  project_is_current || install_project
  echo "Ready: .venv/bin/cornetta"
fi
case ${1:-} in
--tests) see_to_tests ;;
--packages) see_to_tests && see_to_packages ;;
esac
