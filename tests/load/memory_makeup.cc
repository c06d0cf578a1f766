#include "tests/load/memory_makeup.h"

#include <malloc.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status_macros.h"
#include "store-service/domain/snapshot.h"
#include "store-service/domain/snapshot_state.h"
#include "store-service/rpc/convert.h"
#include "tests/load/sampled_times.h"

namespace indicast::load {
namespace {

using store::Document;
using store::LogEntry;
using store::Observation;
using store::PeriodNode;
using store::SeriesNode;
using store::Snapshot;
using store::SnapshotPeer;
using store::SnapshotState;
using store::TextQuote;
using store::Vintage;

constexpr size_t kControlBlock = 16;  // beside what make_shared makes

// A block of the heap with the allocator's own word, in its steps of 16 bytes.
size_t BlockOf(size_t bytes) {
  constexpr size_t kLeast = 32;
  constexpr size_t kWord = 8;
  constexpr size_t kStep = 16;
  return std::max(kLeast, (bytes + kWord + kStep - 1) / kStep * kStep);
}

class MakeUp {
 public:
  void Block(const char* part, size_t bytes) {
    Sum& sum = parts_[part];
    ++sum.blocks;
    sum.bytes += BlockOf(bytes);
  }
  void Text(const char* part, const std::string& text) {
    constexpr size_t kWithin = 15;  // short ones lie within the string itself
    if (text.capacity() > kWithin) Block(part, text.capacity() + 1);
  }
  template <typename T>
  void Items(const char* part, const std::vector<T>& items) {
    if (items.capacity() > 0) Block(part, items.capacity() * sizeof(T));
  }
  template <typename T>
  void Items(const char* part, const absl::InlinedVector<T, 1>& items) {
    if (items.capacity() > 1) Block(part, items.capacity() * sizeof(T));
  }

  void Add(const Observation& figure) {
    Block("observation itself", sizeof(Observation) + kControlBlock);
    Text("observation: series ids", figure.series.indicator);
    Text("observation: series ids", figure.series.area);
    Text("observation: series ids", figure.series.scope);
    Text("observation: published text, unit", figure.published_text);
    Text("observation: published text, unit", figure.unit);
    Text("observation: document id", figure.evidence.document);
    if (const auto* quote = std::get_if<TextQuote>(&figure.evidence.grounds)) {
      Text("observation: quote or reason", quote->exact);
      Text("observation: quote or reason", quote->prefix);
      Text("observation: quote or reason", quote->suffix);
    } else {
      Text("observation: quote or reason", std::get<std::string>(figure.evidence.grounds));
    }
    Text("observation: note", figure.note.zh);
    Text("observation: note", figure.note.en);
  }
  void Add(const PeriodNode& period) {
    Block("index: periods", sizeof(PeriodNode) + kControlBlock);
    Items("index: vintages", period.vintages);
    for (const Vintage& vintage : period.vintages) {
      Items("index: versions", vintage.versions);
      for (const auto& version : vintage.versions) Add(*version.observation);
    }
  }
  void Add(const SeriesNode& series) {
    Block("index: series", sizeof(SeriesNode) + kControlBlock);
    Items("index: series", series.periods);
    for (const auto& period : series.periods) Add(*period);
  }
  void Add(const store::RecordHistory<Document>& history) {
    Block("documents: records", sizeof(history) + kControlBlock);
    Items("documents: records", history.versions);
    for (const auto& [document, revision] : history.versions) {
      Block("documents: records", sizeof(Document) + kControlBlock);
      Text("documents: text", document->text);
      for (const std::string* text : {&document->id, &document->title.zh, &document->title.en,
                                      &document->publisher, &document->address}) {
        Text("documents: records", *text);
      }
    }
  }

  void Print(int64_t versions, std::ostream& out) const {
    const auto n = static_cast<double>(versions);
    Sum all;
    for (const auto& [name, sum] : parts_) {
      PrintLine(name, sum, n, out);
      all.blocks += sum.blocks;
      all.bytes += sum.bytes;
    }
    PrintLine("counted", all, n, out);
  }

