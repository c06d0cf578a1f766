"""The package against both services as they run, over the shipped data."""

import csv
import io
import json
import threading
import unittest
from decimal import Decimal
from typing import Any, ClassVar

import pandas

import indicast
from indicast.rules import format_rule
from indicast.store.v1 import resources_pb2
from service_processes import ServiceProcesses

TRADE_GROWTH = "imports-exports.changsha.growth.current.total"


class WithServices(unittest.TestCase):
    services: ClassVar[ServiceProcesses]
    client: ClassVar[indicast.Client]

    @classmethod
    def setUpClass(cls) -> None:
        cls.services = ServiceProcesses()
        cls.addClassCleanup(cls.services.close)
        assert cls.services.projection is not None
        cls.client = indicast.connect(cls.services.store.address, cls.services.projection.address)
        cls.addClassCleanup(cls.client.close)


class Reading(WithServices):
    def test_figures_are_exact_and_keep_their_print(self) -> None:
        figures = self.client.observations("imports-exports", measures="growth", from_period=2023)
        row = figures[(figures.scope == "total") & (figures.period == "2023")].iloc[0]
        self.assertEqual(row.value, Decimal("-15"))
        self.assertIsInstance(row.value, Decimal)
        self.assertEqual(row.published_text, "下降15%")
        self.assertTrue(row.preferred)
        self.assertEqual(figures.attrs["revision"], 1)

    def test_the_digits_are_those_of_the_command_line(self) -> None:
        run = self.services.command_line(
            "observation", "list", "gdp", "--measure", "growth", "-o", "csv"
        )
        table = list(csv.DictReader(io.StringIO(run.stdout.lstrip("\ufeff"))))
        figures = self.client.observations("gdp", measures=["growth"])
        values = [cell for row in table for key, cell in row.items() if key.lower() == "value"]
        self.assertGreater(len(values), 5)
        self.assertEqual([str(value) for value in figures.value], values)

    def test_floats_where_they_are_asked_for(self) -> None:
        with self.client.with_options(numbers="float") as client:
            figures = client.observations("gdp")
        self.assertEqual(str(figures.value.dtype), "float64")
        self.assertEqual(str(figures.revision.dtype), "int64")

    def test_a_stream_gives_the_same_rows_in_parts(self) -> None:
        whole = self.client.observations(all_vintages=True)
        parts = pandas.concat(list(self.client.stream_observations(all_vintages=True)))
        pandas.testing.assert_frame_equal(whole, parts.reset_index(drop=True))
        self.assertEqual(len(whole), 500)

    def test_conditions_in_text(self) -> None:
        figures = self.client.observations(
            where='stage = "expected" AND indicator = "gdp"', all_vintages=True
        )
        self.assertEqual(set(figures.stage), {"expected"})
        with self.assertRaises(indicast.InvalidArgumentError) as caught:
            self.client.observations(where="stage ~ 1")
        self.assertEqual(caught.exception.reason, "FILTER_INVALID")

    def test_states_of_the_past(self) -> None:
        series = "gdp.changsha.growth.constant.total"
        then = self.client.observation(series, 2022, as_of="2023-02-15")
        now = self.client.observation(series, 2022)
        self.assertEqual((then.value.text, now.value.text), ("4.8", "4.5"))
        changed = self.client.differences("2023-02-15", "2023-12-31", indicators="gdp")
        row = changed[(changed.measure == "growth") & (changed.period == "2022")].iloc[0]
        self.assertEqual((row.before_value, row.after_value), (Decimal("4.8"), Decimal("4.5")))
        history = self.client.history(series, 2022)
        self.assertEqual(set(history.value), {Decimal("4.8"), Decimal("4.5")})

    def test_names_in_both_languages(self) -> None:
        names = {}
        for language in ("zh", "en"):
            with self.client.with_options(language=language) as client:
                names[language] = client.indicators().set_index("id").name["imports-exports"]
                self.assertEqual(
                    client.text(client.indicator("gdp").name), client.search("gdp").name[0]
                )
        self.assertEqual(names, {"zh": "进出口总额", "en": "Imports and exports"})

    def test_search_evidence_targets_and_catalogues(self) -> None:
        self.assertIn("imports-exports", list(self.client.search("外贸").id))
        evidence = self.client.evidence(figure=(TRADE_GROWTH, 2023))
        self.assertIn("进出口总额下降15%", evidence.sentence)
        targets = self.client.targets(year=2024, section="headline").set_index("id")
        self.assertEqual(len(targets), 12)
        self.assertEqual(targets.goal["gdp-2024"], Decimal(6))
        self.assertEqual(targets.relation["gdp-2024"], "greater-or-equal")
        self.assertEqual(len(self.client.areas()), 14)
        self.assertEqual(len(self.client.units()), 72)
        self.assertEqual(len(self.client.documents()), 59)
        self.assertIn("长沙", self.client.document("changsha-work-report-2024").text)
        self.assertEqual(len(self.client.indicators()), 232)

    def test_conflicts_silence_availability_and_rulers(self) -> None:
        conflicts = self.client.conflicts(indicators="high-tech-enterprises")
        self.assertEqual(list(conflicts.value), [Decimal(7899), Decimal(7889)])
        self.assertTrue(conflicts.preferred[0])
        silent = self.client.silent(date="2026-01-01", indicators="gdp")
        self.assertIn("overdue", set(silent.kind))
        available = self.client.availability(indicators="imports-exports")
        self.assertEqual(set(available.indicator), {"imports-exports"})
        level = "imports-exports.changsha.level.current.total"
        ruler = self.client.compare_figures([(level, 2022), (level, 2023)]).iloc[0]
        self.assertEqual(ruler.difference, Decimal("2811.51") - Decimal("3315.6"))

    def test_export_is_the_file_of_the_service(self) -> None:
        path = self.services.folder / "figures.csv"
        self.assertEqual(self.client.export(path, indicators=["gdp"], all_vintages=True), 1)
        run = self.services.command_line("export", "--filter", 'indicator = "gdp"')
        self.assertEqual(path.read_text("utf-8"), run.stdout)
        self.assertFalse(path.with_name("figures.csv.part").exists())


