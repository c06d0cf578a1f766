// Targets over store-service.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/error.h"
#include "store-service/app/filter.h"
#include "store-service/app/page_token.h"
#include "store-service/domain/quote.h"
#include "store-service/domain/records.h"
#include "store-service/domain/text.h"
#include "store-service/domain/write_batch.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {

void FuzzSeriesKey(absl::string_view input) {
  const absl::StatusOr<store::SeriesKey> key = store::SeriesKey::Parse(std::string(input));
  if (key.ok()) {
    REQUIRE(store::Validate(*key).ok());
    const absl::StatusOr<store::SeriesKey> again = store::SeriesKey::Parse(key->ToString());
    REQUIRE(again.ok() && *again == *key);
  }
  const absl::StatusOr<store::VintageKey> vintage = store::VintageKey::Parse(input);
  if (vintage.ok()) {
    const absl::StatusOr<store::VintageKey> again = store::VintageKey::Parse(vintage->ToString());
    REQUIRE(again.ok() && *again == *vintage);
  }
}

void FuzzQuote(absl::string_view input) {
  // exact, prefix, suffix, text with a zero byte between them.
  const std::vector<absl::string_view> parts = absl::StrSplit(input, absl::MaxSplits('\0', 3));
  if (parts.size() != 4 || store::CountCharacters(parts[3]) < 0) return;
  const store::TextQuote quote = {std::string(parts[0]), std::string(parts[1]),
                                  std::string(parts[2])};
  const absl::string_view text = parts[3];
  const absl::StatusOr<store::QuotePlace> place = store::FindQuote(text, quote);
  if (!place.ok()) {
    REQUIRE(place.status().code() == absl::StatusCode::kInvalidArgument);
    return;
  }
  REQUIRE(place->paragraph.data() >= text.data() &&
          place->paragraph.data() + place->paragraph.size() <= text.data() + text.size());
  REQUIRE(place->paragraph.substr(place->offset, quote.exact.size()) == quote.exact);
  REQUIRE(place->sentence.find(quote.exact) != absl::string_view::npos);
  REQUIRE(place->paragraph_number >= 1);
}

void FuzzRecordBytes(absl::string_view input) {
  const absl::StatusOr<store::Record> record = store::DecodeRecord(input);
  if (!record.ok()) {
    REQUIRE(record.status().code() == absl::StatusCode::kDataLoss);
    return;
  }
  REQUIRE(store::CanonicalBytes(*record) == input);
}

void FuzzPageToken(absl::string_view input) {
  const absl::StatusOr<store::PageToken> token = store::DecodePageToken(input);
  if (token.ok()) {
    REQUIRE(store::EncodePageToken(*token) == input);
  } else {
    REQUIRE(DetailOf(token.status()).reason == "PAGE_TOKEN_INVALID");
  }
  // Positions are made of ids and periods: far shorter than this.
  if (input.size() > 1024) return;
  const store::PageToken made = {static_cast<store::Revision>(input.size()), "0123456789abcdef",
                                 std::string(input)};
  const absl::StatusOr<store::PageToken> back =
      store::DecodePageToken(store::EncodePageToken(made));
  REQUIRE(back.ok() && *back == made);
}

void FuzzFilter(absl::string_view input) {
  const absl::StatusOr<store::FigureFilter> filter = store::FigureFilter::Parse(input);
  if (!filter.ok()) {
    REQUIRE(DetailOf(filter.status()).reason == "FILTER_INVALID");
    return;
  }
  store::Observation figure;
  figure.series = {"gdp", "changsha", Measure::kGrowth, PriceBasis::kConstant, "total"};
  figure.period = Period::Parse("2023").value();
  figure.value = Decimal::Parse("4.8").value();
  figure.evidence.document = "report";
  const store::VintageView view = {std::make_shared<const store::Observation>(figure),
                                   1,
                                   {Date::Parse("2024-01-31").value(), false},
                                   true};
  if (filter->text().empty()) {
    REQUIRE(filter->Matches(view));
    return;
  }
  REQUIRE(filter->text() == input);
  // One level deeper it may pass a limit; otherwise NOT says the opposite.
  const auto opposite = store::FigureFilter::Parse(absl::StrCat("NOT (", input, ")"));
  if (opposite.ok()) REQUIRE(opposite->Matches(view) != filter->Matches(view));
}

}  // namespace indicast::fuzz
