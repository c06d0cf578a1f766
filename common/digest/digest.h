// SHA-256 (FIPS 180-4) of bytes and of structured content, as 64 lower-case hex digits.
//
// Sha256 hashes a sequence of typed items under an injective encoding: two different sequences
// never give the same bytes to the hash ("ab","c" differs from "a","bc"; the string "1" from the
// number 1). The digest depends on content alone, not on machine or build: it may be stored and
// compared for ever. Changing the encoding is a format change.
//   std::string digest = Sha256().PutString(name).PutInt(revision).Hex();
//
// Thread-compatible. A moved-from object may only be assigned to or destroyed. Aborts when the
// crypto library has no SHA-256 or no memory for it. Cost: linear in the bytes, about 2 ns a byte,
// plus one allocation an object.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

struct evp_md_ctx_st;

namespace indicast {

// The digest of exactly these bytes.
std::string Sha256Hex(absl::string_view bytes);

// What Sha256Hex gives, of bytes that come piece by piece.
class ByteDigest {
 public:
  ByteDigest();
  ByteDigest(ByteDigest&&) = default;
  ByteDigest& operator=(ByteDigest&&) = default;

  ByteDigest& Append(absl::string_view bytes);
  // The digest so far; more bytes may follow.
  std::string Hex() const;

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const;
  };

  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) = default;
  Sha256& operator=(Sha256&&) = default;

  // One item each: a tag byte, eight bytes big-endian (length or value), then the string's bytes.
  Sha256& PutString(absl::string_view value);
  Sha256& PutInt(int64_t value);

  // The digest of the items so far; more items may follow.
  std::string Hex() const;

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const;
  };

  void PutHeader(char tag, uint64_t number);

  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

}  // namespace indicast
