"""The methods of both services as they are in the contract: request message in, answer out.

    client.store.get_indicator(GetIndicatorRequest(id="gdp")).indicator.name.zh

Names are those of proto/ in snake case. What :class:`indicast.Client` offers is made of these.
"""

from indicast.connection import (
    ClientStream,
    Connection,
    EndlessStream,
    ServerStream,
    Unary,
)
from indicast.projection.v1 import projection_service_pb2 as projection
from indicast.projection.v1 import seek_targets_pb2 as seek
from indicast.projection.v1 import simulate_pb2 as simulate
from indicast.projection.v1 import sweep_pb2 as sweep
from indicast.projection.v1 import track_year_pb2 as track
from indicast.projection.v1.projection_service_pb2_grpc import ProjectionStub
from indicast.store.v1 import indicator_curation_service_pb2 as curation
from indicast.store.v1 import indicator_store_service_pb2 as figures
from indicast.store.v1 import scenario_store_service_pb2 as scenarios
from indicast.store.v1.indicator_curation_service_pb2_grpc import IndicatorCurationStub
from indicast.store.v1.indicator_store_service_pb2_grpc import IndicatorStoreStub
from indicast.store.v1.scenario_store_service_pb2_grpc import ScenarioStoreStub


class Store:
    """indicast.store.v1: IndicatorStore, IndicatorCuration and ScenarioStore."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._add_catalogue(connection)
        self._add_figures(connection)
        self._add_streams(connection)
        self._add_writes(connection)
        self._add_scenarios(connection)

    def _add_catalogue(self, to: Connection) -> None:
        f, stub = figures, IndicatorStoreStub
        self.get_server_info = Unary(
            to, stub, "GetServerInfo", f.GetServerInfoRequest, f.GetServerInfoResponse
        )
        self.get_indicator = Unary(
            to, stub, "GetIndicator", f.GetIndicatorRequest, f.GetIndicatorResponse
        )
        self.list_indicators = Unary(
            to, stub, "ListIndicators", f.ListIndicatorsRequest, f.ListIndicatorsResponse
        )
        self.search_indicators = Unary(
            to, stub, "SearchIndicators", f.SearchIndicatorsRequest, f.SearchIndicatorsResponse
        )
        self.list_areas = Unary(to, stub, "ListAreas", f.ListAreasRequest, f.ListAreasResponse)
        self.list_units = Unary(to, stub, "ListUnits", f.ListUnitsRequest, f.ListUnitsResponse)
        self.get_document = Unary(
            to, stub, "GetDocument", f.GetDocumentRequest, f.GetDocumentResponse
        )
        self.list_documents = Unary(
            to, stub, "ListDocuments", f.ListDocumentsRequest, f.ListDocumentsResponse
        )
        self.list_targets = Unary(
            to, stub, "ListTargets", f.ListTargetsRequest, f.ListTargetsResponse
        )

    def _add_figures(self, to: Connection) -> None:
        f, stub = figures, IndicatorStoreStub
        self.get_observation = Unary(
            to, stub, "GetObservation", f.GetObservationRequest, f.GetObservationResponse
        )
        self.list_observations = Unary(
            to, stub, "ListObservations", f.ListObservationsRequest, f.ListObservationsResponse
        )
        self.list_observation_history = Unary(
            to,
            stub,
            "ListObservationHistory",
            f.ListObservationHistoryRequest,
            f.ListObservationHistoryResponse,
        )
        self.batch_get_observations = Unary(
            to,
            stub,
            "BatchGetObservations",
            f.BatchGetObservationsRequest,
            f.BatchGetObservationsResponse,
        )
        self.diff_observations = Unary(
            to, stub, "DiffObservations", f.DiffObservationsRequest, f.DiffObservationsResponse
        )
        self.compare_observations = Unary(
            to,
            stub,
            "CompareObservations",
            f.CompareObservationsRequest,
            f.CompareObservationsResponse,
        )
        self.get_evidence = Unary(
            to, stub, "GetEvidence", f.GetEvidenceRequest, f.GetEvidenceResponse
        )
        self.list_conflicts = Unary(
            to, stub, "ListConflicts", f.ListConflictsRequest, f.ListConflictsResponse
        )
        self.list_availability = Unary(
            to, stub, "ListAvailability", f.ListAvailabilityRequest, f.ListAvailabilityResponse
        )
        self.list_silent_series = Unary(
            to, stub, "ListSilentSeries", f.ListSilentSeriesRequest, f.ListSilentSeriesResponse
        )

    def _add_streams(self, to: Connection) -> None:
        f, stub = figures, IndicatorStoreStub
        self.stream_observations = ServerStream(
            to,
            stub,
            "StreamObservations",
            f.StreamObservationsRequest,
            f.StreamObservationsResponse,
        )
        self.export_observations = ServerStream(
            to,
            stub,
            "ExportObservations",
            f.ExportObservationsRequest,
            f.ExportObservationsResponse,
        )
        self.watch = EndlessStream(to, stub, "Watch", f.WatchRequest, f.WatchResponse)

    def _add_writes(self, to: Connection) -> None:
        c, stub = curation, IndicatorCurationStub
        self.import_records = Unary(
            to, stub, "ImportRecords", c.ImportRecordsRequest, c.ImportRecordsResponse
        )
        self.revert_revision = Unary(
            to, stub, "RevertRevision", c.RevertRevisionRequest, c.RevertRevisionResponse
        )
        self.import_record_stream = ClientStream(
            to,
            stub,
            "ImportRecordStream",
            c.ImportRecordStreamRequest,
            c.ImportRecordStreamResponse,
        )

    def _add_scenarios(self, to: Connection) -> None:
        s, stub = scenarios, ScenarioStoreStub
        self.create_scenario = Unary(
            to, stub, "CreateScenario", s.CreateScenarioRequest, s.CreateScenarioResponse
        )
        self.get_scenario = Unary(
            to, stub, "GetScenario", s.GetScenarioRequest, s.GetScenarioResponse
        )
        self.list_scenarios = Unary(
            to, stub, "ListScenarios", s.ListScenariosRequest, s.ListScenariosResponse
        )
        self.diff_scenarios = Unary(
            to, stub, "DiffScenarios", s.DiffScenariosRequest, s.DiffScenariosResponse
        )


class Projection:
    """indicast.projection.v1: Projection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._add_projections(connection)
        self._add_questions(connection)

    def _add_projections(self, to: Connection) -> None:
        p, stub = projection, ProjectionStub
        self.get_server_info = Unary(
            to, stub, "GetServerInfo", p.GetServerInfoRequest, p.GetServerInfoResponse
        )
        self.project = Unary(to, stub, "Project", p.ProjectRequest, p.ProjectResponse)
        self.compare_scenarios = Unary(
            to, stub, "CompareScenarios", p.CompareScenariosRequest, p.CompareScenariosResponse
        )

    def _add_questions(self, to: Connection) -> None:
        stub = ProjectionStub
        self.seek_targets = Unary(
            to, stub, "SeekTargets", seek.SeekTargetsRequest, seek.SeekTargetsResponse
        )
        self.check_plan = Unary(
            to, stub, "CheckPlan", seek.CheckPlanRequest, seek.CheckPlanResponse
        )
        self.analyze_sensitivity = Unary(
            to,
            stub,
            "AnalyzeSensitivity",
            simulate.AnalyzeSensitivityRequest,
            simulate.AnalyzeSensitivityResponse,
        )
        self.track_year = Unary(
            to, stub, "TrackYear", track.TrackYearRequest, track.TrackYearResponse
        )
        self.decompose_growth = Unary(
            to, stub, "DecomposeGrowth", track.DecomposeGrowthRequest, track.DecomposeGrowthResponse
        )
        self.simulate = ServerStream(
            to, stub, "Simulate", simulate.SimulateRequest, simulate.SimulateResponse
        )
        self.sweep = ServerStream(to, stub, "Sweep", sweep.SweepRequest, sweep.SweepResponse)
