"""The Sphinx extension of the book: the same pipeline, whoever starts the build.

Enabled in ``_config.yml``, so that ``jupyter-book build .`` runs stale chapters first, reads the
executed notebooks in place of their sources and completes the site afterwards.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_nb.ext.glue.utils import PendingGlueReference
from sphinx.errors import SphinxError
from sphinx.util import logging

from treasurybook.ledger.records import Record
from treasurybook.ledger.text import tidy
from treasurybook.ledger.views import MIME as VIEW_MIME
from treasurybook.press.editions import notebooks
from treasurybook.press.errors import PressError, told
from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import files_below, hash_files, shared_fingerprint
from treasurybook.press.run.garbage import look_seldom
from treasurybook.press.run.lessons import Lesson, find_lessons, lesson_at
from treasurybook.press.run.locking import locked
from treasurybook.press.run.pipeline import run_stale_lessons
from treasurybook.press.run.storage import executed_path, look_into, read_executed, records_path
from treasurybook.press.site import (
    about,
    assets,
    cards,
    directives,
    footer,
    front,
    mathml,
    menus,
    notfound,
    page,
    quiz,
    search,
    terms,
)
from treasurybook.press.site.glossary import read_glossary
from treasurybook.press.site.numbering import named, number_of
from treasurybook.press.site.publish import NOTEBOOKS, publish
from treasurybook.press.site.rendering import render
from treasurybook.press.site.slides import deck_address, has_deck
from treasurybook.press.site.workshop import begin_pages, end_pages, replace_site
from treasurybook.refresh import finish_interrupted

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)
_building = ExitStack()

HERE = Path(__file__).parent
THEME = HERE / "theme"
VENDOR = "application/vnd."
DOWNLOAD = "Download notebook (.ipynb)"
WITHOUT_SOLUTIONS = "Notebook without solutions"


class ChapterError(SphinxError):
    """A chapter could not be run; shown without a traceback."""

    category = "Chapters"


def read_chapter(_source: str, *, executed: str, records: str, to_root: str) -> NotebookNode:
    """Return the executed notebook that stands for a chapter's source (called by MyST-NB).

    Views of the ledger become HTML here. Code whose output is a figure or a view is folded, so that
    the page reads as an argument; computations stay open. Outputs meant for other readers
    (Jupyter's Vega-Lite, our records, reads and figures) are left out.
    """
    notebook = read_executed(Path(executed))
    stored = json.loads(Path(records).read_text(encoding="utf-8"))
    by_id = {one["claim"]: one for one in stored}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _prepare_outputs(cell, by_id, to_root)
    return notebook


def _prepare_outputs(cell: NotebookNode, records: Mapping[str, Record], to_root: str) -> None:
    kept, is_drawing = [], False
    for output in cell.outputs:
        data = output.get("data", {})
        view = data.get(VIEW_MIME)
        if view is not None:
            content = {key: value for key, value in view.items() if key != "view"}
            if "records" in content:  # with their evidence, which the run could not know
                content["records"] = [records[one["claim"]] for one in content["records"]]
            data["text/html"] = render(view["view"], to_root, **content)
        elif "text/html" in data:  # a figure links to its data from a page one folder down
            data["text/html"] = data["text/html"].replace('"../_charts/', f'"{to_root}_charts/')
        vendor_mimes = [mime for mime in data if mime.startswith(VENDOR)]
        for mime in vendor_mimes:
            del data[mime]
        is_drawing |= bool(vendor_mimes) and "text/html" in data
        if not vendor_mimes or "text/html" in data:
            kept.append(output)
    cell.outputs = kept
    if is_drawing:
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]


def _prepare(app: Sphinx, config: Config) -> None:
    """Run stale lessons and make every input of the pages known to Sphinx."""
    project = Project(Path(app.srcdir))
    try:
        # until the process ends, or the site is complete
        _building.enter_context(locked(project, "the build of the book"))
        finish_interrupted(project.root)
        run_stale_lessons(project, report=logger.info)
        if Path(app.outdir) == project.html:
            begin_pages(project)
            app.outdir = type(app.outdir)(project.pages)
    except (PressError, OSError) as error:
        raise ChapterError(told(error)) from error
    # Directives read data and package code, which Sphinx does not see, and it copies changed
    # style sheets only along with changed pages: a new value here makes it read all pages again.
    static = project.root / "book" / "_static"
    config["treasurybook_inputs"] = [
        shared_fingerprint(project),
        hash_files(files_below(static), static),
        hash_files(HERE.rglob("*.html"), HERE),
    ]
    sheets = assets.join_sheets(project, config["html_css_files"])
    config["html_css_files"] = [assets.SHEET]
    config["html_static_path"] += [str(sheets), str(assets.generate(project))]
    config["templates_path"].insert(0, str(THEME))  # before those of the theme
    config["treasurybook_foot"] = footer.footer(project)


def _read_executed_notebooks(app: Sphinx) -> None:
    """Make MyST-NB read the executed notebook of each chapter."""
    project = Project(Path(app.srcdir))
    reader = f"{__name__}.{read_chapter.__name__}"
    app.env.mystnb_config = app.env.mystnb_config.copy(  # type: ignore[attr-defined]
        custom_formats={
            str(lesson.path): (
                reader,
                {
                    "executed": str(executed_path(project, lesson)),
                    "records": str(records_path(project, lesson)),
                    "to_root": "../" * len(lesson.path.relative_to(project.root).parts[:-1]),
                },
                False,
            )
            for lesson in find_lessons(project)
        }
    )


def _offer_finish(app: Sphinx) -> None:
    """Make the last touch known to the templates."""
    app.builder.templates.environment.filters["finish_page"] = page.finish_page


def _finish_page(
    _app: Sphinx, _pagename: str, template: str, context: dict[str, Any], _doctree: Any
) -> str:
    """Give the page its last touch when the theme has written it."""
    return page.send_to_finish(context, template)


def _note_executed(app: Sphinx, docname: str, _source: list[str]) -> None:
    """Make a chapter's page depend on its executed notebook."""
    path = _executed_of(app.env, docname)
    if path:
        app.env.note_dependency(str(path))


def _name_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Give each code cell of a lesson the address that the ledger names, ``#cell-7``."""
    executed = _executed_of(app.env, app.env.docname)
    if executed is None:
        return
    cells = look_into(executed)["cells"]
    code = [index for index, cell in enumerate(cells) if cell["cell_type"] == "code"]
    numbers = {index: number for number, index in enumerate(code, start=1)}
    for node in doctree.findall(nodes.container):
        if node.get("nb_element") == "cell_code":
            node["ids"].append(f"cell-{numbers[node['cell_index']]}")


def _note_glued(app: Sphinx, doctree: nodes.document) -> None:
    """Make a page depend on the executed notebooks whose values it shows."""
    for reference in doctree.findall(PendingGlueReference):
        path = _executed_of(app.env, reference.refdoc)
        if path:
            app.env.note_dependency(str(path))


def _executed_of(env: BuildEnvironment, docname: str) -> Path | None:
    lesson = _lesson_of(env, docname)
    return executed_path(Project(Path(env.srcdir)), lesson) if lesson else None


def _lesson_of(env: BuildEnvironment, docname: str) -> Lesson | None:
    return lesson_at(Project(Path(env.srcdir)), Path(env.doc2path(docname)))


def _write_minus_signs(_app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Give glued numbers a real minus sign."""
    for pasted in doctree.findall(nodes.inline):
        if "pasted-text" in pasted["classes"]:
            for text in list(pasted.findall(nodes.Text)):
                text.parent.replace(text, nodes.Text(tidy(str(text))))


def _complete_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page its number, its notebooks and what its charts need."""
    lesson = _lesson_of(app.env, pagename) if doctree is not None else None
    if lesson:
        address = context["pathto"](f"{NOTEBOOKS}/{lesson.stem}.ipynb", 1)
        links = f'<a href="{address}" download>{DOWNLOAD}</a>'
        if notebooks.has_one(lesson):
            student = context["pathto"](notebooks.address(lesson), 1)
            links += f' <a href="{student}" download>{WITHOUT_SOLUTIONS}</a>'
        if has_deck(lesson):
            links += f' <a href="{context["pathto"](deck_address(lesson), 1)}">Slides</a>'
        link = f'<p class="tb-downloads">{links}</p>'
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{link}", 1)
    if number := number_of(pagename):
        above = f'<p class="tb-number">{named(number)}</p>'
        context["body"] = context["body"].replace("<h1>", f"{above}\n<h1>", 1)
    for script in assets.scripts_for(pagename, context.get("body", "")):
        app.add_js_file(script, loading_method="defer")
    for sheet in assets.sheets_for(context.get("body", "")):
        app.add_css_file(sheet, priority=900)  # after those of every page


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Complete the site after Sphinx has written its pages, if it has nothing to complain of."""
    project = Project(Path(app.srcdir))
    strict = app.warningiserror or app.keep_going  # the latter takes the former's place
    faulty = error is not None or (strict and app._warncount)
    if not faulty and Path(app.outdir) == project.pages:
        replace_site(
            project,
            lambda html: publish(
                project,
                html,
                pages=app.env.found_docs,
                glossary=read_glossary(app.env),
                start_page=app.config.root_doc,
                title=app.config.html_title,
                author=app.config.author,
                base=app.config.html_baseurl or "",
            ),
        )
        end_pages(project)
    _building.close()


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the pipeline to Sphinx's events."""
    os.environ["TREASURYBOOK_ROOT"] = str(app.srcdir)  # the data of the book that is being built
    look_seldom()
    for part in (
        mathml, search, menus, directives, front, quiz, about, terms, footer, cards, notfound,
    ):  # fmt: skip
        part.setup(app)
    app.add_config_value("treasurybook_inputs", [], "env", [list])
    app.connect("config-inited", _prepare)
    app.connect("builder-inited", _read_executed_notebooks, priority=900)  # after MyST-NB's own
    app.connect("source-read", _note_executed)
    app.connect("doctree-read", _note_glued)
    app.connect("doctree-read", _name_cells)
    app.connect("builder-inited", _offer_finish)
    app.connect("doctree-resolved", _write_minus_signs)
    app.connect("html-page-context", _complete_page)
    # the first handler that names a template ends the event, so all others go before
    app.connect("html-page-context", _finish_page, priority=999)
    app.connect("build-finished", _finish, priority=900)  # after the redirect of external-toc
    return {"parallel_read_safe": True, "parallel_write_safe": True}
