// Installs the client library into an empty prefix, builds a program against it with nothing but
// find_package(Indicast), and runs it against a real store, in clear and over TLS.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "common/tls/testing/test_ca.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using tls::Files;
using tls::testing::TestCa;
using tls::testing::Wanted;
using tls::testing::WriteFiles;

class InstallTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = NewDirectory("install");
    CMake(
        {"--install", INDICAST_BINARY_DIR, "--prefix", folder_ + "/prefix", "--component", "dev"});
    CMake({"-S", SourcePath("tests/install/program"), "-B", folder_ + "/build",
           "-DCMAKE_PREFIX_PATH=" + folder_ + "/prefix", "-DCMAKE_CXX_COMPILER=" INDICAST_CXX,
           "-DCMAKE_CXX_FLAGS=" INDICAST_CXX_FLAGS});
    CMake({"--build", folder_ + "/build"});
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  static void CMake(std::vector<std::string> arguments) {
    Command command;
    command.program = INDICAST_CMAKE;
    command.arguments = std::move(arguments);
    command.environment = {{"CMAKE_BUILD_TYPE", ""}};
    ASSERT_OK_AND_ASSIGN(const Finished finished, RunToEnd(command, absl::Minutes(5)));
    ASSERT_EQ(finished.exit_code, 0) << finished.out << finished.err;
  }

  // The program against the store, with `tls` in its environment.
  static Finished Run(const std::string& store, const std::string& indicator,
                      const std::map<std::string, std::string>& tls = {}) {
    Command command;
    command.program = folder_ + "/build/figure";
    command.arguments = {store, indicator};
    command.environment = tls;
    return RunToEnd(command).value();
  }

  static ServiceOptions StoreAlone() {
    ServiceOptions options;
    options.projection = false;
    return options;
  }

  static std::string folder_;
};
std::string InstallTest::folder_;

TEST_F(InstallTest, AProgramOfItsOwnReadsAFigureAndUnderstandsAnError) {
  ASSERT_OK_AND_ASSIGN(const LoadedServices services, StartEmpty(StoreAlone()));
  ASSERT_OK_AND_ASSIGN(const auto data, ReadImport("data/changsha"));
  ASSERT_THAT(services.store->ImportRecords(data), IsOk());
  const std::string address = services.processes->store_address().address;
  const Finished good = Run(address, "gdp");
  EXPECT_EQ(good.exit_code, 0) << good.err;
  EXPECT_EQ(good.out, "地区生产总值 at revision 1\n");
  const Finished bad = Run(address, "gpd");
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.err,
              AllOf(HasSubstr("INDICATOR_NOT_FOUND: "), HasSubstr("next: correct the id")));
}

TEST_F(InstallTest, TheSameProgramSpeaksTls) {
  const TestCa ca("city CA");
  const Files own = WriteFiles(folder_ + "/store", ca.Issue(), ca.pem());
  const Files client =
      WriteFiles(folder_ + "/client", ca.Issue(Wanted{.common_name = "figure"}), ca.pem());
  ServiceOptions options = StoreAlone();
  options.store_flags = {"--tls_certificate=" + own.certificate, "--tls_key=" + own.key,
                         "--tls_client_ca=" + own.ca};
  ASSERT_OK_AND_ASSIGN(const auto services, ServiceProcesses::Start(options));
  const std::string address = services->store_address().address;
  const Finished known = Run(address, "gdp",
                             {{"INDICAST_TLS_CA", client.ca},
                              {"INDICAST_TLS_CERTIFICATE", client.certificate},
                              {"INDICAST_TLS_KEY", client.key}});
  EXPECT_THAT(known.err, HasSubstr("INDICATOR_NOT_FOUND")) << "an empty store, reached";
  EXPECT_THAT(Run(address, "gdp").err, HasSubstr("TLS_REQUIRED"));
}

TEST_F(InstallTest, TheContractsAreThereForEveryLanguage) {
  const std::string prefix = folder_ + "/prefix/";
  for (const char* path : {"share/indicast/proto/indicast/store/v1/indicator_store_service.proto",
                           "share/indicast/proto/indicast/projection/v1/projection_service.proto",
                           "include/indicast/store/v1/indicator_store_service.grpc.pb.h",
                           "include/indicast/client/projection_client.h"}) {
    EXPECT_TRUE(std::filesystem::exists(prefix + path)) << path;
  }
  EXPECT_FALSE(std::filesystem::exists(prefix + "bin")) << "programs are another component";
}

}  // namespace
}  // namespace indicast::testing
