"""Covers the screen and holds the keyboard, as programs do that lock it; ends with its input."""

import sys

from Xlib import X
from Xlib.display import Display


def main() -> None:
    server = Display()
    root = server.screen().root
    size = root.get_geometry()
    black = server.screen().black_pixel
    copied = (X.CopyFromParent,) * 3
    cover = root.create_window(
        0, 0, size.width, size.height, 0, *copied, override_redirect=True, background_pixel=black
    )
    cover.map()
    how = (False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
    assert root.grab_keyboard(*how) == X.GrabSuccess
    print("locked", flush=True)  # noqa: T201
    sys.stdin.read()


if __name__ == "__main__":
    main()
