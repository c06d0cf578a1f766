#include "tests/structure/include_rules.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace indicast::structure {
namespace {

constexpr absl::string_view kServices[] = {"store-service", "projection-service"};

// Common folders that are plain values: what a client may build on.
constexpr absl::string_view kValueFolders[] = {"status",        "clock",   "digest",
                                               "edit_distance", "decimal", "period",
                                               "vocabulary",    "wire",    "testing"};

// A path by its parts: {"store-service", "domain", "records.h"}.
using Parts = std::vector<absl::string_view>;

absl::string_view PartAt(const Parts& parts, size_t i) {
  // The last part is the file.
  return i + 1 < parts.size() ? parts[i] : absl::string_view();
}

bool Contains(std::span<const absl::string_view> list, absl::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool IsTest(absl::string_view path) {
  return absl::EndsWith(path, "_test.cc") || absl::StrContains(path, "/testing/") ||
         absl::EndsWith(path, "contract_test_suite.h");
}

// Folders whose code is free of the outside: rules and numerics.
bool IsPureFolder(absl::string_view folder) {
  return folder == "domain" || folder == "engine" || folder == "app";
}

// Height of a folder of a service; arrows go down. -1 for a folder that the design does not name.
int HeightOf(absl::string_view folder) {
  if (folder == "domain") return 0;
  if (folder == "engine" || folder == "backend" || folder == "store_client") return 1;
  if (folder == "app") return 2;
  if (folder == "rpc") return 3;
  if (folder == "main") return 4;
  return -1;
}

// What makes a header one of the outside; empty when it is not.
std::string OutsideOf(absl::string_view included) {
  if (absl::EndsWith(included, ".pb.h")) return "a generated header";
  if (absl::StartsWith(included, "grpcpp/") || absl::StartsWith(included, "grpc/") ||
      absl::StartsWith(included, "grpc++/")) {
    return "a gRPC header";
  }
  if (included == "sqlite3.h" || included == "libpq-fe.h") return "a database header";
  return "";
}

std::string WhyNotWithinService(absl::string_view path, absl::string_view from,
                                absl::string_view to) {
  if (from == to || IsTest(path)) return "";
  if (HeightOf(to) < 0) return absl::StrCat("the design names no folder '", to, "'");
  if (HeightOf(from) <= HeightOf(to)) return absl::StrCat(from, " never includes ", to);
  if (from == "rpc" && to == "backend") return "rpc reaches a backend through app alone";
  return "";
}

std::string WhyNotFromService(absl::string_view path, const Parts& from, const Parts& to,
                              absl::string_view included) {
  const absl::string_view folder = PartAt(from, 1);
  if (IsPureFolder(folder)) {
    if (const std::string outside = OutsideOf(included); !outside.empty()) {
      return absl::StrCat(folder, " never includes ", outside);
    }
  }
  if (to[0] == "clients") return "a service never includes a client";
  if (to[0] == "tests") return "a service never includes tests/";
  if (Contains(kServices, to[0])) {
    if (to[0] != from[0]) return "services never include each other";
    return WhyNotWithinService(path, folder, PartAt(to, 1));
  }
  if (included == "sqlite3.h" && PartAt(from, 2) != "sqlite") {
    return "only backend/sqlite knows SQLite";
  }
  if (included == "libpq-fe.h" && PartAt(from, 2) != "postgres") {
    return "only backend/postgres knows PostgreSQL";
  }
  return "";
}

std::string WhyNotFromCommon(const Parts& to, absl::string_view included) {
  if (Contains(kServices, to[0]) || to[0] == "clients" || to[0] == "tests") {
    return absl::StrCat("common never includes ", to[0]);
  }
  if (absl::StartsWith(included, "indicast/store/") ||
      absl::StartsWith(included, "indicast/projection/")) {
    return "common never includes the contract of a service";
  }
  return "";
}

std::string WhyNotFromClient(absl::string_view path, const Parts& from, const Parts& to) {
  if (Contains(kServices, to[0]) && !IsTest(path)) return "a client never includes a service";
  if (to[0] == "tests") return "a client never includes tests/";
  const absl::string_view client = PartAt(from, 1);
  if (to[0] == "clients" && PartAt(to, 1) != client && PartAt(to, 1) != "cpp") {
    return "clients share clients/cpp alone";
  }
  if (client == "cpp" && to[0] == "clients" && PartAt(to, 1) != "cpp") {
    return "clients/cpp includes no other client";
  }
  if ((client == "cli" || client == "batch") && to[0] == "common" &&
      !Contains(kValueFolders, PartAt(to, 1)) && !IsTest(path)) {
    return absl::StrCat("clients/", client, " includes only the values of common");
  }
  return "";
}

// The forbidden header that `path` reaches over headers of the tree, as "a.h > b.h > x.pb.h".
std::string ReachedOutside(const SourceTree& tree, const std::string& path) {
  std::set<std::string> seen = {path};
  std::vector<std::pair<std::string, std::string>> open = {{path, path}};
  while (!open.empty()) {
    const auto [file, trace] = open.back();
    open.pop_back();
    for (const std::string& included : IncludesOf(tree.at(file))) {
      std::string longer = absl::StrCat(trace, " > ", included);
      if (!OutsideOf(included).empty()) return longer;
      if (tree.count(included) > 0 && seen.insert(included).second) {
        open.emplace_back(included, longer);
      }
    }
  }
  return "";
}

// An include written from the file's own folder instead of the root.
bool IsRelativeInclude(const SourceTree& tree, absl::string_view path,
                       const std::string& included) {
  if (absl::StrContains(included, "../") || absl::StartsWith(included, "./")) return true;
  const absl::string_view folder = path.substr(0, path.rfind('/'));
  return tree.count(included) == 0 && tree.count(absl::StrCat(folder, "/", included)) > 0;
}

}  // namespace

std::string WhyNotIncluded(absl::string_view path, absl::string_view included) {
  const Parts from = absl::StrSplit(path, '/');
  const Parts to = absl::StrSplit(included, '/');
  if (Contains(kServices, from[0])) return WhyNotFromService(path, from, to, included);
  if (from[0] == "common") return WhyNotFromCommon(to, included);
  if (from[0] == "clients") return WhyNotFromClient(path, from, to);
  return "";
}

std::string WhyNotPlaced(absl::string_view path) {
  constexpr absl::string_view kDrawers[] = {"util", "utils", "helper", "helpers", "misc"};
  const Parts parts = absl::StrSplit(path, '/');
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    if (Contains(kDrawers, parts[i])) {
      return absl::StrCat("a folder '", parts[i], "' says nothing; name what it holds");
    }
  }
  if (parts[0] == "common" && parts.size() == 2) return "a file of common needs a folder";
  if (Contains(kServices, parts[0]) && HeightOf(PartAt(parts, 1)) < 0) {
    return absl::StrCat("the design names no folder '", PartAt(parts, 1), "' in a service");
  }
  return "";
}

std::vector<std::string> Breaches(const SourceTree& tree) {
  std::vector<std::string> breaches;
  for (const auto& [path, code] : tree) {
    const auto report = [&breaches, file = path](absl::string_view why) {
      if (!why.empty()) breaches.push_back(absl::StrCat(file, ": ", why));
    };
    report(WhyNotPlaced(path));
    for (const std::string& included : IncludesOf(code)) {
      const std::string why = WhyNotIncluded(path, included);
      if (!why.empty()) report(absl::StrCat(why, " (", included, ")"));
      if (IsRelativeInclude(tree, path, included)) {
        report(absl::StrCat("include ", included, " from the root of the repository"));
      }
    }
    const Parts parts = absl::StrSplit(path, '/');
    if (Contains(kServices, parts[0]) && IsPureFolder(PartAt(parts, 1)) && !IsTest(path)) {
      const std::string reached = ReachedOutside(tree, path);
      if (!reached.empty()) report(absl::StrCat("reaches the outside: ", reached));
    }
  }
  return breaches;
}

}  // namespace indicast::structure
