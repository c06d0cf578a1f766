"""Published figures: as data frames, as streams, by vintage, compared, exported."""

from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence

from indicast.base import ClientBase, as_list
from indicast.catalogue import Ids
from indicast.frames import Cells, FrameMaker
from indicast.store.v1 import indicator_store_service_pb2 as store_pb2
from indicast.store.v1 import resources_pb2 as resources
from indicast.tls_files import PathLike

SERIES_COLUMNS = "indicator area measure price_basis scope".split()

OBSERVATION_COLUMNS = (
    SERIES_COLUMNS
    + (
        "period value unit qualifier published_text stage status document quote prefix suffix "
        "no_quote_reason lower_bound upper_bound note_zh note_en formula inputs publication "
        "publication_estimated preferred preferred_because revision etag"
    ).split()
)


def observation_cells(frames: FrameMaker, observation: resources.Observation) -> Cells:
    """The cells of one figure; its note in both languages, as in data folders."""
    cells = frames.cells(observation)
    cells["note_zh"] = observation.note.zh or None
    cells["note_en"] = observation.note.en or None
    return cells


class Figures(ClientBase):
    """Reads of figures. ``as_of`` is a revision, a publication date, or both as a mapping."""

    def observations(
        self,
        indicators: Optional[Ids] = None,
        *,
        areas: Optional[Ids] = None,
        measures: Optional[Ids] = None,
        from_period: Any = None,
        to_period: Any = None,
        documents: Optional[Ids] = None,
        all_vintages: bool = False,
        where: Optional[str] = None,
        as_of: Any = None,
    ) -> Any:
        """The preferred figures (or every vintage) in order of series and period, in one frame.
        按序列和时期列出数值。

        ``where``: conditions in text, for example ``'stage = "final" AND period >= "2020"'``.
        """
        given = {
            "indicators": indicators,
            "areas": areas,
            "measures": measures,
            "from_period": from_period,
            "to_period": to_period,
            "documents": documents,
            "all_vintages": all_vintages,
        }
        request = self._observation_request(given, where, as_of)
        figures: List[resources.Observation] = []
        revision = 0
        with self.store.stream_observations(request) as parts:
            for part in parts:
                figures.extend(part.observations)
                revision = part.revision
        return self._observation_frame(figures, {"revision": revision})

    def stream_observations(
        self,
        indicators: Optional[Ids] = None,
        *,
        areas: Optional[Ids] = None,
        measures: Optional[Ids] = None,
        from_period: Any = None,
        to_period: Any = None,
        documents: Optional[Ids] = None,
        all_vintages: bool = False,
        where: Optional[str] = None,
        as_of: Any = None,
    ) -> Iterator[Any]:
        """As ``observations``, part by part: for sets that do not fit in memory. 逐批读取。"""
        given = {
            "indicators": indicators,
            "areas": areas,
            "measures": measures,
            "from_period": from_period,
            "to_period": to_period,
            "documents": documents,
            "all_vintages": all_vintages,
        }
        request = self._observation_request(given, where, as_of)
        with self.store.stream_observations(request) as parts:
            for part in parts:
                yield self._observation_frame(part.observations, {"revision": part.revision})

    def observation(self, series: Any, period: Any, *, as_of: Any = None) -> resources.Observation:
        """The preferred figure of ``"gdp.changsha.growth.constant.total"`` and a period. 单个数值。"""
        method = self.store.get_observation
        values = {"series": series, "period": period, "as_of": as_of}
        return method(self._build(method.request, values)).observation

    def history(self, series: Any, period: Any, *, as_of: Any = None) -> Any:
        """Every version of every vintage, oldest revision first. 一个数值的全部版本。"""
        method = self.store.list_observation_history
        values = {"series": series, "period": period, "as_of": as_of}
        answer = method(self._build(method.request, values))
        rows = [
            {
                **observation_cells(self._frames, version.observation),
                **self._frames.cells(version.revision),
                "withdrawn": version.withdrawn,
                "current": version.current,
            }
            for version in answer.versions
        ]
        columns = OBSERVATION_COLUMNS + "commit_time author reason withdrawn current".split()
        return self._frames.frame(rows, columns, attrs={"revision": answer.revision})

    def differences(
        self,
        since: Any,
        until: Any = None,
        *,
        indicators: Optional[Ids] = None,
        areas: Optional[Ids] = None,
    ) -> Any:
        """What was added, revised, withdrawn or became public between two states. 两个时点之间的变化。"""
        values = {
            "from": since,
            "to": until,
            "indicators": as_list(indicators),
            "areas": as_list(areas),
        }
        items, attrs = self._all_pages(self.store.diff_observations, values, "differences")
        sides = "value qualifier unit published_text stage document publication".split()
        rows = [{**self._frames.cells(item), **_side_documents(item)} for item in items]
        columns = SERIES_COLUMNS + ["period", "kind"]
        columns += [f"{side}_{name}" for side in ("before", "after") for name in sides]
        columns += "revision commit_time author reason".split()
        return self._frames.frame(rows, columns, attrs=attrs)

    def availability(
        self, *, indicators: Optional[Ids] = None, areas: Optional[Ids] = None, as_of: Any = None
    ) -> Any:
        """What is there, from when to when: one row a series. 各序列的起止时期。"""
        values = {"indicators": as_list(indicators), "areas": as_list(areas), "as_of": as_of}
        items, attrs = self._all_pages(self.store.list_availability, values, "series")
        columns = (
            SERIES_COLUMNS
            + (
                "period_count vintage_count first_period last_period last_publication "
                "last_publication_estimated"
            ).split()
        )
        return self._frames.frame(items, columns, attrs=attrs)

    def conflicts(
        self,
        *,
        indicators: Optional[Ids] = None,
        areas: Optional[Ids] = None,
        include_rounding: bool = False,
        as_of: Any = None,
    ) -> Any:
        """Published outcomes that disagree: one row a figure, the one in use first. 互相矛盾的数值。"""
        values = {
            "indicators": as_list(indicators),
            "areas": as_list(areas),
            "include_rounding": include_rounding,
            "as_of": as_of,
        }
        items, attrs = self._all_pages(self.store.list_conflicts, values, "conflicts")
        rows = []
        for item in items:
            conflict = self._frames.cells(item)
            shared = {"kind": conflict["kind"], "spread": conflict["spread"]}
            shared["spread_unit"] = conflict["unit"]
            rows += [{**observation_cells(self._frames, f), **shared} for f in item.figures]
        columns = ["kind", "spread", "spread_unit"] + OBSERVATION_COLUMNS
        return self._frames.frame(rows, columns, attrs=attrs)

    def compare_figures(self, figures: Sequence[Any], *, as_of: Any = None) -> Any:
        """Whether figures ``(series, period[, document])`` stand on one ruler, and how far apart they
        are if they do: one row for each pair of neighbours. 口径是否可比。"""
        method = self.store.compare_observations
        answer = method(self._build(method.request, {"observations": figures, "as_of": as_of}))
        rows = []
        for item in answer.comparisons:
            earlier = getattr(item, "from")
            row = self._frames.cells(item)
            row.update(
                from_period=earlier.period.text,
                to_period=item.to.period.text,
                from_series=_series_text(earlier.series, self._frames),
                to_series=_series_text(item.to.series, self._frames),
                notes=tuple(self.text(difference.text) for difference in item.differences),
                instead=tuple(self.text(other.text) for other in item.alternatives),
            )
            rows.append(row)
        columns = (
            "from_series from_period from_value to_series to_period to_value admissible difference "
            "difference_unit growth_percent qualifier notes instead"
        ).split()
        return self._frames.frame(rows, columns, attrs={"revision": answer.revision})

    def silent(
        self,
        *,
        indicators: Optional[Ids] = None,
        areas: Optional[Ids] = None,
        date: Any = None,
        upcoming_days: int = 0,
        as_of: Any = None,
    ) -> Any:
        """Series that are overdue, stale or repeat themselves. 逾期未更新的序列。"""
        values = {
            "indicators": as_list(indicators),
            "areas": as_list(areas),
            "date": date,
            "upcoming_days": upcoming_days,
            "as_of": as_of,
        }
        items, attrs = self._all_pages(self.store.list_silent_series, values, "series")
        columns = (
            SERIES_COLUMNS
            + (
                "kind last_period expected_period due_date days_overdue missing_count rule_frequency"
            ).split()
        )
        return self._frames.frame(items, columns, attrs=attrs)

    def export(
        self,
        path: PathLike,
        *,
        format: str = "csv",
        where: Optional[str] = None,
        as_of: Any = None,
        **filter: Any,
    ) -> int:
        """Writes figures to a file as ``csv`` (of a data folder) or ``sdmx-csv``; the revision.
        ``filter`` as the arguments of ``observations``. 导出为文件。"""
        method = self.store.export_observations
        values = {"format": format, "filter": _filter(filter), "filter_text": where, "as_of": as_of}
        request = self._build(method.request, values)
        revision = 0
        target = Path(path)
        # Beside the file, so that it appears whole or not at all.
        part_file = target.with_name(target.name + ".part")
        try:
            with method(request) as parts, open(
                part_file, "w", encoding="utf-8", newline=""
            ) as out:
                for part in parts:
                    out.write(part.text)
                    revision = part.revision
            part_file.replace(target)
        finally:
            part_file.unlink(missing_ok=True)
        return revision

    def _observation_request(
        self, given: Dict[str, Any], where: Optional[str], as_of: Any
    ) -> store_pb2.StreamObservationsRequest:
        values = {"filter": _filter(given), "filter_text": where, "as_of": as_of}
        return self._build(store_pb2.StreamObservationsRequest, values)

    def _observation_frame(
        self, figures: Iterable[resources.Observation], attrs: Dict[str, Any]
    ) -> Any:
        rows = [observation_cells(self._frames, figure) for figure in figures]
        return self._frames.frame(rows, OBSERVATION_COLUMNS, attrs=attrs)


def _side_documents(item: store_pb2.ObservationDifference) -> Cells:
    cells: Cells = {}
    for side in ("before", "after"):
        if item.HasField(side):
            cells[f"{side}_document"] = getattr(item, side).evidence.document
    return cells


def _filter(values: Dict[str, Any]) -> Dict[str, Any]:
    lists = ("indicators", "areas", "measures", "documents")
    return {name: as_list(value) if name in lists else value for name, value in values.items()}


def _series_text(series: resources.SeriesKey, frames: FrameMaker) -> str:
    cells = frames.cells(series)
    return ".".join(str(cells[name]) for name in SERIES_COLUMNS)
