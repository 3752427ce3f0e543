#include "anatomy/tool/form_shape.h"

#include <utility>

namespace fascia::anatomy {

namespace {

double catmullRom(double a, double b, double c, double d, double t) {
    return 0.5 * (2.0 * b + (c - a) * t + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t +
                  (3.0 * b - a - 3.0 * c + d) * t * t * t);
}

FormPoint between(const FormRow& row, std::size_t i, double t) {
    const FormPoint& b = row[i];
    const FormPoint& c = row[i + 1];
    // A natural end: the curve leaves it straight.
    FormPoint a{b.place * 2.0 - c.place, b.radius_m};
    FormPoint d{c.place * 2.0 - b.place, c.radius_m};
    a = i > 0 ? row[i - 1] : a;
    d = i + 2 < row.size() ? row[i + 2] : d;
    FormPoint p;
    for (std::size_t k = 0; k < 3; ++k) {
        p.place[k] = catmullRom(a.place[k], b.place[k], c.place[k], d.place[k], t);
    }
    p.radius_m =
        std::max(catmullRom(a.radius_m, b.radius_m, c.radius_m, d.radius_m, t), std::min(b.radius_m, c.radius_m));
    p.deeper_m = b.deeper_m * (1.0 - t) + c.deeper_m * t;
    return p;
}

/// Distance from the box; 0 inside.
double outside(const Vec3& low, const Vec3& high, const Vec3& p) {
    double sum = 0.0;
    for (std::size_t i = 0; i < 3; ++i) {
        const double d = std::max({low[i] - p[i], p[i] - high[i], 0.0});
        sum += d * d;
    }
    return std::sqrt(sum);
}

/// Weights of the corners at the point of a triangle that is nearest to p (Ericson 2005, Real-Time Collision Detection).
Vec3 nearestWeights(const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& p) {
    const Vec3 ab = b - a;
    const Vec3 ac = c - a;
    const Vec3 ap = p - a;
    const double d1 = dot(ab, ap);
    const double d2 = dot(ac, ap);
    if (d1 <= 0.0 && d2 <= 0.0) {
        return {1, 0, 0};
    }
    const Vec3 bp = p - b;
    const double d3 = dot(ab, bp);
    const double d4 = dot(ac, bp);
    if (d3 >= 0.0 && d4 <= d3) {
        return {0, 1, 0};
    }
    const double vc = d1 * d4 - d3 * d2;
    if (vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0) {
        const double v = d1 - d3 > 0.0 ? d1 / (d1 - d3) : 0.0;
        return {1.0 - v, v, 0};
    }
    const Vec3 cp = p - c;
    const double d5 = dot(ab, cp);
    const double d6 = dot(ac, cp);
    if (d6 >= 0.0 && d5 <= d6) {
        return {0, 0, 1};
    }
    const double vb = d5 * d2 - d1 * d6;
    if (vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0) {
        const double w = d2 - d6 > 0.0 ? d2 / (d2 - d6) : 0.0;
        return {1.0 - w, 0, w};
    }
    const double va = d3 * d6 - d5 * d4;
    if (va <= 0.0 && d4 - d3 >= 0.0 && d5 - d6 >= 0.0) {
        const double both = (d4 - d3) + (d5 - d6);
        const double w = both > 0.0 ? (d4 - d3) / both : 0.0;
        return {0, 1.0 - w, w};
    }
    const double sum = va + vb + vc;
    if (sum <= 0.0) {
        return {1, 0, 0};
    }
    return {va / sum, vb / sum, vc / sum};
}

} // namespace

FormRow smoothRow(const FormRow& row, int steps) {
    FormRow fine;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
        for (int s = 0; s < steps; ++s) {
            fine.push_back(between(row, i, static_cast<double>(s) / steps));
        }
    }
    fine.push_back(row.back());
    return fine;
}

FormRow evenRow(const FormRow& row, std::size_t count) {
    const FormRow fine = smoothRow(row, 16);
    std::vector<double> along{0.0};
    for (std::size_t i = 1; i < fine.size(); ++i) {
        along.push_back(along.back() + anatomy::distance(fine[i].place, fine[i - 1].place));
    }
    FormRow even;
    std::size_t i = 0;
    for (std::size_t k = 0; k < count; ++k) {
        const double s = along.back() * static_cast<double>(k) / static_cast<double>(count - 1);
        while (i + 2 < fine.size() && along[i + 1] < s) {
            ++i;
        }
        const double length = along[i + 1] - along[i];
        const double t = length > 0.0 ? std::clamp((s - along[i]) / length, 0.0, 1.0) : 0.0;
        even.push_back({fine[i].place * (1.0 - t) + fine[i + 1].place * t,
                        fine[i].radius_m * (1.0 - t) + fine[i + 1].radius_m * t,
                        fine[i].deeper_m * (1.0 - t) + fine[i + 1].deeper_m * t});
    }
    return even;
}

