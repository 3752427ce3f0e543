#include "validation/families.h"

namespace fascia::validation {

std::span<const Check> invariants() { return {}; }

} // namespace fascia::validation
