#include "clients/cpp/text_encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

constexpr char kUtf8Mark[] = "\xEF\xBB\xBF";
constexpr char kSaveAsUtf8[] = "save the whole file again as 'CSV UTF-8'";

absl::Status Bad(absl::string_view file, int line, absl::string_view what) {
  return FieldError(absl::StrCat(file, ":", line), what, "CSV_INVALID");
}

std::string ByteAt(absl::string_view bytes, size_t offset) {
  return absl::StrFormat("byte %d (0x%02X)", offset, static_cast<unsigned char>(bytes[offset]));
}

// Offset of the first piece between separators that is UTF-8 with two or more Chinese characters or
// full-width signs. In GB18030 such a piece would be a chain of rare characters.
size_t FindChineseUtf8(absl::string_view bytes) {
  size_t start = 0;
  while (start < bytes.size()) {
    const size_t found = bytes.find_first_of(",;\t\r\n\"", start);
    const size_t end = found == absl::string_view::npos ? bytes.size() : found;
    const absl::string_view piece = bytes.substr(start, end - start);
    const auto chinese = std::count_if(piece.begin(), piece.end(), [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte == 0xE3 || (byte >= 0xE4 && byte <= 0xE9) || byte == 0xEF;
    });
    if (chinese >= 2 && FindNotUtf8(piece) == absl::string_view::npos) return start;
    start = end + 1;
  }
  return absl::string_view::npos;
}

void AppendUtf8(uint32_t c, std::string& out) {
  const auto add = [&out](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xC0U | (c >> 6U));
    add(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    add(0xE0U | (c >> 12U));
    add(0x80U | ((c >> 6U) & 0x3FU));
    add(0x80U | (c & 0x3FU));
  } else {
    add(0xF0U | (c >> 18U));
    add(0x80U | ((c >> 12U) & 0x3FU));
    add(0x80U | ((c >> 6U) & 0x3FU));
    add(0x80U | (c & 0x3FU));
  }
}

// Characters that GB18030 can spell but no text holds: another encoding was read by mistake.
bool IsPrivate(uint32_t c) { return (c >= 0xE000 && c <= 0xF8FF) || (c >= 0x80 && c <= 0x9F); }

// One pass of ICU's converter over the bytes.
class Conversion {
 public:
  Conversion(absl::string_view bytes, size_t start, TextEncoding encoding, absl::string_view file)
      : bytes_(bytes), source_(bytes.data() + start), encoding_(encoding), file_(file) {}

  absl::StatusOr<std::string> Run() {
    UErrorCode code = U_ZERO_ERROR;
    const std::string name(NameOf(encoding_));
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
        ucnv_open(name.c_str(), &code), &ucnv_close);
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &code);
    if (U_FAILURE(code) != 0) {
      return Bad(file_, 1, absl::StrCat("cannot read ", name, " here; ", kSaveAsUtf8));
    }
    const char* const end = bytes_.data() + bytes_.size();
    do {
      code = U_ZERO_ERROR;
      const char* const begin = source_;
      UChar* target = units_.data();
      ucnv_toUnicode(converter.get(), &target, units_.data() + units_.size(), &source_, end,
                     offsets_.data(), 1, &code);
      RETURN_IF_ERROR(Take(target - units_.data(), begin));
    } while (code == U_BUFFER_OVERFLOW_ERROR);
    if (U_FAILURE(code) == 0) return std::move(out_);
    return Stopped(converter.get(), code);
  }

 private:
  absl::Status Take(ptrdiff_t count, const char* begin) {
    for (ptrdiff_t i = 0; i < count; ++i) {
      const auto at = static_cast<size_t>(i);
      const uint32_t unit = units_[at];
      if (unit >= 0xD800 && unit <= 0xDBFF) {
        lead_ = unit;
        continue;
      }
      const bool trail = unit >= 0xDC00 && unit <= 0xDFFF;
      const uint32_t c = trail ? 0x10000 + ((lead_ - 0xD800) << 10U) + (unit - 0xDC00) : unit;
      if (encoding_ == TextEncoding::kGb18030 && IsPrivate(c)) {
        const auto offset = static_cast<size_t>(begin - bytes_.data() + offsets_[at]);
        return Bad(file_, LineSoFar(),
                   absl::StrCat("neither UTF-8 nor GB18030: ", ByteAt(bytes_, offset),
                                " begins no Chinese character; ", kSaveAsUtf8));
      }
      AppendUtf8(c, out_);
    }
    return absl::OkStatus();
  }

  absl::Status Stopped(UConverter* converter, UErrorCode code) const {
    std::array<char, 32> wrong{};
    auto length = static_cast<int8_t>(wrong.size());
    UErrorCode ignored = U_ZERO_ERROR;
    ucnv_getInvalidChars(converter, wrong.data(), &length, &ignored);
    const auto offset = static_cast<size_t>(source_ - bytes_.data() - length);
    const std::string byte = ByteAt(bytes_, std::min(offset, bytes_.size() - 1));
    if (code == U_TRUNCATED_CHAR_FOUND) {
      return Bad(file_, LineSoFar(),
                 absl::StrCat("the file is cut off within the character at ", byte, " (",
                              NameOf(encoding_), "); copy it again"));
    }
    const bool guessed = encoding_ == TextEncoding::kGb18030;
    return Bad(file_, LineSoFar(),
               absl::StrCat(guessed ? "neither UTF-8 nor GB18030" : "not ",
                            guessed ? "" : NameOf(encoding_), ": ", byte, " begins no character; ",
                            kSaveAsUtf8));
  }

  int LineSoFar() const { return LineOf(out_, out_.size()); }

  absl::string_view bytes_;
  const char* source_;
  TextEncoding encoding_;
  absl::string_view file_;
  uint32_t lead_ = 0;
  std::array<UChar, 4096> units_{};
  std::array<int32_t, 4096> offsets_{};
  std::string out_;
};