class Projecting(WithServices):
    def test_verdicts_paths_and_receipt(self) -> None:
        outcome = self.client.project("repeat")
        targets = outcome.targets.set_index("target")
        self.assertEqual(targets.verdict["gdp-2024"], "missed")
        self.assertEqual(targets.gap["imports-exports-2024"], Decimal("-22"))
        self.assertEqual(targets.base["gdp-2024"], Decimal("4.8"))
        paths = outcome.paths
        index = paths[(paths.indicator == "imports-exports") & (paths.basis == "index")]
        self.assertEqual(index.value[index.year == 2023].iloc[0], Decimal(85))
        self.assertFalse(index.projected[index.year == 2023].iloc[0])
        self.assertEqual(outcome.receipt.data_revision, _head(self.client))
        self.assertEqual(targets.attrs["inputs_hash"], outcome.receipt.inputs_hash)
        again = self.client.project("repeat")
        self.assertEqual(again.message, outcome.message)
        self.assertIn("下降15%", set(outcome.inputs.published_text))
        self.assertIn("missed", outcome._repr_html_())

    def test_the_verdicts_are_those_of_the_command_line(self) -> None:
        run = self.services.command_line(
            "target", "board", "--scenario", "trend", "--section", "all", "-o", "json"
        )
        self.assertEqual(run.returncode, 0, run.stderr)
        texts = json.dumps(json.loads(run.stdout), ensure_ascii=False)
        targets = self.client.project("trend").targets
        self.assertEqual(len(targets), 40)
        missed = targets[targets.verdict == "missed"]
        self.assertGreater(len(missed), 0)
        for gap in missed.gap:
            self.assertIn(str(gap.normalize()).lstrip("-").rstrip("0"), texts)

    def test_what_if_changes_nothing_that_is_stored(self) -> None:
        before = _head(self.client)
        answer = self.client.what_if({"imports-exports": "3%"})
        index = answer.differences[answer.differences.basis == "index"].iloc[0]
        self.assertEqual(
            (index.baseline, index.scenario_value), (Decimal("90.95"), Decimal("87.55"))
        )
        self.assertEqual(index.difference, Decimal("-3.4"))
        self.assertEqual(index.caused_by, ("imports-exports",))
        self.assertEqual(set(answer.targets.scenario), {"plan", "plan+"})
        self.assertEqual(_head(self.client), before)

    def test_an_external_target_takes_a_quota(self) -> None:
        unknown = self.client.project("plan").targets.set_index("target")
        external = unknown[unknown.reason_code == "EXTERNAL_QUOTA_UNKNOWN"]
        self.assertGreater(len(external), 0)
        name = external.index[0]
        known = self.client.project("hold", quotas={name: "1.5"}).targets.set_index("target")
        self.assertEqual(known.goal_value[name], Decimal("1.5"))

    def test_comparison_attributes_its_differences(self) -> None:
        changed = {"scenario": "plan", "overlay": {"gdp@2024": "5%", "retail-sales@2024": "6%"}}
        answer = self.client.compare(["plan", {**changed, "label": "slow"}])
        self.assertEqual([p.label for p in answer.projections], ["plan", "slow"])
        self.assertEqual(set(answer.differences.scenario), {"slow"})

    def test_scenarios_in_both_spellings_are_one(self) -> None:
        settings = {
            "gdp@2024": "5.5%",
            "imports-exports": "damped(to=2%,phi=0.8,from=5%)",
            "household-income": "gdp+0.5pp",
            "retail-sales@2024": "level=5000",
        }
        made = self.client.create_scenario(
            "from-python",
            name={"zh": "甲", "en": "a"},
            parent="trend",
            reason="test",
            assumptions=settings,
        )
        arguments = [text for key, rule in settings.items() for text in ("--set", f"{key}={rule}")]
        run = self.services.command_line(
            "scenario", "create", "from-shell", "--parent", "trend", "--reason", "test", *arguments
        )
        self.assertEqual(run.returncode, 0, run.stderr)
        mine = [format_rule(a.rule) for a in made.assumptions]
        shell = self.client.scenario("from-shell")
        self.assertEqual(mine, [format_rule(a.rule) for a in shell.scenario.assumptions])
        self.assertEqual([a.id for a in shell.ancestors], ["trend"])
        difference = self.client.diff_scenarios("trend", "from-python").set_index("indicator")
        self.assertEqual(difference.right["household-income"], "gdp+0.5pp")
        self.assertIn("from-python", list(self.client.scenarios().id))


