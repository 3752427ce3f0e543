#pragma once
// Numbers as people read them: always with their unit.

#include <string>

namespace fascia::ui {

/// printf-style, as a string.
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
std::string
formatted(const char* format, ...);

double psi(double pressure_Pa);
/// "12.0 kPa (1.74 psi)".
std::string pressureText(double pressure_Pa);
/// "5.88 mN", the legend's unit.
std::string tensionText(double tension_N);
/// "1:34", "2:03:05" or "3 d 4 h".
std::string durationText(double time_s);
/// "+3 %", "-12 %", "0 %"; with a true minus sign.
std::string changeText(double ratio);

} // namespace fascia::ui
