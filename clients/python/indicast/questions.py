"""Questions about a plan: seek, check, track, simulate, sensitivity, contributions, sweeps.

Arguments are the fields of the requests in proto/indicast/projection/v1 (see indicast.building for
their short forms); those of PlanFrame go beside them:

    client.seek_targets(goals=[{"target": "gdp-2024"}], levers=[{"indicator": "gdp", "price": 2}],
                        scenario="trend", year=2024)
"""

from typing import Any, Dict, Iterator, List, Optional, TypeVar, Union

from google.protobuf.message import Message

from indicast.base import ClientBase
from indicast.errors import DataLossError
from indicast.frames import Cells, FrameMaker
from indicast.projection.v1 import plan_pb2
from indicast.projection.v1 import seek_targets_pb2 as seek_pb2
from indicast.projection.v1 import simulate_pb2
from indicast.projection.v1 import sweep_pb2
from indicast.projection.v1 import track_year_pb2 as track_pb2
from indicast.results import PlanResult, Result, receipt_attrs
from indicast.store.v1 import resources_pb2 as resources
from indicast.values import decimal_of

M = TypeVar("M", bound=Message)

_FRAME_FIELDS = frozenset(plan_pb2.PlanFrame.DESCRIPTOR.fields_by_name)


class _Conflicting(PlanResult[M]):
    @property
    def conflict(self) -> Optional[str]:
        """Why not all conditions can hold, in words; None when they can. 矛盾所在。"""
        message: Any = self.message
        return self._frames.text(message.conflict.text) if message.HasField("conflict") else None

    @property
    def repairs(self) -> Any:
        """The cheapest way out of a conflict. 代价最小的调整。"""
        message: Any = self.message
        return self._table(message.conflict.repairs, "row goal relaxation text", self._attrs())


class Seek(_Conflicting[seek_pb2.SeekTargetsResponse]):
    """The least change that reaches targets. 倒推:达到目标所需的最小改变。"""

    @property
    def status(self) -> str:
        """``reached``, ``soft-shortfall`` or ``infeasible``."""
        return str(self._frames.cells(self.message)["status"])

    @property
    def moves(self) -> Any:
        """What must move, largest effort first. 需要改变的指标。"""
        columns = (
            "indicator name year baseline growth change standard_deviations level level_qualifier "
            "level_unit pinned at_bound"
        )
        return self._table(self.message.moves, columns, self._attrs())

    @property
    def rows(self) -> Any:
        """Each condition: goal, what is reached, what easing it would save. 各项条件。"""
        columns = "row kind text hard active goal reached shortfall multiplier multiplier_text"
        return self._table(self.message.rows, columns, self._attrs())

    @property
    def overlay(self) -> List[resources.Assumption]:
        """The moves as assumptions over the baseline, to project or to store."""
        return list(self.message.overlay)


class PlanCheck(_Conflicting[seek_pb2.CheckPlanResponse]):
    """Whether all targets can be true together, and how likely. 各目标能否同时成立。"""

    @property
    def feasible(self) -> bool:
        """True when one plan satisfies all of them."""
        return self.message.feasible

    @property
    def weakest_link(self) -> str:
        """The target that costs the most joint probability."""
        return self.message.weakest_link

    @property
    def targets(self) -> Any:
        """Each target within the plan. 各目标。"""
        columns = (
            "row text kind alone alone_low alone_high alone_method distance_share "
            "gain_from_relaxing joint_without"
        )
        return self._table(self.message.targets, columns, self._attrs())

    @property
    def probabilities(self) -> Cells:
        """Of all targets, and of all binding ones, with their intervals. 同时达到的概率。"""
        cells = self._frames.cells(self.message)
        return {key: cells[key] for key in cells if key.startswith(("all", "binding"))}


class YearTrack(PlanResult[track_pb2.TrackYearResponse]):
    """What the rest of the year needs. 年内进度:后期所需。"""

    @property
    def targets(self) -> Any:
        """One row a target with a figure of part of the year. 各目标的进度。"""
        rows = []
        for item in self.message.targets:
            row = self._frames.cells(item)
            row.update(target=item.target.id, indicator=item.target.indicator)
            row["name"] = self._frames.text(item.indicator_name)
            rows.append(row)
        columns = (
            "target indicator name months goal required required_unit required_error share "
            "share_basis season_pace time_pace implied_base scope_factor probability "
            "month_of_no_return growth_so_far expected_low expected_high "
            "planning_error_standard_deviation status reason_code reason notes"
        )
        return self._table(rows, columns, self._attrs())

    @property
    def periods(self) -> Any:
        """Single periods implied by cumulative figures. 由累计数推得的当期数。"""
        rows = [
            {**self._frames.cells(period), "target": item.target.id}
            for item in self.message.targets
            for period in item.periods
        ]
        columns = "target first_month last_month growth growth_error level"
        return self._table(rows, columns, self._attrs())


