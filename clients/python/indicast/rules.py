"""Assumptions in one line, as after ``--set`` and in assumptions.csv (docs/data-format.md).

    hold | repeat | plan | 3% | level=2900 | step=50 | damped(to=2%,phi=0.8[,from=5%])
    logistic(ceiling=100[,floor=0][,kappa=0.13]) | reach(level=3500,by=2026[,style=linear])
    trend | trend(prior=5.5%[,strength=9]) | shock(size=1%,kind=growth)
    shock(size=-5%[,persistence=0.5]) | shock(size=-5%,catchup=0.4,years=3)
    gdp | gdp+0.5pp | gdp-0.5pp

假设规则的一行写法,与命令行 --set 相同。
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any, Callable, Dict, NamedTuple, Optional, Tuple

from indicast.store.v1 import resources_pb2 as resources
from indicast.type.v1 import value_pb2
from indicast.values import decimal_text

HOW_TO_WRITE = (
    "write hold, repeat, plan, 3%, level=2900, step=50, damped(to=2%,phi=0.8), "
    "logistic(ceiling=100), reach(level=3500,by=2026), trend, shock(size=-5%) or gdp+0.5pp"
)

_ID = r"[a-z0-9-]+"
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_SETTING = re.compile(rf"(\*|{_ID})(?:@([1-9][0-9]{{3}})(?:\.\.([1-9][0-9]{{3}}))?)?")


class _Argument(NamedTuple):
    """An argument of a rule: its field, and what is written for it."""

    field: str
    kind: str  # "number", "percent", "whole", "word"
    words: Tuple[str, ...] = ()
    required: bool = False


_Form = Dict[str, _Argument]

_STYLES = ("constant-growth", "linear", "front-loaded", "back-loaded", "s-curve")

# Rules with arguments, by their field in AssumptionRule and the name they are written with.
_FORMS: Dict[Tuple[str, str], _Form] = {
    ("damped", "damped"): {
        "to": _Argument("long_run_growth_percent", "percent", required=True),
        "phi": _Argument("phi", "number", required=True),
        "from": _Argument("initial_growth_percent", "percent"),
    },
    ("logistic", "logistic"): {
        "floor": _Argument("floor", "number"),
        "ceiling": _Argument("ceiling", "number", required=True),
        "kappa": _Argument("kappa", "number"),
    },
    ("required", "reach"): {
        "level": _Argument("level", "number", required=True),
        "by": _Argument("year", "whole", required=True),
        "style": _Argument("style", "word", _STYLES),
    },
    ("trend", "trend"): {
        "prior": _Argument("prior_growth_percent", "percent"),
        "strength": _Argument("prior_strength", "number"),
    },
    ("shock", "shock"): {
        "size": _Argument("size_percent", "percent", required=True),
        "kind": _Argument("kind", "word", ("one-off", "growth")),
        "persistence": _Argument("persistence", "number"),
        "catchup": _Argument("catch_up_share", "number"),
        "years": _Argument("catch_up_years", "whole"),
    },
}


class Years(NamedTuple):
    """Years an assumption applies to; None: from the first projected year, to the horizon."""

    first: Optional[int] = None
    last: Optional[int] = None


def parse_setting(text: str) -> resources.Assumption:
    """The assumption of ``INDICATOR[@YEAR[..YEAR]]=RULE``. ValueError says what is wrong."""
    key, equals, rule = _folded(text).partition("=")
    if not equals:
        raise ValueError(f"'{text}' is not INDICATOR[@YEAR[..YEAR]]=RULE, as imports-exports=3%")
    return assume(key, rule)


def assume(key: str, rule: Any, *, reason: str = "", language: str = "en") -> resources.Assumption:
    """An assumption for ``INDICATOR[@YEAR[..YEAR]]``; ``"*"`` is every indicator that no narrower
    one names. ``rule``: a text, a number (growth in percent), ``{year: growth}`` for single years,
    or an AssumptionRule."""
    found = _SETTING.fullmatch(_folded(key))
    if not found:
        raise ValueError(f"'{key}' is not INDICATOR[@YEAR[..YEAR]], as imports-exports@2024..2026")
    first = int(found[2]) if found[2] else None
    years = Years(first, int(found[3]) if found[3] else first)
    assumption = resources.Assumption(indicator=found[1], rule=_rule(rule, years))
    set_years(assumption, years)
    if reason:
        setattr(assumption.reason, language, reason)
    return assumption


def names_no_year(assumption: resources.Assumption) -> bool:
    """True where neither the assumption nor its rule is for single years."""
    bounded = assumption.HasField("from_year") or assumption.HasField("to_year")
    return not bounded and assumption.rule.WhichOneof("rule") != "given"


def set_years(assumption: resources.Assumption, years: Years) -> None:
    """Bounds an assumption. A one-off shock of a single year ends by its persistence instead."""
    shock = assumption.rule.shock if assumption.rule.HasField("shock") else None
    one_off = shock is not None and shock.kind != "growth"
    if years.first is not None:
        assumption.from_year = years.first
    if years.last is not None and not (one_off and years.first == years.last):
        assumption.to_year = years.last


def _rule(rule: Any, years: Years) -> resources.AssumptionRule:
    if isinstance(rule, resources.AssumptionRule):
        return rule
    if isinstance(rule, dict):
        points = [
            resources.GivenRule.Point(year=int(year), growth_percent=_decimal(growth))
            for year, growth in rule.items()
        ]
        return resources.AssumptionRule(given=resources.GivenRule(points=points))
    if isinstance(rule, str):
        return parse_rule(rule, years)
    return resources.AssumptionRule(compound=resources.CompoundRule(growth_percent=_decimal(rule)))


def parse_rule(text: str, years: Years = Years()) -> resources.AssumptionRule:
    """The rule of a text. ValueError says what is wrong. Ranges are checked by the services."""
    folded = _folded(text)
    rule = resources.AssumptionRule()
    if folded in ("hold", "repeat", "plan", "trend"):
        getattr(rule, folded).SetInParent()
        return rule
    for pattern, parse in _PARSERS.items():
        found = re.fullmatch(pattern, folded)
        if found:
            parse(rule, found[1], years)
            return rule
    for (field, name), form in _FORMS.items():
        found = re.fullmatch(rf"{name}\((.*)\)", folded)
        if found:
            _take_arguments(getattr(rule, field), form, found[1])
            return rule
    if re.fullmatch(rf"{_NUMBER}(?:pp)?", folded):
        raise ValueError(
            f"'{text}': write 3% for growth, level=3 for a level, gdp+3pp for a margin"
        )
    found = re.fullmatch(rf"({_ID}?)(?:({_NUMBER})pp)?", folded)
    if found and found[1] and (not found[2] or found[2][0] in "+-"):
        rule.relative.indicator = found[1]
        if found[2]:
            rule.relative.margin_percentage_points.CopyFrom(_decimal(found[2]))
        return rule
    raise ValueError(f"'{text}' is no rule; {HOW_TO_WRITE}")


def _compound(rule: resources.AssumptionRule, text: str, _: Years) -> None:
    rule.compound.growth_percent.CopyFrom(_decimal(text))


def _linear(rule: resources.AssumptionRule, text: str, _: Years) -> None:
    rule.linear.step.CopyFrom(_decimal(text))


def _level(rule: resources.AssumptionRule, text: str, years: Years) -> None:
    if years.first is None or years.first != years.last:
        raise ValueError("a level holds in one year: name it, as in INDICATOR@2024")
    rule.given.points.add(year=years.first, level=_decimal(text))


_Parser = Callable[[resources.AssumptionRule, str, Years], None]
_PARSERS: Dict[str, _Parser] = {
    rf"({_NUMBER})%": _compound,
    rf"level=({_NUMBER})": _level,
    rf"step=({_NUMBER})": _linear,
}


def _take_arguments(message: Any, form: _Form, text: str) -> None:
    names = ", ".join(form)
    given: Dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        if name not in form or not equals or name in given:
            raise ValueError(f"'{part}': arguments are {names}, each once, as {next(iter(form))}=2")
        given[name] = value
        _take_argument(message, name, form[name], value)
    missing = [name for name, argument in form.items() if argument.required and name not in given]
    if missing:
        raise ValueError(f"{' and '.join(missing)} missing; arguments are {names}")


def _take_argument(message: Any, name: str, argument: _Argument, value: str) -> None:
    if argument.kind == "word":
        if value not in argument.words:
            raise ValueError(f"{name} is one of {', '.join(argument.words)}")
        setattr(message, argument.field, value)
    elif argument.kind == "whole":
        if not re.fullmatch("[1-9][0-9]{0,3}", value) or (name == "by" and len(value) != 4):
            raise ValueError(f"{name}={value}: write a year such as 2026, or a number of years")
        setattr(message, argument.field, int(value))
    else:
        percent = argument.kind == "percent"
        if percent and not value.endswith("%"):
            raise ValueError(f"{name}={value} is a percentage: write {name}=3%")
        getattr(message, argument.field).CopyFrom(_decimal(value[:-1] if percent else value))


def _decimal(value: Any) -> value_pb2.Decimal:
    text = decimal_text(value)
    return value_pb2.Decimal(text=format(Decimal(text), "f"))


def _folded(text: str) -> str:
    """Without spaces, full-width letters, digits and signs as plain ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def format_rule(rule: resources.AssumptionRule) -> str:
    """The text that ``parse_rule`` reads back; given values of several years come out as
    ``given(2024=3%,2025=level 2900)``; empty for no rule."""
    kind = rule.WhichOneof("rule") or ""
    for (field, name), form in _FORMS.items():
        if kind == field:
            return _format_arguments(getattr(rule, field), name, form)
    formatter = _FORMATTERS.get(kind)
    return formatter(rule) if formatter else kind


