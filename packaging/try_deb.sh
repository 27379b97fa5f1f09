#!/bin/bash
# Installs the Debian package in a fresh Debian 12, starts it there, removes it, and looks at each.
# Needs root, mmdebstrap, and the programs that the tests of the window use (setup.sh --tests).
#
#   packaging/try_deb.sh DEB [PICTURE]      PICTURE: where to keep what the window looks like
set -euo pipefail
export LC_ALL=C.UTF-8

deb=$(realpath "${1:?which package?}")
picture=$(realpath -m "${2:-/dev/null}")
cd "$(dirname "$0")/.."
# Mounts go with the namespace, however this ends.
[[ ${CORNETTA_UNSHARED:-} ]] || CORNETTA_UNSHARED=1 exec unshare --mount --fork --kill-child "$0" "$@"

work=$(mktemp -d)
root=$work/root
pids=()
# shellcheck disable=SC2317  # the trap calls it
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

# All that is there, but for what every installation writes: its records, logs and caches.
everything() {
  (cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./var/lib/dpkg -o -path ./var/lib/apt \
    -o -path ./var/log -o -path ./var/cache -o -path ./home -o -path ./tmp \) -prune -o -print | sort)
}

until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

# shellcheck disable=SC1003,SC2016  # this system's own sources tell where Debian's archive is
mapfile -t archives < <(apt-get indextargets --format '$(COMPONENT) $(ORIGIN) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
  awk '$1 == "main" && $2 == "Debian" && $3 == "bookworm" { print $4 }')
((${#archives[@]})) || fail "apt knows no archive of Debian 12 here."
echo "Making a fresh Debian 12 ..."
mmdebstrap --quiet --variant=apt --skip=cleanup/apt bookworm "$root" "deb ${archives[0]} bookworm main" 2>"$work/log" ||
  fail "mmdebstrap: $(tail -n3 "$work/log")"
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
cp /etc/resolv.conf /etc/hosts "$root/etc/" # how this system reaches the network
cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
in_root useradd --create-home --uid 1000 user
everything >"$work/before"

echo "Installing ..."
cp "$deb" "$root/tmp/cornetta.deb"
in_root apt-get -q -o APT::Sandbox::User=root install -y --no-install-recommends /tmp/cornetta.deb >"$work/log" 2>&1 ||
  fail "apt-get install: $(cat "$work/log")"
[[ $(in_root dpkg-query -W -f '${db:Status-Abbrev}' cornetta) == "ii " ]] || fail "it is not installed."

# The theme of Gtk is for desktops that have Gtk; Qt passes it over elsewhere.
missing=$(in_root sh -c 'find /usr/lib/cornetta -name "*.so*" ! -name libqgtk3.so -exec ldd {} + 2>/dev/null | grep "not found" | sort -u' || true)
[[ -z $missing ]] || fail "libraries that nothing brings along: $missing"

as_user cornetta self-test >"$work/said" || fail "self-test: $(cat "$work/said")"
cat "$work/said"
grep -q "libqxcb.so, libqwayland.so" "$work/said" || fail "no window on Wayland."
as_user cornetta calls --demo >/dev/null || fail "cornetta calls --demo."
[[ -n $(find "$root/usr/lib/cornetta/client" -name '*.pyc' -print -quit) ]] || fail "no bytecode was made: it starts slowly."
for file in applications/desktop.cornetta.client.desktop metainfo/desktop.cornetta.client.metainfo.xml \
  icons/hicolor/scalable/apps/desktop.cornetta.client.svg; do
  [[ -s $root/usr/share/$file ]] || fail "$file is missing."
done
[[ ! -e $root/etc/xdg/autostart ]] || fail "it starts by itself: $(ls "$root/etc/xdg/autostart")"

echo "Starting the window ..."
exec 3<>"$work/display"
Xvfb -displayfd 3 -screen 0 1000x700x24 -nolisten tcp 3>"$work/display" 2>"$work/xvfb" &
pids+=($!)
until_true 10 test -s "$work/display" || fail "Xvfb does not start: $(tail -n1 "$work/xvfb")"
display=:$(cat "$work/display")
# It is the namespace of the network in which an X server listens, too: no file has to be shared.
as_user env DISPLAY="$display" cornetta --demo 2>"$work/stderr" &
program=$!
pids+=("$program")
until_true 20 env DISPLAY="$display" xdotool search --onlyvisible --class cornetta || fail "no window: $(cat "$work/stderr")"
window=$(DISPLAY=$display xdotool search --onlyvisible --class cornetta | head -n1)
[[ $(DISPLAY=$display xdotool getwindowname "$window") == *Cornetta* ]] || fail "the window's title is strange."
colours() { DISPLAY=$display import -window root "$work/window.png" && (($(identify -format %k "$work/window.png") > 50)); }
until_true 10 colours || fail "the window is blank."
until_true 20 sh -c "DISPLAY=$display import -window root $work/later.png && ! cmp -s $work/window.png $work/later.png" ||
  fail "no call comes in the demo."
[[ $picture == /dev/null ]] || cp "$work/later.png" "$picture"
kill -TERM "$(pgrep -P "$program" || echo "$program")"
wait "$program" || fail "it did not end well: $(cat "$work/stderr")"
[[ ! -s $work/stderr ]] || fail "it complains: $(cat "$work/stderr")"

echo "Removing ..."
in_root apt-get -q purge -y --autoremove cornetta >"$work/log" 2>&1 || fail "apt-get purge: $(tail -n3 "$work/log")"
everything >"$work/after"
left=$(comm -13 "$work/before" "$work/after")
[[ -z $left ]] || fail "left behind: $left"
[[ ! -e $root/usr/lib/cornetta ]] || fail "/usr/lib/cornetta is still there."
echo "The Debian package is good."
