#pragma once
// The families of checks, one file each. Private to src/validation.

#include <span>

#include "validation/check.h"

namespace fascia::validation {

std::span<const Check> closedForms();       ///< C1 ..: laws against formulas.
std::span<const Check> invariants();        ///< I1 ..: what must hold for every net.
std::span<const Check> passiveMechanics();  ///< V1 .. V3, V6, V7, V12, V13, V15: tissue against experiments.
std::span<const Check> physiology();        ///< V4, V5, V8 .. V11, V14, V16.
std::span<const Check> scenarioPhenomena(); ///< P1 .. P5, by the shipped scenarios.
std::span<const Check> webPhenomena();      ///< P6, P7, P14, P16 .. P18.
std::span<const Check> weekPhenomena();     ///< P8 .. P13, P15.
std::span<const Check> robustness();        ///< R1 .. R10: P2 to P9 elsewhere.

} // namespace fascia::validation
