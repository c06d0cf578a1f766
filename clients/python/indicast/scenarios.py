"""Scenarios: sparse layers of assumptions over a parent."""

from typing import Any, Iterable, List, Mapping, NamedTuple, Optional, Union

from indicast import rules
from indicast.base import ClientBase
from indicast.records import new_request_id
from indicast.store.v1 import resources_pb2 as resources

Assumptions = Union[Mapping[str, Any], Iterable[Any]]
"""``{"imports-exports@2024": "3%"}``, or Assumption messages, settings and mappings in a list."""


class ScenarioWithAncestors(NamedTuple):
    """One scenario and the layers below it. 一个情景及其上级。"""

    scenario: resources.Scenario
    ancestors: List[resources.Scenario]
    """Parent, grandparent and so on."""


class Scenarios(ClientBase):
    """Scenarios of the store."""

    def scenarios(self, *, as_of: Any = None) -> Any:
        """All scenarios. 全部情景。"""
        items, attrs = self._all_pages(self.store.list_scenarios, {"as_of": as_of}, "scenarios")
        columns = "id name parent description assumption_count revision content_hash etag".split()
        rows = [
            {**self._frames.cells(item), "assumption_count": len(item.assumptions)}
            for item in items
        ]
        return self._frames.frame(rows, columns, attrs=attrs)

    def scenario(self, id: str, *, as_of: Any = None) -> ScenarioWithAncestors:
        """One scenario with its ancestors. 一个情景及其上级。"""
        method = self.store.get_scenario
        answer = method(self._build(method.request, {"id": id, "as_of": as_of}))
        return ScenarioWithAncestors(answer.scenario, list(answer.ancestors))

    def create_scenario(
        self,
        id: str,
        *,
        name: Any,
        reason: str,
        parent: Optional[str] = None,
        description: Any = None,
        assumptions: Assumptions = (),
        request_id: Optional[str] = None,
        validate_only: bool = False,
    ) -> resources.Scenario:
        """Stores a new scenario; ``name`` in the language of the client or in both. 新建情景。"""
        method = self.store.create_scenario
        scenario = {
            "id": id,
            "name": name,
            "parent": parent,
            "description": description,
            "assumptions": assumptions,
        }
        values = {
            "request_id": request_id or new_request_id(),
            "reason": reason,
            "scenario": scenario,
            "validate_only": validate_only,
        }
        return method(self._build(method.request, values)).scenario

    def diff_scenarios(self, left: str, right: str, *, as_of: Any = None) -> Any:
        """What two scenarios assume differently, each with its ancestors. 两个情景的不同假设。"""
        method = self.store.diff_scenarios
        answer = method(self._build(method.request, {"left": left, "right": right, "as_of": as_of}))
        rows = []
        for item in answer.differences:
            row = self._frames.cells(item)
            for name in ("left", "right"):
                side = getattr(item, name)
                row[name] = rules.format_rule(side.assumption.rule) or None
                row[f"{name}_scenario"] = side.scenario or None
            rows.append(row)
        columns = "indicator from_year to_year left left_scenario right right_scenario".split()
        return self._frames.frame(rows, columns, attrs={"revision": answer.revision})
