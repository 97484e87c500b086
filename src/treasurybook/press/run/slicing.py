"""Which statements of a notebook a value hangs on: a backward slice over names.

A statement depends on the last one above it that binds each name it uses, and on those that have
changed the object in between (``x.loc[...] = ...``). Names are followed through functions to what
they use when they are called. What is decided at run time only (a name looked up by its text) is
not seen; so the slice errs on the side of too much in a cell, never across a name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Statement:
    """One statement at the top level of a cell.

    Attributes
    ----------
    position
        Its place among all statements of the notebook.
    cell
        Number of its code cell, from 1.
    node
        Its syntax tree.
    binds, changes, uses
        Names that it binds anew, whose objects it changes, and that it reads.
    """

    position: int
    cell: int
    node: ast.stmt
    binds: frozenset[str]
    changes: frozenset[str]
    uses: frozenset[str]

    @property
    def is_function(self) -> bool:
        """Whether it defines a function, whose names are looked up when it is called."""
        return isinstance(self.node, _FUNCTIONS)


@dataclass
class _Names(ast.NodeVisitor):
    binds: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)

    def visit_Name(self, node: ast.Name) -> None:
        (self.uses if isinstance(node.ctx, ast.Load) else self.binds).add(node.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        root = _root(node.target)
        if root:
            self.changes.add(root)
            self.uses.add(root)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self._note_change(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._note_change(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        # a call for its effect, rows.append(...), changes what it is called on
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            root = _root(node.value.func)
            if root:
                self.changes.add(root)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self.binds |= {(one.asname or one.name).split(".")[0] for one in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.binds |= {one.asname or one.name for one in node.names}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.binds.add(node.name)
        self._inner(node)

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, _SCOPES):
            self._inner(node)
        else:
            super().generic_visit(node)

    def _inner(self, node: ast.AST) -> None:
        inner = _Names()
        for child in ast.iter_child_nodes(node):
            inner.visit(child)
        own = inner.binds | {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
        self.uses |= inner.uses - own
        self.changes |= inner.changes - own

    def _note_change(self, node: ast.Subscript | ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            root = _root(node)
            if root:
                self.changes.add(root)
                self.uses.add(root)
        super().generic_visit(node)


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def names_used(node: ast.AST) -> frozenset[str]:
    """Return the names that an expression reads."""
    found = _Names()
    found.visit(node)
    return frozenset(found.uses)


def statements(cells: Sequence[str]) -> list[Statement]:
    """Return the statements of code cells, in order; the cells are numbered from 1."""
    found: list[Statement] = []
    imported: set[str] = set()
    for number, source in enumerate(cells, start=1):
        for node in ast.parse(source).body:
            names = _Names()
            names.visit(node)
            if isinstance(node, ast.Import | ast.ImportFrom):
                imported |= names.binds
            # pd.Series(x) at the end of a cell shows a series and changes nothing of pandas
            changes = frozenset(names.changes - imported)
            sets = (frozenset(names.binds), changes, frozenset(names.uses))
            found.append(Statement(len(found), number, node, *sets))
    return found


def slice_of(program: Sequence[Statement], uses: frozenset[str], position: int) -> list[Statement]:
    """Return the statements that names used at a position hang on, in order.

    Parameters
    ----------
    program
        As `statements` returns them.
    uses
        The names used.
    position
        Place of the statement that uses them.
    """
    found: dict[int, Statement] = {}
    asked: set[tuple[str, int]] = set()
    waiting = [(name, position) for name in sorted(uses)]
    while waiting:
        name, before = waiting.pop()
        if (name, before) in asked:
            continue
        asked.add((name, before))
        for one in _makers(program, name, before):
            found[one.position] = one
            # a function looks its names up when it is called
            at = before if one.is_function else one.position
            waiting += [(used, at) for used in one.uses if used != name or not one.is_function]
    return [found[key] for key in sorted(found)]


def _makers(program: Sequence[Statement], name: str, before: int) -> Iterator[Statement]:
    """Yield the statements that bind or changed a name, back to the one that binds it anew."""
    for one in reversed(program[:before]):
        if name in one.changes or name in one.binds:
            yield one
        if name in one.binds and name not in one.uses:
            return
