#!/bin/sh
# The demo: in a window where there is a display, else in the terminal.
cd "$(dirname "$0")/.." || exit
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ]; then
  exec .venv/bin/cornetta --demo
fi
echo "There is no display here, so the demo runs in this terminal; Ctrl-C ends it."
exec .venv/bin/cornetta --demo watch
