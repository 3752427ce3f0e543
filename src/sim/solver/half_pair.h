#pragma once
// Two numbers of 16 bits in a word, each the upper half of a float (sign, exponent and 8 binary digits): what the compact
// tangent keeps of a spring. Directions of a Newton step need no more digits, and half the memory is twice the speed.

#include <bit>
#include <cstdint>

namespace fascia::sim {

/// The nearest number of 8 binary digits, ties to even. For finite values below 3e38.
[[nodiscard]] inline float shortened(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return std::bit_cast<float>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) & 0xFFFF0000U);
}

/// Both must be shortened.
[[nodiscard]] inline std::uint32_t packPair(float low, float high) {
    return (std::bit_cast<std::uint32_t>(low) >> 16U) | std::bit_cast<std::uint32_t>(high);
}
[[nodiscard]] inline float lowOf(std::uint32_t pair) { return std::bit_cast<float>(pair << 16U); }
[[nodiscard]] inline float highOf(std::uint32_t pair) { return std::bit_cast<float>(pair & 0xFFFF0000U); }

} // namespace fascia::sim
