"""Directives for the pages about the book itself.

::

    ```{how-to-cite}
    ```
    ```{errata}
    ```
    ```{standing}
    ```
    ```{wheel}
    ```
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from treasurybook.press.project import MEASURED, Project
from treasurybook.press.release.wheel import WHEELS, build_wheel, has_wheel
from treasurybook.press.run.lessons import chapter_titles
from treasurybook.press.site import citing
from treasurybook.press.site.directives import ComputedDirective, status_table
from treasurybook.press.site.rendering import render
from treasurybook.press.site.repository import read_repository

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class HowToCite(SphinxDirective):
    """The citation as plain text and as an entry for BibTeX, each to be copied."""

    def run(self) -> list[nodes.Node]:
        project = Project(self.env.srcdir)
        self.env.note_dependency(str(project.root / citing.FILE))
        found = citing.citation(project, data=project.data_day, address=self._address())
        return [
            nodes.literal_block(
                found.plain(), found.plain(), language="text", classes=["tb-citation"]
            ),
            nodes.literal_block(found.bibtex(), found.bibtex(), language="bibtex"),
        ]

    def _address(self) -> str:
        return str(self.config.html_baseurl or read_repository(Path(self.env.srcdir)).url)


class Errata(ComputedDirective):
    """Every change of a test after its result, and the known errors of sources."""

    def html(self, project: Project) -> str:
        from treasurybook.ledger.claims import claims
        from treasurybook.press.site.errata import render_errata
        from treasurybook.snapshot.corrections import read_corrections

        corrections = read_corrections(project.data)
        return render_errata(claims(), corrections, chapter_titles(project), self.to_root)


class Wheel(ComputedDirective):
    """The wheel with its size and its hash, and how it is installed."""

    def html(self, project: Project) -> str:
        if not has_wheel(project):
            return "<p>This edition has no wheel of its own; the book has one.</p>"
        self.env.note_reread()  # it changes with every lesson's text
        wheel = build_wheel(project)
        content = wheel.read_bytes()
        return render(
            "wheel",
            self.to_root,
            name=wheel.name,
            folder=WHEELS,
            megabytes=f"{len(content) / 1e6:.1f}",
            sha256=sha256(content).hexdigest(),
        )


class Standing(ComputedDirective):
    """How old the data are, how many statements are judged, and what is waited for."""

    def html(self, project: Project) -> str:
        from treasurybook.ledger.claims import claims
        from treasurybook.press.site.standing import render_standing
        from treasurybook.snapshot import catalogue

        measured = project.root / MEASURED
        self.env.note_dependency(str(measured))
        return render_standing(
            status_table(project),
            claims(),
            catalogue(),
            version=project.version,
            data_day=project.data_day,
            measured=json.loads(measured.read_text(encoding="utf-8")) if measured.exists() else {},
            to_root=self.to_root,
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("how-to-cite", HowToCite)
    app.add_directive("errata", Errata)
    app.add_directive("standing", Standing)
    app.add_directive("wheel", Wheel)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
