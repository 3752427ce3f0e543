#pragma once

namespace fascia::sim {

/// Asks for memory that will be read soon; any address will do.
inline void prefetch(const void* address) {
#if defined(__GNUC__)
    __builtin_prefetch(address);
#else
    (void)address;
#endif
}

} // namespace fascia::sim
