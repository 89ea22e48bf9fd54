"""Turn a Cerberus schema into a quick check that says yes only to what Cerberus would accept.

Most values are plainly right, and Cerberus takes long to say so. A check made here may say no to a value that
is right, and never yes to one that is wrong: whoever asks it lets Cerberus judge what it does not accept. It
knows a closed list of rules and looks at exact types only, and does not guess at the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

Check = Callable[[Any], bool]
"""Says whether a value is plainly right; False says nothing."""

_KNOWN_RULES = frozenset(
    (
        *("type", "required", "nullable", "meta", "empty", "minlength", "maxlength", "min", "max", "allowed"),
        *("regex", "schema", "keysrules", "valuesrules", "anyof", "allow_unknown"),
    )
)
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "float": (float, int),
    "number": (float, int),
    "date": (date,),
    "boolean": (bool,),
    "list": (list,),
    "dict": (dict,),
}
"""What is plainly of each type, exactly: Cerberus takes `True` for an integer too, and this does not."""


class _UnknownRuleError(Exception):
    """A rule that this module does not know, or cannot apply as Cerberus would."""


def accept_mapping(rules: Mapping[str, Any], *, allow_unknown: bool = False) -> Check:
    """A check of mappings by the schema *rules*, for what `cerberus.Validator` accepts without normalising.

    A field whose rule holds anything unknown is not accepted, whatever its value.
    """
    checks = {
        name: accept_value(rule, allow_unknown=allow_unknown) or _refuse for name, rule in rules.items()
    }
    return _mapping_check(checks, _required(rules), allow_unknown)


def accept_value(rule: Any, *, allow_unknown: bool = False) -> Check | None:
    """A check of the value of one field by its *rule*; None where the rule holds anything unknown.

    Where there is a check, Cerberus' verdict on the field depends on its own value alone.

    Args:
        rule: what the schema says of the field.
        allow_unknown: whether the validator around it lets unknown fields pass.
    """
    try:
        return _value_check(rule, allow_unknown)
    except _UnknownRuleError:
        return None


def _refuse(_value: Any) -> bool:
    return False


def _required(rules: Mapping[str, Any]) -> frozenset[str]:
    # A rule that is only a name stands in Cerberus' registry, which is not read here: it may be required.
    return frozenset(
        name for name, rule in rules.items() if not isinstance(rule, Mapping) or rule.get("required") is True
    )


def _value_check(rule: Any, allow_unknown: bool) -> Check:
    if not isinstance(rule, Mapping) or not _KNOWN_RULES.issuperset(rule):
        raise _UnknownRuleError
    by_type = _checks_by_type(rule, allow_unknown)
    check = next(iter(by_type.values())) if len(by_type) == 1 else _one_of_types(by_type)
    if "anyof" in rule:
        check = _with_any_of(check, rule, allow_unknown)
    return _or_none(check) if _flag(rule, "nullable") else check


def _checks_by_type(rule: Mapping[str, Any], allow_unknown: bool) -> dict[type, Check]:
    stated = rule.get("type", tuple(_TYPES))
    names = (stated,) if isinstance(stated, str) else stated
    if not names or not all(name in _TYPES for name in names):
        raise _UnknownRuleError
    if "schema" in rule and {"list", "dict"}.issubset(names):
        # It would have to be a rule for items and a schema of fields at once.
        raise _UnknownRuleError
    types = dict.fromkeys(one for name in names for one in _TYPES[name])
    return {one: _check_of(one, rule, allow_unknown) for one in types}


def _check_of(kind: type, rule: Mapping[str, Any], allow_unknown: bool) -> Check:
    """A check of values of exactly *kind*, by the rules that Cerberus applies to such values."""
    if kind is str:
        return _text_check(rule)
    if kind is list:
        return _list_check(rule, allow_unknown)
    if kind is dict:
        return _dict_check(rule, allow_unknown)
    return _scalar_check(kind, rule)


def _one_of_types(by_type: Mapping[type, Check]) -> Check:
    find = by_type.get

    def accept(value: Any) -> bool:
        check = find(type(value))
        return check is not None and check(value)

    return accept


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _with_any_of(check: Check, rule: Mapping[str, Any], allow_unknown: bool) -> Check:
    """The *check* and one of the alternatives, each of which takes over the type and `allow_unknown`."""
    options = []
    for option in rule["anyof"]:
        if not isinstance(option, Mapping):
            raise _UnknownRuleError
        handed_down = {name: rule[name] for name in ("type", "allow_unknown") if name in rule}
        own = {"allow_unknown": allow_unknown, **handed_down, **option}
        # Cerberus judges each by a validator that lets unknown fields pass.
        options.append(_value_check(own, allow_unknown=True))
    return lambda value: check(value) and any(option(value) for option in options)


def _text_check(rule: Mapping[str, Any]) -> Check:
    _bounds(rule, (int, float, date))
    least, most = _lengths(rule)
    match = _matcher(rule)
    allowed = _allowed(rule)
    if match is None and allowed is None:
        if least == 0 and most is None:
            return lambda value: type(value) is str
        if least == 0:
            return lambda value: type(value) is str and len(value) <= most
    if allowed is not None and match is None and least == 0 and most is None:
        return lambda value: type(value) is str and value in allowed
    if match is not None and allowed is None and least == 0 and most is not None:
        return lambda value: type(value) is str and len(value) <= most and match(value) is not None

    def accept(value: Any) -> bool:
        return (
            type(value) is str
            and least <= len(value)
            and (most is None or len(value) <= most)
            and (match is None or match(value) is not None)
            and (allowed is None or value in allowed)
        )

    return accept


def _scalar_check(kind: type, rule: Mapping[str, Any]) -> Check:
    least, most = _bounds(rule, (date,) if kind is date else (int, float))
    allowed = _allowed(rule)
    if kind is bool and (least is not None or most is not None):
        raise _UnknownRuleError

    def accept(value: Any) -> bool:
        return (
            type(value) is kind
            and (least is None or least <= value)
            and (most is None or value <= most)
            and (allowed is None or value in allowed)
        )

    return accept


def _list_check(rule: Mapping[str, Any], allow_unknown: bool) -> Check:
    _bounds(rule, (int, float, date))
    least, most = _lengths(rule)
    if "allowed" in rule:
        raise _UnknownRuleError
    check = _value_check(rule["schema"], allow_unknown) if "schema" in rule else None

    def accept(value: Any) -> bool:
        if type(value) is not list or len(value) < least or (most is not None and len(value) > most):
            return False
        if check is not None:
            for one in value:
                if not check(one):
                    return False
        return True

    return accept


def _dict_check(rule: Mapping[str, Any], allow_unknown: bool) -> Check:
    _bounds(rule, (int, float, date))
    least, most = _lengths(rule)
    if "allowed" in rule:
        raise _UnknownRuleError
    fields = rule.get("schema")
    if fields is None:
        check: Check = _is_dict
    elif isinstance(fields, Mapping):
        inside = _flag(rule, "allow_unknown") if "allow_unknown" in rule else allow_unknown
        checks = {name: _value_check(inner, inside) for name, inner in fields.items()}
        check = _mapping_check(checks, _required(fields), inside)
    else:
        raise _UnknownRuleError
    if least == 0 and most is None and "keysrules" not in rule and "valuesrules" not in rule:
        return check
    check_key = _value_check(rule["keysrules"], allow_unknown) if "keysrules" in rule else None
    check_value = _value_check(rule["valuesrules"], allow_unknown) if "valuesrules" in rule else None

    def accept(value: Any) -> bool:
        return (
            check(value)
            and least <= len(value)
            and (most is None or len(value) <= most)
            and (check_key is None or all(map(check_key, value)))
            and (check_value is None or all(map(check_value, value.values())))
        )

    return accept


def _is_dict(value: Any) -> bool:
    return type(value) is dict


def _mapping_check(checks: Mapping[str, Check], required: frozenset[str], allow_unknown: bool) -> Check:
    find = checks.get

    def accept(value: Any) -> bool:
        if type(value) is not dict or (required and not required <= value.keys()):
            return False
        for name, one in value.items():
            check = find(name)
            if check is None:
                if not allow_unknown:
                    return False
            elif not check(one):
                return False
        return True

    return accept


def _flag(rule: Mapping[str, Any], name: str) -> bool:
    stated = rule.get(name, False)
    if not isinstance(stated, bool):
        raise _UnknownRuleError
    return stated


def _lengths(rule: Mapping[str, Any]) -> tuple[int, Any]:
    """The least and the greatest length; None where any is short enough."""
    least, most = rule.get("minlength", 0), rule.get("maxlength")
    if type(least) is not int or type(most) not in (int, type(None)):
        raise _UnknownRuleError
    may_be_empty = "empty" not in rule or _flag(rule, "empty")
    return max(least, 0 if may_be_empty else 1), most


def _bounds(rule: Mapping[str, Any], kinds: Sequence[type]) -> tuple[Any, Any]:
    """The least and the greatest value; Cerberus leaves alone what cannot be compared with them."""
    least, most = rule.get("min"), rule.get("max")
    if any(bound is not None and type(bound) not in kinds for bound in (least, most)):
        raise _UnknownRuleError
    return least, most


def _matcher(rule: Mapping[str, Any]) -> Callable[[str], re.Match[str] | None] | None:
    if "regex" not in rule:
        return None
    pattern = rule["regex"]
    if not isinstance(pattern, str):
        raise _UnknownRuleError
    # Anchored as Cerberus does, at the end of the whole pattern and not of each of its alternatives.
    return re.compile(pattern if pattern.endswith("$") else f"{pattern}$").match


def _allowed(rule: Mapping[str, Any]) -> frozenset[Any] | None:
    allowed = rule.get("allowed")
    if allowed is None:
        return None
    if not isinstance(allowed, list | tuple) or not all(type(one) in (str, int, float) for one in allowed):
        raise _UnknownRuleError
    return frozenset(allowed)
