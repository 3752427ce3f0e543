#include "anatomy/tool/decimate.h"

#include <queue>
#include <set>
#include <tuple>

#include "anatomy/vec3.h"

namespace fascia::anatomy {

namespace {

/// Sum of squared distances to planes, as a symmetric 4 x 4 form.
struct Quadric {
    std::array<double, 10> q{};

    void addPlane(const Vec3& n, double d, double weight) {
        const std::array<double, 4> v{n[0], n[1], n[2], d};
        std::size_t k = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            for (std::size_t j = i; j < 4; ++j) {
                q[k++] += weight * v[i] * v[j];
            }
        }
    }
    void add(const Quadric& other) {
        for (std::size_t i = 0; i < q.size(); ++i) {
            q[i] += other.q[i];
        }
    }
    [[nodiscard]] double at(const Vec3& p) const {
        return q[0] * p[0] * p[0] + 2 * q[1] * p[0] * p[1] + 2 * q[2] * p[0] * p[2] + 2 * q[3] * p[0] +
               q[4] * p[1] * p[1] + 2 * q[5] * p[1] * p[2] + 2 * q[6] * p[1] + q[7] * p[2] * p[2] + 2 * q[8] * p[2] +
               q[9];
    }
    /// The best place, when the form is well conditioned.
    bool minimum(Vec3& p) const {
        const Vec3 a{q[0], q[1], q[2]}, b{q[1], q[4], q[5]}, c{q[2], q[5], q[7]}, r{-q[3], -q[6], -q[8]};
        const double determinant = dot(a, cross(b, c));
        const double trace = q[0] + q[4] + q[7];
        if (std::fabs(determinant) < 1e-6 * trace * trace * trace) {
            return false;
        }
        // The matrix is symmetric, so its rows are its columns: Cramer's rule.
        p = {dot(r, cross(b, c)) / determinant, dot(a, cross(r, c)) / determinant, dot(a, cross(b, r)) / determinant};
        return true;
    }
};

struct Collapse {
    double cost;
    std::int32_t a, b;
    std::uint32_t stampA, stampB;
    Vec3 place;
    bool operator<(const Collapse& o) const { return std::tie(o.cost, o.a, o.b) < std::tie(cost, a, b); }
};

class Decimator {
  public:
    explicit Decimator(const sim::VisualMesh& mesh) {
        for (std::size_t i = 0; i + 2 < mesh.position_m.size(); i += 3) {
            point_.push_back({static_cast<double>(mesh.position_m[i]), static_cast<double>(mesh.position_m[i + 1]),
                              static_cast<double>(mesh.position_m[i + 2])});
        }
        quadric_.resize(point_.size());
        facesOf_.resize(point_.size());
        stamp_.assign(point_.size(), 0);
        for (const auto& t : mesh.triangles) {
            const Vec3 n = faceNormal(t);
            const double area = norm(n);
            for (const std::int32_t v : t) {
                facesOf_[at(v)].insert(static_cast<std::int32_t>(face_.size()));
                if (area > 0.0) {
                    const Vec3 u = n * (1.0 / area);
                    quadric_[at(v)].addPlane(u, -dot(u, point_[at(t[0])]), area);
                }
            }
            face_.push_back(t);
        }
        alive_.assign(face_.size(), true);
        left_ = face_.size();
    }

    void run(std::size_t target) {
        for (std::size_t f = 0; f < face_.size(); ++f) {
            for (std::size_t i = 0; i < 3; ++i) {
                if (face_[f][i] < face_[f][(i + 1) % 3]) {
                    offer(face_[f][i], face_[f][(i + 1) % 3]);
                }
            }
        }
        while (left_ > target && !queue_.empty()) {
            const Collapse c = queue_.top();
            queue_.pop();
            if (stamp_[at(c.a)] == c.stampA && stamp_[at(c.b)] == c.stampB && allowed(c)) {
                apply(c);
            }
        }
    }

    void write(sim::VisualMesh& mesh) const {
        std::vector<std::int32_t> number(point_.size(), -1);
        mesh.position_m.clear();
        mesh.triangles.clear();
        for (std::size_t f = 0; f < face_.size(); ++f) {
            if (!alive_[f]) {
                continue;
            }
            std::array<std::int32_t, 3> t{};
            for (std::size_t i = 0; i < 3; ++i) {
                std::int32_t& n = number[at(face_[f][i])];
                if (n < 0) {
                    n = static_cast<std::int32_t>(mesh.position_m.size() / 3);
                    for (const double c : point_[at(face_[f][i])]) {
                        mesh.position_m.push_back(static_cast<float>(c));
                    }
                }
                t[i] = n;
            }
            mesh.triangles.push_back(t);
        }
    }

