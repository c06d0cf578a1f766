#include "store-service/backend/sqlite/head_file.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/backend/sqlite/file_io.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxBytes = 1024;

std::string Render(const Head& head) {
  const std::string body =
      absl::StrCat("indicast head 1\nrevision ", head.revision, "\nchecksum ", head.checksum, "\n");
  return absl::StrCat(body, "sha256 ", Sha256Hex(body), "\n");
}

// The head that renders to exactly `text`.
std::optional<Head> ParseHead(const std::string& text) {
  const std::vector<absl::string_view> words = absl::StrSplit(text, absl::ByAnyChar(" \n"));
  // indicast head 1 revision N checksum C sha256 S and what follows the last line end.
  if (words.size() != 10) return std::nullopt;
  Head head;
  if (!absl::SimpleAtoi(words[4], &head.revision)) return std::nullopt;
  head.checksum = std::string(words[6]);
  if (Render(head) != text) return std::nullopt;
  return head;
}

}  // namespace

HeadFile::HeadFile(std::string directory)
    : directory_(std::move(directory)),
      path_(absl::StrCat(directory_, "/head")),
      prepared_path_(absl::StrCat(directory_, "/head.next")) {}

absl::StatusOr<std::optional<Head>> HeadFile::Read() const {
  ASSIGN_OR_RETURN(const std::optional<std::string> text, ReadSmallFile(path_, kMaxBytes));
  if (!text.has_value()) return std::nullopt;
  std::optional<Head> head = ParseHead(*text);
  if (!head.has_value()) {
    return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
                 absl::StrCat(path_,
                              " is damaged, so nothing tells whether the log is complete; "
                              "restore it from a backup, or accept the log as it is"),
                 {{"file", path_}});
  }
  return head;
}

absl::Status HeadFile::Prepare(const Head& head) const {
  return WriteSynced(prepared_path_, Render(head));
}

absl::Status HeadFile::Publish() const { return RenameSynced(directory_, prepared_path_, path_); }

}  // namespace indicast::store