class Refusals(WithServices):
    def test_carry_reason_nearest_and_next_step_in_both_languages(self) -> None:
        for language, words in (("zh", "下一步:client.scenarios()"), ("en", "next: see client.sc")):
            with self.client.with_options(language=language) as client:
                with self.assertRaises(indicast.NotFoundError) as caught:
                    client.project("plam")
            error = caught.exception
            self.assertEqual(error.reason, "SCENARIO_NOT_FOUND")
            self.assertEqual(error.metadata["nearest"], "plan")
            self.assertRegex(error.request_id, "^[0-9a-f]{16}$")
            self.assertIn(words, str(error))

    def test_name_every_wrong_field(self) -> None:
        rows = [
            {
                "indicator": "gdp",
                "area": "changsha",
                "measure": "level",
                "price_basis": "current",
                "period": "2030",
                "value": "1",
                "unit": "cny-1e8",
                "stage": "reported",
                "published_text": "1",
                "document": document,
                "no_quote_reason": "test",
            }
            for document in ("nonsuch", "changsha-work-report-2024")
        ]
        rows[1]["period"] = "20-30"
        with self.assertRaises(indicast.InvalidArgumentError) as caught:
            self.client.import_records(observations=rows, reason="test")
        fields = [field for field, _ in caught.exception.fields]
        self.assertIn("observations[1].period.text", fields)

    def test_of_columns_that_are_not_there_send_nothing(self) -> None:
        with self.assertRaises(indicast.InvalidArgumentError) as caught:
            self.client.import_records(observations=[{"indicator": "gdp", "valu": 1}], reason="t")
        self.assertEqual(caught.exception.fields[0].field, "observations[0].valu")

    def test_one_service_alone_is_enough_for_what_it_offers(self) -> None:
        with indicast.connect(self.services.store.address, timeout=5) as client:
            self.assertEqual(len(client.areas()), 14)
            if client.projection_address:
                self.skipTest("a session of this user names a projection service")
            with self.assertRaises(indicast.InvalidArgumentError) as caught:
                client.project("plan")
        self.assertEqual(caught.exception.reason, "ADDRESS_INVALID")


