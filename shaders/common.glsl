// Shared by every shader. Colours are linear; the drawing surface is sRGB and blends in linear light.

const float kPi = 3.14159265;

// Lights are fixed to the camera, as in a medical plate: a warm key from the upper left, a cool fill, a rim from behind.
const vec3 kKeyDirection = vec3(-0.48, 0.62, 0.62);
const vec3 kKeyColour = vec3(1.00, 0.955, 0.89);
const vec3 kFillDirection = vec3(0.80, 0.05, 0.60);
const vec3 kFillColour = vec3(0.62, 0.74, 0.92);

// Soft light on a matt body. n: unit normal towards the viewer, v: unit direction to the eye, all in view space.
vec3 litBody(vec3 albedo, vec3 n, vec3 v, float openness, float gloss) {
    float key = max((dot(n, kKeyDirection) + 0.22) / 1.22, 0.0);
    float fill = max((dot(n, kFillDirection) + 0.4) / 1.4, 0.0);
    float rim = 1.0 - max(dot(n, v), 0.0);
    rim = rim * rim * rim;
    vec3 sky = mix(vec3(0.20, 0.19, 0.20), vec3(0.40, 0.43, 0.48), 0.5 + 0.5 * n.y);
    vec3 light = kKeyColour * (0.95 * key * key) + kFillColour * (0.26 * fill) + sky * 0.55;
    vec3 h = normalize(kKeyDirection + v);
    float s = max(dot(n, h), 0.0);
    s = s * s;
    s = s * s;
    s = s * s;
    s = s * s;
    return albedo * light * openness + openness * (gloss * s * kKeyColour + 0.10 * rim * kFillColour * (0.4 + 0.6 * n.y));
}
