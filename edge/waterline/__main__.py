"""``python -m edge.waterline read STILL --calibration FILE``."""

import sys

from edge.waterline.commands import main

sys.exit(main(sys.argv[1:]))
