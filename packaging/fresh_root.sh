# Sourced: a fresh Debian in a folder, what runs in it, and the window that opens from it.
# Needs root, mmdebstrap, and the programs that the tests of the window use (setup.sh --tests).
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C.UTF-8
umask 022 # for what is made in it

((EUID == 0)) || {
  echo "What was built is in dist/. Trying it in a fresh Debian takes root: sudo $0 $*" >&2
  exit 1
}

# Mounts go with the namespace, however this ends.
[[ ${CORNETTA_UNSHARED:-} ]] || CORNETTA_UNSHARED=1 exec unshare --mount --fork --kill-child "$0" "$@"

work=$(mktemp -d)
root=$work/root
pids=()

clean() {
  ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
  umount --recursive --lazy "$root/proc" "$root/dev" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap clean EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

as_user() { chroot --userspec=1000:1000 "$root" env -i PATH=/usr/bin:/bin HOME=/home/user LC_ALL=C.UTF-8 "$@"; }

# make_root SUITE VARIANT: the name of a Debian, and mmdebstrap's for how much is in it.
make_root() {
  local archives suite=$1
  echo "Making a fresh Debian: $suite ..."
  # This system's own sources tell where Debian's archive is.
  # shellcheck disable=SC2016  # the $(...) are apt's own
  mapfile -t archives < <(apt-get indextargets --format '$(COMPONENT) $(ORIGIN) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "main" && $2 == "Debian" && $3 !~ /-/ { print $4 }')
  ((${#archives[@]})) || fail "apt knows no archive of Debian here."
  # Its lists are kept, so that apt can install from them. Every Debian has the two packages.
  mmdebstrap --quiet --variant="$2" --include=passwd,tzdata --skip=cleanup/apt "$suite" "$root" "deb ${archives[0]} $suite main" 2>"$work/log" ||
    fail "mmdebstrap: $(tail -n3 "$work/log")"
  mount --bind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  # How this system reaches the network.
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
  in_root useradd --create-home --uid 1000 user
}

install() {
  in_root apt-get -q -y -o APT::Sandbox::User=root install --no-install-recommends "$@" >"$work/log" 2>&1 ||
    fail "apt-get install: $(cat "$work/log")"
}

until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

# see_self_test COMMAND
see_self_test() {
  as_user "$@" self-test >"$work/said" || fail "self-test: $(cat "$work/said")"
  cat "$work/said"
}

# see_window PICTURE COMMAND: the demo's window opens on an X server, shows calls, and ends when it is told to.
see_window() {
  local picture=$1 display window program
  shift
  echo "Starting the window ..."
  Xvfb -displayfd 3 -screen 0 1000x700x24 -nolisten tcp 3>"$work/display" 2>"$work/xvfb" &
  pids+=($!)
  until_true 10 test -s "$work/display" || fail "Xvfb does not start: $(tail -n1 "$work/xvfb")"
  display=:$(cat "$work/display")
  export DISPLAY=$display
  # An X server also listens at a name in the network's namespace: no file has to be shared.
  as_user env DISPLAY="$display" "$@" --demo 2>"$work/stderr" &
  program=$!
  pids+=("$program")
  until_true 20 xdotool search --onlyvisible --class cornetta || fail "no window: $(cat "$work/stderr")"
  window=$(xdotool search --onlyvisible --class cornetta | head -n1)
  [[ $(xdotool getwindowname "$window") == *Cornetta* ]] || fail "the window's title is strange."
  until_true 10 colours || fail "the window is blank."
  until_true 20 differs || fail "no call comes in the demo."
  if [[ $picture != /dev/null ]]; then
    mkdir -p "$(dirname "$picture")"
    cp "$work/later.png" "$picture"
  fi
  kill -TERM "$(pgrep -P "$program" || echo "$program")"
  wait "$program" || fail "it did not end well: $(cat "$work/stderr")"
  [[ ! -s $work/stderr ]] || fail "it complains: $(cat "$work/stderr")"
}

colours() { import -window root "$work/window.png" && (($(identify -format %k "$work/window.png") > 50)); }

differs() { import -window root "$work/later.png" && ! cmp -s "$work/window.png" "$work/later.png"; }
