#!/bin/bash
# The one-folder program must not be built where libraries of X are missing: PyInstaller only warns,
# and the product opens no window. Hides two of them from a build, and expects it to fail. Needs root.
set -euo pipefail
cd "$(dirname "$0")/.."
((EUID == 0)) || {
  echo "Only root can hide libraries from a build: run 'make onedir' as root." >&2
  exit 1
}
[[ ${CORNETTA_UNSHARED:-} ]] || CORNETTA_UNSHARED=1 exec unshare --mount --fork --kill-child "$0" "$@"

libraries=/usr/lib/$(uname -m)-linux-gnu
hidden=$(mktemp -d)
mount -t tmpfs tmpfs "$hidden"
trap 'umount --lazy "$libraries" "$hidden"; rmdir "$hidden"' EXIT
mkdir "$hidden/upper" "$hidden/work"
for file in "$libraries"/libxcb-icccm.so* "$libraries"/libxcb-keysyms.so*; do
  mknod "$hidden/upper/${file##*/}" c 0 0 # so an overlay says that a file is gone
done
mount -t overlay overlay -o "lowerdir=$libraries,upperdir=$hidden/upper,workdir=$hidden/work" "$libraries"

if said=$(.venv/bin/python packaging/onedir.py 2>&1); then
  echo "FAILED: it was built without libxcb-icccm and libxcb-keysyms." >&2
  exit 1
fi
[[ $said == *libxcb-icccm.so.4*libxcb-keysyms.so.1* ]] || { echo "FAILED: $said" >&2 && exit 1; }
echo "Not built where libraries of X are missing: $said"
