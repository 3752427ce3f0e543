#include "ui/format.h"

#include <cmath>
#include <cstdarg>
#include <cstdio>

namespace fascia::ui {

std::string formatted(const char* format, ...) {
    char text[512];
    std::va_list arguments;
    va_start(arguments, format);
    const int length = std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return length < 0 ? std::string() : std::string(text);
}

double psi(double pressure_Pa) { return pressure_Pa / 6894.757293168; }

std::string pressureText(double pressure_Pa) {
    return formatted("%.1f kPa (%.2f psi)", pressure_Pa / 1e3, psi(pressure_Pa));
}

std::string tensionText(double tension_N) {
    if (std::abs(tension_N) >= 0.9995) {
        return formatted("%.2f N", tension_N);
    }
    return formatted(std::abs(tension_N) < 9.995e-3 ? "%.2f mN" : "%.1f mN", 1e3 * tension_N);
}

std::string durationText(double time_s) {
    if (!std::isfinite(time_s) || time_s < 0.0) {
        return "0:00";
    }
    const auto whole = static_cast<long long>(time_s);
    if (whole >= 2 * 86400) {
        return formatted("%lld d %lld h", whole / 86400, (whole % 86400) / 3600);
    }
    if (whole >= 3600) {
        return formatted("%lld:%02lld:%02lld", whole / 3600, (whole % 3600) / 60, whole % 60);
    }
    return formatted("%lld:%02lld", whole / 60, whole % 60);
}

std::string changeText(double ratio) {
    if (!std::isfinite(ratio)) {
        return "0 %";
    }
    const double percent = 100.0 * ratio;
    if (std::abs(percent) < 0.05) {
        return "0.0 %";
    }
    const int decimals = std::abs(percent) < 99.95 ? 1 : 0;
    return formatted("%s%.*f %%", percent < 0.0 ? "\xE2\x88\x92" : "+", decimals, std::abs(percent));
}

} // namespace fascia::ui
