// A client that sends the parts of an import and then neither ends the stream nor itself.
//   stream_sender <address> <data folder>
#include <unistd.h>

#include <iostream>
#include <utility>

#include "absl/time/time.h"
#include "clients/cpp/data_folder.h"
#include "clients/cpp/import_split.h"
#include "clients/cpp/store_client.h"

namespace indicast::testing {
namespace {

constexpr size_t kPartBytes = 20'000;

int Fail(const absl::Status& status) {
  std::cerr << status.message() << "\n";
  return 1;
}

int Send(const std::string& address, const std::string& folder) {
  absl::StatusOr<client::DataFolder> data = client::ReadDataFolder(folder);
  if (!data.ok()) return Fail(data.status());
  data->request.set_request_id("never-finished");
  data->request.set_reason("a stream that breaks off");
  client::ConnectOptions options;
  options.address = address;
  options.deadline = absl::Hours(1);
  const auto store = client::StoreClient::Connect(options);
  if (!store.ok()) return Fail(store.status());
  client::ImportSplit split(std::move(data->request), kPartBytes);
  return Fail((*store)
                  ->ImportRecordStream(
                      [&](store::v1::ImportRecordStreamRequest& part) -> absl::StatusOr<bool> {
                        if (split.Next(part)) return true;
                        std::cout << "sent " << split.records_sent() << std::endl;
                        while (true) pause();
                      })
                  .status());
}

}  // namespace
}  // namespace indicast::testing

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  return indicast::testing::Send(argv[1], argv[2]);
}
