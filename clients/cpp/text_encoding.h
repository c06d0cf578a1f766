// Bytes of a text file as UTF-8, strictly: what is no character of the encoding is an error, never
// replaced. Encodings are those that Excel and WPS write: UTF-8 (with or without byte order mark),
// GB18030 (which contains GBK and GB 2312) and UTF-16 with byte order mark.
//
// Found by: byte order mark, else valid UTF-8, else valid GB18030 without private characters. A
// file that is no UTF-8 but has cells that can hardly be anything else is mixed, and refused.
// Thread-safe free functions; cost linear, at most two copies of the text. Source: RFC 3629,
// Unicode 15 (3.9, D92), GB 18030-2005 as in ICU.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::client {

enum class TextEncoding { kUtf8, kGb18030, kUtf16LittleEndian, kUtf16BigEndian };

// "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE".
absl::string_view NameOf(TextEncoding encoding);

struct DecodedText {
  std::string text;  // UTF-8, without byte order mark
  TextEncoding encoding = TextEncoding::kUtf8;
};

// `file` is used in errors only. kInvalidArgument (CSV_INVALID) at "file:line" with the offset of
// the byte in the file, from 0: in none of the encodings, mixed, cut off within a character.
absl::StatusOr<DecodedText> DecodeText(std::string bytes, absl::string_view file);

// Length of the well-formed UTF-8 sequence at the start of `text`; 0 when there is none. Refuses
// overlong forms, surrogates and what lies beyond U+10FFFF.
size_t Utf8SequenceLength(absl::string_view text);

// Offset of the first byte that begins no UTF-8 sequence; npos when all of it is UTF-8.
size_t FindNotUtf8(absl::string_view text);

// The line, from 1, of the byte at `offset`.
int LineOf(absl::string_view text, size_t offset);

}  // namespace indicast::client