 private:
  struct Sum {
    size_t blocks = 0;
    size_t bytes = 0;
  };
  static void PrintLine(absl::string_view name, const Sum& sum, double versions,
                        std::ostream& out) {
    out << absl::StrFormat("%-36s %6.2f blocks %7.1f bytes\n", name,
                           static_cast<double>(sum.blocks) / versions,
                           static_cast<double>(sum.bytes) / versions);
  }
  std::map<std::string, Sum> parts_;
};

template <typename Message>
absl::Status Append(const google::protobuf::RepeatedPtrField<Message>& messages,
                    std::vector<store::Record>& records) {
  for (const Message& message : messages) {
    ASSIGN_OR_RETURN(auto record, store::FromProto(message));
    records.emplace_back(std::move(record));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Snapshot>> Fold(const CountrySize& size) {
  GeneratedCountry country(size);
  std::shared_ptr<const Snapshot> folded = Snapshot::Empty();
  store::v1::ImportRecordsRequest part;
  while (country.Next(part)) {
    LogEntry entry;
    entry.revision = folded->revision() + 1;
    std::vector<store::Record>& records = entry.batch.records;
    RETURN_IF_ERROR(Append(part.units(), records));
    RETURN_IF_ERROR(Append(part.areas(), records));
    RETURN_IF_ERROR(Append(part.documents(), records));
    RETURN_IF_ERROR(Append(part.indicators(), records));
    RETURN_IF_ERROR(Append(part.observations(), records));
    ASSIGN_OR_RETURN(folded, folded->Apply(entry));
  }
  return folded;
}

}  // namespace

absl::Status PrintMakeUp(const CountrySize& size, std::ostream& out) {
  const size_t before = mallinfo2().uordblks;
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot, Fold(size));
  const size_t after = mallinfo2().uordblks;
  MakeUp makeup;
  const SnapshotState& state = SnapshotPeer::State(*snapshot);
  state.series.ForEach([&](const SeriesNode& series) {
    makeup.Add(series);
    return true;
  });
  state.documents.ForEach([&](const store::RecordHistory<Document>& history) {
    makeup.Add(history);
    return true;
  });
  makeup.Print(size.versions(), out);
  out << absl::StrFormat(
      "%-36s               %7.1f bytes\n", "the allocator's count",
      static_cast<double>(after - before) / static_cast<double>(size.versions()));
  return absl::OkStatus();
}

absl::Status TimeReads(const CountrySize& size, int reads, std::ostream& out) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot, Fold(size));
  std::vector<std::pair<store::SeriesKey, Period>> names;
  for (int area = 0; area < size.areas; ++area) {
    for (int indicator = 0; indicator < size.indicators; ++indicator) {
      const GeneratedCountry country(size);
      ASSIGN_OR_RETURN(store::SeriesKey series, store::FromProto(country.Series(area, indicator)));
      const int month = (area * 31 + indicator * 17) % size.months;
      ASSIGN_OR_RETURN(const Period period, Period::Parse(GeneratedCountry::Month(month)));
      names.emplace_back(std::move(series), period);
    }
  }
  size_t bytes = 0;
  const auto time = [&](size_t step) {
    const auto start = SteadyClock::now();
    for (int i = 0; i < reads; ++i) {
      const auto& [series, period] = names[static_cast<size_t>(i) * step % names.size()];
      store::v1::Observation answer;
      ToProto(*snapshot->Preferred(series, period), &answer);
      bytes += answer.ByteSizeLong();
    }
    return std::chrono::duration<double, std::nano>(SteadyClock::now() - start).count() / reads;
  };
  time(1);
  const double same = time(0);
  const double anywhere = time(1009);
  out << absl::StrFormat("same_ns=%.0f anywhere_ns=%.0f bytes=%d\n", same, anywhere,
                         bytes / static_cast<size_t>(reads) / 3);
  return absl::OkStatus();
}

}  // namespace indicast::load
