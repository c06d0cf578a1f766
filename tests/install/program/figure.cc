// Prints the name of an indicator: figure STORE INDICATOR
#include <indicast/client/error_report.h>
#include <indicast/client/store_client.h>

#include <cstdlib>
#include <iostream>
#include <string>

std::string Value(const char* text) { return text == nullptr ? "" : text; }

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  indicast::client::ConnectOptions options{.address = argv[1]};
  options.tls = indicast::client::TlsFromEnvironment(
      [](const std::string& name) { return Value(std::getenv(name.c_str())); });
  const auto store = indicast::client::StoreClient::Connect(options);
  indicast::store::v1::GetIndicatorRequest request;
  request.set_id(argv[2]);
  const auto answer = store.ok() ? (*store)->GetIndicator(request) : store.status();
  if (!answer.ok()) {
    const auto report = indicast::client::ReportOf(answer.status());
    std::cerr << report.reason << ": " << report.message << "\nnext: " << report.next_step << "\n";
    return 1;
  }
  std::cout << answer->indicator().name().zh() << " at revision " << answer->revision() << "\n";
}
