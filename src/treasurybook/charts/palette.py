"""The book's colours, one set of names in a light and a dark variant.

The seven hues were found by a search in CIELAB that maximised the smallest distance between any
two of them as seen with normal vision and with simulated protanopia, deuteranopia and tritanopia
(matrices of Machado, Oliveira and Fernandes 2009), subject to a contrast of at least 3:1 with the
page. The tests recompute both properties.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from treasurybook.charts.errors import ChartError
from treasurybook.charts.kept import kept_colour


@dataclass(frozen=True)
class Colour:
    """One named colour.

    Attributes
    ----------
    light
        Hex value of marks on the white page (contrast at least 3:1).
    text
        Hex value of words in this colour on the white page (contrast at least 4.5:1).
    dark
        Hex value of marks and words on the dark page (contrast at least 4.5:1).
    """

    light: str
    text: str
    dark: str


LIGHT_PAGE = "#ffffff"
DARK_PAGES = ("#14181e", "#121212")

COLOURS: dict[str, Colour] = {
    "blue": Colour("#0a4c9a", "#0a4c9b", "#3786e7"),
    "orange": Colour("#e8620a", "#c84700", "#e99958"),
    "teal": Colour("#469f7f", "#217f61", "#7ae9be"),
    "crimson": Colour("#860c2e", "#860c2f", "#db5b63"),
    "violet": Colour("#9e7eb9", "#83659e", "#dab2fc"),
    "ochre": Colour("#8e733e", "#896e39", "#f5d53c"),
    "slate": Colour("#5a5f6e", "#5a5f6f", "#8d96a5"),
}

INK = Colour("#1f2328", "#1f2329", "#e6e8eb")
QUIET = Colour("#59626b", "#59626c", "#a9b2bc")
PALE = Colour("#8c949c", "#59626d", "#6f7a86")
GRID = Colour("#e4e7ea", "#e4e7ea", "#303741")
SHADE = Colour("#8a94a0", "#8a94a0", "#8a94a1")
PAGE = Colour(LIGHT_PAGE, LIGHT_PAGE, DARK_PAGES[0])

_HOUSE = {"ink": INK, "quiet": QUIET, "pale": PALE}


def colour(name: str) -> Colour:
    """Look up a colour by name.

    Parameters
    ----------
    name
        A key of `COLOURS`, or ``"ink"`` (the colour of the text), ``"quiet"`` or ``"pale"``
        (greys for context that should not compete with the subject).

    Raises
    ------
    ChartError
        If there is no such colour.
    """
    found = COLOURS.get(name) or _HOUSE.get(name)
    if found is None:
        known = ", ".join([*COLOURS, *_HOUSE])
        raise ChartError(f"there is no colour {name!r}; the book's colours are: {known}")
    return found


def assign(names: Sequence[str], chosen: Mapping[str, str] | None = None) -> dict[str, Colour]:
    """Give each series a colour: the one it keeps through the book, else the chosen, else a free.

    Parameters
    ----------
    names
        The series in their order.
    chosen
        Series to colour name. ``"pale"`` sets any series back as context.

    Returns
    -------
    dict of str to Colour
        In the order of `names`.

    Raises
    ------
    ChartError
        If `chosen` names a series that is not plotted, or another colour than a series keeps
        (`treasurybook.charts.kept`), or more series are plotted than there are colours that
        readers can tell apart.
    """
    chosen = dict(chosen or {})
    strangers = [name for name in chosen if name not in names]
    if strangers:
        raise ChartError(
            f"colours are given for {strangers}, which are not among the series {list(names)}"
        )
    kept = {name: tint for name in names if (tint := kept_colour(name))}
    for name, tint in chosen.items():
        if tint not in ("pale", kept.get(name, tint)):
            raise ChartError(f"{name!r} is {kept[name]} through the whole book, not {tint}")
    fixed = {**kept, **chosen}
    free = [key for key in COLOURS if key not in fixed.values()]
    rest = [name for name in names if name not in fixed]
    if len(rest) > len(free):
        raise ChartError(
            f"{len(names)} series are too many: readers tell {len(COLOURS)} colours apart. "
            "Group the small ones, or give the context series the colour 'pale'"
        )
    filled = {**fixed, **dict(zip(rest, free, strict=False))}
    return {name: colour(filled[name]) for name in names}


def dark_twins() -> dict[str, str]:
    """Map every hex value used on the light page to its twin on the dark page."""
    twins: dict[str, str] = {}
    for each in [*COLOURS.values(), INK, QUIET, PALE, GRID, SHADE, PAGE]:
        twins[each.light] = each.dark
        twins[each.text] = each.dark
    return twins