class Simulation(PlanResult[simulate_pb2.SimulationResult]):
    """Fans and probabilities. 扇形区间与概率。"""

    @property
    def fans(self) -> Any:
        """One row an indicator, basis, year and quantile. 各分位数。"""
        rows = []
        for fan in self.message.fans:
            shared = self._frames.cells(fan)
            shared["base"] = shared["base_name"]
            for point in fan.points:
                for quantile, value in zip(self.message.quantiles, point.values):
                    cells: Cells = {"quantile": decimal_of(quantile), "value": decimal_of(value)}
                    rows.append({**shared, **cells, "year": point.year})
        columns = "indicator name basis unit base year quantile value"
        return self._table(rows, columns, self._attrs())

    @property
    def goals(self) -> Any:
        """Probability of each goal. 各目标的概率。"""
        columns = (
            "row text kind year probability probability_low probability_high probability_method"
        )
        return self._table(self.message.goals, columns, self._attrs())

    @property
    def probabilities(self) -> Cells:
        """Of all goals, and of all binding ones, with their intervals. 同时达到的概率。"""
        cells = self._frames.cells(self.message)
        return {key: cells[key] for key in cells if key.startswith(("all", "binding"))}


class Sensitivity(PlanResult[simulate_pb2.AnalyzeSensitivityResponse]):
    """What moves an outcome most. 敏感性。"""

    @property
    def bars(self) -> Any:
        """The tornado, widest bar first. 龙卷风图各条。"""
        columns = (
            "input name input_low input_high outcome_low outcome_high multiplier share total_share "
            "share_error"
        )
        return self._table(self.message.bars, columns, self._attrs())


class Contributions(PlanResult[track_pb2.DecomposeGrowthResponse]):
    """What each part adds to growth. 拉动与贡献率。"""

    @property
    def parts(self) -> Any:
        """One row a part; the residual is in ``message.residual``. 各部分。"""
        columns = "indicator name weight growth pull contribution_rate"
        return self._table(self.message.parts, columns, self._attrs())


class SweepPart(Result[sweep_pb2.SweepRows]):
    """Some rows of a sweep. 扫描结果的一批。"""

    def __init__(
        self,
        heading: sweep_pb2.SweepHeading,
        factors: List[str],
        message: sweep_pb2.SweepRows,
        frames: FrameMaker,
    ) -> None:
        super().__init__(message, frames)
        self.heading = heading
        """What all rows share."""
        self._factors = factors

    @property
    def frame(self) -> Any:
        """One row a point: factors, outputs, verdicts, and why a point could not be evaluated."""
        return sweep_frame(self.heading, self._factors, self.message.rows, self._frames)


