#pragma once

#include <variant>
#include <vector>

#include "sim/command.h"

namespace fascia::test {

/// The first command of a kind, or nullptr.
template <typename T>
const T* findCommand(const std::vector<sim::Command>& commands) {
    for (const sim::Command& command : commands) {
        if (const T* found = std::get_if<T>(&command)) {
            return found;
        }
    }
    return nullptr;
}

} // namespace fascia::test
