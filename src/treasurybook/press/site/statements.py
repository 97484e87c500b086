"""Sphinx extension: the names of statements as objects, so that the search leads to their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sphinx.domains import Domain, ObjType

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class Statements(Domain):
    """The statements of the documents, each at its row of the ledger page."""

    name = "statements"
    label = "Statements"
    object_types = {"statement": ObjType("statement")}  # noqa: RUF012 (as Sphinx declares it)
    initial_data = {"pages": {}}  # noqa: RUF012

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield name, shown name, type, page, anchor and priority of each statement."""
        for page, names in self.data["pages"].items():
            for name in names:
                yield name, name, "statement", page, f"claim-{name}", 1

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: ARG002
        """Return the word that the search puts beside a name."""
        return type.lname

    def clear_doc(self, docname: str) -> None:
        """Forget the statements of a page that is read again or removed."""
        self.data["pages"].pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for page in set(docnames) & otherdata["pages"].keys():
            self.data["pages"][page] = otherdata["pages"][page]


def note(env: BuildEnvironment, names: Iterable[str]) -> None:
    """Note that the page being read has a row for each of the statements."""
    env.get_domain(Statements.name).data["pages"][env.docname] = [str(name) for name in names]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the statements."""
    app.add_domain(Statements)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
