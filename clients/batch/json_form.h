// The form of a JSON text, checked before it is read: where it is no JSON, how deep it is nested,
// and keys that occur twice in one object, of which a parser would silently keep the last.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/batch/language.h"

namespace indicast::batch {

// kInvalidArgument (JOB_FILE_INVALID): the field is "line L, column C" of what is no JSON, or the
// path of the value ("factors[2].high").
absl::Status CheckJsonForm(absl::string_view text, Language language);

}  // namespace indicast::batch
