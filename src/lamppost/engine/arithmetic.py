"""What is counted within kernels, as LLVM's instructions: one number or two in, one out.

Whole numbers wrap; divided by 0 they give 0; a shift counts modulo 64. All else is as in Python.
"""

import ast
from collections.abc import Sequence
from typing import Any, Final

from llvmlite import ir

from lamppost.engine.kinds import BIT, DOUBLE, LONG, UnplacedError

_COMPARED: Final = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_WHOLE: Final = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.BitAnd: "and_", ast.BitOr: "or_", ast.BitXor: "xor",
}  # fmt: skip
_FLOAT: Final = {ast.Add: "fadd", ast.Sub: "fsub", ast.Mult: "fmul", ast.Div: "fdiv"}
_SHIFTS: Final = {ast.LShift: "shl", ast.RShift: "ashr"}
_MOST_SHIFT: Final = 63


def as_kind(builder: Any, value: Any, kind: Any) -> Any:
    """A number as another type: what is not 0 is a yes, and a float loses what stands behind its point."""
    if value.type == kind:
        return value
    if kind == BIT:
        is_float = value.type == DOUBLE
        compare = builder.fcmp_unordered if is_float else builder.icmp_signed
        return compare("!=", value, value.type(0))
    if kind == DOUBLE and value.type in (BIT, LONG):
        return (builder.uitofp if value.type == BIT else builder.sitofp)(value, DOUBLE)
    if kind == LONG and value.type == DOUBLE:
        return intrinsic(builder, "llvm.fptosi.sat.i64.f64", LONG, value)
    if kind == LONG and value.type == BIT:
        return builder.zext(value, LONG)
    raise UnplacedError(f"{value.type} cannot be {kind}")


def intrinsic(builder: Any, name: str, gives: Any, *values: Any) -> Any:
    """What LLVM itself knows by a name, called."""
    known = builder.module.globals.get(name)
    if known is None:
        known = ir.Function(builder.module, ir.FunctionType(gives, [one.type for one in values]), name)
    return builder.call(known, values)


def number(value: float) -> Any:
    """A number that is known beforehand."""
    if isinstance(value, bool):
        return BIT(int(value))
    return DOUBLE(value) if isinstance(value, float) else LONG(value)


def compared(builder: Any, op: ast.cmpop, left: Any, right: Any) -> Any:
    """Whether a comparison holds."""
    sign = _COMPARED.get(type(op))
    if sign is None:
        raise UnplacedError(f"{type(op).__name__} compares no numbers")
    if DOUBLE in (left.type, right.type):
        compare = builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered
        return compare(sign, as_kind(builder, left, DOUBLE), as_kind(builder, right, DOUBLE))
    return builder.icmp_signed(sign, as_kind(builder, left, LONG), as_kind(builder, right, LONG))


def counted(builder: Any, op: ast.operator, left: Any, right: Any) -> Any:
    """What an operation of two numbers gives."""
    kind = type(op)
    if left.type == right.type == BIT and kind in (ast.BitAnd, ast.BitOr, ast.BitXor):
        return getattr(builder, _WHOLE[kind])(left, right)
    if kind is ast.Div or DOUBLE in (left.type, right.type):
        return _of_floats(builder, kind, as_kind(builder, left, DOUBLE), as_kind(builder, right, DOUBLE))
    left, right = as_kind(builder, left, LONG), as_kind(builder, right, LONG)
    if kind in _WHOLE:
        return getattr(builder, _WHOLE[kind])(left, right)
    if kind in _SHIFTS:
        return getattr(builder, _SHIFTS[kind])(left, builder.and_(right, LONG(_MOST_SHIFT)))
    if kind in (ast.FloorDiv, ast.Mod):
        quotient, rest = _divided(builder, left, right)
        return quotient if kind is ast.FloorDiv else rest
    raise UnplacedError(f"{kind.__name__} is no operation of a kernel")


