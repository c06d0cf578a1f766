"""Projecting scenarios, comparing them, and what-ifs that store nothing."""

from typing import Any, Dict, Iterable, Mapping, Optional, Sequence

from indicast import rules
from indicast.base import ClientBase, as_list
from indicast.building import build
from indicast.catalogue import Ids
from indicast.projection.v1 import projection_pb2
from indicast.results import Comparison, ProjectionOutcome
from indicast.scenarios import Assumptions


class Projections(ClientBase):
    """Projections. ``scenario`` is the id of a stored one, or a ScenarioSelection as a mapping:
    ``{"scenario": "plan", "overlay": {"imports-exports@2024": "3%"}, "label": "slow trade"}``."""

    def project(
        self,
        scenario: Any,
        *,
        area: Optional[str] = None,
        base_year: Optional[int] = None,
        horizon_year: Optional[int] = None,
        indicators: Optional[Ids] = None,
        quotas: Optional[Mapping[str, Any]] = None,
        as_of: Any = None,
    ) -> ProjectionOutcome:
        """Paths of every indicator and the verdict on every target. 测算一个情景。

        ``quotas``: figures of external targets by target or indicator id.
        """
        method = self.projection.project
        values = _values(area, base_year, horizon_year, indicators, quotas, as_of)
        answer = method(self._build(method.request, {"scenario": scenario, **values}))
        return ProjectionOutcome(answer.result, self._frames)

    def compare(
        self,
        scenarios: Sequence[Any],
        *,
        area: Optional[str] = None,
        base_year: Optional[int] = None,
        horizon_year: Optional[int] = None,
        indicators: Optional[Ids] = None,
        quotas: Optional[Mapping[str, Any]] = None,
        as_of: Any = None,
    ) -> Comparison:
        """2 to 8 scenarios on the same data, differences against the first. 比较2至8个情景。"""
        method = self.projection.compare_scenarios
        values = _values(area, base_year, horizon_year, indicators, quotas, as_of)
        answer = method(self._build(method.request, {"scenarios": scenarios, **values}))
        return Comparison(answer, self._frames)

    def what_if(
        self,
        settings: Assumptions,
        *,
        against: str = "plan",
        area: Optional[str] = None,
        base_year: Optional[int] = None,
        horizon_year: Optional[int] = None,
        indicators: Optional[Ids] = None,
        quotas: Optional[Mapping[str, Any]] = None,
        as_of: Any = None,
    ) -> Comparison:
        """What changes with some assumptions; nothing is stored. A setting without a year is for the
        target year: ``client.what_if({"imports-exports": "3%"})``. 改几项假设会怎样,不写入数据。"""
        changed = build(
            projection_pb2.ScenarioSelection,
            {"scenario": against, "overlay": settings},
            language=self.options.language,
        )
        self._name_years(changed.overlay, base_year, as_of)
        return self.compare(
            [against, changed],
            area=area,
            base_year=base_year,
            horizon_year=horizon_year,
            indicators=indicators,
            quotas=quotas,
            as_of=as_of,
        )

    def _name_years(self, overlay: Iterable[Any], base_year: Optional[int], as_of: Any) -> None:
        open_ones = [assumption for assumption in overlay if rules.names_no_year(assumption)]
        if not open_ones:
            return
        year = base_year + 1 if base_year else self._latest_target_year(as_of)
        for assumption in open_ones if year else ():
            rules.set_years(assumption, rules.Years(year, year))

    def _latest_target_year(self, as_of: Any) -> int:
        found, _ = self._all_pages(self.store.list_targets, {"as_of": as_of}, "targets")
        return max((_year(target) for target in found), default=0)


def _year(target: Any) -> int:
    return int(target.period.text[:4])


def _values(
    area: Optional[str],
    base_year: Optional[int],
    horizon_year: Optional[int],
    indicators: Optional[Ids],
    quotas: Optional[Mapping[str, Any]],
    as_of: Any,
) -> Dict[str, Any]:
    return {
        "area": area,
        "base_year": base_year,
        "horizon_year": horizon_year,
        "indicators": as_list(indicators),
        "quotas": quotas,
        "as_of": as_of,
    }
