// Writing a result to a file so that nobody ever sees half of it. Free functions; they block on the
// file system.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/output/table.h"

namespace indicast::cli {

enum class FileKind { kNone, kRegular, kDirectory, kOther };

// What is at the path, symbolic links followed. kOther: devices, pipes, sockets.
FileKind KindOf(const std::string& path);

// FILE_NOT_WRITTEN when it can be seen beforehand that SaveFile will fail: the path is a folder,
// its folder is missing or not writable.
absl::Status CheckSavable(const std::string& path, output::Language language);

// Writes a temporary file beside the path (.NAME.PID.tmp), brings it to the disk and renames it:
// the path holds the old file or the whole new one, also after a crash. A link keeps pointing where
// it did, an existing file keeps its rights. Devices and pipes are written directly.
//
// Without `replace` a file that is there by then is left alone: kAlreadyExists (FILE_EXISTS).
// FILE_NOT_WRITTEN, with the cause, is kNotFound (no such folder), kPermissionDenied,
// kResourceExhausted (no space) or kInternal; nothing is left behind then.
absl::Status SaveFile(const std::string& path, absl::string_view content, bool replace,
                      output::Language language);

// The refusal to replace a file without being told to.
absl::Status FileExists(const std::string& path, output::Language language);

}  // namespace indicast::cli
