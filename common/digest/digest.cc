#include "common/digest/digest.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "absl/strings/escaping.h"

namespace indicast {
namespace {

constexpr size_t kDigestBytes = 32;

// Success of an OpenSSL call on valid arguments; failure is a broken installation.
void Require(int result) {
  if (result != 1) std::abort();
}

std::string ToHex(const unsigned char (&digest)[kDigestBytes]) {
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), kDigestBytes});
}

std::string HexSoFar(const EVP_MD_CTX* context) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> copy(EVP_MD_CTX_new(),
                                                                     EVP_MD_CTX_free);
  Require(EVP_MD_CTX_copy_ex(copy.get(), context));
  unsigned char digest[kDigestBytes];
  Require(EVP_DigestFinal_ex(copy.get(), digest, nullptr));
  return ToHex(digest);
}

}  // namespace

std::string Sha256Hex(absl::string_view bytes) {
  unsigned char digest[kDigestBytes];
  Require(EVP_Digest(bytes.data(), bytes.size(), digest, nullptr, EVP_sha256(), nullptr));
  return ToHex(digest);
}

void Sha256::FreeContext::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  Require(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

void Sha256::PutHeader(char tag, uint64_t number) {
  unsigned char header[9] = {static_cast<unsigned char>(tag)};
  for (int i = 0; i < 8; ++i) {
    header[8 - i] = static_cast<unsigned char>(number >> (8 * i));
  }
  Require(EVP_DigestUpdate(context_.get(), header, sizeof(header)));
}

Sha256& Sha256::PutString(absl::string_view value) {
  PutHeader('s', value.size());
  Require(EVP_DigestUpdate(context_.get(), value.data(), value.size()));
  return *this;
}

Sha256& Sha256::PutInt(int64_t value) {
  PutHeader('i', static_cast<uint64_t>(value));
  return *this;
}

std::string Sha256::Hex() const { return HexSoFar(context_.get()); }

void ByteDigest::FreeContext::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

ByteDigest::ByteDigest() : context_(EVP_MD_CTX_new()) {
  Require(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

ByteDigest& ByteDigest::Append(absl::string_view bytes) {
  Require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
  return *this;
}

std::string ByteDigest::Hex() const { return HexSoFar(context_.get()); }

}  // namespace indicast
