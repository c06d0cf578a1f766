#include "clients/batch/receipt.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "clients/batch/errors.h"
#include "clients/batch/reasons.h"
#include "indicast_version.h"

namespace indicast::batch {
namespace {

using nlohmann::ordered_json;

constexpr char kCheckpointFormat[] = "indicast-batch-checkpoint/1";
constexpr char kReceiptFormat[] = "indicast-batch-receipt/1";
constexpr int kIndent = 2;

ordered_json InBothLanguages(const type::v1::LocalizedText& text) {
  return {{"zh", text.zh()}, {"en", text.en()}};
}

absl::Status Damaged(absl::string_view what) {
  return BatchError(
      absl::StatusCode::kDataLoss, kShardDamaged,
      {absl::StrCat("不是本程序写的记录:", what),
       absl::StrCat("it is not a record of this program: ", what)},
      {"删去该分片的文件,再运行该分片", "delete the files of the shard and run it again"});
}

// The members of a record, each of its type; the first that is not is remembered.
class Members {
 public:
  explicit Members(absl::string_view text)
      : json_(ordered_json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false)) {
    if (!json_.is_object()) wrong_ = "no JSON object";
  }

  std::string Text(const char* name) {
    const ordered_json* value = Find(name);
    if (value != nullptr && value->is_string()) return value->get<std::string>();
    return Wrong(name), "";
  }
  int64_t Whole(const char* name) {
    const ordered_json* value = Find(name);
    if (value != nullptr && value->is_number_integer() && value->get<int64_t>() >= 0) {
      return value->get<int64_t>();
    }
    return Wrong(name), 0;
  }
  ordered_json Object(const char* name) {
    const ordered_json* value = Find(name);
    if (value != nullptr && value->is_structured()) return *value;
    return Wrong(name), ordered_json();
  }
  absl::Status Check(absl::string_view format, const Shard& shard) {
    const std::string found = Text("format");
    if (wrong_.empty() && absl::string_view(found) != format) wrong_ = "format";
    if (wrong_.empty() && (shard.count < 1 || shard.index >= shard.count)) wrong_ = "shard";
    return wrong_.empty() ? absl::OkStatus() : Damaged(wrong_);
  }

 private:
  const ordered_json* Find(const char* name) const {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(name);
    return found == json_.end() ? nullptr : &*found;
  }
  void Wrong(const char* name) {
    if (wrong_.empty()) wrong_ = name;
  }

  ordered_json json_;
  std::string wrong_;
};

std::string Shown(const ordered_json& json, const std::string& key) {
  return json.contains(key) ? json[key].dump() : "-";
}

void AddDifferences(const std::string& prefix, const ordered_json& a, const ordered_json& b,
                    std::vector<std::string>& found) {
  std::set<std::string> keys;
  for (const auto& [key, unused] : a.items()) keys.insert(key);
  for (const auto& [key, unused] : b.items()) keys.insert(key);
  for (const std::string& key : keys) {
    if (a.contains(key) && b.contains(key) && a[key] == b[key]) continue;
    if (a.contains(key) && b.contains(key) && a[key].is_object() && b[key].is_object()) {
      AddDifferences(absl::StrCat(prefix, key, "."), a[key], b[key], found);
    } else {
      found.push_back(absl::StrCat(prefix, key, ": ", Shown(a, key), ", ", Shown(b, key)));
    }
  }
}

}  // namespace

ordered_json OriginOf(const std::string& job_hash, const projection::v1::SweepHeading& heading) {
  const projection::v1::Receipt& receipt = heading.context().receipt();
  ordered_json service = {
      {"data_revision", receipt.data_revision()},
      {"publication_date", receipt.publication_date()},
      {"scenario", receipt.scenario()},
      {"scenario_revision", receipt.scenario_revision()},
      {"scenario_hash", receipt.scenario_hash()},
      {"model_version", receipt.model_version()},
      {"seed", receipt.seed()},
      {"build", receipt.build()},
      {"inputs_hash", receipt.inputs_hash()},
  };
  return {{"job_hash", job_hash},
          {"service", std::move(service)},
          {"client", absl::StrCat(INDICAST_VERSION, " (", INDICAST_COMMIT, ")")}};
}

