// Bad input reaches the real store as requests: each is a typed error that names the field, and
// nothing is written.
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

using store::v1::ImportRecordsRequest;
using ::testing::AnyOf;

class BadInputTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = StartLoaded();
    ASSERT_TRUE(started.ok()) << started.status();
    services_ = new LoadedServices(*std::move(started));
    auto request = ReadImport("data/changsha");
    ASSERT_TRUE(request.ok()) << request.status();
    data_ = new ImportRecordsRequest(*std::move(request));
  }
  static void TearDownTestSuite() {
    if (services_ != nullptr) {
      EXPECT_THAT(services_->processes->Stop(), IsOk());
    }
    delete services_;
    delete data_;
  }
  void SetUp() override { ASSERT_NE(services_, nullptr); }

  static store::v1::Observation QuotedFigure() {
    for (const auto& o : data_->observations()) {
      if (o.evidence().has_quote() && o.has_value()) return o;
    }
    return {};
  }

  static ImportRecordsRequest Request() {
    static int number = 0;
    ImportRecordsRequest request;
    request.set_request_id(absl::StrCat("bad-", ++number));
    request.set_reason("bad input");
    return request;
  }

  static LoadedServices* services_;
  static ImportRecordsRequest* data_;
};

LoadedServices* BadInputTest::services_ = nullptr;
ImportRecordsRequest* BadInputTest::data_ = nullptr;

TEST_F(BadInputTest, EachIsATypedErrorThatNamesTheFieldAndWritesNothing) {
  using Observation = store::v1::Observation;
  struct Case {
    const char* name;
    std::function<void(ImportRecordsRequest&)> spoil;
    const char* field;
  };
  const auto figure = [](const std::function<void(Observation&)>& spoil) {
    return [spoil](ImportRecordsRequest& r) {
      Observation o = QuotedFigure();
      spoil(o);
      *r.add_observations() = o;
    };
  };
  const std::vector<Case> cases = {
      {"quote not in the document", figure([](Observation& o) {
         o.mutable_evidence()->mutable_quote()->set_exact("进出口总额增长99%");
       }),
       "observations[0].evidence.quote.exact"},
      {"unknown unit", figure([](Observation& o) { o.set_unit("furlong"); }),
       "observations[0].unit"},
      {"NaN", figure([](Observation& o) { o.mutable_value()->set_text("NaN"); }),
       "observations[0].value.text"},
      {"1e999", figure([](Observation& o) { o.mutable_value()->set_text("1e999"); }),
       "observations[0].value.text"},
      {"growth of -100 %", figure([](Observation& o) {
         o.mutable_series()->set_measure(type::v1::MEASURE_GROWTH);
         o.set_unit("percent");
         o.mutable_value()->set_text("-100");
       }),
       "observations[0].value"},
      {"month 13", figure([](Observation& o) { o.mutable_period()->set_text("2023-13"); }),
       "observations[0].period.text"},
      {"one key with two values",
       [](ImportRecordsRequest& r) {
         *r.add_observations() = QuotedFigure();
         *r.add_observations() = QuotedFigure();
         r.mutable_observations(1)->mutable_value()->set_text("12345");
       },
       "observations[1]"},
      {"a name of 5 MiB",
       [](ImportRecordsRequest& r) {
         *r.add_indicators() = data_->indicators(0);
         r.mutable_indicators(0)->mutable_name()->set_en(std::string(5 << 20, 'x'));
       },
       "indicators[0].name.en"},
      {"a parent that does not exist",
       [](ImportRecordsRequest& r) {
         *r.add_scenarios() = data_->scenarios(0);
         r.mutable_scenarios(0)->set_parent("nowhere");
       },
       "scenarios[0].parent"},
      {"cyclic parents",
       [](ImportRecordsRequest& r) {
         for (const auto& [id, parent] : {std::pair{"one", "two"}, std::pair{"two", "one"}}) {
           *r.add_scenarios() = data_->scenarios(0);
           r.mutable_scenarios(r.scenarios_size() - 1)->set_id(id);
           r.mutable_scenarios(r.scenarios_size() - 1)->set_parent(parent);
         }
       },
       "scenarios[0].parent"},
      {"an unset measure", figure([](Observation& o) {
         o.mutable_series()->set_measure(type::v1::MEASURE_UNSPECIFIED);
       }),
       "observations[0].series.measure"},
      {"a document that does not exist",
       figure([](Observation& o) { o.mutable_evidence()->set_document("nowhere"); }),
       "observations[0].evidence.document"},
  };
  ASSERT_OK_AND_ASSIGN(const auto before, services_->store->GetServerInfo());
  for (const Case& c : cases) {
    ImportRecordsRequest request = Request();
    c.spoil(request);
    const auto answer = services_->store->ImportRecords(request);
    EXPECT_THAT(answer, StatusIs(absl::StatusCode::kInvalidArgument)) << c.name;
    EXPECT_THAT(answer, HasField(c.field)) << c.name;
    EXPECT_LT(answer.status().message().size(), 2000U) << c.name;
  }
  ASSERT_OK_AND_ASSIGN(const auto after, services_->store->GetServerInfo());
  EXPECT_EQ(after.head_checksum(), before.head_checksum());
}

TEST_F(BadInputTest, UnknownScenarioIsNotFound) {
  projection::v1::ProjectRequest request;
  request.mutable_scenario()->set_scenario("plam");
  EXPECT_THAT(services_->projection->Project(request), HasReason("SCENARIO_NOT_FOUND"));
  store::v1::GetScenarioRequest get;
  get.set_id("plam");
  EXPECT_THAT(services_->store->GetScenario(get), HasReason("SCENARIO_NOT_FOUND"));
}

TEST_F(BadInputTest, ARequestIdIsNotReusedForOtherContent) {
  ImportRecordsRequest request = Request();
  *request.add_areas() = data_->areas(0);
  request.mutable_areas(0)->set_id("elsewhere");
  request.mutable_areas(0)->clear_parent();
  ASSERT_OK_AND_ASSIGN(const auto first, services_->store->ImportRecords(request));
  ASSERT_OK_AND_ASSIGN(const auto again, services_->store->ImportRecords(request));
  EXPECT_EQ(first.head().revision(), again.head().revision());
  request.mutable_areas(0)->mutable_name()->set_en("Somewhere");
  EXPECT_THAT(services_->store->ImportRecords(request), HasReason("REQUEST_ID_REUSED"));
}

}  // namespace
}  // namespace indicast::testing