def _format_arguments(message: Any, name: str, form: _Form) -> str:
    texts = []
    for key, argument in form.items():
        value = getattr(message, argument.field)
        if argument.kind in ("number", "percent"):
            value = value.text and value.text + ("%" if argument.kind == "percent" else "")
        if value:
            texts.append(f"{key}={value}")
    return f"{name}({','.join(texts)})" if texts else name


def _format_given(rule: resources.AssumptionRule) -> str:
    points = list(rule.given.points)
    if len(points) == 1 and points[0].level.text:
        return f"level={points[0].level.text}"
    texts = (
        f"{p.year}=level {p.level.text}" if p.level.text else f"{p.year}={p.growth_percent.text}%"
        for p in points
    )
    return f"given({','.join(texts)})"


def _format_relative(rule: resources.AssumptionRule) -> str:
    margin = rule.relative.margin_percentage_points.text
    if not margin:
        return rule.relative.indicator
    return f"{rule.relative.indicator}{'' if margin.startswith('-') else '+'}{margin}pp"


_FORMATTERS: Dict[str, Callable[[resources.AssumptionRule], str]] = {
    "compound": lambda rule: f"{rule.compound.growth_percent.text}%",
    "linear": lambda rule: f"step={rule.linear.step.text}",
    "given": _format_given,
    "relative": _format_relative,
}