std::string JobHashOf(const ordered_json& origin) {
  const auto found = origin.find("job_hash");
  return found != origin.end() && found->is_string() ? found->get<std::string>() : "";
}

std::vector<std::string> Differences(const ordered_json& a, const ordered_json& b) {
  std::vector<std::string> found;
  AddDifferences("", a, b, found);
  return found;
}

std::string ToText(const Checkpoint& checkpoint) {
  const ordered_json json = {
      {"format", kCheckpointFormat},
      {"shard", checkpoint.shard.index},
      {"shards", checkpoint.shard.count},
      {"begin", checkpoint.range.begin},
      {"end", checkpoint.range.end},
      {"next_index", checkpoint.next_index},
      {"rows_not_evaluated", checkpoint.not_evaluated},
      {"bytes", checkpoint.bytes},
      {"sha256", checkpoint.sha256},
      {"origin", checkpoint.origin},
  };
  return absl::StrCat(json.dump(kIndent), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  Members members(text);
  Checkpoint checkpoint;
  checkpoint.shard = {members.Whole("shard"), members.Whole("shards")};
  checkpoint.range = {members.Whole("begin"), members.Whole("end")};
  checkpoint.next_index = members.Whole("next_index");
  checkpoint.not_evaluated = members.Whole("rows_not_evaluated");
  checkpoint.bytes = members.Whole("bytes");
  checkpoint.sha256 = members.Text("sha256");
  checkpoint.origin = members.Object("origin");
  if (absl::Status status = members.Check(kCheckpointFormat, checkpoint.shard); !status.ok()) {
    return status;
  }
  if (checkpoint.next_index < checkpoint.range.begin ||
      checkpoint.next_index > checkpoint.range.end) {
    return Damaged("begin, next_index, end");
  }
  return checkpoint;
}

std::string ToText(const Receipt& receipt) {
  const ordered_json json = {
      {"format", kReceiptFormat},
      {"shard", receipt.shard.index},
      {"shards", receipt.shard.count},
      {"points", receipt.points},
      {"begin", receipt.range.begin},
      {"end", receipt.range.end},
      {"rows_not_evaluated", receipt.not_evaluated},
      {"header_bytes", receipt.header_bytes},
      {"bytes", receipt.bytes},
      {"sha256", receipt.sha256},
      {"origin", receipt.origin},
      {"job", receipt.job},
      {"explanation", receipt.explanation},
      {"columns", receipt.columns},
  };
  return absl::StrCat(json.dump(kIndent), "\n");
}

absl::StatusOr<Receipt> ParseReceipt(absl::string_view text) {
  Members members(text);
  Receipt receipt;
  receipt.shard = {members.Whole("shard"), members.Whole("shards")};
  receipt.points = members.Whole("points");
  receipt.range = {members.Whole("begin"), members.Whole("end")};
  receipt.not_evaluated = members.Whole("rows_not_evaluated");
  receipt.header_bytes = members.Whole("header_bytes");
  receipt.bytes = members.Whole("bytes");
  receipt.sha256 = members.Text("sha256");
  receipt.origin = members.Object("origin");
  receipt.job = members.Object("job");
  receipt.explanation = members.Object("explanation");
  receipt.columns = members.Object("columns");
  if (absl::Status status = members.Check(kReceiptFormat, receipt.shard); !status.ok()) {
    return status;
  }
  if (receipt.header_bytes > receipt.bytes || receipt.range.begin > receipt.range.end ||
      receipt.range.end > receipt.points) {
    return Damaged("begin, end, bytes");
  }
  return receipt;
}

ordered_json ExplanationOf(const projection::v1::PlanContext& context) {
  ordered_json json = InBothLanguages(context.explanation());
  json["area"] = context.area();
  json["base_year"] = context.base_year();
  json["year"] = context.year();
  json["assumptions"] = ordered_json::array();
  for (const auto& text : context.assumptions()) {
    json["assumptions"].push_back(InBothLanguages(text));
  }
  return json;
}

}  // namespace indicast::batch
