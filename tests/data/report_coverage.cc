// Lists every numeral of a document of a data folder with what explains it:
//   report_coverage data/changsha changsha-work-report-2024
// Ends with 1 when something is not explained, 2 when it cannot read the folder.
#include <iostream>
#include <string>

#include "absl/strings/match.h"
#include "tests/data/coverage.h"
#include "tests/structure/source_tree.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: report_coverage FOLDER DOCUMENT\n";
    return 2;
  }
  const std::string folder = argv[1];
  const std::string document = argv[2];
  const std::string text =
      indicast::structure::ReadFile(folder + "/documents/" + document + ".txt");
  const auto covers = indicast::coverage::CoversOf(folder, document, text);
  if (!covers.ok()) {
    std::cerr << covers.status().message() << "\n";
    return 2;
  }
  const std::string report = indicast::coverage::Report(text, *covers);
  std::cout << report;
  return absl::StrContains(report, "\tNOTHING\n") ? 1 : 0;
}
