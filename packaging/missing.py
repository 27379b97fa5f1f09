"""Prints what this system lacks: per line a Debian package and the thing that is missing.

Asks the dynamic linker and the PATH, not a package manager, so it is right on any distribution.
Uses the standard library alone: it runs before anything is installed.
"""

import argparse
import ctypes
import importlib.util
import os
import shutil
import sys

# Only what other entries do not bring along. Qt aborts without the first six, and opens no window
# on X without the others.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
# The tests of the window open it on an X server of their own, click in it and look at it; one test
# sets the clock of a PBX.
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "trayer": "trayer",
    "xdotool": "xdotool",
    "xrandr": "x11-xserver-utils",
    "dbus-daemon": "dbus-daemon",
    "gnome-keyring-daemon": "gnome-keyring",
    "import": "imagemagick",
    "faketime": "faketime",
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
}
# The bus of the screen readers has no program on the PATH.
TEST_FILES = {"/usr/share/dbus-1/services/org.a11y.Bus.service": "at-spi2-core"}
# Those of the sound play on it.
TEST_LIBRARIES = {"libasound.so.2": "libasound2"}
# What builds the packages and tries them.
PACKAGE_PROGRAMS = {"dpkg-deb": "dpkg", "lintian": "lintian", "mmdebstrap": "mmdebstrap"}
PACKAGE_PROGRAMS |= {"readelf": "binutils", "xz": "xz-utils"}


def main() -> None:
    """Print the missing things."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["needed", "tests", "packages"])
    what = parser.parse_args().what
    if what != "needed":
        programs = TEST_PROGRAMS if what == "tests" else PACKAGE_PROGRAMS
        for program, package in programs.items():
            if shutil.which(program) is None:
                print(package, program)
        for file, package in TEST_FILES.items() if what == "tests" else ():
            if not os.path.exists(file):  # noqa: PTH110 - as little to import as can be
                print(package, file)
        for library, package in lost_libraries(TEST_LIBRARIES) if what == "tests" else ():
            print(package, library)
        return
    # Debian splits this module out of its Python.
    if importlib.util.find_spec("ensurepip") is None:
        print("python{}.{}-venv ensurepip".format(*sys.version_info))
    for library, package in lost_libraries(QT_LIBRARIES):
        print(package, library)


def lost_libraries(libraries: dict[str, str]) -> list[tuple[str, str]]:
    """Those of the libraries that are not there, each with its Debian package."""
    lost = []
    for library, package in libraries.items() if sys.platform == "linux" else ():
        try:
            ctypes.CDLL(library)
        except OSError:
            lost.append((library, package))
    return lost


if __name__ == "__main__":
    main()
