// The page of all errors, docs/errors.md, within the library.
#pragma once

namespace indicast::client {

extern const char kErrorPage[];

}  // namespace indicast::client
