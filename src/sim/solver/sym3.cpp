#include "sim/solver/sym3.h"

namespace fascia::sim {

Sym3 inverseOf(const Sym3& m, bool& weak) {
    const double mean = m.trace() / 3.0;
    weak = false;
    if (!(mean > 0.0)) {
        weak = true;
        return {};
    }
    for (double shift = 0.0; shift < 1.0; shift = shift == 0.0 ? 1e-7 : shift * 1e2) {
        Sym3 a = m;
        a.addIsotropic(shift * mean);
        const double cxx = a.yy * a.zz - a.yz * a.yz;
        const double cxy = a.xz * a.yz - a.xy * a.zz;
        const double cxz = a.xy * a.yz - a.xz * a.yy;
        const double determinant = (a.xx * cxx + a.xy * cxy) + a.xz * cxz;
        if (determinant > 1e-8 * mean * mean * mean && cxx > 0.0 && a.xx > 0.0) {
            const double inverse = 1.0 / determinant;
            return {cxx * inverse,
                    cxy * inverse,
                    cxz * inverse,
                    (a.xx * a.zz - a.xz * a.xz) * inverse,
                    (a.xy * a.xz - a.xx * a.yz) * inverse,
                    (a.xx * a.yy - a.xy * a.xy) * inverse};
        }
        weak = true;
    }
    Sym3 isotropic;
    isotropic.addIsotropic(1.0 / mean);
    return isotropic;
}

} // namespace fascia::sim
