#include "clients/cli/commands/import_sdmx.h"

#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/choices.h"
#include "clients/cli/errors.h"
#include "clients/cpp/folder_files.h"
#include "clients/cpp/sdmx_csv.h"
#include "clients/cpp/sdmx_mapping.h"
#include "clients/cpp/sdmx_table.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kFolder[] = "folder";
constexpr char kSdmxCsv[] = "sdmx-csv";
constexpr uint64_t kMaxBytes = 64U << 20U;

// The path as the user wrote it; a link in it is followed, as a shell does.
absl::StatusOr<std::string> ReadWhole(const std::string& path, uint64_t limit) {
  std::error_code failed;
  const fs::path real = fs::canonical(path, failed);
  if (failed) {
    return Error(absl::StatusCode::kNotFound, "IMPORT_FILE_NOT_FOUND",
                 absl::StrCat("there is no file ", Shorten(path, 400)));
  }
  auto bytes = client::ReadFileBelow(real.parent_path(), real.filename(), limit);
  if (bytes.ok()) return bytes;
  return Error(absl::StatusCode::kInvalidArgument, "SDMX_CSV_INVALID",
               absl::StrCat(Shorten(path, 400), " ", absl::string_view(bytes.status().message())));
}

absl::StatusOr<client::SdmxCatalogue> LoadSdmxCatalogue(Context& context) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  client::SdmxCatalogue catalogue;
  ASSIGN_OR_RETURN(const auto areas, store->ListAllAreas());
  for (const auto& area : areas.items) catalogue.areas.insert(area.id());
  ASSIGN_OR_RETURN(const auto documents, store->ListAllDocuments());
  for (const auto& document : documents.items) catalogue.documents.insert(document.id());
  ASSIGN_OR_RETURN(const auto indicators, store->ListAllIndicators({}));
  for (const auto& indicator : indicators.items) {
    catalogue.indicators.emplace(indicator.id(), indicator.unit());
  }
  ASSIGN_OR_RETURN(auto units, store->ListAllUnits());
  for (auto& unit : units.items) {
    std::string id = unit.id();
    catalogue.units.emplace(std::move(id), std::move(unit));
  }
  return catalogue;
}

absl::StatusOr<client::DataFolder> ReadFile(Context& context, const std::string& path,
                                            const SdmxImport& options) {
  ASSIGN_OR_RETURN(std::string bytes, ReadWhole(path, kMaxBytes));
  client::SdmxMapping mapping;
  if (!options.mapping.empty()) {
    ASSIGN_OR_RETURN(const std::string json,
                     ReadWhole(options.mapping, client::kMaxSdmxMappingBytes));
    ASSIGN_OR_RETURN(mapping,
                     client::ParseSdmxMapping(json, fs::path(options.mapping).filename().string()));
  }
  ASSIGN_OR_RETURN(const client::SdmxCatalogue catalogue, LoadSdmxCatalogue(context));
  return client::ReadSdmxCsv(std::move(bytes), fs::path(path).filename().string(), mapping,
                             catalogue, {options.document});
}

}  // namespace

void AddSdmxOptions(CLI::App& command, Context& context, SdmxImport& options) {
  Choose(command.add_option(
             "--format", options.format,
             context.Say("folder(数据文件夹)或 sdmx-csv(SDMX-CSV 1.0、2.0 文件);不写则自动识别",
                         "folder (a data folder) or sdmx-csv (a file in SDMX-CSV 1.0 or 2.0); "
                         "found from the path by default")),
         context.language(), {"格式", "format"}, {kFolder, kSdmxCsv});
  command
      .add_option("--mapping", options.mapping,
                  context.Say("SDMX-CSV 的映射文件(JSON):各列、各代码对应什么,见 docs/sdmx.md",
                              "mapping file (JSON) of an SDMX-CSV file: what its columns and codes "
                              "stand for, see docs/sdmx.md"))
      ->type_name("FILE");
  command
      .add_option("--document", options.document,
                  context.Say("SDMX-CSV 中没有写明来源的数值属于哪份文献",
                              "document of the figures of an SDMX-CSV file that name none"))
      ->type_name("ID");
}

absl::StatusOr<client::DataFolder> ReadImport(Context& context, const std::string& path,
                                              const SdmxImport& options) {
  std::error_code failed;
  const bool folder = fs::is_directory(path, failed);
  const bool sdmx =
      options.format == kSdmxCsv ||
      (options.format.empty() && !folder && (fs::exists(path, failed) || !options.mapping.empty()));
  if (sdmx && folder) {
    return UsageError(context.Say("sdmx-csv 是一个文件,不是文件夹:indicast import 文件.csv",
                                  "sdmx-csv is one file, not a folder: indicast import FILE.csv"));
  }
  if (sdmx) return ReadFile(context, path, options);
  if (!options.mapping.empty() || !options.document.empty()) {
    return UsageError(context.Say("--mapping 和 --document 只用于 SDMX-CSV 文件",
                                  "--mapping and --document are only for SDMX-CSV files"));
  }
  return client::ReadDataFolder(path);
}

}  // namespace indicast::cli