class Writing(unittest.TestCase):
    """Each test has a store of its own, because it writes."""

    def setUp(self) -> None:
        self.services = ServiceProcesses(projection=False)
        self.addCleanup(self.services.close)
        self.client = indicast.connect(self.services.store.address)
        self.addCleanup(self.client.close)

    def test_what_was_read_is_imported_again_without_a_change(self) -> None:
        figures = self.client.observations(all_vintages=True)
        result = self.client.import_records(observations=figures, reason="round trip")
        self.assertFalse(result.changed)
        self.assertEqual(result.report.unchanged_count, 500)
        self.assertEqual(result.revision, 1)

    def test_a_correction_is_previewed_written_once_and_taken_back(self) -> None:
        figures = self.client.observations("imports-exports", measures="level", all_vintages=True)
        row = figures[(figures.period == "2023") & figures.preferred & (figures.scope == "total")]
        row = row.copy()
        row["value"], row["published_text"] = Decimal("2811.52"), "2811.52亿元"
        preview = self.client.import_records(observations=row, reason="fix", validate_only=True)
        self.assertTrue(preview.changed and preview.plan)
        self.assertEqual(len(preview.changes), 1)
        given = {"observations": row, "reason": "fix", "request_id": "fix-1"}
        written = self.client.import_records(**given)
        self.assertEqual(written.revision, 2)
        self.assertEqual(self.client.import_records(**given).revision, 2)
        row["value"], row["published_text"] = Decimal("2811.53"), "2811.53亿元"
        with self.assertRaises(indicast.AbortedError) as caught:  # its etag is of revision 1
            self.client.import_records(observations=row, reason="late")
        self.assertEqual(caught.exception.reason, "ETAG_MOVED")
        self.assertEqual(self.client.revert(2, reason="undo").revision, 3)
        with self.assertRaises(indicast.AbortedError):
            self.client.revert(3, reason="undo", expected_revision=1)

    def test_a_stream_is_one_import(self) -> None:
        figures = self.client.observations(all_vintages=True)
        figures = figures.drop(columns=["etag", "note_en"])
        parts = ({"observations": figures.iloc[at : at + 50]} for at in range(0, 500, 50))
        result = self.client.import_stream(parts, reason="stream")
        self.assertEqual(
            (result.revision, result.report.unchanged_count + result.report.changed_count), (2, 500)
        )

    def test_a_stream_that_breaks_off_writes_nothing(self) -> None:
        figures = self.client.observations()

        def parts() -> Any:
            yield {"observations": figures.drop(columns=["etag", "note_zh"])}
            raise RuntimeError("the file broke off")

        with self.assertRaisesRegex(RuntimeError, "broke off"):
            self.client.import_stream(parts(), reason="broken")
        self.assertEqual(_head(self.client), 1)

    def test_what_does_not_fit_in_one_message_goes_as_parts(self) -> None:
        small = ServiceProcesses(
            data=None, projection=False, store_flags=["--max_request_bytes=65536"]
        )
        self.addCleanup(small.close)
        with indicast.connect(small.store.address) as client:
            units = [
                resources_pb2.Unit(id=f"unit-{i}", measure="thing", symbol={"zh": "个" * 50})
                for i in range(1000)
            ]
            result = client.import_records(units=units, reason="many")
            self.assertEqual((result.revision, result.report.added_count), (1, 1000))
            self.assertEqual(len(client.units()), 1000)

    def test_a_watch_misses_nothing_across_a_restart(self) -> None:
        seen = []
        with self.client.watch(start_after=0, kinds="scenario") as changes:
            reader = threading.Thread(target=lambda: seen.extend(_until(changes, 4)), daemon=True)
            reader.start()
            self._create("first")
            self.services.restart_store()
            with self.client.with_options(timeout=30) as client:
                self._create("second", client)
            self._create("third")
            reader.join(60)
        self.assertEqual([change.revision for change in seen], [1, 2, 3, 4])
        self.assertEqual(list(seen[2].frame.key), ["second"])

    def test_a_cancelled_watch_ends_its_loop(self) -> None:
        changes = self.client.watch(start_after=0)
        self.assertEqual(next(changes).revision, 1)
        reader = threading.Thread(target=lambda: list(changes), daemon=True)
        reader.start()
        changes.cancel()
        reader.join(30)
        self.assertFalse(reader.is_alive())

    def _create(self, id: str, client: Any = None) -> None:
        (client or self.client).create_scenario(id, name=id, reason="test", parent="plan")


def _head(client: indicast.Client) -> int:
    info = client.info().store
    assert info is not None
    return info.head.revision


def _until(changes: Any, revision: int) -> Any:
    for change in changes:
        yield change
        if change.revision >= revision:
            return


if __name__ == "__main__":
    unittest.main()
