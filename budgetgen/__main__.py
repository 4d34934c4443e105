"""``python -m budgetgen``."""

import sys

from budgetgen.cli import main

sys.exit(main())
