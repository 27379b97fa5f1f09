#!/bin/bash
# Unpacks the one-folder program in a fresh Debian that has no Python, and starts it there.
#
#   packaging/try_onedir.sh SUITE TAR [PICTURE]      SUITE: bookworm; PICTURE: where to keep what the window looks like
# shellcheck source=packaging/fresh_root.sh
. "$(dirname "$0")/fresh_root.sh"

suite=${1:?which Debian?}
tar=$(realpath "${2:?which file?}")
picture=$(realpath -m "${3:-/dev/null}")

make_root "$suite" apt
# What every desktop has and no program brings along: the drivers' side of OpenGL, and a font.
install libgl1 libegl1 fonts-dejavu-core fontconfig-config
[[ -z $(find "$root/usr/bin" "$root/usr/local/bin" -name 'python*') ]] || fail "there is a Python in it."

mkdir "$root/opt/cornetta"
tar -xJf "$tar" -C "$root/opt/cornetta" --strip-components=1
missing=$(in_root sh -c 'find /opt/cornetta -name "*.so*" -exec env LD_LIBRARY_PATH=/opt/cornetta/lib ldd {} + 2>/dev/null |
  grep "not found" | sort -u' || true)
# A desktop that speaks Wayland has these.
missing=$(grep -v "libwayland-" <<<"$missing" || true)
[[ -z $missing ]] || fail "libraries that nothing brings along: $missing"

see_self_test /opt/cornetta/cornetta
# A desktop that speaks Wayland has these, and then Qt does, too.
install libwayland-client0 libwayland-cursor0 libwayland-egl1
see_self_test /opt/cornetta/cornetta | grep " screen "
grep -q "libqxcb.so, libqwayland.so" "$work/said" || fail "no window on Wayland."
as_user /opt/cornetta/cornetta calls --demo >/dev/null || fail "cornetta calls --demo."
grep -q "GNU LESSER GENERAL PUBLIC LICENSE" "$root/opt/cornetta/THIRD-PARTY.txt" || fail "no licence notices."
grep -q "Bootloader Exception" "$root/opt/cornetta/THIRD-PARTY.txt" || fail "no notice of PyInstaller."
see_window "$picture" /opt/cornetta/cornetta
echo "The one-folder program is good in $suite."
