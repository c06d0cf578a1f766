#include "tests/structure/include_rules.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

struct Edge {
  const char* from;
  const char* to;
};

TEST(IncludeRulesTest, AllowsTheArrowsOfTheDesign) {
  const Edge allowed[] = {
      {"common/decimal/decimal.cc", "common/status/error.h"},
      {"common/wire/wire.h", "indicast/type/v1/value.pb.h"},
      {"common/rpc/server.cc", "grpcpp/server.h"},
      {"store-service/domain/records.h", "common/decimal/decimal.h"},
      {"store-service/domain/records.h", "store-service/domain/ids.h"},
      {"store-service/domain/records.h", "vector"},
      {"store-service/backend/sqlite/sqlite_backend.cc", "store-service/domain/write_batch.h"},
      {"store-service/backend/sqlite/sqlite_backend.cc", "store-service/backend/store_backend.h"},
      {"store-service/backend/sqlite/sqlite_backend.cc", "sqlite3.h"},
      {"store-service/app/importer.cc", "store-service/backend/store_backend.h"},
      {"store-service/app/importer.cc", "common/rpc/call.h"},
      {"store-service/app/importer_test.cc", "store-service/backend/sqlite/sqlite_backend.h"},
      {"store-service/rpc/convert.cc", "store-service/app/importer.h"},
      {"store-service/rpc/convert.cc", "store-service/domain/records.h"},
      {"store-service/rpc/convert.cc", "indicast/store/v1/resources.pb.h"},
      {"store-service/main/main.cc", "store-service/backend/sqlite/sqlite_backend.h"},
      {"store-service/main/main.cc", "grpcpp/server.h"},
      {"projection-service/engine/compound.h", "projection-service/domain/inputs.h"},
      {"projection-service/engine/compound.h", "Eigen/Dense"},
      {"projection-service/app/project.cc", "projection-service/engine/compound.h"},
      {"projection-service/store_client/grpc_reader.cc", "indicast/store/v1/resources.pb.h"},
      {"clients/cli/main.cc", "clients/cpp/store_client.h"},
      {"clients/cli/output/table.cc", "clients/cli/output/table.h"},
      {"clients/cli/output/board.h", "indicast/projection/v1/projection_service.pb.h"},
      {"clients/cli/rule_text.cc", "common/period/period.h"},
      {"clients/cpp/store_client.cc", "common/wire/wire.h"},
      {"tests/integration/both_services.cc", "store-service/rpc/store_service.h"},
  };
  for (const Edge& edge : allowed) {
    EXPECT_EQ(WhyNotIncluded(edge.from, edge.to), "") << edge.from << " > " << edge.to;
  }
}

TEST(IncludeRulesTest, RefusesEveryArrowAgainstTheDesign) {
  struct Refused {
    const char* from;
    const char* to;
    const char* why;
  };
  const Refused cases[] = {
      {"store-service/domain/records.h", "indicast/type/v1/value.pb.h", "generated"},
      {"store-service/domain/records_test.cc", "indicast/type/v1/value.pb.h", "generated"},
      {"store-service/app/importer.cc", "indicast/store/v1/resources.pb.h", "generated"},
      {"store-service/app/importer.cc", "grpcpp/grpcpp.h", "gRPC"},
      {"store-service/app/importer.cc", "grpc/grpc.h", "gRPC"},
      {"store-service/domain/records.cc", "sqlite3.h", "database"},
      {"store-service/app/importer.cc", "libpq-fe.h", "database"},
      {"projection-service/engine/compound.cc", "indicast/type/v1/value.pb.h", "generated"},
      {"projection-service/engine/compound.cc", "grpcpp/server.h", "gRPC"},
      {"store-service/rpc/store_service.cc", "sqlite3.h", "only backend/sqlite"},
      {"store-service/backend/postgres/postgres_backend.cc", "sqlite3.h", "only backend/sqlite"},
      {"store-service/backend/sqlite/sqlite_backend.cc", "libpq-fe.h", "only backend/postgres"},
      {"store-service/domain/records.h", "store-service/app/importer.h", "domain never"},
      {"store-service/domain/records.h", "store-service/backend/store_backend.h", "domain never"},
      {"store-service/backend/store_backend.h", "store-service/app/importer.h", "backend never"},
      {"store-service/app/importer.cc", "store-service/rpc/convert.h", "app never"},
      {"store-service/app/importer.cc", "store-service/main/options.h", "app never"},
      {"store-service/rpc/convert.cc", "store-service/main/options.h", "rpc never"},
      {"store-service/rpc/convert.cc", "store-service/backend/sqlite/sqlite_backend.h",
       "through app"},
      {"projection-service/engine/compound.h", "projection-service/app/project.h", "engine never"},
      {"projection-service/engine/compound.h", "projection-service/store_client/store_reader.h",
       "engine never"},
      {"projection-service/domain/inputs.h", "projection-service/engine/compound.h",
       "domain never"},
      {"store-service/rpc/convert.cc", "store-service/extras/x.h", "names no folder"},
      {"store-service/app/importer.cc", "projection-service/domain/inputs.h", "each other"},
      {"projection-service/main/main.cc", "store-service/domain/records.h", "each other"},
      {"projection-service/app/project_test.cc", "store-service/domain/records.h", "each other"},
      {"projection-service/store_client/grpc_reader.cc", "clients/cpp/store_client.h", "client"},
      {"store-service/app/importer_test.cc", "tests/integration/fixture.h", "tests/"},
      {"common/rpc/server.h", "store-service/domain/records.h", "common never"},
      {"common/rpc/server_test.cc", "projection-service/domain/inputs.h", "common never"},
      {"common/wire/wire.h", "clients/cpp/store_client.h", "common never"},
      {"common/wire/wire.h", "indicast/store/v1/resources.pb.h", "contract of a service"},
      {"common/wire/wire.h", "indicast/projection/v1/projection_service.pb.h", "contract"},
      {"clients/cli/main.cc", "store-service/domain/records.h", "never includes a service"},
      {"clients/cli/main.cc", "common/rpc/server.h", "only the values"},
      {"clients/cli/main.cc", "common/metrics/metrics.h", "only the values"},
      {"clients/cpp/store_client.cc", "clients/cli/output/table.h", "clients/cpp alone"},
      {"clients/batch/worker.cc", "clients/cli/output/table.h", "clients/cpp alone"},
      {"clients/batch/worker.cc", "common/rpc/server.h", "only the values"},
  };
  for (const Refused& c : cases) {
    EXPECT_THAT(WhyNotIncluded(c.from, c.to), HasSubstr(c.why)) << c.from << " > " << c.to;
  }
}

