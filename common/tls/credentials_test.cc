#include "common/tls/credentials.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "common/tls/testing/test_ca.h"

namespace indicast::tls {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Issued;
using ::testing::Not;
using testing::TestCa;
using testing::Wanted;
using testing::WriteFiles;
using testing::WriteText;

class CredentialsTest : public ::testing::Test {
 protected:
  absl::StatusOr<Credentials> Read(Side side = Side::kServer) const {
    return ReadCredentials(files_, side, absl::Now());
  }
  void Write(const Issued& own) { files_ = WriteFiles(directory_.path(), own, ca_.pem()); }
  void Write(const Wanted& wanted) { Write(ca_.Issue(wanted)); }

  indicast::testing::TemporaryDirectory directory_;
  TestCa ca_{"city CA"};
  Files files_ = WriteFiles(directory_.path(), ca_.Issue(), ca_.pem());
};

TEST_F(CredentialsTest, GoodFilesAreReadWhole) {
  Write(Wanted{.common_name = "store",
               .names = {"DNS:store", "IP:127.0.0.1", "URI:spiffe://city/store"}});
  ASSERT_OK_AND_ASSIGN(const Credentials read, Read());
  EXPECT_TRUE(read.HasIdentity());
  EXPECT_EQ(read.own.subject, "CN=store");
  EXPECT_EQ(read.own.issuer, "CN=city CA");
  EXPECT_THAT(read.own.names, ElementsAre("store", "127.0.0.1", "spiffe://city/store"));
  EXPECT_GT(read.own.not_after, absl::Now() + absl::Hours(23));
  EXPECT_LT(read.own.not_after, absl::Now() + absl::Hours(25));
  EXPECT_GT(read.ca_not_after, absl::Now() + absl::Hours(47));
  EXPECT_EQ(read.ca, ca_.pem());
  EXPECT_THAT(Describe(read.own), HasSubstr("CN=store, issued by CN=city CA, valid until 2"));
}

TEST_F(CredentialsTest, AKeyOfAnotherCertificateIsRefused) {
  WriteText(files_.key, ca_.Issue().key);
  EXPECT_THAT(Read(), AllOf(HasReason("TLS_KEY_MISMATCH"),
                            StatusIs(absl::StatusCode::kFailedPrecondition,
                                     AllOf(HasSubstr(files_.key), HasSubstr(files_.certificate)))));
}

TEST_F(CredentialsTest, TimeIsChecked) {
  Write(Wanted{.not_after = absl::Now() - absl::Minutes(1)});
  EXPECT_THAT(Read(),
              AllOf(HasReason("TLS_CERTIFICATE_EXPIRED"),
                    StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("renew it"))));
  Write(Wanted{.not_before = absl::Now() + absl::Minutes(1)});
  EXPECT_THAT(Read(), HasReason("TLS_CERTIFICATE_NOT_YET_VALID"));
}

TEST_F(CredentialsTest, AnExpiredCaIsRefused) {
  const TestCa old("old CA", -absl::Minutes(1));
  WriteText(files_.ca, ca_.pem() + old.pem());
  EXPECT_THAT(Read(), AllOf(HasReason("TLS_CERTIFICATE_EXPIRED"),
                            StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("old CA"))));
}

TEST_F(CredentialsTest, WhatCannotBeReadIsNamed) {
  const std::string certificate = files_.certificate;
  files_.certificate = directory_.path() + "/none.crt";
  EXPECT_THAT(Read(), AllOf(HasReason("TLS_FILE_UNREADABLE"),
                            StatusIs(absl::StatusCode::kFailedPrecondition,
                                     HasSubstr("none.crt: No such file"))));
  files_.certificate = directory_.path();
  EXPECT_THAT(Read(), HasReason("TLS_FILE_UNREADABLE"));
  files_.certificate = certificate;
  files_.ca = "";
  EXPECT_THAT(Read(), HasReason("TLS_FILE_UNREADABLE"));
}

