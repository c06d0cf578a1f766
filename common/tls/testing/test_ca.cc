#include "common/tls/testing/test_ca.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace indicast::tls::testing {
namespace {

void Require(bool worked) {
  if (!worked) std::abort();
}

template <typename Write>
std::string Pem(const Write& write) {
  BIO* out = BIO_new(BIO_s_mem());
  Require(write(out) == 1);
  char* data = nullptr;
  const auto size = static_cast<size_t>(BIO_get_mem_data(out, &data));
  std::string text(data, size);
  BIO_free(out);
  return text;
}

std::string Pem(X509* certificate) {
  return Pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string Pem(EVP_PKEY* key) {
  return Pem([&](BIO* out) {
    return PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

void AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Require(extension != nullptr);
  Require(X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

// `issuer` null: signs itself.
X509* Make(const Wanted& wanted, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  static std::atomic<int> serial{1000};
  X509* out = X509_new();
  X509_set_version(out, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(out), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(out), absl::ToTimeT(wanted.not_before));
  ASN1_TIME_set(X509_getm_notAfter(out), absl::ToTimeT(wanted.not_after));
  X509_NAME* name = X509_get_subject_name(out);
  Require(X509_NAME_add_entry_by_txt(
              name, "CN", MBSTRING_UTF8,
              reinterpret_cast<const unsigned char*>(wanted.common_name.c_str()), -1, -1, 0) == 1);
  X509* const signer = issuer == nullptr ? out : issuer;
  X509_set_issuer_name(out, X509_get_subject_name(signer));
  X509_set_pubkey(out, key);
  if (wanted.ca) {
    AddExtension(out, signer, NID_basic_constraints, "critical,CA:TRUE");
    AddExtension(out, signer, NID_key_usage, "critical,keyCertSign,cRLSign");
  } else {
    AddExtension(out, signer, NID_basic_constraints, "critical,CA:FALSE");
    if (!wanted.usages.empty()) AddExtension(out, signer, NID_ext_key_usage, wanted.usages);
    if (!wanted.names.empty()) {
      AddExtension(out, signer, NID_subject_alt_name, absl::StrJoin(wanted.names, ","));
    }
  }
  Require(X509_sign(out, issuer == nullptr ? key : issuer_key, EVP_sha256()) > 0);
  return out;
}

}  // namespace

TestCa::TestCa(const std::string& common_name, absl::Duration validity)
    : key_(EVP_EC_gen("P-256")) {
  Wanted wanted;
  wanted.common_name = common_name;
  wanted.not_after = absl::Now() + validity;
  wanted.ca = true;
  certificate_ = Make(wanted, key_, nullptr, nullptr);
  pem_ = Pem(certificate_);
}

TestCa::TestCa(x509_st* certificate, evp_pkey_st* key, std::string pem)
    : certificate_(certificate), key_(key), pem_(std::move(pem)) {}

TestCa::~TestCa() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

Issued TestCa::Issue(const Wanted& wanted) const {
  EVP_PKEY* key = wanted.weak ? EVP_RSA_gen(1024) : EVP_EC_gen("P-256");
  X509* certificate = Make(wanted, key, certificate_, key_);
  Issued issued{Pem(certificate), Pem(key)};
  X509_free(certificate);
  EVP_PKEY_free(key);
  return issued;
}

std::unique_ptr<TestCa> TestCa::IssueCa(const std::string& common_name) const {
  Wanted wanted;
  wanted.common_name = common_name;
  wanted.ca = true;
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = Make(wanted, key, certificate_, key_);
  return std::unique_ptr<TestCa>(new TestCa(certificate, key, Pem(certificate)));
}

Files WriteFiles(const std::string& folder, const Issued& own, const std::string& ca_pem) {
  std::filesystem::create_directories(folder);
  Files files{folder + "/tls.crt", folder + "/tls.key", folder + "/ca.crt"};
  WriteText(files.certificate, own.certificate);
  WriteText(files.key, own.key);
  WriteText(files.ca, ca_pem);
  return files;
}

void WriteText(const std::string& path, const std::string& text, unsigned mode) {
  const std::string temporary = path + ".new";
  std::ofstream(temporary) << text;
  Require(chmod(temporary.c_str(), mode) == 0);
  std::filesystem::rename(temporary, path);
}

}  // namespace indicast::tls::testing
