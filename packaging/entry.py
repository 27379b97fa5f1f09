"""Where the one-folder program begins."""

import sys

from client.__main__ import main

sys.exit(main())