class Questions(ClientBase):
    """Questions about a plan. 关于计划的提问。"""

    def seek_targets(self, **fields: Any) -> Seek:
        """``goals``, ``levers`` and the fields of PlanFrame. 倒推。"""
        method = self.projection.seek_targets
        return Seek(method(self._question(method.request, fields)), self._frames)

    def check_plan(self, **fields: Any) -> PlanCheck:
        """``goals``, ``levers`` and the fields of PlanFrame. 检查计划。"""
        method = self.projection.check_plan
        return PlanCheck(method(self._question(method.request, fields)), self._frames)

    def track_year(self, **fields: Any) -> YearTrack:
        """The fields of TrackYearRequest: ``year``, ``figures``, ... 年内进度。"""
        method = self.projection.track_year
        return YearTrack(method(self._question(method.request, fields)), self._frames)

    def analyze_sensitivity(self, **fields: Any) -> Sensitivity:
        """``outcome``, ``inputs`` and the fields of PlanFrame. 敏感性分析。"""
        method = self.projection.analyze_sensitivity
        return Sensitivity(method(self._question(method.request, fields)), self._frames)

    def decompose_growth(self, **fields: Any) -> Contributions:
        """``whole``, ``parts`` and the fields of PlanFrame. 增长的构成。"""
        method = self.projection.decompose_growth
        return Contributions(method(self._question(method.request, fields)), self._frames)

    def simulate(self, **fields: Any) -> Simulation:
        """The fields of SimulateRequest and PlanFrame; waits for the result. 模拟。"""
        for part in self.simulate_stream(**fields):
            if isinstance(part, Simulation):
                return part
        raise DataLossError("the simulation ended without a result", reason="STORE_ANSWER_INVALID")

    def simulate_stream(
        self, **fields: Any
    ) -> Iterator[Union[simulate_pb2.SimulationProgress, Simulation]]:
        """As ``simulate``: progress while it runs, the result last. 带进度的模拟。"""
        method = self.projection.simulate
        with method(self._question(method.request, fields)) as parts:
            for part in parts:
                if part.WhichOneof("part") == "progress":
                    yield part.progress
                else:
                    yield Simulation(part.result, self._frames)

    def sweep(self, **fields: Any) -> Any:
        """The fields of SweepRequest and PlanFrame; all rows as one frame. 扫描。"""
        rows: List[sweep_pb2.SweepRow] = []
        heading, factors = sweep_pb2.SweepHeading(), self._factor_names(fields)
        for part in self.sweep_stream(**fields):
            heading = part.heading
            rows.extend(part.message.rows)
        return sweep_frame(heading, factors, rows, self._frames)

    def sweep_stream(self, **fields: Any) -> Iterator[SweepPart]:
        """As ``sweep``, part by part: for designs that do not fit in memory. 逐批扫描。"""
        method = self.projection.sweep
        heading, factors = sweep_pb2.SweepHeading(), self._factor_names(fields)
        with method(self._question(method.request, fields)) as parts:
            for part in parts:
                if part.WhichOneof("part") == "heading":
                    heading = part.heading
                else:
                    yield SweepPart(heading, factors, part.rows, self._frames)

    def _factor_names(self, fields: Dict[str, Any]) -> List[str]:
        request = self._question(self.projection.sweep.request, fields)
        return [factor.indicator for factor in request.factors]

    def _question(self, message_type: Any, fields: Dict[str, Any]) -> Any:
        """The request; fields of its PlanFrame may stand beside its own."""
        if "frame" not in message_type.DESCRIPTOR.fields_by_name:
            return self._build(message_type, fields)
        own = set(message_type.DESCRIPTOR.fields_by_name)
        framed = {k: v for k, v in fields.items() if k in _FRAME_FIELDS and k not in own}
        values = {k: v for k, v in fields.items() if k not in framed}
        if framed:
            values["frame"] = {**values.get("frame", {}), **framed}
        return self._build(message_type, values)


def sweep_frame(
    heading: sweep_pb2.SweepHeading,
    factors: List[str],
    rows: Any,
    frames: FrameMaker,
) -> Any:
    """One row a point of the design."""
    inputs, outputs = _factor_columns(factors), _output_columns(heading, frames)
    targets = [output.target for output in heading.outputs if output.target]
    cells: List[Cells] = []
    for row in rows:
        flat = frames.cells(row)
        cell: Cells = {name: flat.get(name) for name in ("index", "reason_code", "reason")}
        cell.update((n, decimal_of(v)) for n, v in zip(inputs, row.inputs))
        cell.update((n, decimal_of(v)) for n, v in zip(outputs, row.outputs))
        cell.update((f"{t} verdict", v) for t, v in zip(targets, flat["verdicts"]))
        cells.append(cell)
    columns = ["index", *inputs, *outputs, *(f"{t} verdict" for t in targets)]
    attrs = receipt_attrs(heading.context.receipt)
    return frames.frame(cells, columns + ["reason_code", "reason"], attrs=attrs)


def _factor_columns(factors: List[str]) -> List[str]:
    """The indicator of each factor; numbered where one has several, for different years."""
    return [
        name if factors.count(name) == 1 else f"{name} {factors[: i + 1].count(name)}"
        for i, name in enumerate(factors)
    ]


def _output_columns(heading: sweep_pb2.SweepHeading, frames: FrameMaker) -> List[str]:
    return [
        f"{output.target} gap"
        if output.target
        else f"{output.indicator} {frames.cells(output)['basis']} {output.year}"
        for output in heading.outputs
    ]
