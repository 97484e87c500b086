"""Which statements of a notebook a value hangs on: a backward slice over names.

A statement depends on the last one above it that binds each name it uses for certain, and on those
that bind it perhaps (in a loop or a branch) or change the object in between (``x.loc[...] = ...``,
``fill(x)``). Names are followed through functions to what they use when they are called. Several
names that one statement binds at once, each to its own value, are taken apart. What is decided at
run time only (a name looked up by its text, a second name of one object) is not seen.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

_PARSING = Lock()
"""Where two threads parse at once, some versions of Python mix up the depths of their trees."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_PERHAPS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.Match)


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
        is_lambda = isinstance(self.node, ast.Assign) and isinstance(self.node.value, ast.Lambda)
        return is_lambda or isinstance(self.node, _FUNCTIONS)

    @property
    def is_certain(self) -> bool:
        """Whether it binds its names whatever comes; a loop or a branch may be passed by."""
        return not isinstance(self.node, _PERHAPS)


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

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            self.binds.add(node.name)
        if isinstance(node, _COMPREHENSIONS):
            self.visit(node.generators[0].iter)  # asked for outside, where its names may differ
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Lambda, *_COMPREHENSIONS)):
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
    for number, source in enumerate(cells, start=1):
        with _PARSING:
            tree = ast.parse(source)
        for whole in _Unrolled().visit(tree).body:
            for node in _taken_apart(whole):
                names = _Names()
                names.visit(node)
                sets = (frozenset(names.binds), frozenset(names.changes), frozenset(names.uses))
                found.append(Statement(len(found), number, node, *sets))
    imported = _bound_by(one for one in found if isinstance(one.node, ast.Import | ast.ImportFrom))
    changing = _bound_by(one for one in found if _changes_argument(one.node))
    return [
        # a function of a module that is called for its effect does not change the module
        replace(one, changes=(one.changes - imported) | _handed_to(one.node, changing))
        for one in found
    ]


def _bound_by(some: Iterable[Statement]) -> frozenset[str]:
    return frozenset[str]().union(*(one.binds for one in some))


def _taken_apart(node: ast.stmt) -> list[ast.stmt]:
    """Return ``a, b = x, y`` as one statement a name."""
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1):
        return [node]
    targets, value = node.targets[0], node.value
    if not isinstance(targets, ast.Tuple) or not isinstance(value, ast.Tuple | ast.List):
        return [node]
    names = {one.id for one in ast.walk(targets) if isinstance(one, ast.Name)}
    is_starred = any(isinstance(one, ast.Starred) for one in (*targets.elts, *value.elts))
    if is_starred or len(targets.elts) != len(value.elts) or names & names_used(value):
        return [node]  # as in a, b = b, a
    pairs = zip(targets.elts, value.elts, strict=True)
    return [ast.copy_location(ast.Assign([name], one), node) for name, one in pairs]


class _Unrolled(ast.NodeTransformer):
    """Writes comprehensions over constants out: ``[f(i) for i in ("x", "y")]``."""

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        self.generic_visit(node)
        return _written_out(node, node.elt)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        self.generic_visit(node)
        return _written_out(node, node.elt)

    def visit_DictComp(self, node: ast.DictComp) -> ast.expr:
        self.generic_visit(node)
        pairs = _written_out(node, ast.Tuple([node.key, node.value], ast.Load()))
        if not isinstance(pairs, ast.List):
            return node
        keys, values = zip(*(one.elts for one in pairs.elts), strict=True)  # type: ignore[attr-defined]
        return ast.copy_location(ast.Dict(list(keys), list(values)), node)


def _written_out(node: ast.ListComp | ast.GeneratorExp | ast.DictComp, elt: ast.expr) -> ast.expr:
    over = node.generators[0]
    is_known = len(node.generators) == 1 and isinstance(over.iter, ast.Tuple | ast.List)
    if not is_known or over.ifs or not isinstance(over.target, ast.Name):
        return node
    constants = over.iter.elts  # type: ignore[attr-defined]
    if not constants or not all(isinstance(one, ast.Constant) for one in constants):
        return node
    elts = [_Put(over.target.id, one).visit(copy.deepcopy(elt)) for one in constants]
    return ast.copy_location(ast.List(elts, ast.Load()), node)


@dataclass
class _Put(ast.NodeTransformer):
    """Puts a constant in the place of a name."""

    name: str
    constant: ast.expr

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.constant if node.id == self.name else node


def _changes_argument(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    inner = _Names()
    for one in node.body:
        inner.visit(one)
    return bool(
        inner.changes & {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
    )


def _handed_to(node: ast.stmt, changing: frozenset[str]) -> frozenset[str]:
    """Return the names that a statement hands to functions that change an argument."""
    if not changing:
        return frozenset()
    return frozenset(
        argument.id
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in changing
        for argument in (*call.args, *(word.value for word in call.keywords))
        if isinstance(argument, ast.Name)
    )


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
        if name in one.binds and name not in one.uses and one.is_certain:
            return
