"""Kernels as LLVM's own language: what a kernel may say is so little that its syntax tree is written out node by node."""

import ast
import inspect
from collections.abc import Container, Sequence
from types import FunctionType
from typing import Any

from llvmlite import ir

from lamppost.engine.arithmetic import as_kind
from lamppost.engine.expressions import ByHand, Expressions, Unit
from lamppost.engine.kinds import (
    BIT,
    BYTE,
    DOUBLE,
    LONG,
    OF_BYTES,
    OF_DOUBLES,
    SIMPLE,
    VOID,
    Kinds,
    NotAKernelError,
    UnplacedError,
)  # fmt: skip


def translated(
    function: FunctionType,
    symbol: str,
    kernels: Container[Any],
    by_hand: ByHand,
    arrays: Sequence[tuple[Any, Any]],
) -> ir.Module:
    """A module in which a kernel can be called by its symbol; what it calls is internal.

    Args:
        function: The kernel.
        symbol: How it is called from outside; whole numbers, floats and addresses in, a whole number or nothing out.
        kernels: All functions that are kernels.
        by_hand: Of those with code of their own, what gives the one who writes it.
        arrays: Annotations of arrays, and the type of each.

    Raises:
        NotAKernelError: It, or what it calls, says what is no kernel's.
    """
    unit = _Unit(kernels, by_hand, arrays)
    inner = unit.function(function, ())
    asked = inner.function_type
    kinds = [LONG if kind == BIT else kind for kind in asked.args]
    gives = VOID if asked.return_type == VOID else LONG
    outer = ir.Function(unit.module, ir.FunctionType(gives, kinds), symbol)
    builder = ir.IRBuilder(outer.append_basic_block())
    given = [as_kind(builder, one, kind) for one, kind in zip(outer.args, asked.args, strict=True)]
    result = builder.call(inner, given)
    if gives == VOID:
        builder.ret_void()
    else:
        builder.ret(as_kind(builder, result, LONG))
    return unit.module


class _Unit:
    """A module, and the functions that are in it so far."""

    def __init__(self, kernels: Container[Any], by_hand: ByHand, arrays: Sequence[tuple[Any, Any]]) -> None:
        self.module = ir.Module("kernels")
        self.kernels, self.by_hand, self._arrays = kernels, by_hand, arrays
        self._made: dict[tuple[FunctionType, tuple[Any, ...]], Any] = {}

    def function(self, function: FunctionType, fixed: tuple[tuple[str, Any], ...]) -> Any:
        """The kernel in this module; written when it is first asked for, once for each set of fixed tuples of numbers."""
        key = function, fixed
        if key not in self._made:
            names = [name for name in inspect.signature(function).parameters if name not in dict(fixed)]
            kinds = {name: self.kind(function.__annotations__[name]) for name in names}
            gives = self.kind(function.__annotations__.get("return"))
            name = self.module.get_unique_name(f"{function.__module__}.{function.__name__}")
            made = ir.Function(self.module, ir.FunctionType(gives, list(kinds.values())), name)
            made.linkage = "internal"
            made.attributes.add("nounwind")
            self._made[key] = made
            of = Kinds(function, kinds, dict(fixed), self.kernels, self.kind)
            _Body(self, of, made, dict(zip(names, made.args, strict=True))).write()
        return self._made[key]

    def kind(self, annotation: Any) -> Any:
        """The type that an annotation stands for."""
        for one, kind in (*SIMPLE.items(), *self._arrays):
            if annotation is one or annotation == one:
                return kind
        raise NotAKernelError(f"{annotation} is no type of a kernel")


