// A certification authority for tests: it issues whatever a test asks for, also what nobody should.
// Thread-compatible. Aborts when OpenSSL refuses.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/tls/credentials.h"

struct evp_pkey_st;
struct x509_st;

namespace indicast::tls::testing {

// What a certificate shall say.
struct Wanted {
  std::string common_name = "service";
  // As OpenSSL writes them: "DNS:localhost", "IP:127.0.0.1", "URI:spiffe://city/store".
  std::vector<std::string> names = {"DNS:localhost", "IP:127.0.0.1"};
  absl::Time not_before = absl::Now() - absl::Hours(1);
  absl::Time not_after = absl::Now() + absl::Hours(24);
  std::string usages = "serverAuth,clientAuth";
  bool ca = false;
  bool weak = false;  // RSA with 1024 bits
};

struct Issued {
  std::string certificate;  // PEM
  std::string key;          // PEM
};

class TestCa {
 public:
  explicit TestCa(const std::string& common_name = "test CA",
                  absl::Duration validity = absl::Hours(48));
  ~TestCa();
  TestCa(const TestCa&) = delete;
  TestCa& operator=(const TestCa&) = delete;

  const std::string& pem() const { return pem_; }
  Issued Issue(const Wanted& wanted = {}) const;
  // A CA below this one; its own certificate is first in the chain of what it issues.
  std::unique_ptr<TestCa> IssueCa(const std::string& common_name) const;

 private:
  TestCa(x509_st* certificate, evp_pkey_st* key, std::string pem);

  x509_st* certificate_ = nullptr;
  evp_pkey_st* key_ = nullptr;
  std::string pem_;
};

// Writes tls.crt, tls.key (0600) and ca.crt into the folder, which it makes when it is missing.
Files WriteFiles(const std::string& folder, const Issued& own, const std::string& ca_pem);

// Replaces the file as a whole.
void WriteText(const std::string& path, const std::string& text, unsigned mode = 0600);

}  // namespace indicast::tls::testing
