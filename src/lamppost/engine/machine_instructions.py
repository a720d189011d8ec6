"""The machine code of `instructions`: LLVM's own vectors, which it makes into what the processor has."""

from collections.abc import Callable
from typing import Any

_AT_ONCE, _PLAIN_AT_ONCE = 64, 32


def like() -> Callable[..., Any]:
    """Compares 64 octets with one."""
    from llvmlite import ir

    def generate(builder: Any, arguments: Any) -> Any:
        octets, at, value = arguments
        loaded = _loaded(builder, octets, at, _AT_ONCE)
        one = builder.trunc(value, ir.IntType(8))
        first = builder.insert_element(ir.Constant(_vector(_AT_ONCE), ir.Undefined), one, ir.IntType(32)(0))
        places = ir.Constant(ir.VectorType(ir.IntType(32), _AT_ONCE), [0] * _AT_ONCE)
        return _mask(
            builder, builder.icmp_unsigned("==", loaded, builder.shuffle_vector(first, first, places))
        )

    return generate


def before_special() -> Callable[..., Any]:
    """Compares 32 octets with what ends a plain stretch of a JSON string, and counts up to the first."""
    from llvmlite import ir

    def generate(builder: Any, arguments: Any) -> Any:
        octets, at = arguments
        loaded = _loaded(builder, octets, at, _PLAIN_AT_ONCE)
        found = builder.icmp_unsigned("==", loaded, _all(0x22))
        found = builder.or_(found, builder.icmp_unsigned("==", loaded, _all(0x5C)))
        found = builder.or_(found, builder.icmp_signed("<", loaded, _all(0x20)))  # below 0: not ASCII
        return builder.zext(_count_below(builder, _mask(builder, found)), ir.IntType(64))

    return generate


def unlike() -> Callable[..., Any]:
    """Compares 64 octets with 64 others."""

    def generate(builder: Any, arguments: Any) -> Any:
        octets, at, others, there = arguments
        pair = (_loaded(builder, one, place, _AT_ONCE) for one, place in ((octets, at), (others, there)))
        return _mask(builder, builder.icmp_unsigned("!=", *pair))

    return generate


def unlike_few() -> Callable[..., Any]:
    """Compares 32 octets with 32 others."""
    from llvmlite import ir

    def generate(builder: Any, arguments: Any) -> Any:
        octets, at, others, there = arguments
        pair = (
            _loaded(builder, one, place, _PLAIN_AT_ONCE) for one, place in ((octets, at), (others, there))
        )
        return builder.zext(_mask(builder, builder.icmp_unsigned("!=", *pair)), ir.IntType(64))

    return generate


def digits_before() -> Callable[..., Any]:
    """Compares 32 octets with the digits, and counts up to the first that is none."""
    from llvmlite import ir

    def generate(builder: Any, arguments: Any) -> Any:
        octets, at = arguments
        loaded = builder.sub(_loaded(builder, octets, at, _PLAIN_AT_ONCE), _all(0x30))
        found = builder.icmp_unsigned(">", loaded, _all(9))
        return builder.zext(_count_below(builder, _mask(builder, found)), ir.IntType(64))

    return generate


def lowest() -> Callable[..., Any]:
    """Counts the zeros below the lowest bit."""
    return lambda builder, arguments: _count_below(builder, arguments[0])


def without_lowest() -> Callable[..., Any]:
    """Takes the lowest bit away."""
    from llvmlite import ir

    def generate(builder: Any, arguments: Any) -> Any:
        return builder.and_(arguments[0], builder.sub(arguments[0], ir.IntType(64)(1)))

    return generate


def word() -> Callable[..., Any]:
    """Loads eight octets, the first as the lowest."""
    import sys

    from llvmlite import ir

    def generate(builder: Any, arguments: Any) -> Any:
        octets, at = arguments
        place = builder.bitcast(builder.gep(octets, [at]), ir.IntType(64).as_pointer())
        loaded = builder.load(place, align=1)
        return loaded if sys.byteorder == "little" else builder.bswap(loaded)

    return generate


def times() -> Callable[..., Any]:
    """Multiplies, and lets what is above 64 bits go."""
    return lambda builder, arguments: builder.mul(*arguments)


def _vector(count: int) -> Any:
    from llvmlite import ir

    return ir.VectorType(ir.IntType(8), count)


def _all(value: int) -> Any:
    """One octet as often as a stretch of a string is long."""
    from llvmlite import ir

    return ir.Constant(_vector(_PLAIN_AT_ONCE), [value] * _PLAIN_AT_ONCE)


def _loaded(builder: Any, octets: Any, at: Any, count: int) -> Any:
    return builder.load(builder.bitcast(builder.gep(octets, [at]), _vector(count).as_pointer()), align=1)


def _mask(builder: Any, found: Any) -> Any:
    from llvmlite import ir

    return builder.bitcast(found, ir.IntType(found.type.count))


def _count_below(builder: Any, mask: Any) -> Any:
    from llvmlite import ir

    return builder.cttz(mask, ir.IntType(1)(0))