def unary(builder: Any, op: ast.unaryop, value: Any) -> Any:
    """What an operation of one number gives."""
    if isinstance(op, ast.Not):
        return builder.not_(as_kind(builder, value, BIT))
    if isinstance(op, ast.USub) and value.type == DOUBLE:
        return builder.fneg(value)
    value = as_kind(builder, value, LONG)
    return builder.neg(value) if isinstance(op, ast.USub) else builder.not_(value)


def least(builder: Any, values: Sequence[Any], *, greatest: bool) -> Any:
    """The least, or the greatest, of numbers; of two that are equal the first."""
    kind = DOUBLE if any(one.type == DOUBLE for one in values) else LONG
    found = as_kind(builder, values[0], kind)
    for one in values[1:]:
        other = as_kind(builder, one, kind)
        is_it = compared(builder, ast.Gt() if greatest else ast.Lt(), other, found)
        found = builder.select(is_it, other, found)
    return found


def absolute(builder: Any, value: Any) -> Any:
    """How far a number is from 0."""
    if value.type == DOUBLE:
        return intrinsic(builder, "llvm.fabs.f64", DOUBLE, value)
    value = as_kind(builder, value, LONG)
    return builder.select(builder.icmp_signed("<", value, LONG(0)), builder.neg(value), value)


def _divided(builder: Any, left: Any, right: Any) -> tuple[Any, Any]:
    """Quotient and rest, rounded towards less, as Python does; both 0 where divided by 0."""
    known = right.constant if isinstance(right, ir.Constant) else None
    if isinstance(known, int) and known > 0 and known & (known - 1) == 0:
        return builder.ashr(left, LONG(known.bit_length() - 1)), builder.and_(left, LONG(known - 1))
    is_zero = builder.icmp_signed("==", right, LONG(0))
    is_turn = builder.icmp_signed("==", right, LONG(-1))
    divisor = builder.select(builder.or_(is_zero, is_turn), LONG(1), right)  # the processor stops at both
    quotient, rest = builder.sdiv(left, divisor), builder.srem(left, divisor)
    is_less = builder.and_(
        builder.icmp_signed("!=", rest, LONG(0)),
        builder.icmp_signed("<", builder.xor(rest, divisor), LONG(0)),
    )
    quotient = builder.select(is_less, builder.sub(quotient, LONG(1)), quotient)
    rest = builder.select(is_less, builder.add(rest, divisor), rest)
    quotient = builder.select(is_turn, builder.neg(left), quotient)
    return builder.select(is_zero, LONG(0), quotient), builder.select(is_zero, LONG(0), rest)


def _of_floats(builder: Any, kind: type[ast.operator], left: Any, right: Any) -> Any:
    if kind in _FLOAT:
        return getattr(builder, _FLOAT[kind])(left, right)
    if kind is ast.FloorDiv:
        return _floor_divided(builder, left, right)
    raise UnplacedError(f"{kind.__name__} is no operation of floats in a kernel")


def _floor_divided(builder: Any, left: Any, right: Any) -> Any:
    """The greatest whole number that is not above a quotient: out of the exact rest, as Python does (float_floor_div).

    A quotient that was rounded before its floor was taken might be one too many.
    """
    zero = DOUBLE(0.0)
    rest = builder.frem(left, right)
    quotient = builder.fdiv(builder.fsub(left, rest), right)
    is_less = builder.and_(
        builder.fcmp_unordered("!=", rest, zero),
        builder.xor(builder.fcmp_ordered("<", rest, zero), builder.fcmp_ordered("<", right, zero)),
    )
    quotient = builder.select(is_less, builder.fsub(quotient, DOUBLE(1.0)), quotient)
    floor = intrinsic(builder, "llvm.floor.f64", DOUBLE, quotient)
    is_more = builder.fcmp_ordered(">", builder.fsub(quotient, floor), DOUBLE(0.5))
    return builder.select(is_more, builder.fadd(floor, DOUBLE(1.0)), floor)