TEST_F(CredentialsTest, WhatIsNotPemIsNamed) {
  const Issued good = ca_.Issue();
  WriteText(files_.certificate, "hello");
  EXPECT_THAT(Read(), AllOf(HasReason("TLS_FILE_INVALID"),
                            StatusIs(absl::StatusCode::kInvalidArgument,
                                     HasSubstr("tls.crt holds no certificate"))));
  WriteText(files_.certificate, good.certificate.substr(0, good.certificate.size() / 2));
  EXPECT_THAT(Read(), HasReason("TLS_FILE_INVALID"));
  std::string damaged = good.certificate;
  damaged[damaged.size() / 2] = damaged[damaged.size() / 2] == 'A' ? 'B' : 'A';
  WriteText(files_.certificate, good.certificate + damaged);
  EXPECT_THAT(Read(), Not(IsOk()));
  Write(good);
  WriteText(files_.key, "");
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kInvalidArgument,
                               HasSubstr("tls.key holds no private key")));
}

TEST_F(CredentialsTest, AKeyUnderAPassPhraseIsRefused) {
  WriteText(files_.key,
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhRTUbbRGpJhgICCAAw\n"
            "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGUO0HuXtMpM3JU4Oj83x7kEgZBx\n"
            "-----END ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_THAT(Read(), HasReason("TLS_FILE_INVALID"));
}

TEST_F(CredentialsTest, AKeyOpenToOthersIsRefused) {
  for (const mode_t mode : {0604U, 0606U, 0660U, 0644U}) {
    ASSERT_EQ(chmod(files_.key.c_str(), mode), 0);
    EXPECT_THAT(Read(), AllOf(HasReason("TLS_KEY_EXPOSED"),
                              StatusIs(absl::StatusCode::kFailedPrecondition,
                                       AllOf(HasSubstr(files_.key), HasSubstr("chmod 600")))))
        << std::oct << mode;
  }
  ASSERT_EQ(chmod(files_.key.c_str(), 0400), 0);
  EXPECT_THAT(Read(), IsOk());
  ASSERT_EQ(chmod(files_.key.c_str(), 0440), 0);
  if (geteuid() == 0) {
    EXPECT_THAT(Read(), IsOk()) << "root's file, read by a group: a mounted secret";
  } else {
    EXPECT_THAT(Read(), HasReason("TLS_KEY_EXPOSED"));
  }
}

TEST_F(CredentialsTest, TheUsageMustFitTheSide) {
  Write(Wanted{.usages = "clientAuth"});
  EXPECT_THAT(Read(Side::kServer), AllOf(HasReason("TLS_CERTIFICATE_UNFIT"),
                                         StatusIs(absl::StatusCode::kFailedPrecondition,
                                                  HasSubstr("may not identify a server"))));
  EXPECT_THAT(Read(Side::kClient), IsOk());
  Write(Wanted{.usages = "serverAuth"});
  EXPECT_THAT(Read(Side::kClient), HasReason("TLS_CERTIFICATE_UNFIT"));
}

TEST_F(CredentialsTest, WeakKeysAreRefused) {
  Write(Wanted{.weak = true});
  EXPECT_THAT(Read(), AllOf(HasReason("TLS_CERTIFICATE_UNFIT"),
                            StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("weak"))));
}

TEST_F(CredentialsTest, ACaThatIsNoneIsRefused) {
  WriteText(files_.ca, ca_.Issue().certificate);
  EXPECT_THAT(Read(),
              AllOf(HasReason("TLS_CERTIFICATE_UNFIT"),
                    StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is not a CA"))));
}

TEST_F(CredentialsTest, AChainMustBeInOrder) {
  const auto middle = ca_.IssueCa("middle CA");
  const Issued own = middle->Issue();
  Write(Issued{own.certificate + middle->pem() + ca_.pem(), own.key});
  EXPECT_THAT(Read(), IsOk());
  Write(Issued{own.certificate + ca_.pem(), own.key});
  EXPECT_THAT(Read(), AllOf(HasReason("TLS_CERTIFICATE_UNFIT"),
                            StatusIs(absl::StatusCode::kFailedPrecondition,
                                     HasSubstr("did not issue the certificate before it"))));
  Write(Issued{middle->pem() + own.certificate, own.key});
  EXPECT_THAT(Read(), HasReason("TLS_KEY_MISMATCH"));
}

TEST_F(CredentialsTest, AClientMayHaveNoIdentity) {
  files_.certificate.clear();
  files_.key.clear();
  ASSERT_OK_AND_ASSIGN(const Credentials read, Read(Side::kClient));
  EXPECT_FALSE(read.HasIdentity());
  EXPECT_THAT(Read(Side::kServer), HasReason("TLS_FILE_UNREADABLE"));
}

}  // namespace
}  // namespace indicast::tls
