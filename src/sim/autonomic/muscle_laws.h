#pragma once
// Muscle, kept apart from fascia: what it does at rest, and how it answers a hand. First-order laws, exact over a step with
// inputs held. Sources: biomechanics S22, S44, S45, S70, S77, S91 to S95. Tests: tests/unit/muscle_laws_test.cpp.
//
// Story: after seven minutes of massage the shear modulus of muscle is some 5 % lower, and back at its start three minutes
// later (S77), while the sheet of fascia over it has not changed (S22). So muscle has its own quick state. Its activity
// (EMG) is about 1 % of the largest voluntary one at rest and 2.2 % in fibromyalgia (S45). The stretch reflex of a pressed
// muscle falls to about half within half a minute and returns at once when the hand goes (S91, S92, S94); that state is
// shown, it drives nothing here.

#include <algorithm>

#include "sim/core/math.h"
#include "sim/params.h"

namespace fascia::sim {

/// Muscle activity as a share of the largest voluntary one, from arousal S and guarding g (0..1).
inline double muscleActivity(double arousal, double guard, double fibromyalgia, const MuscleParameters& p) {
    return p.restingActivity * (1.0 + p.fibromyalgiaRise * fibromyalgia) *
           (1.0 + p.arousalRise * std::max(0.0, arousal - 0.3)) * (1.0 + p.guardRise * guard);
}

/// Ease m of a region in 0..1 over dt: towards 1 - g while a hand rests on it with enough pressure, else towards 0.
inline double advanceEase(double ease, double pressure_Pa, double guard, double dt_s, const MuscleParameters& p) {
    const double settled = pressure_Pa >= p.easePressure_Pa ? 1.0 - guard : 0.0;
    return relaxTowards(ease, settled, dt_s, settled > ease ? p.easeTime_s : p.easeRecoveryTime_s);
}

/// Stretch reflex of a region, 1 at rest, over dt: falls to the floor while pressed, returns when the hand goes.
inline double advanceReflex(double reflex, double pressure_Pa, double dt_s, const MuscleParameters& p) {
    const double settled = pressure_Pa >= p.easePressure_Pa ? p.reflexFloor : 1.0;
    return relaxTowards(reflex, settled, dt_s, settled < reflex ? p.reflexTime_s : p.reflexRecoveryTime_s);
}

/// Factor on the stiffness of muscle: guarding stiffens it, ease takes some away.
inline double muscleStiffening(double guard, double ease, const Parameters& p) {
    return (1.0 + p.interlayer.muscleGuardGain * guard) * (1.0 - p.muscle.easeDrop * ease);
}

} // namespace fascia::sim
