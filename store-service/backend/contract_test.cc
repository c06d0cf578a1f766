// The contract suite on every backend that needs no server.
#include <memory>
#include <utility>

#include "common/testing/temporary_directory.h"
#include "store-service/backend/contract_test_suite.h"
#include "store-service/backend/faulty/faulty_backend.h"
#include "store-service/backend/sqlite/sqlite_backend.h"

namespace indicast::store {
namespace {

class MemoryHome final : public BackendHome {
 public:
  absl::StatusOr<std::unique_ptr<StoreBackend>> Open() override {
    SqliteOptions options;
    options.in_memory = true;
    return OpenSqlite(options);
  }
  bool durable() const override { return false; }
};

class FileHome final : public BackendHome {
 public:
  absl::StatusOr<std::unique_ptr<StoreBackend>> Open() override {
    SqliteOptions options;
    options.directory = directory_.path();
    return OpenSqlite(options);
  }
  bool durable() const override { return true; }

 private:
  indicast::testing::TemporaryDirectory directory_;
};

class FaultyHome final : public BackendHome {
 public:
  absl::StatusOr<std::unique_ptr<StoreBackend>> Open() override {
    auto wrapped = file_.Open();
    if (!wrapped.ok()) return wrapped.status();
    return std::make_unique<FaultyBackend>(*std::move(wrapped));
  }
  bool durable() const override { return true; }

 private:
  FileHome file_;
};

INSTANTIATE_TEST_SUITE_P(
    Backends, StoreBackendContract,
    ::testing::Values(ContractCase{"SqliteMemory", [] { return std::make_unique<MemoryHome>(); }},
                      ContractCase{"SqliteFile", [] { return std::make_unique<FileHome>(); }},
                      ContractCase{"FaultySqlite", [] { return std::make_unique<FaultyHome>(); }}),
    ContractCaseName);

}  // namespace
}  // namespace indicast::store
