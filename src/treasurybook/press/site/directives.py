"""Directives for what pages compute from records and data: ledger, counts, rules, catalogue.

::

    ```{ledger}
    ```
    ```{verdict-counts}
    :chapter: 1
    ```
    ```{verdict-counts}
    :by: document
    ```
    ```{verdict-rules}
    ```
    ```{data-catalogue}
    ```
    ```{checks} 5
    ```
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst.directives import choice, nonnegative_int, unchanged
from sphinx.util.docutils import SphinxDirective

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import chapter_titles, find_lessons
from treasurybook.press.run.storage import records_path

if TYPE_CHECKING:
    import pandas as pd
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class ComputedDirective(SphinxDirective):
    """Base of directives whose content is HTML computed from records or data."""

    def html(self, project: Project) -> str:
        """Return the content."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Return the content as it is, and make the page depend on the records.

        The data and the code that it depends on as well are watched for all pages at once, by the
        configuration value ``treasurybook_inputs``.
        """
        project = records_noted(self.env)
        return [nodes.raw("", self.html(project), format="html")]

    @property
    def to_root(self) -> str:
        """The way from the page to the root of the site, e.g. ``../``."""
        return "../" * self.env.docname.count("/")


def records_noted(env: BuildEnvironment) -> Project:
    """Return the project, and make the page that is being read depend on all records."""
    project = Project(Path(env.srcdir))
    for lesson in find_lessons(project):
        env.note_dependency(str(records_path(project, lesson)))
    for path in (project.firmness, project.origins):
        env.note_dependency(str(path))
    return project


def status_table(project: Project) -> pd.DataFrame:
    """Return every statement with its verdict, as `treasurybook.ledger.records.status` does.

    The table is shared by all pages of a build: nobody alters it.
    """
    files = sorted(project.records.rglob("*.json"))
    return _status_table(project.records, tuple((one, one.stat().st_mtime_ns) for one in files))


def answered(project: Project) -> pd.DataFrame | None:
    """Return the `status_table`; None if the lessons answer no statement."""
    from treasurybook.ledger.records import gather

    return None if gather(project.records).empty else status_table(project)


@lru_cache(maxsize=1)
def _status_table(folder: Path, _as_of: tuple[tuple[Path, int], ...]) -> pd.DataFrame:
    from treasurybook.ledger.records import gather, status

    return status(gather(folder)).table


class Ledger(ComputedDirective):
    """The table of all claims and their verdicts."""

    def html(self, project: Project) -> str:
        from treasurybook.press.site.views import render_ledger

        lessons = {one.stem: one.title for one in find_lessons(project)}
        return render_ledger(status_table(project), chapter_titles(project), lessons, self.to_root)


class Checks(ComputedDirective):
    """Every statement of a chapter with its verdict, test and evidence."""

    required_arguments = 1

    def html(self, project: Project) -> str:
        from treasurybook.press.site.views import render_checks

        return render_checks(status_table(project), int(self.arguments[0]), self.to_root)


class VerdictCounts(ComputedDirective):
    """How many claims have which verdict, of all, of one document or chapter, or by document."""

    option_spec: ClassVar[dict[str, Any]] = {
        "document": unchanged,
        "chapter": nonnegative_int,
        "by": lambda word: choice(word, ("document",)),
    }

    def html(self, project: Project) -> str:
        from treasurybook.press.site.views import render_counts, render_counts_by_document

        if "by" in self.options:
            return render_counts_by_document(status_table(project), self.to_root)
        return render_counts(
            status_table(project),
            document=self.options.get("document"),
            chapter=self.options.get("chapter"),
        )


class VerdictRules(ComputedDirective):
    """The rules by which a verdict is given."""

    def html(self, project: Project) -> str:  # noqa: ARG002 (the rules are the same for all)
        from treasurybook.press.site.views import render_rules

        return render_rules()


class DataCatalogue(ComputedDirective):
    """The table of everything stored in ``data/``, and what rests on it."""

    def html(self, project: Project) -> str:
        from treasurybook.press.site.views import render_catalogue
        from treasurybook.snapshot import catalogue

        return render_catalogue(catalogue(), status_table(project), self.to_root)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("ledger", Ledger)
    app.add_directive("verdict-counts", VerdictCounts)
    app.add_directive("verdict-rules", VerdictRules)
    app.add_directive("data-catalogue", DataCatalogue)
    app.add_directive("checks", Checks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
