#pragma once
// Whether two arrays hold the same bits: what vector code and its plain form must give.

#include <cstring>

namespace fascia::test {

/// For containers whose elements lie in a row.
template <typename T>
bool sameBits(const T& a, const T& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(a[0])) == 0;
}

} // namespace fascia::test
