"""Results of projections: the message as in the contract, and its tables as data frames."""

from typing import Any, Dict, Generic, Iterable, List, TypeVar

from google.protobuf.message import Message

from indicast.figures import OBSERVATION_COLUMNS, observation_cells
from indicast.frames import Cells, FrameMaker
from indicast.projection.v1 import plan_pb2
from indicast.projection.v1 import projection_pb2
from indicast.projection.v1 import projection_service_pb2 as service_pb2

M = TypeVar("M", bound=Message)

PATH_COLUMNS = (
    "scenario indicator name basis unit base price_basis year value qualifier decimals projected"
).split()

ASSESSMENT_COLUMNS = (
    "scenario target indicator name section position measure relation goal_value unit base "
    "base_period projection gap gap_unit verdict reason_code reason implied_level "
    "implied_level_qualifier implied_level_unit kind notes published_text"
).split()

SUM_COLUMNS = (
    "scenario target indicator first_year last_year years_done years_left done remaining "
    "needed_a_year unit"
).split()

WARNING_COLUMNS = "reason_code indicator target year standard_deviations text".split()


class Result(Generic[M]):
    """An answer and its tables. 结果及其表格。"""

    def __init__(self, message: M, frames: FrameMaker) -> None:
        self.message = message
        """The answer as in the contract."""
        self._frames = frames

    def _table(self, rows: Iterable[Any], columns: str, attrs: Dict[str, Any]) -> Any:
        return self._frames.frame(rows, columns.split(), attrs=attrs)


def receipt_attrs(receipt: projection_pb2.Receipt) -> Dict[str, Any]:
    """What every frame of a result says of its origin."""
    return {"revision": receipt.data_revision, "inputs_hash": receipt.inputs_hash}


class ProjectionOutcome(Result[projection_pb2.ProjectionResult]):
    """Paths, verdicts, inputs and receipt of one scenario. 一个情景的测算结果。"""

    @property
    def label(self) -> str:
        """Label of the scenario."""
        return self.message.label

    @property
    def receipt(self) -> projection_pb2.Receipt:
        """How to get the same bits again. 回执:凭此可复算。"""
        return self.message.receipt

    @property
    def paths(self) -> Any:
        """One row an indicator, basis and year. 测算路径。"""
        return self._frames.frame(self._path_rows(), PATH_COLUMNS, attrs=self._attrs())

    @property
    def targets(self) -> Any:
        """One row a target: goal, projection, gap, verdict, reason. 目标完成判断。"""
        return self._frames.frame(self._target_rows(), ASSESSMENT_COLUMNS, attrs=self._attrs())

    @property
    def inputs(self) -> Any:
        """The published figures that paths start from. 所用的已公布数值。"""
        rows = [
            {**observation_cells(self._frames, figure), "basis": self._basis(path)}
            for item in self.message.indicators
            for path in item.paths
            for figure in path.inputs
        ]
        return self._frames.frame(rows, ["basis", *OBSERVATION_COLUMNS], attrs=self._attrs())

    @property
    def sums(self) -> Any:
        """How far targets over several years have come. 跨年度合计目标的进度。"""
        rows = [
            {
                **self._frames.cells(item.progress),
                "scenario": self.label,
                "target": item.target.id,
                "indicator": item.target.indicator,
            }
            for item in self.message.targets
            if item.HasField("progress")
        ]
        return self._frames.frame(rows, SUM_COLUMNS, attrs=self._attrs())

    @property
    def warnings(self) -> Any:
        """Levels beyond what history leads to. 超出历史趋势的水平。"""
        return self._frames.frame(self.message.warnings, WARNING_COLUMNS, attrs=self._attrs())

    @property
    def notes(self) -> Any:
        """The rule of each indicator, and what the reader must know. 规则与说明。"""
        rows = [
            {**self._frames.cells(item), "scenario": self.label} for item in self.message.indicators
        ]
        columns = "scenario indicator name rule notes"
        return self._table(rows, columns, self._attrs())

    def _attrs(self) -> Dict[str, Any]:
        return receipt_attrs(self.receipt)

    def _basis(self, path: projection_pb2.IndicatorPath) -> Any:
        return self._frames.cells(path)["basis"]

    def _path_rows(self) -> List[Cells]:
        rows = []
        for item in self.message.indicators:
            for path in item.paths:
                shared = self._frames.cells(path)
                shared.update(
                    scenario=self.label,
                    indicator=item.indicator,
                    name=self._frames.text(item.name),
                    base=shared["base_name"],
                )
                rows += [{**shared, **self._frames.cells(point)} for point in path.points]
        return rows

    def _target_rows(self) -> List[Cells]:
        rows = []
        for item in self.message.targets:
            row = self._frames.cells(item.target)
            row.update(self._frames.cells(item))
            base = item.base if item.HasField("base") else None
            row.update(
                scenario=self.label,
                target=item.target.id,
                name=self._frames.text(item.indicator_name),
                goal_value=row["goal"],
                base=self._frames.cells(base)["value"] if base else None,
                base_period=base.period.text if base else None,
            )
            rows.append(row)
        return rows

    def _repr_html_(self) -> str:
        columns = "name goal_value base projection gap verdict reason".split()
        table: str = self.targets[columns].to_html()
        return f"<p>{self.label}: {self.message.base_year}–{self.message.horizon_year}</p>{table}"

    def __repr__(self) -> str:
        receipt = self.receipt
        return (
            f"<Projection {self.label!r} {self.message.area} {self.message.base_year}-"
            f"{self.message.horizon_year} revision={receipt.data_revision} "
            f"inputs={receipt.inputs_hash[:12]}>"
        )


