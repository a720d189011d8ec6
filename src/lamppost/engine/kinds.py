"""The types of what a kernel says: of its local names, and of each expression.

Types of arguments are their annotations; that of a local name is the widest of what is put into it: yes or no, a whole number of
64 bits, a float of 64 bits.
"""

import ast
from collections.abc import Callable, Container, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any, Final

from llvmlite import ir

BIT, BYTE, LONG, DOUBLE, VOID = ir.IntType(1), ir.IntType(8), ir.IntType(64), ir.DoubleType(), ir.VoidType()
OF_BYTES, OF_LONGS, OF_DOUBLES = BYTE.as_pointer(), LONG.as_pointer(), DOUBLE.as_pointer()
SIMPLE: Final = {int: LONG, bool: BIT, float: DOUBLE, None: VOID}
"""Types of single numbers by their annotations."""
_WIDTHS: Final = (BIT, LONG, DOUBLE)


class NotAKernelError(Exception):
    """A function says what no kernel may say."""


class UnplacedError(NotAKernelError):
    """The same, told where it is not known which line says it."""


class Kinds:
    """What type each name and expression of a kernel has."""

    def __init__(
        self,
        function: FunctionType,
        arguments: dict[str, Any],
        fixed: dict[str, Any],
        kernels: Container[Any],
        kind: Callable[[Any], Any],
    ) -> None:
        """Find the types of all local names.

        Args:
            function: The kernel.
            arguments: Types by their names.
            fixed: Arguments that are tuples of numbers, known beforehand.
            kernels: All functions that are kernels.
            kind: Gives the type that an annotation stands for.

        Raises:
            NotAKernelError: It says what no kernel may say.
        """
        self.function, self.fixed, self._kernels, self._kind = function, fixed, kernels, kind
        self.tree = tree_of(function)
        self._local = frozenset(function.__code__.co_varnames) - set(fixed)
        self.kinds = dict(arguments)
        self._find_kinds()

    def refuse(self, node: ast.AST, why: str = "is no part of a kernel") -> NotAKernelError:
        """What is raised for what a kernel may not say."""
        where = f"{self.function.__code__.co_filename}:{getattr(node, 'lineno', 0)}"
        return NotAKernelError(f"{where}: {type(node).__name__} {why}")

    def _find_kinds(self) -> None:
        """Give each local name its type; again until nothing gets wider."""
        puts = list(self._puts())
        is_wider = True
        while is_wider:
            is_wider = False
            for name, value in puts:
                kind = LONG if value is None else self.kind_of(value)
                if kind is None:
                    continue
                held = self.kinds.get(name)
                try:
                    self.kinds[name] = wider(held, kind)
                except UnplacedError as error:
                    raise self.refuse(value or self.tree, str(error)) from None
                is_wider |= self.kinds[name] != held
        for name, _ in puts:
            if name not in self.kinds:
                raise self.refuse(self.tree, f"never gives {name} a value with a type")

    def _puts(self) -> Iterator[tuple[str, ast.expr | None]]:
        """Names, and what is put into each; None for what a `range` counts."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    for one, value in self.pairs(target, node.value):
                        if isinstance(one, ast.Name):
                            yield one.id, value
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                yield (
                    node.target.id,
                    ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value),
                )
            elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
                yield node.target.id, None

    def pairs(self, target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
        """Each single target with what is put into it."""
        if not isinstance(target, ast.Tuple):
            return [(target, value)]
        if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            return list(zip(target.elts, value.elts, strict=True))
        if isinstance(value, ast.IfExp):
            left, right = self.pairs(target, value.body), self.pairs(target, value.orelse)
            return [
                (one, ast.copy_location(ast.IfExp(value.test, body, orelse), value))
                for (one, body), (_, orelse) in zip(left, right, strict=True)
            ]
        raise self.refuse(target, "has another shape than what is put into it")

    def kind_of(self, node: ast.expr) -> Any:
        """The type of an expression; None where a name in it has none yet."""
        match node:
            case ast.Constant() | ast.Name():
                return self._kind_of_name(node)
            case ast.Subscript(value=ast.Name(id=name)):
                kind = self.kinds.get(name)
                if kind is None:
                    return LONG  # of a tuple
                return DOUBLE if kind == OF_DOUBLES else LONG
            case ast.BinOp():
                left, right = self.kind_of(node.left), self.kind_of(node.right)
                if isinstance(node.op, ast.Div):
                    return DOUBLE
                if left == right == BIT and isinstance(node.op, ast.BitAnd | ast.BitOr | ast.BitXor):
                    return BIT
                return wider(wider(left, right), LONG)
            case ast.UnaryOp():
                return BIT if isinstance(node.op, ast.Not) else wider(self.kind_of(node.operand), LONG)
            case ast.Compare():
                return BIT
            case ast.BoolOp():
                return _widest([self.kind_of(one) for one in node.values])
            case ast.IfExp():
                return wider(self.kind_of(node.body), self.kind_of(node.orelse))
            case ast.Call(func=ast.Name(id=name)):
                return self._kind_of_call(name, node)
        raise self.refuse(node)

    def _kind_of_name(self, node: ast.Constant | ast.Name) -> Any:
        if isinstance(node, ast.Name) and node.id in self.kinds:
            return self.kinds[node.id]
        if isinstance(node, ast.Name) and node.id in self._local:
            return None
        return SIMPLE.get(type(self.constant(node)))

    def _kind_of_call(self, name: str, node: ast.Call) -> Any:
        if name in ("min", "max"):
            return _widest([self.kind_of(one) for one in node.args] + [LONG])
        if name == "abs":
            return wider(self.kind_of(node.args[0]), LONG)
        if name in ("int", "float"):
            return LONG if name == "int" else DOUBLE
        return self._kind(self.called(node).__annotations__.get("return"))

    def constant(self, node: ast.expr) -> Any:
        """The number, or the tuple of numbers, that stands there or under a global name."""
        value = (
            node.value
            if isinstance(node, ast.Constant)
            else self.fixed.get(node.id, self.function.__globals__.get(node.id))
            if isinstance(node, ast.Name)
            else None
        )
        numbers = value if isinstance(value, tuple) else (value,)
        for one in numbers:
            is_number = isinstance(one, int | float)
            if not is_number or (isinstance(one, int) and not -(1 << 63) <= one < 1 << 63):
                raise self.refuse(node, f"is {one!r}, no number of 64 bits")
        return value

    def held(self, node: ast.expr) -> tuple[Any, ...] | None:
        """The tuple of numbers that stands under a name; None for anything else."""
        if not isinstance(node, ast.Name) or node.id in self._local:
            return None
        value = self.fixed.get(node.id, self.function.__globals__.get(node.id))
        return self.constant(node) if isinstance(value, tuple) else None

    def called(self, node: ast.Call) -> FunctionType:
        """The kernel that is called."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        found = self.function.__globals__.get(name)
        if not isinstance(found, FunctionType) or found not in self._kernels or node.keywords:
            raise self.refuse(node, f"calls {name}, which is no kernel")
        return found


@cache
def tree_of(function: FunctionType) -> ast.FunctionDef:
    """The syntax tree of a function, out of its file."""
    first = function.__code__.co_firstlineno
    for node in _tree_of_file(function.__code__.co_filename).body:
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__:
            lines = {node.lineno, *(one.lineno for one in node.decorator_list)}
            if first in lines:
                return node
    raise NotAKernelError(f"{function.__code__.co_filename}:{first}: {function.__name__} is not there")


@cache
def _tree_of_file(path: str) -> ast.Module:
    return ast.parse(Path(path).read_bytes())


def wider(one: Any, other: Any) -> Any:
    """The type that holds both; None where one is not known yet, so that the other decides."""
    if one is None or other is None or one == other:
        return other if one is None else one
    if one in _WIDTHS and other in _WIDTHS:
        return _WIDTHS[max(_WIDTHS.index(one), _WIDTHS.index(other))]
    raise UnplacedError(f"would put {one} and {other} into one place")


def _widest(kinds: Sequence[Any]) -> Any:
    found = None
    for one in kinds:
        found = wider(found, one)
    return found
