"""Typed inputs: a callback's annotations hold, whatever the browser sends."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, get_type_hints

import msgspec

from domain.errors import MalformedInput


def typed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with its arguments converted to their annotations, or MalformedInput raised.

    Every parameter needs an annotation: `str | None`, `int`, `list[int]`, `date`, a msgspec.Struct … or `object`,
    which takes anything. Raises TypeError, when the app starts, for one without.
    """
    signature = inspect.signature(function)
    hints = get_type_hints(function, include_extras=True)
    naked = [name for name in signature.parameters if name not in hints]
    if naked:
        raise TypeError(f"{function.__qualname__} needs a type for {', '.join(naked)}")

    @wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        bound = _bound(signature, args, kwargs)
        for name, value in bound.arguments.items():
            parameter = signature.parameters[name]
            bound.arguments[name] = _converted(value, hints[name], parameter.kind)
        return function(*bound.args, **bound.kwargs)

    return checked


def _bound(signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> inspect.BoundArguments:
    try:
        return signature.bind(*args, **kwargs)
    except TypeError:
        raise MalformedInput from None


def _converted(value: Any, wanted: Any, kind: Any) -> Any:
    if kind is inspect.Parameter.VAR_POSITIONAL:
        return tuple(convert(one, wanted) for one in value)
    if kind is inspect.Parameter.VAR_KEYWORD:
        return {name: convert(one, wanted) for name, one in value.items()}
    return convert(value, wanted)


def convert(value: object, wanted: Any) -> Any:
    """Return a JSON value as the wanted type, strictly; raise MalformedInput when it is not one."""
    if wanted is object or wanted is Any:
        return value
    try:
        return msgspec.convert(value, wanted, strict=True)
    except (msgspec.ValidationError, RecursionError, OverflowError):
        raise MalformedInput from None
