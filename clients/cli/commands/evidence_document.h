// The evidence of figures and targets as documents, and the passage with its quote marked.
// Thread-safe free functions on values.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "clients/cli/output/table.h"
#include "indicast/store/v1/indicator_store_service.pb.h"

namespace indicast::cli {

// One figure or target and what the store answered for it.
struct EvidenceItem {
  std::string target;  // id; empty for a figure
  std::string indicator;
  std::string series;  // key as text; empty for a target
  std::string period;
  store::v1::Derivation derivation{};  // of a derived figure
  output::Text title;                  // 进出口总额 2023 增速·现价:-15%
  store::v1::GetEvidenceResponse answer;
};

// All items for programs, one row each.
output::Document EvidenceDocument(const std::vector<EvidenceItem>& items);

// One item for people, without the passage.
output::Document EvidenceCard(const EvidenceItem& item);

// The paragraph with the quote marked: by 【】 in plain text, by bold and underline when `styled`.
// Wrapped at `width` columns; 0 does not wrap. Writes nothing when there is no paragraph.
void WritePassage(const EvidenceItem& item, bool styled, int width, std::ostream& out);

}  // namespace indicast::cli
