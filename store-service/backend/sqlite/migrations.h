// The schema as numbered steps. A step that has been released never changes; a change is a new
// step.
#pragma once

#include "absl/types/span.h"

namespace indicast::store {

struct Migration {
  int version = 0;  // gap-free from 1
  const char* name = nullptr;
  const char* sql = nullptr;
};

absl::Span<const Migration> Migrations();

}  // namespace indicast::store
