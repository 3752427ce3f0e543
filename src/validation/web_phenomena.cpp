#include "validation/families.h"

namespace fascia::validation {

std::span<const Check> webPhenomena() { return {}; }

} // namespace fascia::validation
