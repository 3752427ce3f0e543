#pragma once
// Which field the picture shows while one that was chosen just now is still to come.

#include <string>

#include "sim/snapshot.h"

namespace fascia::viewer {

/// The chosen field where the snapshot has its values or does not know it; else the one shown so far, so that neither the
/// colours nor their legend go away for a picture.
inline const std::string& fieldToShow(const sim::Snapshot& snapshot, const std::string& chosen,
                                      const std::string& shownSoFar) {
    const bool isToCome = snapshot.listed(chosen) != nullptr && snapshot.field(chosen) == nullptr;
    return isToCome && snapshot.field(shownSoFar) != nullptr ? shownSoFar : chosen;
}

} // namespace fascia::viewer
