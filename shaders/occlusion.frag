// Ambient occlusion and the soft shadow of the key light from the depths of bones and muscles, at half size.
// Output: openness, light.
in vec2 vUv;
uniform sampler2D depths;
uniform vec4 lens;      // half extents of the picture at depth 1; the two numbers of the projection that give depth
uniform float radius_m;
uniform float shadow_m;
uniform int taps;
out vec4 colour;

float depthAt(vec2 uv) { return lens.w / (2.0 * textureLod(depths, uv, 0.0).r - 1.0 + lens.z); } // metres before the eye
vec3 placeAt(vec2 uv, float depth) { return vec3((2.0 * uv - 1.0) * lens.xy * depth, -depth); }
vec2 uvOf(vec3 p) { return 0.5 + 0.5 * p.xy / (lens.xy * -p.z); }

void main() {
    colour = vec4(1.0);
    if (textureLod(depths, vUv, 0.0).r >= 1.0) { return; } // background
    vec2 texel = 1.0 / vec2(textureSize(depths, 0));
    float depth = depthAt(vUv);
    vec3 p = placeAt(vUv, depth);
    // The nearer neighbour on each axis: normals stay whole at outlines.
    vec2 dx = vec2(2.0 * texel.x, 0.0);
    vec2 dy = vec2(0.0, 2.0 * texel.y);
    float r = depthAt(vUv + dx);
    float l = depthAt(vUv - dx);
    float u = depthAt(vUv + dy);
    float d = depthAt(vUv - dy);
    vec3 ex = abs(r - depth) < abs(l - depth) ? placeAt(vUv + dx, r) - p : p - placeAt(vUv - dx, l);
    vec3 ey = abs(u - depth) < abs(d - depth) ? placeAt(vUv + dy, u) - p : p - placeAt(vUv - dy, d);
    vec3 n = normalize(cross(ex, ey));
    ivec2 at = ivec2(gl_FragCoord.xy) & 3;
    float turn = float((at.x * 5 + at.y * 3 + at.x * at.y * 7) & 15) / 16.0;

    float closed = 0.0;
    vec2 reach = 0.5 * radius_m / (lens.xy * depth);
    for (int i = 0; i < taps; ++i) {
        float share = (float(i) + 0.25 + 0.5 * turn) / float(taps);
        float angle = 6.2831853 * (turn + 2.4 * float(i));
        vec2 uv = vUv + reach * sqrt(share) * vec2(cos(angle), sin(angle));
        vec3 v = placeAt(uv, depthAt(uv)) - p;
        float vv = dot(v, v);
        float near = max(1.0 - vv / (radius_m * radius_m), 0.0);
        closed += max(dot(v, n) - 0.0012, 0.0) * inversesqrt(vv + 1e-6) * near;
    }
    float open = clamp(1.0 - 2.2 * closed / float(taps), 0.0, 1.0);

    float hidden = 0.0;
    vec3 from = p + n * 0.0015;
    int steps = taps;
    for (int i = 0; i < steps; ++i) {
        float t = (float(i) + 0.3 + turn) / float(steps);
        vec3 q = from + kKeyDirection * (shadow_m * t);
        float over = -q.z - depthAt(uvOf(q)); // how far behind what stands there
        if (over > 0.0015 && over < 0.05) { hidden = max(hidden, 1.0 - t); }
    }
    hidden *= smoothstep(0.0, 0.4, dot(n, kKeyDirection)); // what turns away from the light is dark already
    colour = vec4(open, 1.0 - hidden, 0.0, 1.0);
}
