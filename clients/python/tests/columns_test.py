"""Every column of every table is a field of the contract: none is empty when all fields are set."""

import os
import unittest
from typing import Any, List
from unittest import mock

from google.protobuf.descriptor import FieldDescriptor

import indicast
from fake_services import FakeServices
from indicast.frames import FrameMaker
from indicast.imports import ImportResult
from indicast.projection.v1 import projection_pb2, projection_service_pb2
from indicast.projection.v1 import seek_targets_pb2, simulate_pb2, track_year_pb2
from indicast.questions import Contributions, PlanCheck, Seek, Sensitivity, Simulation, YearTrack
from indicast.results import Comparison, ProjectionOutcome
from indicast.store.v1 import indicator_curation_service_pb2 as curation
from indicast.store.v1 import indicator_store_service_pb2 as store
from indicast.store.v1 import scenario_store_service_pb2 as scenarios


def fill(message: Any, depth: int = 0) -> Any:
    """Sets every field of a message, one item a list, the first of each alternative."""
    for field in message.DESCRIPTOR.fields:
        oneof = getattr(field, "containing_oneof")
        if oneof is not None and len(oneof.fields) > 1 and oneof.fields[0].name != field.name:
            continue
        repeated = field.label == FieldDescriptor.LABEL_REPEATED
        value = getattr(message, field.name)
        if field.message_type is not None:
            if field.message_type.full_name.endswith("MetadataEntry"):
                continue
            child = value.add() if repeated else value
            if field.message_type.full_name == "indicast.type.v1.Decimal":
                child.text = "1"
            elif depth < 8:
                fill(child, depth + 1)
        elif repeated:
            value.append(_scalar(field))
        else:
            setattr(message, field.name, _scalar(field))
    return message


def _scalar(field: FieldDescriptor) -> Any:
    if field.enum_type is not None:
        return 1
    return {FieldDescriptor.CPPTYPE_STRING: "x", FieldDescriptor.CPPTYPE_INT32: 1}.get(
        field.cpp_type, 1
    )


class Columns(unittest.TestCase):
    def _check(self, frame: Any, *, never: str = "") -> None:
        """No column is empty but those named."""
        self.assertGreater(len(frame), 0)
        empty = {name for name in frame.columns if frame[name].map(_is_nothing).all()}
        self.assertEqual(empty, set(never.split()))

    def test_of_results(self) -> None:
        frames = FrameMaker("en", "decimal")
        outcome = ProjectionOutcome(fill(projection_pb2.ProjectionResult()), frames)
        self._check(outcome.paths)
        self._check(outcome.targets)
        self._check(outcome.inputs, never="no_quote_reason")
        self._check(outcome.notes)
        self._check(outcome.sums)
        self._check(outcome.warnings)
        comparison = fill(projection_service_pb2.CompareScenariosResponse())
        comparison.differences[0].scenario_index = comparison.attributions[0].scenario_index = 0
        compared = Comparison(comparison, frames)
        for frame in (
            compared.differences,
            compared.attributions,
            compared.paths,
            compared.targets,
        ):
            self._check(frame)

    def test_of_questions(self) -> None:
        frames = FrameMaker("zh", "decimal")
        seek = Seek(fill(seek_targets_pb2.SeekTargetsResponse()), frames)
        check = PlanCheck(fill(seek_targets_pb2.CheckPlanResponse()), frames)
        track = YearTrack(fill(track_year_pb2.TrackYearResponse()), frames)
        simulation = Simulation(fill(simulate_pb2.SimulationResult()), frames)
        sensitivity = Sensitivity(fill(simulate_pb2.AnalyzeSensitivityResponse()), frames)
        growth = Contributions(fill(track_year_pb2.DecomposeGrowthResponse()), frames)
        tables: List[Any] = [seek.moves, seek.rows, seek.repairs, check.targets, check.repairs]
        tables += [track.targets, track.periods, simulation.fans, simulation.goals]
        tables += [sensitivity.bars, growth.parts, seek.outlooks, seek.left_out]
        tables += [seek.warnings]
        for table in tables:
            self._check(table)

    def test_of_imports(self) -> None:
        frames = FrameMaker("en", "decimal")
        result = ImportResult(fill(curation.ImportRecordsResponse()), "r", frames)
        for table in (result.changes, result.findings, result.exceeded):
            self._check(table)

    def test_of_reads(self) -> None:
        def once(answer: Any) -> Any:
            filled = fill(answer)
            if hasattr(filled, "next_page_token"):
                filled.next_page_token = ""
            return filled

        answers = {
            type(answer).__name__[: -len("Response")]: once(answer)
            for answer in (
                store.ListIndicatorsResponse(),
                store.SearchIndicatorsResponse(),
                store.ListAreasResponse(),
                store.ListUnitsResponse(),
                store.ListDocumentsResponse(),
                store.ListTargetsResponse(),
                store.StreamObservationsResponse(),
                store.ListObservationHistoryResponse(),
                store.DiffObservationsResponse(),
                store.ListAvailabilityResponse(),
                store.ListConflictsResponse(),
                store.CompareObservationsResponse(),
                store.ListSilentSeriesResponse(),
                scenarios.ListScenariosResponse(),
                scenarios.DiffScenariosResponse(),
            )
        }
        difference = answers["DiffScenarios"].differences[0]
        for side in (difference.left, difference.right):
            side.assumption.rule.hold.SetInParent()

        def answering(answer: Any) -> Any:
            return lambda _, __: answer

        services = FakeServices({name: answering(answers[name]) for name in answers})
        self.addCleanup(services.close)
        with mock.patch.dict(os.environ, {"INDICAST_SESSION": "/nowhere"}):
            client = indicast.connect(services.address)
        self.addCleanup(client.close)
        for table in (
            client.indicators(),
            client.search("x"),
            client.areas(),
            client.units(),
            client.documents(),
            client.differences(1),
            client.availability(),
            client.silent(),
            client.compare_figures([]),
            client.scenarios(),
            client.diff_scenarios("a", "b"),
        ):
            self._check(table)
        for table in (client.observations(), client.history("a.b.level.na", 1), client.conflicts()):
            self._check(table, never="no_quote_reason")
        goals = "goal_indicator goal_margin goal_authority no_quote_reason"
        self._check(client.targets(), never=goals)


def _is_nothing(value: Any) -> bool:
    return value is None or value == ()


if __name__ == "__main__":
    unittest.main()
