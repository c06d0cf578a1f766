#include "clients/cli/output/receipt.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace indicast::cli::output {

using projection::v1::ProjectionResult;
using projection::v1::Receipt;

std::vector<FooterEntry> ReceiptFooter(const Receipt& receipt) {
  const auto people = [](const char* key, Text label, Text text) {
    return FooterEntry{key, std::move(label), MissingCell(std::move(text)), Audience::kPeople};
  };
  std::vector<FooterEntry> footer;
  if (!receipt.scenario().empty()) {
    footer.push_back(people(
        "scenario", {"情景", "scenario"},
        {absl::StrCat(receipt.scenario(), "(修订", receipt.scenario_revision(), ")"),
         absl::StrCat(receipt.scenario(), " (revision ", receipt.scenario_revision(), ")")}));
  }
  footer.push_back(RevisionEntry(receipt.data_revision()));
  footer.push_back(PublicationBoundEntry(receipt.publication_date()));
  footer.push_back(people("model", {"模型", "model"}, Same(receipt.model_version())));
  footer.push_back(
      people("receipt", {"回执", "receipt"}, Same(receipt.inputs_hash().substr(0, 16))));
  return footer;
}

Table ReceiptTable(const std::vector<const ProjectionResult*>& results) {
  Table table;
  table.key = "receipts";
  table.audience = Audience::kMachines;
  for (const char* key :
       {"label", "data_revision", "publication_date", "scenario", "scenario_revision",
        "scenario_hash", "model_version", "seed", "build", "inputs_hash"}) {
    table.columns.push_back({.key = key});
  }
  for (const ProjectionResult* result : results) {
    const Receipt& receipt = result->receipt();
    table.rows.push_back({PlainCell(result->label()), IntCell(receipt.data_revision()),
                          PlainCell(receipt.publication_date()), PlainCell(receipt.scenario()),
                          IntCell(receipt.scenario_revision()), PlainCell(receipt.scenario_hash()),
                          PlainCell(receipt.model_version()), IntCell(receipt.seed()),
                          PlainCell(receipt.build()), PlainCell(receipt.inputs_hash())});
  }
  return table;
}

}  // namespace indicast::cli::output
