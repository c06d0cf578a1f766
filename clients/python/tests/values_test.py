"""Decimals, code words and texts, both ways."""

import datetime
import unittest
from decimal import Decimal

from indicast.type.v1 import value_pb2, vocabulary_pb2
from indicast.values import date_text, decimal_of, decimal_text, number_of, text_of, word_of
from indicast.values import words_of


class Decimals(unittest.TestCase):
    def test_keep_every_digit_and_trailing_zeros(self) -> None:
        for text in ("14331.98", "-0.50", "0.0", "123456789012.123456789012345678"):
            value = decimal_of(value_pb2.Decimal(text=text))
            self.assertEqual(str(value), text)
            self.assertEqual(decimal_text(value), text)

    def test_write_what_was_typed(self) -> None:
        cases = {3: "3", 3.5: "3.5", 0.1: "0.1", 1e-7: "0.0000001", 6.0: "6", "+7.50": "7.50"}
        for value, text in cases.items():
            self.assertEqual(decimal_text(value), text)
        self.assertEqual(decimal_text(Decimal("1E+3")), "1000")

    def test_refuse_what_is_no_number(self) -> None:
        for value in (
            float("nan"),
            float("inf"),
            Decimal("NaN"),
            "6%",
            "1,234",
            "1e5",
            "",
            True,
            [1],
        ):
            with self.subTest(value=value), self.assertRaises(ValueError):
                decimal_text(value)

    def test_no_text_is_no_number(self) -> None:
        self.assertIsNone(decimal_of(value_pb2.Decimal()))


class Words(unittest.TestCase):
    def test_are_those_of_data_folders(self) -> None:
        enums = vocabulary_pb2.DESCRIPTOR.enum_types_by_name
        expected = {
            "Measure": {"level", "growth", "change"},
            "PriceBasis": {"current", "constant", "na", "unstated"},
            "ObservationStatus": {"A", "P", "E", "F", "B", "M", "L"},
            "Direction": {"higher", "lower", "neutral"},
            "Confidence": {"seen-primary", "seen-secondary"},
            "Relation": {"equal", "greater-or-equal", "greater", "about", "less-or-equal"},
        }
        for name, words in expected.items():
            self.assertEqual(set(words_of(enums[name])), words)

    def test_lead_back_to_their_code(self) -> None:
        for enum in vocabulary_pb2.DESCRIPTOR.enum_types_by_name.values():
            for word, number in words_of(enum).items():
                self.assertEqual(number_of(enum, word), number)
                self.assertEqual(word_of(enum, number), word)

    def test_take_signs_full_names_and_numbers(self) -> None:
        relation = vocabulary_pb2.DESCRIPTOR.enum_types_by_name["Relation"]
        for given in (">=", "≥", "greater_or_equal", "RELATION_GREATER_OR_EQUAL", 2):
            self.assertEqual(number_of(relation, given), 2)

    def test_refuse_others_and_name_what_there_is(self) -> None:
        measure = vocabulary_pb2.DESCRIPTOR.enum_types_by_name["Measure"]
        for given in ("grwth", "", 99, True, None):
            with self.assertRaisesRegex(ValueError, "level, growth, change"):
                number_of(measure, given)

    def test_of_a_newer_service_are_kept_apart(self) -> None:
        measure = vocabulary_pb2.DESCRIPTOR.enum_types_by_name["Measure"]
        self.assertEqual(word_of(measure, 99), "unknown-99")
        self.assertEqual(word_of(measure, 0), "")


class Texts(unittest.TestCase):
    def test_fall_back_to_the_other_language(self) -> None:
        both = value_pb2.LocalizedText(zh="进出口", en="trade")
        self.assertEqual((text_of(both, "zh"), text_of(both, "en")), ("进出口", "trade"))
        self.assertEqual(text_of(value_pb2.LocalizedText(zh="进出口"), "en"), "进出口")

    def test_dates(self) -> None:
        self.assertEqual(date_text(datetime.datetime(2024, 1, 31, 12)), "2024-01-31")
        self.assertEqual(date_text(datetime.date(2024, 1, 31)), "2024-01-31")
        with self.assertRaises(ValueError):
            date_text(45291)


if __name__ == "__main__":
    unittest.main()