absl::StatusOr<DecodedText> Convert(absl::string_view bytes, size_t mark, TextEncoding encoding,
                                    absl::string_view file) {
  ASSIGN_OR_RETURN(std::string text, Conversion(bytes, mark, encoding, file).Run());
  return DecodedText{std::move(text), encoding};
}

// `wrong`: offset of the first byte that is not UTF-8.
absl::Status Mixed(absl::string_view bytes, size_t wrong, size_t chinese, absl::string_view file) {
  const absl::string_view rest = bytes.substr(wrong);
  const bool begun = rest.size() < 4 && static_cast<unsigned char>(rest[0]) >= 0xC2 &&
                     std::all_of(rest.begin() + 1, rest.end(), [](char c) {
                       return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
                     });
  if (begun) {
    return Bad(file, LineOf(bytes, wrong),
               absl::StrCat("the file is cut off within the character at ", ByteAt(bytes, wrong),
                            " (UTF-8); copy it again"));
  }
  return Bad(file, LineOf(bytes, wrong),
             absl::StrCat("mixed encodings: ", ByteAt(bytes, wrong), " is not UTF-8, but line ",
                          LineOf(bytes, chinese), " is; ", kSaveAsUtf8));
}

}  // namespace

absl::string_view NameOf(TextEncoding encoding) {
  switch (encoding) {
    case TextEncoding::kGb18030:
      return "GB18030";
    case TextEncoding::kUtf16LittleEndian:
      return "UTF-16LE";
    case TextEncoding::kUtf16BigEndian:
      return "UTF-16BE";
    case TextEncoding::kUtf8:
      break;
  }
  return "UTF-8";
}

size_t Utf8SequenceLength(absl::string_view text) {
  const auto byte = [&text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto tail = [&byte](size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  const unsigned second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return !overlong && !surrogate && tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool beyond = first == 0xF4 && second > 0x8F;
    return !overlong && !beyond && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

size_t FindNotUtf8(absl::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t length = Utf8SequenceLength(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return absl::string_view::npos;
}

int LineOf(absl::string_view text, size_t offset) {
  const absl::string_view before = text.substr(0, offset);
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

absl::StatusOr<DecodedText> DecodeText(std::string bytes, absl::string_view file) {
  if (absl::StartsWith(bytes, absl::string_view("\xFF\xFE\0\0", 4))) {
    return Bad(file, 1, absl::StrCat("is UTF-32; ", kSaveAsUtf8));
  }
  if (absl::StartsWith(bytes, "\xFF\xFE")) {
    return Convert(bytes, 2, TextEncoding::kUtf16LittleEndian, file);
  }
  if (absl::StartsWith(bytes, "\xFE\xFF")) {
    return Convert(bytes, 2, TextEncoding::kUtf16BigEndian, file);
  }
  if (bytes.size() > 1 && (bytes[0] == '\0') != (bytes[1] == '\0')) {
    return Bad(file, 1, absl::StrCat("looks like UTF-16 without a byte order mark; ", kSaveAsUtf8));
  }
  const bool marked = absl::StartsWith(bytes, kUtf8Mark);
  const size_t wrong = FindNotUtf8(bytes);
  if (wrong == absl::string_view::npos) {
    if (marked) bytes.erase(0, 3);
    return DecodedText{std::move(bytes), TextEncoding::kUtf8};
  }
  const size_t chinese = marked ? 0 : FindChineseUtf8(bytes);
  if (chinese != absl::string_view::npos) return Mixed(bytes, wrong, chinese, file);
  return Convert(bytes, 0, TextEncoding::kGb18030, file);
}

}  // namespace indicast::client