void FormShape::add(Part part) {
    if (!part.hollow) {
        for (std::size_t i = 0; i < 3; ++i) {
            low_[i] = std::min(low_[i], part.low[i] - 0.25 * blend_m);
            high_[i] = std::max(high_[i], part.high[i] + 0.25 * blend_m);
        }
    }
    parts_.push_back(std::move(part));
}

void FormShape::addTube(const FormRow& row) {
    Part part;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
        part.facets.push_back({{row[i], row[i + 1], row[i + 1]}});
    }
    closeBalls(part);
    add(std::move(part));
}

void FormShape::addPrimitive(const Primitive& primitive, bool hollow) {
    Part part;
    part.solid = primitive;
    part.hollow = hollow;
    part.low = primitive.low;
    part.high = primitive.high;
    add(std::move(part));
}

void FormShape::addSheet(const std::vector<FormRow>& rows) {
    Part part;
    for (std::size_t r = 0; r + 1 < rows.size(); ++r) {
        for (std::size_t i = 0; i + 1 < rows[r].size(); ++i) {
            const auto point = [&rows](std::size_t row, std::size_t along) {
                FormPoint p = rows[row][along];
                const bool inside = row > 0 && row + 1 < rows.size() && along > 0 && along + 1 < rows[row].size();
                p.rim = inside ? 0.0 : 1.0;
                return p;
            };
            const FormPoint a = point(r, i), b = point(r, i + 1), c = point(r + 1, i), d = point(r + 1, i + 1);
            part.facets.push_back({{a, b, d}});
            part.facets.push_back({{a, d, c}});
        }
    }
    closeBalls(part);
    add(std::move(part));
}

void FormShape::closeBalls(Part& part) {
    constexpr std::size_t kBall = 8; // facets
    part.low = {1e9, 1e9, 1e9};
    part.high = {-1e9, -1e9, -1e9};
    for (std::size_t first = 0; first < part.facets.size(); first += kBall) {
        Ball ball;
        ball.first = first;
        ball.last = std::min(first + kBall, part.facets.size());
        double count = 0.0;
        for (std::size_t f = ball.first; f < ball.last; ++f) {
            for (const FormPoint& p : part.facets[f].corner) {
                ball.centre = ball.centre + p.place;
                count += 1.0;
            }
        }
        ball.centre = ball.centre * (1.0 / count);
        for (std::size_t f = ball.first; f < ball.last; ++f) {
            for (const FormPoint& p : part.facets[f].corner) {
                ball.radius_m = std::max(ball.radius_m, anatomy::distance(p.place, ball.centre) + p.radius_m);
                for (std::size_t i = 0; i < 3; ++i) {
                    part.low[i] = std::min(part.low[i], p.place[i] - p.radius_m);
                    part.high[i] = std::max(part.high[i], p.place[i] + p.radius_m);
                }
            }
        }
        part.balls.push_back(ball);
    }
}

double FormShape::facetDistance(const Part& part, const Vec3& p, FormPoint& nearest) {
    double best = 1e9;
    for (const Ball& ball : part.balls) {
        if (anatomy::distance(p, ball.centre) - ball.radius_m > best) {
            continue;
        }
        for (std::size_t f = ball.first; f < ball.last; ++f) {
            const auto& [a, b, c] = part.facets[f].corner;
            const Vec3 w = nearestWeights(a.place, b.place, c.place, p);
            const Vec3 q = a.place * w[0] + b.place * w[1] + c.place * w[2];
            const double r = a.radius_m * w[0] + b.radius_m * w[1] + c.radius_m * w[2];
            const double d = anatomy::distance(p, q) - r;
            if (d < best) {
                best = d;
                nearest = {q, r, 0.0, a.rim * w[0] + b.rim * w[1] + c.rim * w[2]};
            }
        }
    }
    return best;
}

double FormShape::distance(const Vec3& p, double enough_m, FormPoint* nearest) const {
    const double away = outside(low_, high_, p);
    if (away > enough_m) {
        return away;
    }
    double sum = 1.0;
    double least = 1e9;
    bool first = true;
    for (const Part& part : parts_) {
        const double near = outside(part.low, part.high, p);
        if (!first && (part.hollow ? near > 0.02 : near > sum + blend_m)) {
            continue;
        }
        FormPoint point;
        const double d = part.facets.empty() ? part.solid.distance(p) : facetDistance(part, p, point);
        if (nearest != nullptr && !part.hollow && d < least) {
            least = d;
            *nearest = point;
        }
        if (first) {
            sum = d;
            first = false;
        } else {
            sum = part.hollow ? smoothMax(sum, -d, 0.5 * blend_m) : smoothMin(sum, d, blend_m);
        }
    }
    return sum;
}

} // namespace fascia::anatomy