class Comparison(Result[service_pb2.CompareScenariosResponse]):
    """Scenarios side by side, the first is the baseline. 情景比较,第一个为基准。"""

    @property
    def projections(self) -> List[ProjectionOutcome]:
        """One result a scenario, all at one revision."""
        return [ProjectionOutcome(result, self._frames) for result in self.message.results]

    @property
    def paths(self) -> Any:
        """The paths of all scenarios in one frame. 全部情景的路径。"""
        rows = [row for outcome in self.projections for row in outcome._path_rows()]
        return self._frames.frame(rows, PATH_COLUMNS, attrs=self._attrs())

    @property
    def targets(self) -> Any:
        """The verdicts of all scenarios in one frame. 全部情景的目标判断。"""
        rows = [row for outcome in self.projections for row in outcome._target_rows()]
        return self._frames.frame(rows, ASSESSMENT_COLUMNS, attrs=self._attrs())

    @property
    def differences(self) -> Any:
        """Values that differ from the baseline, and why. 与基准的差异及其原因。"""
        rows = []
        for item in self.message.differences:
            row = self._frames.cells(item)
            row["scenario_value"] = row["scenario"]
            row["scenario"] = self.message.results[item.scenario_index].label
            rows.append(row)
        columns = (
            "scenario indicator basis year baseline scenario_value unit difference difference_unit "
            "caused_by"
        )
        return self._table(rows, columns, self._attrs())

    @property
    def attributions(self) -> Any:
        """What each changed assumption adds to a difference. 各项假设变化的贡献。"""
        rows = []
        for item in self.message.attributions:
            shared = self._frames.cells(item)
            shared["scenario"] = self.message.results[item.scenario_index].label
            for part in item.parts:
                cells = self._frames.cells(part)
                rows.append({**shared, "caused_by": cells.pop("indicator"), **cells})
        columns = (
            "scenario indicator basis year unit difference caused_by value standard_error exact"
        )
        return self._table(rows, columns, self._attrs())

    def _attrs(self) -> Dict[str, Any]:
        return receipt_attrs(self.message.results[0].receipt) if self.message.results else {}

    def _repr_html_(self) -> str:
        html: str = self.differences.to_html()
        return html


class PlanResult(Result[M]):
    """An answer about a plan: how it came about, and the laws of growth it rests on."""

    @property
    def context(self) -> plan_pb2.PlanContext:
        """Area, years, assumptions and receipt as in the contract."""
        context: plan_pb2.PlanContext = getattr(self.message, "context")
        return context

    @property
    def receipt(self) -> projection_pb2.Receipt:
        """How to get the same bits again. 回执:凭此可复算。"""
        return self.context.receipt

    @property
    def explanation(self) -> str:
        """How the result came about, in words. 结果由来。"""
        return self._frames.text(self.context.explanation)

    @property
    def assumptions(self) -> List[str]:
        """What had to be assumed. 所作假定。"""
        return [self._frames.text(text) for text in self.context.assumptions]

    @property
    def outlooks(self) -> Any:
        """Laws of growth in use. 各指标增速的分布。"""
        columns = (
            "indicator name year median standard_deviation low high observations own_weight source "
            "explanation"
        )
        return self._table(self.context.outlooks, columns, self._attrs())

    @property
    def left_out(self) -> Any:
        """Targets and indicators that could not be used, and why. 未纳入的目标与指标及原因。"""
        return self._table(
            self.context.left_out, "target indicator reason_code reason", self._attrs()
        )

    @property
    def warnings(self) -> Any:
        """Goals beyond what history leads to. 超出历史趋势的目标。"""
        return self._frames.frame(self.context.warnings, WARNING_COLUMNS, attrs=self._attrs())

    def _attrs(self) -> Dict[str, Any]:
        return receipt_attrs(self.receipt)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.context.area} {self.context.year}>"
