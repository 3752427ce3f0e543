#pragma once
// A 64-bit hash over the bits of a state, for replay checks (not for security).

#include <bit>
#include <cstdint>
#include <span>

namespace fascia::sim {

/// Order-dependent mixing hash (a multiply-xorshift chain, as in splitmix64's finaliser).
class StateHash {
  public:
    void add(std::uint64_t word) {
        hash_ ^= word + 0x9e3779b97f4a7c15ULL + (hash_ << 6U) + (hash_ >> 2U);
        hash_ = (hash_ ^ (hash_ >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        hash_ ^= hash_ >> 27U;
    }
    void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
    void add(std::span<const double> values) {
        for (const double value : values) {
            add(value);
        }
    }
    [[nodiscard]] std::uint64_t value() const { return hash_; }

  private:
    std::uint64_t hash_ = 0x243f6a8885a308d3ULL;
};

} // namespace fascia::sim
