"""Expressions of kernels as LLVM's instructions; `and`, `or` and chains of comparisons look at no more than they need, as in Python."""

import ast
import inspect
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import Any, Protocol

from llvmlite import ir

from lamppost.engine import arithmetic
from lamppost.engine.arithmetic import as_kind
from lamppost.engine.kinds import BIT, BYTE, DOUBLE, LONG, SIMPLE, Kinds

Writer = Callable[[Any, Sequence[Any]], Any]
"""Writes what a kernel with code of its own does: a builder and arguments in, the value out, None for nothing."""
ByHand = Mapping[Callable[..., Any], Callable[[], Writer]]


class Unit(Protocol):
    """The module that is written."""

    by_hand: ByHand
    """Of kernels with code of their own, what gives the one who writes it."""

    def function(self, function: FunctionType, fixed: tuple[tuple[str, Any], ...]) -> Any:
        """A kernel in this module, for each set of arguments that are tuples known beforehand."""
        ...


class Expressions:
    """Writes the expressions of one kernel."""

    def __init__(self, unit: Unit, of: Kinds, made: Any) -> None:
        """Begin a function, with a place for each of its local names.

        Args:
            unit: The module.
            of: The kernel and its types.
            made: The function in the module, still empty.
        """
        self._unit, self._of, self._made = unit, of, made
        self._b = ir.IRBuilder(made.append_basic_block())
        self._places = {name: self._b.alloca(kind) for name, kind in of.kinds.items()}

    def _branch(self, node: ast.expr, yes: Any, no: Any) -> None:
        """Go on at one of two places."""
        if isinstance(node, ast.BoolOp):
            is_and = isinstance(node.op, ast.And)
            for one in node.values[:-1]:
                more = self._made.append_basic_block()
                self._branch(one, more if is_and else yes, no if is_and else more)
                self._b.position_at_end(more)
            self._branch(node.values[-1], yes, no)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self._branch(node.operand, no, yes)
        else:
            self._b.cbranch(as_kind(self._b, self._value(node), BIT), yes, no)

    def _compared(self, node: ast.Compare) -> Any:
        """All comparisons of a chain; a later one is made only where the former hold."""
        left, found = self._value(node.left), None
        after = self._made.append_basic_block() if len(node.ops) > 1 else None
        came = []
        for op, right_node in zip(node.ops, node.comparators, strict=True):
            if found is not None:
                more = self._made.append_basic_block()
                came.append((BIT(0), self._b.block))
                self._b.cbranch(found, more, after)
                self._b.position_at_end(more)
            if isinstance(op, ast.In | ast.NotIn):
                found = self._is_in(left, right_node, is_in=isinstance(op, ast.In))
            else:
                right = self._value(right_node)
                found = arithmetic.compared(self._b, op, left, right)
                left = right
        if after is None:
            return found
        came.append((found, self._b.block))
        self._b.branch(after)
        self._b.position_at_end(after)
        return self._joined(came, BIT)

    def _is_in(self, value: Any, node: ast.expr, *, is_in: bool) -> Any:
        if isinstance(node, ast.Tuple):
            values = [self._value(one) for one in node.elts]
        else:
            values = [arithmetic.number(one) for one in self._of.constant(node)]
        found = BIT(0)
        for one in values:
            found = self._b.or_(found, arithmetic.compared(self._b, ast.Eq(), value, one))
        return found if is_in else self._b.not_(found)

    def _joined(self, came: Sequence[tuple[Any, Any]], kind: Any) -> Any:
        """The value of the way by which this place was reached."""
        found = self._b.phi(kind)
        for value, block in came:
            found.add_incoming(value, block)
        return found

    def _value(self, node: ast.expr) -> Any:
        match node:
            case ast.Name(id=name) if name in self._places:
                return self._b.load(self._places[name])
            case ast.Constant() | ast.Name():
                return arithmetic.number(self._of.constant(node))
            case ast.Subscript():
                return self._at(node)
            case ast.BinOp():
                return arithmetic.counted(self._b, node.op, self._value(node.left), self._value(node.right))
            case ast.UnaryOp(op=op, operand=operand):
                return arithmetic.unary(self._b, op, self._value(operand))
            case ast.Compare():
                return self._compared(node)
            case ast.BoolOp():
                return self._either(node)
            case ast.IfExp():
                return self._chosen(node)
            case ast.Call():
                return self._called(node)
        raise self._of.refuse(node)

    def _place(self, node: ast.Subscript) -> Any:
        """Where an element of an array is."""
        if not isinstance(node.value, ast.Name) or node.value.id not in self._places:
            raise self._of.refuse(node)
        return self._b.gep(self._value(node.value), [as_kind(self._b, self._value(node.slice), LONG)])

    def _at(self, node: ast.Subscript) -> Any:
        """An element of an array, or of a tuple that is known beforehand."""
        if isinstance(node.value, ast.Name) and node.value.id not in self._places:
            return self._of_tuple(node, self._of.constant(node.value))
        found = self._b.load(self._place(node))
        return self._b.zext(found, LONG) if found.type == BYTE else found

    def _of_tuple(self, node: ast.Subscript, held: Any) -> Any:
        if not isinstance(held, tuple) or not all(isinstance(one, int) for one in held):
            raise self._of.refuse(node)
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
            return LONG(held[node.slice.value])
        kind = ir.ArrayType(LONG, len(held))
        module = self._b.module
        table = ir.GlobalVariable(module, kind, module.get_unique_name("table"))
        table.linkage, table.global_constant, table.initializer = "internal", True, kind(list(held))
        return self._b.load(self._b.gep(table, [LONG(0), as_kind(self._b, self._value(node.slice), LONG)]))

    def _either(self, node: ast.BoolOp) -> Any:
        """The first value that decides."""
        kind, after, came = self._of.kind_of(node), self._made.append_basic_block(), []
        for one in node.values[:-1]:
            value = self._value(one)
            more = self._made.append_basic_block()
            decides, found = as_kind(self._b, value, BIT), as_kind(self._b, value, kind)
            came.append((found, self._b.block))
            ways = (more, after) if isinstance(node.op, ast.And) else (after, more)
            self._b.cbranch(decides, *ways)
            self._b.position_at_end(more)
        found = as_kind(self._b, self._value(node.values[-1]), kind)
        came.append((found, self._b.block))
        self._b.branch(after)
        self._b.position_at_end(after)
        return self._joined(came, kind)

    def _chosen(self, node: ast.IfExp) -> Any:
        kind = self._of.kind_of(node)
        yes, no, after = (self._made.append_basic_block() for _ in range(3))
        self._branch(node.test, yes, no)
        came = []
        for block, value in ((yes, node.body), (no, node.orelse)):
            self._b.position_at_end(block)
            found = as_kind(self._b, self._value(value), kind)
            came.append((found, self._b.block))
            self._b.branch(after)
        self._b.position_at_end(after)
        return self._joined(came, kind)

    def _called(self, node: ast.Call) -> Any:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in ("min", "max") and len(node.args) > 1:
            values = [self._value(one) for one in node.args]
            return arithmetic.least(self._b, values, greatest=name == "max")
        if name == "abs":
            return arithmetic.absolute(self._b, self._value(node.args[0]))
        if name in ("int", "float"):
            return as_kind(self._b, self._value(node.args[0]), LONG if name == "int" else DOUBLE)
        function = self._of.called(node)
        names = list(inspect.signature(function).parameters)
        fixed, given = [], []
        for one, argument in zip(names, node.args, strict=True):
            held = self._of.held(argument)
            if held is None:
                given.append(self._value(argument))
            else:
                fixed.append((one, held))
        if function in self._unit.by_hand:
            kinds = [SIMPLE.get(function.__annotations__[one]) for one in names]
            taken = [
                as_kind(self._b, one, kind) if kind in (LONG, DOUBLE) else one
                for one, kind in zip(given, kinds, strict=True)
            ]
            return self._unit.by_hand[function]()(self._b, taken)
        called = self._unit.function(function, tuple(fixed))
        kinds = called.function_type.args
        return self._b.call(
            called, [as_kind(self._b, one, kind) for one, kind in zip(given, kinds, strict=True)]
        )
