#include "projection-service/domain/result.h"

namespace indicast::projection {

bool operator==(const Value& a, const Value& b) {
  return a.number == b.number && a.qualifier == b.qualifier;
}

}  // namespace indicast::projection
