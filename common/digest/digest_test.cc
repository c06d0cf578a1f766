#include "common/digest/digest.h"

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast {
namespace {

// NIST's known answers for FIPS 180-4 SHA-256.
TEST(Sha256HexTest, GivesThePublishedKnownAnswers) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256Hex("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                      "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(Sha256Hex(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Test, EncodesItemsAsTheHeaderSays) {
  EXPECT_EQ(Sha256().Hex(), Sha256Hex(""));
  const std::string expected = std::string("s\0\0\0\0\0\0\0\2ab", 11) +
                               std::string("i\xff\xff\xff\xff\xff\xff\xff\xfe", 9) +
                               std::string("i\0\0\0\0\0\0\1\2", 9);
  EXPECT_EQ(Sha256().PutString("ab").PutInt(-2).PutInt(258).Hex(), Sha256Hex(expected));
}

TEST(Sha256Test, TellsSequencesApartThatConcatenateAlike) {
  const std::set<std::string> digests = {
      Sha256().Hex(),
      Sha256().PutString("").Hex(),
      Sha256().PutString("").PutString("").Hex(),
      Sha256().PutString("abc").Hex(),
      Sha256().PutString("ab").PutString("c").Hex(),
      Sha256().PutString("a").PutString("bc").Hex(),
      Sha256().PutString("1").Hex(),
      Sha256().PutInt(1).Hex(),
      Sha256().PutInt(-1).Hex(),
      Sha256().PutInt(std::numeric_limits<int64_t>::min()).Hex(),
  };
  EXPECT_EQ(digests.size(), 10U);
}

TEST(Sha256Test, HexDoesNotEndTheSequence) {
  Sha256 hash;
  hash.PutString("a");
  EXPECT_EQ(hash.Hex(), Sha256().PutString("a").Hex());
  hash.PutString("b");
  EXPECT_EQ(hash.Hex(), Sha256().PutString("a").PutString("b").Hex());
  const Sha256 moved = std::move(hash);
  EXPECT_EQ(moved.Hex(), Sha256().PutString("a").PutString("b").Hex());
}

TEST(ByteDigestTest, GivesTheDigestOfTheBytesHoweverTheyAreCut) {
  ByteDigest digest;
  EXPECT_EQ(digest.Hex(), Sha256Hex(""));
  digest.Append("ab").Append("").Append("c");
  EXPECT_EQ(digest.Hex(), Sha256Hex("abc"));
  digest.Append("d");
  EXPECT_EQ(digest.Hex(), Sha256Hex("abcd"));
}

}  // namespace
}  // namespace indicast
