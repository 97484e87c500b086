r"""Sphinx extension: mathematics as MathML, made when the book is built.

Every current browser draws MathML itself, so pages need no script for it, and screen readers can
read it. A formula that cannot be converted is a warning, hence an error of the build.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

# Sphinx numbers a display as a whole, so the environments that number each line give way to those
# that only align.
_UNNUMBERED = {"align": "aligned", "gather": "gathered", "split": "aligned", "multline": "gathered"}
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(align|gather|split|multline|equation)\*?\}")

_converter = LatexToMathML(annotation=True, fancy_error=False)


def unnumbered(latex: str) -> str:
    r"""Return `latex` with environments that do not number their lines.

    Lines broken by ``\\`` outside of any environment are aligned at ``&``, as in Sphinx.
    """
    if r"\\" in latex and r"\begin" not in latex:
        return rf"\begin{{aligned}}{latex}\end{{aligned}}"

    def rename(match: re.Match[str]) -> str:
        edge, name = match.groups()
        return rf"\{edge}{{{_UNNUMBERED[name]}}}" if name in _UNNUMBERED else ""

    return _ENVIRONMENT.sub(rename, latex)


def parts_of(latex: str) -> list[str]:
    r"""Return the parts of a formula that may stand below each other on a narrow screen.

    These are what a wide space sets apart outside of all braces and environments.

    Examples
    --------
    >>> parts_of(r"a = b, \qquad c = \text{if \quad d}")
    ['a = b,', 'c = \\text{if \\quad d}']
    """
    if r"\begin" in latex or r"\\" in latex or r"\left" in latex:
        return [latex]
    parts, depth = [""], 0
    for piece in re.split(r"(\\q?quad(?![a-z])|[{}])", latex):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if depth == 0 and piece in (r"\quad", r"\qquad"):
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts if part.strip()]


def to_mathml(latex: str, *, display: bool) -> str:
    """Return `latex` as a ``<math>`` element.

    Raises
    ------
    math_core.LatexError
        If the text holds a command or an environment that has no counterpart.
    """
    math = _converter.convert_with_local_state(unnumbered(latex), displaystyle=display)
    # a wide display scrolls on its own, so the keyboard must reach it
    return math.replace("<math", '<math tabindex="0"', 1) if display else math


def _append(translator: HTML5Translator, node: nodes.Element, *, display: bool) -> None:
    parts = parts_of(node.astext()) if display else [node.astext()]
    try:
        written = [to_mathml(part, display=display) for part in parts]
        one = len(written) == 1
        translator.body.append(
            written[0] if one else f'<div class="math-parts">{"".join(written)}</div>'
        )
    except LatexError as error:
        logger.warning("formula cannot be shown: %s", error, location=node)


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    _append(translator, node, display=False)
    raise nodes.SkipNode


def visit_display(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula and, if it has one, its number with a link to it."""
    translator.body.append(translator.starttag(node, "div", CLASS="math-display"))
    _append(translator, node, display=True)
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append("</div>")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the renderer as ``html_math_renderer: mathml``."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
