"""Questions about a plan to the services as they run."""

import unittest
from decimal import Decimal
from typing import Any, ClassVar, Dict

import indicast
from service_processes import ServiceProcesses


class Plans(unittest.TestCase):
    services: ClassVar[ServiceProcesses]
    client: ClassVar[indicast.Client]

    @classmethod
    def setUpClass(cls) -> None:
        cls.services = ServiceProcesses()
        cls.addClassCleanup(cls.services.close)
        assert cls.services.projection is not None
        cls.client = indicast.connect(
            cls.services.store.address, cls.services.projection.address, timeout=60
        )
        cls.addClassCleanup(cls.client.close)

    def test_a_sweep_is_the_same_whole_and_in_ranges(self) -> None:
        fields: Dict[str, Any] = {
            "scenario": "trend",
            "year": 2024,
            "indicators": ["gdp", "imports-exports"],
            "design": "grid",
            "factors": [
                {"indicator": "gdp", "low": 4, "high": 6, "step": "0.5"},
                {"indicator": "imports-exports", "values": [-5, 0, 5]},
            ],
        }
        whole = self.client.sweep(**fields)
        self.assertEqual(list(whole["index"]), list(range(15)))
        self.assertEqual(list(whole["gdp"].unique()), [Decimal(n) / 2 for n in range(8, 13)])
        self.assertTrue((whole["gdp"] == whole["gdp growth 2024"]).all())
        met = whole[whole["gdp-2024 verdict"] == "met"]
        self.assertEqual(set(met["gdp"]), {Decimal(6)})
        again = self.client.sweep(**fields, begin=7, end=9)
        self.assertEqual(list(again["index"]), [7, 8])
        self.assertTrue(again.equals(whole.iloc[7:9].reset_index(drop=True)))
        self.assertEqual(again.attrs, whole.attrs)

    def test_a_year_is_tracked_from_given_figures(self) -> None:
        figure = {
            "indicator": "imports-exports",
            "period": "2024-01-01/P6M",
            "measure": "growth",
            "value": "3.2",
        }
        track = self.client.track_year(year=2024, figures=[figure])
        row = track.targets.set_index("target").loc["imports-exports-2024"]
        self.assertEqual(row.months, 6)
        self.assertGreater(row.required, Decimal(7))
        self.assertTrue(track.explanation)

    def test_growth_is_taken_apart(self) -> None:
        parts = ["primary-sector", "secondary-sector", "tertiary-sector"]
        answer = self.client.decompose_growth(whole="gdp", parts=parts, base_year=2023, year=2023)
        self.assertEqual(list(answer.parts.indicator), parts)
        self.assertGreater(answer.parts.weight.sum(), Decimal("0.98"))

    def test_the_least_change_reaches_its_goal(self) -> None:
        goal = {"indicator": "imports-exports", "relation": ">=", "constant": 10}
        answer = self.client.seek_targets(goals=[goal], scenario="trend", year=2024)
        self.assertEqual(answer.status, "reached")
        moves = answer.moves.set_index("indicator")
        self.assertGreaterEqual(moves.growth["imports-exports"], Decimal("9.99"))
        projected = self.client.project({"scenario": "trend", "overlay": answer.overlay})
        paths = projected.paths
        growth = paths[(paths.indicator == "imports-exports") & (paths.basis == "growth")]
        self.assertGreaterEqual(growth.value[growth.year == 2024].iloc[0], Decimal("9.99"))

    def test_what_cannot_be_is_an_answer(self) -> None:
        goals = [
            {"indicator": "gdp", "relation": ">=", "constant": 8, "force": "hard"},
            {"indicator": "gdp", "relation": "<=", "constant": 5, "force": "hard"},
        ]
        answer = self.client.seek_targets(goals=goals, scenario="trend", year=2024)
        self.assertEqual(answer.status, "infeasible")
        self.assertTrue(answer.conflict)
        self.assertGreater(len(answer.repairs), 0)

    def test_a_plan_is_checked(self) -> None:
        check = self.client.check_plan(scenario="trend", year=2024)
        self.assertIn("gdp-2024", set(check.targets.row))
        self.assertLessEqual(check.probabilities["all"], min(check.targets.alone.dropna()))

    def test_a_simulation_gives_the_same_bits_for_the_same_seed(self) -> None:
        fields: Dict[str, Any] = {
            "scenario": "trend",
            "year": 2024,
            "method": "monte-carlo",
            "paths": 2000,
            "seed": 7,
        }
        first = self.client.simulate(**fields)
        self.assertEqual(self.client.simulate(**fields).message, first.message)
        fan = first.fans[(first.fans.indicator == "gdp") & (first.fans.basis == "growth")]
        self.assertEqual(list(fan.value), sorted(fan.value))

    def test_what_moves_an_outcome_most(self) -> None:
        parts = ["primary-sector", "secondary-sector", "tertiary-sector"]
        structure = {"identities": [{"kind": "sum", "whole": "gdp", "parts": parts}]}
        answer = self.client.analyze_sensitivity(outcome="gdp", year=2024, structure=structure)
        self.assertEqual(set(answer.bars.input), set(parts))


if __name__ == "__main__":
    unittest.main()
