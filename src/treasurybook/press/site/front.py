"""Directives and a role for the pages at the front door.

::

    ```{headline}
    ```
    ```{findings}
    7.4 fig-haven-shares: Foreigners in marketable Treasuries
    ```
    ```{figure-of} 6.2 fig-cuts-window
    ```
    ```{look-up}
    ```
    {count}`holds`  {share-zh}`fails`
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from treasurybook.press.errors import BuildFailed
from treasurybook.press.run.lessons import Lesson, pick_lesson
from treasurybook.press.run.storage import executed_path
from treasurybook.press.site.directives import ComputedDirective, records_noted, status_table
from treasurybook.press.site.findings import figure_html, finding
from treasurybook.press.site.headline import counts, headline, in_chinese
from treasurybook.press.site.rendering import render

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from treasurybook.press.project import Project

_LINE = re.compile(r"(?P<lesson>[\d.]+) (?P<figure>fig-[\w-]+): (?P<series>.+)")


def _lesson_noted(env: BuildEnvironment, project: Project, number: str) -> Lesson:
    """Return a lesson, and make the page that is being read depend on its run."""
    lesson = pick_lesson(project, number)
    env.note_dependency(str(executed_path(project, lesson)))
    return lesson


class Headline(ComputedDirective):
    """What became of all statements, in one sentence."""

    def html(self, project: Project) -> str:
        return render("headline", sentence=headline(counts(status_table(project)["verdict"])))


class Findings(ComputedDirective):
    """Cards with findings of lessons: one line each, ``lesson figure: series``."""

    has_content = True

    def html(self, project: Project) -> str:
        found = []
        for line in self.content:
            match = _LINE.fullmatch(line)
            if match is None:
                raise BuildFailed(f"findings: {line!r} is not '<lesson> <figure>: <series>'")
            found.append(finding(project, *match.groups()))
            _lesson_noted(self.env, project, match["lesson"])
        return render("findings", self.to_root, findings=found)


class FigureOf(ComputedDirective):
    """A figure of a lesson once more: ``{figure-of} 6.2 fig-cuts-window``."""

    required_arguments = 2

    def html(self, project: Project) -> str:
        number, id = self.arguments
        return render(
            "figure_of",
            self.to_root,
            figure=figure_html(project, number, id),
            id=id,
            lesson=_lesson_noted(self.env, project, number),
        )


class LookUp(ComputedDirective):
    """A box that leads to the ledger."""

    def html(self, project: Project) -> str:  # noqa: ARG002 (the same whatever is stored)
        return render("look_up")


class Count(SphinxRole):
    """A number of statements, by its name in `treasurybook.press.site.headline.counts`."""

    def written(self, found: dict[str, int]) -> str:
        """Return what stands in the text."""
        return str(found[self.text])

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text, and make the page depend on the records."""
        project = records_noted(self.env)
        found = counts(status_table(project)["verdict"])
        if self.text not in found:
            raise BuildFailed(f"there is no count {self.text!r}: {', '.join(found)}")
        return [nodes.Text(self.written(found))], []


class ChineseShare(Count):
    """A share of the statements judged, in Chinese words."""

    def written(self, found: dict[str, int]) -> str:
        return in_chinese(found[self.text], found["judged"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and roles."""
    app.add_directive("headline", Headline)
    app.add_directive("findings", Findings)
    app.add_directive("figure-of", FigureOf)
    app.add_directive("look-up", LookUp)
    app.add_role("count", Count())
    app.add_role("share-zh", ChineseShare())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