class _Body(Expressions):
    """Writes the body of one kernel."""

    def __init__(self, unit: Unit, of: Kinds, made: Any, arguments: dict[str, Any]) -> None:
        super().__init__(unit, of, made)
        self._gives = made.function_type.return_type
        for name, one in arguments.items():
            self._b.store(as_kind(self._b, one, of.kinds[name]), self._places[name])
        self._loops: list[tuple[Any, Any]] = []

    def write(self) -> None:
        """Write all of it."""
        self._all_of(self._of.tree.body)
        if not self._b.block.is_terminated:
            self._leave(None)

    def _all_of(self, body: Sequence[ast.stmt]) -> None:
        for node in body:
            if self._b.block.is_terminated:
                return  # what stands behind a `return`
            try:
                self._statement(node)
            except UnplacedError as error:
                raise self._of.refuse(node, f"says what cannot be: {error}") from None

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign():
                for target in node.targets:
                    self._put_all(target, node.value)
            case ast.AugAssign():
                read = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
                self._put(node.target, self._value(read))
            case ast.If():
                self._if(node)
            case ast.While(orelse=[]):
                self._while(node)
            case ast.For(orelse=[]):
                self._for(node)
            case ast.Return():
                self._leave(node.value)
            case ast.Break() | ast.Continue():
                self._b.branch(self._loops[-1][isinstance(node, ast.Continue)])
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                pass
            case ast.Expr():
                self._value(node.value)
            case _:
                raise self._of.refuse(node)

    def _leave(self, value: ast.expr | None) -> None:
        if self._gives == VOID:
            self._b.ret_void()
        else:
            given = self._gives(0) if value is None else self._value(value)
            self._b.ret(as_kind(self._b, given, self._gives))

    def _put_all(self, target: ast.expr, value: ast.expr) -> None:
        pairs = self._of.pairs(target, value)
        values = [self._value(one) for _, one in pairs]
        for (one, _), found in zip(pairs, values, strict=True):
            self._put(one, found)

    def _put(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Name):
            value = as_kind(self._b, value, self._of.kinds[target.id])
            self._b.store(value, self._places[target.id])
            return
        if not isinstance(target, ast.Subscript):
            raise self._of.refuse(target)
        place = self._place(target)
        if place.type == OF_BYTES:
            value = self._b.trunc(as_kind(self._b, value, LONG), BYTE)
        else:
            value = as_kind(self._b, value, DOUBLE if place.type == OF_DOUBLES else LONG)
        self._b.store(value, place)

    def _if(self, node: ast.If) -> None:
        yes, no, after = (self._made.append_basic_block() for _ in range(3))
        self._branch(node.test, yes, no)
        for block, body in ((yes, node.body), (no, node.orelse)):
            self._b.position_at_end(block)
            self._all_of(body)
            if not self._b.block.is_terminated:
                self._b.branch(after)
        self._b.position_at_end(after)

    def _while(self, node: ast.While) -> None:
        head, body, after = (self._made.append_basic_block() for _ in range(3))
        self._b.branch(head)
        self._b.position_at_end(head)
        self._branch(node.test, body, after)
        self._loop(node.body, body, head, after)

    def _loop(self, body: Sequence[ast.stmt], block: Any, again: Any, after: Any) -> None:
        self._loops.append((after, again))
        self._b.position_at_end(block)
        self._all_of(body)
        if not self._b.block.is_terminated:
            self._b.branch(again)
        self._loops.pop()
        self._b.position_at_end(after)

    def _for(self, node: ast.For) -> None:
        """Count with a number of its own: the body may change the name that it is given."""
        start, stop, step = self._range(node.iter)
        b = self._b
        if not isinstance(node.target, ast.Name):
            raise self._of.refuse(node)
        with b.goto_entry_block():
            counter = b.alloca(LONG)
        b.store(start, counter)
        head, body, again, after = (self._made.append_basic_block() for _ in range(4))
        b.branch(head)
        b.position_at_end(head)
        count = b.load(counter)
        b.cbranch(b.icmp_signed("<" if step > 0 else ">", count, stop), body, after)
        b.position_at_end(body)
        self._put(node.target, count)
        self._loop(node.body, body, again, after)
        b.position_at_end(again)
        b.store(b.add(b.load(counter), LONG(step)), counter)
        b.branch(head)
        b.position_at_end(after)

    def _range(self, node: ast.expr) -> tuple[Any, Any, int]:
        """Where a loop starts and stops, and its step, which has to be a number known beforehand."""
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"):
            raise self._of.refuse(node)
        step = 1
        match node.args[2:]:
            case [ast.UnaryOp(op=ast.USub(), operand=less)]:
                step = -self._of.constant(less)
            case [more]:
                step = self._of.constant(more)
        ends = [as_kind(self._b, self._value(one), LONG) for one in node.args[:2]]
        return (ends[0], ends[1], step) if len(ends) == 2 else (LONG(0), ends[0], step)
