"""Axis limits and label positions, worked out in Python so that labels can be kept apart."""

import math
import sys
from collections.abc import Iterable, Sequence


def nice_limits(values: Iterable[float], *, zero: bool = False, steps: int = 10) -> list[float]:
    """Round limits that hold all values.

    Parameters
    ----------
    values
        Numbers to be shown; missing ones are left out.
    zero
        Whether 0 must be inside, as it must for bars and areas.
    steps
        Number of steps aimed at; more steps follow the data more closely.

    Returns
    -------
    list of float
        Lower and upper limit, both multiples of 1, 2 or 5 times a power of ten.
    """
    known = [v for v in values if math.isfinite(v)] + ([0.0] if zero else [])
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if (high - low) / steps < sys.float_info.min:
        low, high = low - (abs(low) * 0.1 or 0.1), high + (abs(high) * 0.1 or 0.1)
    rough = (high - low) / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= rough * 0.999)
    return [
        round(math.floor(low / step + 1e-9) * step, 12),
        round(math.ceil(high / step - 1e-9) * step, 12),
    ]


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Move positions apart until neighbours are at least `gap` from each other.

    Positions that collide are merged into a block centred on their mean, and blocks that collide
    are merged in turn, so no label moves further than it must.

    Parameters
    ----------
    positions
        Wanted positions, in any order and any unit.
    gap
        Least distance, in the same unit.

    Returns
    -------
    list of float
        The new positions, in the order given.
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    blocks: list[tuple[float, list[int]]] = []
    for index in order:
        block = (positions[index], [index])
        while blocks and block[0] - blocks[-1][0] < gap * (len(block[1]) + len(blocks[-1][1])) / 2:
            members = blocks.pop()[1] + block[1]
            block = (sum(positions[i] for i in members) / len(members), members)
        blocks.append(block)
    result = [0.0] * len(positions)
    for centre, members in blocks:
        for rank, index in enumerate(members):
            result[index] = centre + (rank - (len(members) - 1) / 2) * gap
    return result
