"""Questions about a plan: the request that is sent, and the tables of an answer."""

import os
import unittest
from decimal import Decimal
from typing import Any, Dict
from unittest import mock

import indicast
from fake_services import FakeServices
from indicast.building import build
from indicast.projection.v1 import seek_targets_pb2 as seek
from indicast.projection.v1 import simulate_pb2 as simulate
from indicast.projection.v1 import sweep_pb2 as sweep
from indicast.projection.v1 import track_year_pb2 as track

_CONTEXT = {
    "area": "changsha",
    "base_year": 2023,
    "year": 2024,
    "explanation": {"zh": "说明", "en": "how"},
    "assumptions": [{"zh": "相关系数0.3", "en": "correlation 0.3"}],
    "outlooks": [{"indicator": "gdp", "median": "5.8", "source": "short-history"}],
    "left_out": [{"target": "jobs-2024", "reason_code": "EXTERNAL_QUOTA_UNKNOWN"}],
    "receipt": {"data_revision": 7, "inputs_hash": "ab"},
}

_SEEK = build(
    seek.SeekTargetsResponse,
    {
        "context": _CONTEXT,
        "status": "infeasible",
        "moves": [
            {
                "indicator": "gdp",
                "baseline": "5.8",
                "growth": "6.00",
                "change": "0.20",
                "level": {"value": "15191.90", "qualifier": ">="},
                "at_bound": True,
            }
        ],
        "rows": [{"row": "gdp-2024", "kind": "goal", "hard": True, "goal": "6", "reached": "6"}],
        "conflict": {
            "rows": ["gdp-2024"],
            "text": {"zh": "矛盾", "en": "conflict"},
            "repairs": [{"row": "gdp-2024", "goal": "5.5", "relaxation": "0.5"}],
        },
        "overlay": {"gdp@2024": "6%"},
    },
)
_CHECK = build(
    seek.CheckPlanResponse,
    {
        "context": _CONTEXT,
        "feasible": True,
        "targets": [
            {
                "row": "gdp-2024",
                "kind": "expected",
                "alone": {"value": "0.41", "low": "0.40", "high": "0.42", "method": "genz"},
            }
        ],
        "weakest_link": "imports-exports-2024",
        "all": {"value": "0.1", "method": "genz"},
    },
)
_TRACK = build(
    track.TrackYearResponse,
    {
        "context": _CONTEXT,
        "targets": [
            {
                "target": {"id": "gdp-2024", "indicator": "gdp"},
                "months": 6,
                "goal": {"value": "6"},
                "required": "6.4",
                "status": "behind",
                "probability": {"value": "0.3"},
                "periods": [{"first_month": 1, "last_month": 2, "growth": "5.1"}],
            }
        ],
    },
)
_SENSITIVITY = build(
    simulate.AnalyzeSensitivityResponse,
    {"context": _CONTEXT, "outcome": "gdp", "bars": [{"input": "retail-sales", "share": "0.6"}]},
)
_GROWTH = build(
    track.DecomposeGrowthResponse,
    {
        "context": _CONTEXT,
        "growth": "4.8",
        "parts": [{"indicator": "tertiary-sector", "pull": "2.9"}],
    },
)
_SIMULATION = [
    build(simulate.SimulateResponse, {"progress": {"done": 1, "total": 2}}),
    build(
        simulate.SimulateResponse,
        {
            "result": {
                "context": _CONTEXT,
                "quantiles": ["0.1", "0.9"],
                "fans": [
                    {
                        "indicator": "gdp",
                        "basis": "growth",
                        "unit": "percent",
                        "points": [{"year": 2024, "values": ["3.1", "8.5"]}],
                    }
                ],
                "goals": [{"row": "gdp-2024", "year": 2024, "probability": {"value": "0.45"}}],
                "all": {"value": "0.12", "low": "0.11", "high": "0.13"},
            }
        },
    ),
]
_SWEEP = [
    build(
        sweep.SweepResponse,
        {
            "heading": {
                "context": _CONTEXT,
                "points": 3,
                "end": 3,
                "outputs": [
                    {"indicator": "gdp", "basis": "growth", "year": 2024},
                    {"target": "gdp-2024"},
                ],
            }
        },
    ),
    build(
        sweep.SweepResponse,
        {
            "rows": {
                "rows": [
                    {
                        "index": 0,
                        "inputs": ["5.0"],
                        "outputs": ["5.0", "-1.0"],
                        "verdicts": ["missed"],
                    },
                    {"index": 1, "inputs": ["6.0"], "outputs": ["6.0", "0.0"], "verdicts": ["met"]},
                ]
            }
        },
    ),
    build(
        sweep.SweepResponse,
        {
            "rows": {
                "rows": [
                    {
                        "index": 2,
                        "inputs": ["7.0"],
                        "reason_code": "BASE_MISSING",
                        "reason": {"zh": "缺基数", "en": "no base"},
                    }
                ]
            }
        },
    ),
]

