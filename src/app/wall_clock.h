#pragma once
// The clock on the wall, for those who give it to the simulation.

#include <chrono>

namespace fascia::app {

/// A sim::WallClock.
inline double wallClock_s() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace fascia::app
