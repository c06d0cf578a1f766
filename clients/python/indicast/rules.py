"""Assumptions in one line, as after ``--set`` and in assumptions.csv (docs/data-format.md).

    hold | repeat | plan | 3% | level=2900 | step=50 | damped(to=2%,phi=0.8[,from=5%])
    logistic(ceiling=100[,floor=0][,kappa=0.13]) | reach(level=3500,by=2026[,style=linear])
    gdp | gdp+0.5pp | gdp-0.5pp

假设规则的一行写法,与命令行 --set 相同。
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from indicast.store.v1 import resources_pb2 as resources
from indicast.type.v1 import value_pb2
from indicast.values import decimal_text

FORMS = (
    "write hold, repeat, plan, 3%, level=2900, step=50, damped(to=2%,phi=0.8), "
    "logistic(ceiling=100), reach(level=3500,by=2026) or gdp+0.5pp"
)

_ID = r"[a-z0-9-]+"
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_SETTING = re.compile(rf"(\*|{_ID})(?:@([1-9][0-9]{{3}})(?:\.\.([1-9][0-9]{{3}}))?)?")


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
    assumption = resources.Assumption(
        indicator=found[1], from_year=years.first, to_year=years.last, rule=_rule(rule, years)
    )
    if reason:
        setattr(assumption.reason, language, reason)
    return assumption


def names_no_year(assumption: resources.Assumption) -> bool:
    """True where neither the assumption nor its rule is for single years."""
    bounded = assumption.HasField("from_year") or assumption.HasField("to_year")
    return not bounded and assumption.rule.WhichOneof("rule") != "given"


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
    if folded in ("hold", "repeat", "plan"):
        getattr(rule, folded).SetInParent()
        return rule
    for pattern, parse in _PARSERS.items():
        found = re.fullmatch(pattern, folded)
        if found:
            parse(rule, found[1], years)
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
    raise ValueError(f"'{text}' is no rule; {FORMS}")


def _compound(rule: resources.AssumptionRule, text: str, _: Years) -> None:
    rule.compound.growth_percent.CopyFrom(_decimal(text))


def _linear(rule: resources.AssumptionRule, text: str, _: Years) -> None:
    rule.linear.step.CopyFrom(_decimal(text))


def _level(rule: resources.AssumptionRule, text: str, years: Years) -> None:
    if years.first is None or years.first != years.last:
        raise ValueError("a level holds in one year: name it, as in INDICATOR@2024")
    rule.given.points.add(year=years.first, level=_decimal(text))


def _damped(rule: resources.AssumptionRule, text: str, _: Years) -> None:
    given = _arguments(text, ["to", "phi", "from"], ["to", "phi"])
    rule.damped.long_run_growth_percent.CopyFrom(_percent(given["to"]))
    rule.damped.phi.CopyFrom(_decimal(given["phi"]))
    if "from" in given:
        rule.damped.initial_growth_percent.CopyFrom(_percent(given["from"]))


def _logistic(rule: resources.AssumptionRule, text: str, _: Years) -> None:
    for name, value in _arguments(text, ["floor", "ceiling", "kappa"], ["ceiling"]).items():
        getattr(rule.logistic, name).CopyFrom(_decimal(value))


def _reach(rule: resources.AssumptionRule, text: str, _: Years) -> None:
    given = _arguments(text, ["level", "by", "style"], ["level", "by"])
    if not re.fullmatch("[1-9][0-9]{3}", given["by"]):
        raise ValueError(f"by={given['by']} is not a year such as 2026")
    if given.get("style", "linear") not in ("linear", "constant-growth"):
        raise ValueError("style is linear or constant-growth")
    rule.required.level.CopyFrom(_decimal(given["level"]))
    rule.required.year = int(given["by"])
    rule.required.style = given.get("style", "")


_Parser = Callable[[resources.AssumptionRule, str, Years], None]
_PARSERS: Dict[str, _Parser] = {
    rf"({_NUMBER})%": _compound,
    rf"level=({_NUMBER})": _level,
    rf"step=({_NUMBER})": _linear,
    r"damped\((.*)\)": _damped,
    r"logistic\((.*)\)": _logistic,
    r"reach\((.*)\)": _reach,
}


def _arguments(text: str, names: List[str], required: List[str]) -> Dict[str, str]:
    given: Dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        if name not in names or not equals or name in given:
            raise ValueError(f"'{part}': arguments are {', '.join(names)}, each once, as to=2%")
        given[name] = value
    missing = [name for name in required if name not in given]
    if missing:
        raise ValueError(f"{' and '.join(missing)} missing; arguments are {', '.join(names)}")
    return given


def _percent(text: str) -> value_pb2.Decimal:
    if not text.endswith("%"):
        raise ValueError(f"'{text}' is a percentage: write 3%")
    return _decimal(text[:-1])


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
    formatter = _FORMATTERS.get(kind)
    return formatter(rule) if formatter else kind


def _format_damped(rule: resources.AssumptionRule) -> str:
    damped = rule.damped
    start = damped.initial_growth_percent.text
    return (
        f"damped(to={damped.long_run_growth_percent.text}%,phi={damped.phi.text}"
        + (f",from={start}%" if start else "")
        + ")"
    )


def _format_logistic(rule: resources.AssumptionRule) -> str:
    given = ((name, getattr(rule.logistic, name).text) for name in ("floor", "ceiling", "kappa"))
    return "logistic(" + ",".join(f"{name}={text}" for name, text in given if text) + ")"


def _format_reach(rule: resources.AssumptionRule) -> str:
    style = f",style={rule.required.style}" if rule.required.style else ""
    return f"reach(level={rule.required.level.text},by={rule.required.year}{style})"


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
    "damped": _format_damped,
    "logistic": _format_logistic,
    "required": _format_reach,
    "given": _format_given,
    "relative": _format_relative,
}
