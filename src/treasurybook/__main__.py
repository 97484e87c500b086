"""Run the command line as ``python -m treasurybook``."""

from treasurybook.cli import main

raise SystemExit(main())