TEST(IncludeRulesTest, RefusesDrawersAndUnnamedFolders) {
  for (const char* path : {"common/utils/strings.h", "common/util/x.h", "clients/cpp/helpers/x.cc",
                           "store-service/app/misc/x.cc", "projection-service/helper/x.h"}) {
    EXPECT_THAT(WhyNotPlaced(path), HasSubstr("says nothing")) << path;
  }
  EXPECT_THAT(WhyNotPlaced("common/strings.h"), HasSubstr("needs a folder"));
  EXPECT_THAT(WhyNotPlaced("store-service/model/x.h"), HasSubstr("'model'"));
  EXPECT_THAT(WhyNotPlaced("store-service/x.h"), HasSubstr("''"));
  for (const char* path : {"common/status/error.h", "store-service/backend/sqlite/x.cc",
                           "projection-service/store_client/x.h", "clients/cli/output/x.h",
                           "tests/structure/x.cc", "common/utilsmith/x.h"}) {
    EXPECT_EQ(WhyNotPlaced(path), "") << path;
  }
}

TEST(BreachesTest, SeesThroughHeadersOfTheTree) {
  const SourceTree tree = {
      {"common/rpc/call.h", "#include \"common/rpc/context.h\"\n"},
      {"common/rpc/context.h", "#pragma once\n#include <grpcpp/server_context.h>\n"},
      {"store-service/app/importer.cc", "#include \"common/rpc/call.h\"\n"},
      {"store-service/app/importer_test.cc", "#include \"common/rpc/call.h\"\n"},
      {"store-service/rpc/convert.cc", "#include \"common/rpc/call.h\"\n"},
  };
  EXPECT_THAT(Breaches(tree), ElementsAre("store-service/app/importer.cc: reaches the outside: "
                                          "store-service/app/importer.cc > common/rpc/call.h > "
                                          "common/rpc/context.h > grpcpp/server_context.h"));
}

TEST(BreachesTest, EndsOnIncludeCyclesAndAcceptsAnInnocentTree) {
  const SourceTree tree = {
      {"store-service/domain/a.h", "#include \"store-service/domain/b.h\"\n"},
      {"store-service/domain/b.h", "#include \"store-service/domain/a.h\"\n#include <vector>\n"},
  };
  EXPECT_THAT(Breaches(tree), IsEmpty());
}

TEST(BreachesTest, NamesFileAndInclude) {
  const SourceTree tree = {
      {"common/decimal/decimal.h", ""},
      {"common/decimal/decimal.cc", "#include \"decimal.h\"\n#include \"../status/error.h\"\n"},
      {"common/misc/x.h", "// #include \"store-service/domain/records.h\"\n"},
      {"projection-service/app/x.cc", "#include \"store-service/domain/records.h\"\n"},
  };
  EXPECT_THAT(
      Breaches(tree),
      UnorderedElementsAre(
          "common/decimal/decimal.cc: include decimal.h from the root of the repository",
          "common/decimal/decimal.cc: include ../status/error.h from the root of the repository",
          "common/misc/x.h: a folder 'misc' says nothing; name what it holds",
          "projection-service/app/x.cc: services never include each other "
          "(store-service/domain/records.h)"));
}

TEST(SourceTreeTest, FindsIncludesOutsideCommentsAndStrings) {
  const char code[] =
      "// #include \"a.h\"\n"
      "/* #include \"b.h\"\n"
      "#include \"c.h\"\n"
      "*/\n"
      "#include \"d.h\"  // why\n"
      "  #  include <e>\n"
      "#include \"f.h\" /* \" */\n"
      "const char* s = \"// no comment\";\n"
      "#include \"g.h\"\n"
      "#include\n";
  EXPECT_THAT(IncludesOf(code), ElementsAre("d.h", "e", "f.h", "g.h"));
}

TEST(SourceTreeTest, CommentsGoAndLiteralsStay) {
  EXPECT_EQ(WithoutComments("a // b\nc"), "a     \nc");
  EXPECT_EQ(WithoutComments("a/*\n*/b"), "a  \n  b");
  EXPECT_EQ(WithoutComments("\"//\" // x"), "\"//\"     ");
  EXPECT_EQ(WithoutComments("'\"' // x"), "'\"'     ");
  EXPECT_EQ(WithoutComments("\"\\\"//\""), "\"\\\"//\"");
  EXPECT_EQ(WithoutComments("1'000'000 // x"), "1'000'000     ");
  EXPECT_EQ(WithoutComments("R\"(/* ) \" )\" // x"), "R\"(/* ) \" )\"     ");
  EXPECT_EQ(WithoutComments("\"open\n// x"), "\"open\n    ");
}

}  // namespace
}  // namespace indicast::structure
