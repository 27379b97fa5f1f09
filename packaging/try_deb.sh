#!/bin/bash
# Installs the Debian package in a fresh Debian, starts it there, removes it, and looks at each.
#
#   packaging/try_deb.sh SUITE DEB [PICTURE]      SUITE: bookworm; PICTURE: where to keep what the window looks like
# shellcheck source=packaging/fresh_root.sh
. "$(dirname "$0")/fresh_root.sh"

suite=${1:?which Debian?}
deb=$(realpath "${2:?which package?}")
picture=$(realpath -m "${3:-/dev/null}")

# All that is there, but for what every installation writes: its records, logs and caches.
everything() {
  (cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./var/lib/dpkg -o -path ./var/lib/apt \
    -o -path ./var/log -o -path ./var/cache -o -path ./home -o -path ./tmp \) -prune -o -print | sort)
}

make_root "$suite" apt
everything >"$work/before"

echo "Installing ..."
cp "$deb" "$root/tmp/cornetta.deb"
install /tmp/cornetta.deb
[[ $(in_root dpkg-query -W -f '${db:Status-Abbrev}' cornetta) == "ii " ]] || fail "it is not installed."

# The theme of Gtk is for desktops that have Gtk; Qt passes it over elsewhere.
missing=$(in_root sh -c 'find /usr/lib/cornetta -name "*.so*" ! -name libqgtk3.so -exec ldd {} + 2>/dev/null | grep "not found" | sort -u' || true)
[[ -z $missing ]] || fail "libraries that nothing brings along: $missing"

see_self_test cornetta
grep -q "libqxcb.so, libqwayland.so" "$work/said" || fail "no window on Wayland."
as_user cornetta calls --demo >/dev/null || fail "cornetta calls --demo."
[[ -n $(find "$root/usr/lib/cornetta/client" -name '*.pyc' -print -quit) ]] || fail "no bytecode was made: it starts slowly."
for file in applications/desktop.cornetta.client.desktop metainfo/desktop.cornetta.client.metainfo.xml \
  icons/hicolor/scalable/apps/desktop.cornetta.client.svg; do
  [[ -s $root/usr/share/$file ]] || fail "$file is missing."
done
[[ ! -e $root/etc/xdg/autostart ]] || fail "it starts by itself: $(ls "$root/etc/xdg/autostart")"

see_window "$picture" cornetta

echo "Removing ..."
in_root apt-get -q -y purge --autoremove cornetta >"$work/log" 2>&1 || fail "apt-get purge: $(tail -n3 "$work/log")"
everything >"$work/after"
left=$(comm -13 "$work/before" "$work/after")
[[ -z $left ]] || fail "left behind: $left"
[[ ! -e $root/usr/lib/cornetta ]] || fail "/usr/lib/cornetta is still there."
echo "The Debian package is good in $suite."
