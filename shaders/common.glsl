// Shared by every shader. Lighting is worked out in linear light; colours are stored and blended as encode()d values
// (gamma 2, close to sRGB and cheap), so that the colours of the colour maps reach the screen as they are.

// Lights are fixed to the camera, as in a medical plate: a warm key from the upper left, a cool fill, a rim from behind.
const vec3 kKeyDirection = vec3(-0.480, 0.620, 0.620);
const vec3 kKeyColour = vec3(1.00, 0.955, 0.89);
const vec3 kFillDirection = vec3(0.80, 0.05, 0.60);
const vec3 kFillColour = vec3(0.62, 0.74, 0.92);

#ifdef CUT
uniform vec4 cutPlane; // shown where dot(xyz, position) + w >= 0
#endif

vec3 encode(vec3 linear) { return sqrt(max(linear, 0.0)); }
vec3 decode(vec3 stored) { return stored * stored; }

// Soft light on a matt body. n: unit normal towards the viewer, v: unit direction to the eye, all in view space.
vec3 litBody(vec3 albedo, vec3 n, vec3 v, float openness, float gloss) {
    float key = max((dot(n, kKeyDirection) + 0.22) / 1.22, 0.0);
    float fill = max((dot(n, kFillDirection) + 0.4) / 1.4, 0.0);
    float rim = 1.0 - max(dot(n, v), 0.0);
    rim = rim * rim * rim;
    vec3 sky = mix(vec3(0.20, 0.19, 0.20), vec3(0.40, 0.43, 0.48), 0.5 + 0.5 * n.y);
    vec3 light = kKeyColour * (1.06 * key * key) + kFillColour * (0.26 * fill) + sky * 0.50;
    vec3 h = normalize(kKeyDirection + v);
    float s = max(dot(n, h), 0.0);
    s = s * s;
    s = s * s;
    s = s * s;
    s = s * s;
    return albedo * light * openness + openness * (gloss * s * kKeyColour + 0.20 * rim * kFillColour * (0.4 + 0.6 * n.y));
}

uniform vec3 guardBar;
uniform vec3 guardEdge;

// Diagonal amber bars with a dark edge, where a region guards: not told by hue alone. guard: 0..1; period: px.
vec4 hatched(vec4 colour, vec2 pixel, float guard, float period, float opacity) {
    float across = abs(fract((pixel.x + pixel.y) / period) - 0.5) * period * 0.7071; // px from the middle of a bar
    float half_px = period * mix(0.05, 0.12, guard);
    float seen = opacity * smoothstep(0.02, 0.25, guard);
    float edge = clamp(half_px + 0.06 * period - across + 0.5, 0.0, 1.0) * seen;
    float bar = clamp(half_px - across + 0.5, 0.0, 1.0) * seen;
    colour = mix(colour, vec4(guardEdge, 1.0), 0.75 * edge);
    return mix(colour, vec4(guardBar, 1.0), 0.95 * bar);
}

// Clip position of a point p in view space that counts as lift_m nearer to the eye when forms hide it: bones and muscles
// do not move, so pressed tissue would sink into them.
vec4 lifted(mat4 projection, vec3 p, float lift_m) {
    vec4 plain = projection * vec4(p, 1.0);
    vec4 nearer = projection * vec4(p * (1.0 - lift_m / max(length(p), 1e-4)), 1.0);
    return vec4(plain.xy, nearer.z / nearer.w * plain.w, plain.w);
}

// Share of the fog at a depth. range: where it begins [m], inverse length [1/m].
float fogAt(float depth, vec2 range, float strength) { return strength * clamp((depth - range.x) * range.y, 0.0, 1.0); }

// How far a point in view space stands between the eye and a close-up, 0..1. region: its centre, its radius.
float standsBefore(vec3 p, vec4 region) {
    float away = max(length(p), 1e-4);
    vec3 ray = p / away;
    float along = dot(region.xyz, ray);
    float within = 1.0 - smoothstep(0.6 * region.w, 1.1 * region.w, length(region.xyz - ray * along));
    return within * smoothstep(0.0, 0.5 * region.w, along - away);
}

// What is left of the figure around a close-up at a point in view space: less where it stands before the close-up, by
// stepBack, and nothing near the eye, where its facets would be large.
float figureLeft(vec3 p, vec4 region, float stepBack) {
    float share = length(p) / max(length(region.xyz), 1e-4);
    return (1.0 - stepBack * standsBefore(p, region)) * smoothstep(0.6, 0.85, share);
}

// Colour and opacity of the figure around a close-up. n: its normal; v: to the eye; opacity: seen face-on, at the rim;
// rimShare: of the rim's own colour.
vec4 figureColour(vec3 n, vec3 v, vec3 albedo, vec3 rimColour, float rimShare, vec2 opacity) {
    float facing = min(abs(dot(n, v)), 1.0);
    if (dot(n, v) < 0.0) { n = -n; } // the far wall of a body that is cut open
    float edge = 1.0 - facing;
    float rim = edge * edge * (0.4 + 0.6 * edge);
    float soft = smoothstep(0.0, 0.22, facing); // the very edge melts away: no jagged outline
    vec3 lit = mix(encode(litBody(albedo, n, v, 1.0, 0.0)), rimColour, rimShare * rim);
    return vec4(lit, mix(opacity.x, opacity.y, rim) * soft);
}

// What lies beyond the planes of depth stays in the picture.
vec4 withinDepth(vec4 clip) { return vec4(clip.xy, clamp(clip.z, -0.999 * clip.w, 0.999 * clip.w), clip.w); }
