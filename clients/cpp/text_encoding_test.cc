#include "clients/cpp/text_encoding.h"

#include <unicode/ucnv.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Encode(const std::string& utf8, const char* encoding) {
  std::string out(utf8.size() * 4 + 16, '\0');
  UErrorCode code = U_ZERO_ERROR;
  const int32_t size = ucnv_convert(encoding, "UTF-8", out.data(), static_cast<int32_t>(out.size()),
                                    utf8.data(), static_cast<int32_t>(utf8.size()), &code);
  EXPECT_LE(code, U_ZERO_ERROR);
  out.resize(static_cast<size_t>(size));
  return out;
}

// Longer than one buffer of the converter, with characters of two, four and six code units' width.
std::string LongText() {
  std::string text = "id,名称\n";
  for (int i = 0; i < 3000; ++i) absl::StrAppend(&text, i, ",长沙𠮷ß€，％\r\n");
  return text;
}

TEST(TextEncodingTest, ReadsWhatSpreadsheetsWrite) {
  const std::string text = LongText();
  const struct {
    std::string bytes;
    TextEncoding encoding;
  } kCases[] = {
      {text, TextEncoding::kUtf8},
      {"\xEF\xBB\xBF" + text, TextEncoding::kUtf8},
      {Encode(text, "GB18030"), TextEncoding::kGb18030},
      {"\xFF\xFE" + Encode(text, "UTF-16LE"), TextEncoding::kUtf16LittleEndian},
      {"\xFE\xFF" + Encode(text, "UTF-16BE"), TextEncoding::kUtf16BigEndian},
  };
  for (const auto& one : kCases) {
    ASSERT_OK_AND_ASSIGN(const DecodedText decoded, DecodeText(one.bytes, "f.csv"));
    EXPECT_EQ(decoded.text, text) << NameOf(one.encoding);
    EXPECT_EQ(decoded.encoding, one.encoding) << NameOf(one.encoding);
  }
}

TEST(TextEncodingTest, ReadsAKnownGbkText) {
  ASSERT_OK_AND_ASSIGN(const DecodedText decoded, DecodeText("a\n\xB3\xA4\xC9\xB3\n", "f.csv"));
  EXPECT_EQ(decoded.text, "a\n长沙\n");
}

TEST(TextEncodingTest, ReadsEmptyFilesAndMarksAlone) {
  for (const char* bytes : {"", "\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"}) {
    ASSERT_OK_AND_ASSIGN(const DecodedText decoded, DecodeText(bytes, "f.csv"));
    EXPECT_EQ(decoded.text, "");
  }
}

struct BadBytes {
  const char* name;
  std::string bytes;
  std::string place;
  std::string words;
};

class BadBytesTest : public ::testing::TestWithParam<BadBytes> {};

TEST_P(BadBytesTest, AreAnErrorThatNamesLineAndByte) {
  const auto decoded = DecodeText(GetParam().bytes, "f.csv");
  EXPECT_THAT(decoded, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(GetParam().words)));
  EXPECT_THAT(decoded, AllOf(HasReason("CSV_INVALID"), HasField(GetParam().place)));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadBytesTest,
    ::testing::Values(
        BadBytes{"NeitherOfTwo", "a\nb\n\xB3\xA4\xFF\n", "f.csv:3", "byte 6 (0xFF)"},
        BadBytes{"SingleByteEuro", "a\n\x80\n", "f.csv:2", "byte 2 (0x80)"},
        BadBytes{"PrivateCharacter", "a\n\xB3\xA4\xAA\xA1\n", "f.csv:2", "byte 4 (0xAA)"},
        BadBytes{"Latin1",
                 "a\nM\xFC"
                 "nchen\xFC,x\n",
                 "f.csv:2", "neither UTF-8 nor GB18030"},
        BadBytes{"Gb18030CutOff", "a\n\xB3\xA4\xC9", "f.csv:2", "cut off"},
        BadBytes{"Utf8CutOff", "长沙,湖南\n长沙,\xE6\xB9", "f.csv:2", "byte 21 (0xE6)"},
        BadBytes{"GbkInUtf8", "长沙,x\n\xB3\xA4\xC9\xB3,x\n长沙\n", "f.csv:2", "mixed encodings"},
        BadBytes{"Utf8InGbk", "\xB3\xA4\xC9\xB3,x\nx,y\nx,长沙\n", "f.csv:1", "but line 3 is"},
        BadBytes{"MarkedButNot",
                 "\xEF\xBB\xBF"
                 "a\n\xB3\xA4 x y z\n",
                 "f.csv:2", "byte 5"},
        BadBytes{"LoneSurrogate",
                 std::string("\xFF\xFE"
                             "a\0\n\0\x00\xD8"
                             "b\0",
                             10),
                 "f.csv:2", "not UTF-16LE: byte 6"},
        BadBytes{"Utf16CutOff",
                 std::string("\xFF\xFE"
                             "a\0\n",
                             5),
                 "f.csv:1", "cut off"},
        BadBytes{"Utf16Unmarked", std::string("a\0,\0b\0", 6), "f.csv:1", "byte order mark"},
        BadBytes{"Utf32", std::string("\xFF\xFE\0\0a\0\0\0", 8), "f.csv:1", "UTF-32"}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace indicast::client
