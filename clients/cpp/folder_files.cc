#include "clients/cpp/folder_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cpp/column_names.h"

namespace indicast::client {
namespace {

namespace fs = std::filesystem;

constexpr size_t kChunk = 1 << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

absl::Status CheckNoLink(const fs::path& folder, const fs::path& below) {
  fs::path path = folder;
  for (const fs::path& part : below) {
    path /= part;
    std::error_code ignored;
    if (fs::symlink_status(path, ignored).type() == fs::file_type::symlink) {
      return absl::InvalidArgumentError(
          "is a symbolic link, which is not followed; put the file itself into the folder");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckKind(int descriptor, uint64_t limit) {
  struct stat about {};
  if (::fstat(descriptor, &about) != 0) {
    return absl::InvalidArgumentError(absl::StrCat("cannot be read: ", strerror(errno)));
  }
  if (S_ISDIR(about.st_mode)) return absl::InvalidArgumentError("is a folder, not a file");
  if (!S_ISREG(about.st_mode)) return absl::InvalidArgumentError("is no regular file");
  const auto size = static_cast<uint64_t>(about.st_size);
  if (size > limit) {
    return absl::InvalidArgumentError(
        absl::StrCat("has ", size, " bytes, at most ", limit, " are read; split the folder"));
  }
  return absl::OkStatus();
}

bool IsLockFile(const std::string& name) {
  return absl::StartsWith(name, "~$") || absl::StartsWith(name, ".~");
}

// What is wrong with the name; empty when it is none of ours.
std::string WhyMisnamed(const fs::path& folder, const std::string& name,
                        const std::vector<std::string>& known) {
  if (IsLockFile(name) || std::find(known.begin(), known.end(), name) != known.end()) return "";
  const std::string low = absl::AsciiStrToLower(name);
  const std::string extension = fs::path(low).extension().string();
  const std::string as_csv = absl::StrCat(fs::path(low).stem().string(), ".csv");
  const bool same = std::find(known.begin(), known.end(), as_csv) != known.end();
  if (extension == ".csv") {
    const std::string near = same ? as_csv : NearestName(low, known);
    return absl::StrCat("not a file of a data folder",
                        near.empty() ? "" : absl::StrCat("; did you mean ", near, "?"),
                        "; known are ", absl::StrJoin(known, ", "));
  }
  for (const char* workbook : {".xlsx", ".xls", ".xlsm", ".et", ".ods", ".tsv"}) {
    if (extension == workbook && same && !IsThere(folder / as_csv)) {
      return absl::StrCat("is not read; save its sheet as ", as_csv,
                          ", 'CSV UTF-8 (comma delimited)'");
    }
  }
  return "";
}

}  // namespace

bool IsThere(const fs::path& path) {
  std::error_code ignored;
  const fs::file_type type = fs::symlink_status(path, ignored).type();
  return type != fs::file_type::not_found && type != fs::file_type::none;
}

absl::StatusOr<std::string> ReadFileBelow(const fs::path& folder, const fs::path& below,
                                          uint64_t limit) {
  if (const absl::Status link = CheckNoLink(folder, below); !link.ok()) return link;
  // Without blocking: opening a named pipe would wait for its writer.
  const Descriptor file(
      ::open((folder / below).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.number() < 0) {
    if (errno == ENOENT) return absl::NotFoundError("there is no such file");
    return absl::InvalidArgumentError(absl::StrCat("cannot be read: ", strerror(errno)));
  }
  if (const absl::Status kind = CheckKind(file.number(), limit); !kind.ok()) return kind;
  std::string content;
  ssize_t got = 0;
  do {
    const size_t size = content.size();
    content.resize(size + kChunk);
    got = ::read(file.number(), content.data() + size, kChunk);
    content.resize(size + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (content.size() > limit) {
      return absl::InvalidArgumentError(absl::StrCat("has more than ", limit, " bytes"));
    }
  } while (got > 0 || (got < 0 && errno == EINTR));
  if (got < 0) return absl::InvalidArgumentError(absl::StrCat("cannot be read: ", strerror(errno)));
  return content;
}

std::vector<FieldViolation> FindMisnamedFiles(const fs::path& folder,
                                              const std::vector<std::string>& known) {
  std::vector<FieldViolation> misnamed;
  std::error_code failed;
  const fs::directory_iterator end;
  for (fs::directory_iterator entry(folder, failed); !failed && entry != end;
       entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    std::string why = WhyMisnamed(folder, name, known);
    if (!why.empty()) misnamed.push_back({name, std::move(why)});
  }
  std::sort(misnamed.begin(), misnamed.end(),
            [](const FieldViolation& a, const FieldViolation& b) { return a.field < b.field; });
  return misnamed;
}

}  // namespace indicast::client