_ANSWERS: Dict[str, Any] = {
    "SeekTargets": _SEEK,
    "CheckPlan": _CHECK,
    "TrackYear": _TRACK,
    "AnalyzeSensitivity": _SENSITIVITY,
    "DecomposeGrowth": _GROWTH,
    "Simulate": _SIMULATION,
    "Sweep": _SWEEP,
}


class Questions(unittest.TestCase):
    def setUp(self) -> None:
        self.requests: Dict[str, bytes] = {}

        def handler(name: str) -> Any:
            def answer(request: bytes, _: Any) -> Any:
                self.requests[name] = request
                return _ANSWERS[name]

            return answer

        services = FakeServices({name: handler(name) for name in _ANSWERS})
        self.addCleanup(services.close)
        with mock.patch.dict(os.environ, {"INDICAST_SESSION": "/nowhere"}):
            self.client = indicast.connect(projection=services.address, language="zh")
        self.addCleanup(self.client.close)

    def test_seek(self) -> None:
        answer = self.client.seek_targets(
            goals=[{"target": "gdp-2024"}, {"indicator": "gdp", "relation": ">=", "constant": 6}],
            levers=[{"indicator": "gdp", "max_growth_percent": Decimal("6.0"), "pinned": False}],
            scenario="trend",
            year=2024,
            quotas={"jobs-2024": 15},
            structure={"drivers": [{"indicator": "a", "driver": "b", "elasticity": 0.5}]},
        )
        sent = seek.SeekTargetsRequest.FromString(self.requests["SeekTargets"])
        self.assertEqual((sent.frame.scenario.scenario, sent.frame.year), ("trend", 2024))
        self.assertEqual(sent.frame.structure.drivers[0].elasticity.text, "0.5")
        self.assertEqual((sent.goals[1].relation, sent.goals[1].constant.text), (2, "6"))
        self.assertEqual(sent.levers[0].max_growth_percent.text, "6.0")
        self.assertEqual(answer.status, "infeasible")
        move = answer.moves.iloc[0]
        self.assertEqual((move.growth, str(move.growth)), (Decimal(6), "6.00"))
        self.assertEqual(
            (move.level, move.level_qualifier), (Decimal("15191.90"), "greater-or-equal")
        )
        self.assertEqual((answer.rows.kind[0], answer.conflict), ("goal", "矛盾"))
        self.assertEqual(answer.repairs.relaxation[0], Decimal("0.5"))
        self.assertEqual(answer.overlay[0].indicator, "gdp")
        self.assertEqual((answer.explanation, answer.assumptions), ("说明", ["相关系数0.3"]))
        self.assertEqual(answer.outlooks.source[0], "short-history")
        self.assertEqual(answer.left_out.target[0], "jobs-2024")
        self.assertEqual(answer.rows.attrs, {"revision": 7, "inputs_hash": "ab"})

    def test_check(self) -> None:
        answer = self.client.check_plan(year=2024)
        self.assertTrue(answer.feasible)
        self.assertIsNone(answer.conflict)
        self.assertEqual(answer.weakest_link, "imports-exports-2024")
        self.assertEqual(answer.targets.alone_low[0], Decimal("0.40"))
        self.assertEqual(answer.probabilities["all"], Decimal("0.1"))
        self.assertIsNone(answer.probabilities["binding"])

    def test_track(self) -> None:
        answer = self.client.track_year(
            year=2024,
            figures=[
                {"indicator": "gdp", "period": "2024-01-01/P6M", "measure": "growth", "value": 5.1}
            ],
        )
        sent = track.TrackYearRequest.FromString(self.requests["TrackYear"])
        self.assertEqual((sent.figures[0].value.text, sent.year), ("5.1", 2024))
        row = answer.targets.iloc[0]
        self.assertEqual(
            (row.target, row.status, row.required), ("gdp-2024", "behind", Decimal("6.4"))
        )
        self.assertEqual(answer.periods.last_month[0], 2)

    def test_sensitivity_and_contributions(self) -> None:
        bars = self.client.analyze_sensitivity(outcome="gdp", year=2024).bars
        self.assertEqual(bars.share[0], Decimal("0.6"))
        parts = self.client.decompose_growth(whole="gdp", parts=["tertiary-sector", "x"]).parts
        self.assertEqual(parts.pull[0], Decimal("2.9"))
        sent = track.DecomposeGrowthRequest.FromString(self.requests["DecomposeGrowth"])
        self.assertEqual((sent.whole, list(sent.parts)), ("gdp", ["tertiary-sector", "x"]))

    def test_simulation_with_and_without_progress(self) -> None:
        progress, result = list(self.client.simulate_stream(year=2024, paths=2, seed=7))
        self.assertEqual((progress.done, progress.total), (1, 2))  # type: ignore[union-attr]
        fans = self.client.simulate(year=2024).fans
        self.assertEqual(list(fans["quantile"]), [Decimal("0.1"), Decimal("0.9")])
        self.assertEqual(list(fans.value), [Decimal("3.1"), Decimal("8.5")])
        self.assertEqual(result.goals.probability[0], Decimal("0.45"))  # type: ignore[union-attr]
        sent = simulate.SimulateRequest.FromString(self.requests["Simulate"])
        self.assertEqual(sent.frame.year, 2024)

    def test_sweep_whole_and_in_parts(self) -> None:
        fields = {
            "design": "grid",
            "factors": [{"indicator": "gdp", "values": [5, 6, 7]}],
            "scenario": "trend",
            "year": 2024,
        }
        table = self.client.sweep(**fields)
        columns = [
            "index",
            "gdp",
            "gdp growth 2024",
            "gdp-2024 gap",
            "gdp-2024 verdict",
            "reason_code",
            "reason",
        ]
        self.assertEqual(list(table.columns), columns)
        self.assertEqual(list(table["gdp-2024 verdict"]), ["missed", "met", None])
        self.assertEqual((table.reason_code[2], table.reason[2]), ("BASE_MISSING", "缺基数"))
        self.assertEqual([len(p.frame) for p in self.client.sweep_stream(**fields)], [2, 1])
        sent = sweep.SweepRequest.FromString(self.requests["Sweep"])
        self.assertEqual([v.text for v in sent.factors[0].values], ["5", "6", "7"])

    def test_a_stream_without_a_result_is_an_error(self) -> None:
        with mock.patch.dict(_ANSWERS, {"Simulate": _SIMULATION[:1]}):
            with self.assertRaises(indicast.DataLossError):
                self.client.simulate()

    def test_fields_of_neither_message_are_refused(self) -> None:
        with self.assertRaises(indicast.InvalidArgumentError) as caught:
            self.client.check_plan(yaer=2024)
        self.assertEqual(caught.exception.fields[0].field, "yaer")


if __name__ == "__main__":
    unittest.main()
