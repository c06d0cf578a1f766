"""Messages from plain values, and where the path of a mistake points."""

import datetime
import unittest
from decimal import Decimal

import indicast
from indicast.building import build
from indicast.projection.v1 import projection_service_pb2, seek_targets_pb2
from indicast.rules import assume, format_rule, parse_rule, parse_setting
from indicast.store.v1 import indicator_store_service_pb2, resources_pb2


class Building(unittest.TestCase):
    def test_short_forms(self) -> None:
        request = build(
            projection_service_pb2.ProjectRequest,
            {
                "scenario": {"scenario": "plan", "overlay": {"gdp@2024": "5.5%"}},
                "quotas": {"jobs-2024": Decimal("15.0")},
                "as_of": datetime.date(2024, 1, 31),
                "indicators": "gdp",
                "area": None,
            },
        )
        self.assertEqual(request.scenario.overlay[0].rule.compound.growth_percent.text, "5.5")
        self.assertEqual(request.scenario.overlay[0].to_year, 2024)
        self.assertEqual(request.quotas[0].target, "jobs-2024")
        self.assertEqual(request.quotas[0].value.text, "15.0")
        self.assertEqual(request.as_of.publication_date, "2024-01-31")
        self.assertEqual(list(request.indicators), ["gdp"])
        selected = build(projection_service_pb2.ProjectRequest, {"scenario": "plan", "as_of": 7})
        self.assertEqual((selected.scenario.scenario, selected.as_of.revision), ("plan", 7))

    def test_text_is_in_the_language_of_the_connection(self) -> None:
        for language, name in (("zh", "慢"), ("en", "slow")):
            scenario = build(resources_pb2.Scenario, {"name": name}, language=language)
            self.assertEqual(getattr(scenario.name, language), name)

    def test_series_and_figures_by_key(self) -> None:
        request = build(
            indicator_store_service_pb2.CompareObservationsRequest,
            {"observations": [("gdp.changsha.growth.constant.total", 2022, "extract-2022")]},
        )
        figure = request.observations[0]
        self.assertEqual(figure.series.indicator, "gdp")
        self.assertEqual((figure.period.text, figure.document), ("2022", "extract-2022"))

    def test_mistakes_carry_the_path(self) -> None:
        cases = {
            "levers[1].max_growth_percent": {"levers": [{}, {"max_growth_percent": "6%"}]},
            "goals[0].measure": {"goals": [{"measure": "grwth"}]},
            "goals[0].targt": {"goals": [{"targt": "gdp-2024"}]},
            "frame.year": {"frame": {"year": 2024.5}},
            "frame.indicators[0]": {"frame": {"indicators": [3]}},
            "frame.structure": {"frame": {"structure": 3}},
            "goals": {"goals": 3},
            "frame.scenario.overlay": {"frame": {"scenario": {"overlay": {"gdp": "5"}}}},
        }
        for path, values in cases.items():
            with self.subTest(path=path), self.assertRaises(
                indicast.InvalidArgumentError
            ) as caught:
                build(seek_targets_pb2.SeekTargetsRequest, values)
            self.assertEqual([field for field, _ in caught.exception.fields], [path])
            self.assertEqual(caught.exception.reason, "FIELD_INVALID")

    def test_near_names_are_offered(self) -> None:
        with self.assertRaisesRegex(ValueError, "did you mean target"):
            build(seek_targets_pb2.SeekTargetsRequest, {"goals": [{"targt": "x"}]})


class Rules(unittest.TestCase):
    TEXTS = (
        "hold",
        "repeat",
        "plan",
        "3%",
        "-0.5%",
        "step=50",
        "damped(to=2%,phi=0.8)",
        "damped(to=2%,phi=0.8,from=5%)",
        "logistic(ceiling=100)",
        "logistic(floor=0,ceiling=100,kappa=0.13)",
        "reach(level=3500,by=2026)",
        "reach(level=3500,by=2026,style=linear)",
        "reach(level=3500,by=2026,style=s-curve)",
        "trend",
        "trend(prior=5.5%,strength=9)",
        "shock(size=-5%)",
        "shock(size=-5%,persistence=0.5)",
        "shock(size=-5%,catchup=0.4,years=3)",
        "shock(size=1%,kind=growth)",
        "gdp",
        "gdp+0.5pp",
        "retail-sales-0.5pp",
    )

    def test_are_read_and_written_again(self) -> None:
        for text in self.TEXTS:
            with self.subTest(text=text):
                self.assertEqual(format_rule(parse_rule(text)), text)

    def test_level_of_a_year(self) -> None:
        setting = parse_setting("gdp@2024=level=15000")
        self.assertEqual(format_rule(setting.rule), "level=15000")
        self.assertEqual(setting.rule.given.points[0].year, 2024)
        with self.assertRaisesRegex(ValueError, "one year"):
            parse_setting("gdp@2024..2026=level=15000")

    def test_full_width_and_spaces(self) -> None:
        setting = parse_setting(" imports-exports @ ２０２４..2026 ＝ －3.5％ ")
        self.assertEqual(setting.rule.compound.growth_percent.text, "-3.5")
        self.assertEqual((setting.from_year, setting.to_year), (2024, 2026))

    def test_a_one_off_shock_has_no_last_year(self) -> None:
        once = parse_setting("gdp@2025=shock(size=-5%)")
        self.assertEqual((once.from_year, once.HasField("to_year")), (2025, False))
        growth = parse_setting("gdp@2025=shock(size=1%,kind=growth)")
        self.assertEqual((growth.from_year, growth.to_year), (2025, 2025))

    def test_numbers_and_years(self) -> None:
        self.assertEqual(format_rule(assume("gdp", 5.5).rule), "5.5%")
        given = assume("gdp", {2024: 5, 2025: Decimal("5.50")})
        self.assertEqual(format_rule(given.rule), "given(2024=5%,2025=5.50%)")

    def test_refused_with_what_to_write(self) -> None:
        for text in (
            "",
            "3",
            "+3pp",
            "damped(to=2%)",
            "damped(to=2,phi=0.8)",
            "reach(level=1,by=26)",
            "logistic(floor=1)",
            "step=",
            "shock()",
            "shock(size=5)",
            "shock(size=5%,kind=x)",
            "reach(level=1,by=2026,style=x)",
            "gdp+pp",
            "GDP",
            "level=1",
        ):
            with self.subTest(text=text), self.assertRaises(ValueError):
                parse_rule(text)
        for text in ("gdp", "@2024=3%", "gdp@24=3%"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                parse_setting(text)


if __name__ == "__main__":
    unittest.main()
