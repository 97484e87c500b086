"""An extension of IPython: charts are not held to the schema of Vega-Lite while they are made.

Altair does so at many steps of each chart, which takes a fifth of the time of drawing; a test of
the built book does it once for every figure. Only kernels that start with Altair imported are
spared: to import it for those that may not need it would cost more.
"""

from __future__ import annotations

import sys
from typing import Any


def load_ipython_extension(_shell: Any) -> None:
    """Trust the charts of this kernel from now on."""
    schemas: Any = sys.modules.get("altair.utils.schemapi")
    if schemas is not None:
        schemas.DEBUG_MODE = False