  private:
    static std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
    [[nodiscard]] Vec3 faceNormal(const std::array<std::int32_t, 3>& t) const {
        return cross(point_[at(t[1])] - point_[at(t[0])], point_[at(t[2])] - point_[at(t[0])]) * 0.5;
    }

    void offer(std::int32_t a, std::int32_t b) {
        Quadric sum = quadric_[at(a)];
        sum.add(quadric_[at(b)]);
        const Vec3 middle = (point_[at(a)] + point_[at(b)]) * 0.5;
        Vec3 best = middle;
        Vec3 free{};
        if (sum.minimum(free) && distance(free, middle) < distance(point_[at(a)], point_[at(b)])) {
            best = free;
        }
        // A little of the squared length keeps triangles even on flat ground.
        const double length = distance(point_[at(a)], point_[at(b)]);
        queue_.push(
            {sum.at(best) + 1e-4 * length * length * length * length, a, b, stamp_[at(a)], stamp_[at(b)], best});
    }

    [[nodiscard]] std::set<std::int32_t> ring(std::int32_t v) const {
        std::set<std::int32_t> around;
        for (const std::int32_t f : facesOf_[at(v)]) {
            around.insert(face_[at(f)].begin(), face_[at(f)].end());
        }
        around.erase(v);
        return around;
    }

    [[nodiscard]] bool allowed(const Collapse& c) const {
        // Two shared neighbours only, else the surface would be pinched.
        const std::set<std::int32_t> ringA = ring(c.a);
        const std::set<std::int32_t> ringB = ring(c.b);
        int shared = 0;
        for (const std::int32_t v : ringA) {
            shared += ringB.count(v) != 0 ? 1 : 0;
        }
        if (shared != 2) {
            return false;
        }
        for (const std::int32_t v : {c.a, c.b}) {
            for (const std::int32_t f : facesOf_[at(v)]) {
                const auto& t = face_[at(f)];
                const bool hasBoth =
                    (t[0] == c.a || t[1] == c.a || t[2] == c.a) && (t[0] == c.b || t[1] == c.b || t[2] == c.b);
                if (hasBoth) {
                    continue;
                }
                std::array<Vec3, 3> p{};
                for (std::size_t i = 0; i < 3; ++i) {
                    p[i] = t[i] == v ? c.place : point_[at(t[i])];
                }
                const Vec3 after = cross(p[1] - p[0], p[2] - p[0]) * 0.5;
                const Vec3 before = faceNormal(t);
                if (dot(after, before) < 0.3 * norm(after) * norm(before)) {
                    return false;
                }
            }
        }
        return true;
    }

    void apply(const Collapse& c) {
        point_[at(c.a)] = c.place;
        quadric_[at(c.a)].add(quadric_[at(c.b)]);
        const std::set<std::int32_t> moved = facesOf_[at(c.b)];
        for (const std::int32_t f : moved) {
            auto& t = face_[at(f)];
            if (t[0] == c.a || t[1] == c.a || t[2] == c.a) {
                alive_[at(f)] = false;
                --left_;
                for (const std::int32_t v : t) {
                    facesOf_[at(v)].erase(f);
                }
            } else {
                std::replace(t.begin(), t.end(), c.b, c.a);
                facesOf_[at(c.a)].insert(f);
            }
        }
        facesOf_[at(c.b)].clear();
        ++stamp_[at(c.a)];
        ++stamp_[at(c.b)];
        for (const std::int32_t v : ring(c.a)) {
            offer(std::min(v, c.a), std::max(v, c.a));
        }
    }

    std::vector<Vec3> point_;
    std::vector<Quadric> quadric_;
    std::vector<std::set<std::int32_t>> facesOf_;
    std::vector<std::uint32_t> stamp_;
    std::vector<std::array<std::int32_t, 3>> face_;
    std::vector<bool> alive_;
    std::size_t left_ = 0;
    std::priority_queue<Collapse> queue_;
};

} // namespace

void decimate(sim::VisualMesh& mesh, std::size_t targetTriangles) {
    Decimator decimator(mesh);
    decimator.run(targetTriangles);
    decimator.write(mesh);
}

} // namespace fascia::anatomy
