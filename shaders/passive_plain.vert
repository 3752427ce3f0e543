// Bones and muscles while the camera moves: lit once per vertex, no fibre texture.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 3) in float openness;  // share of the sky seen
layout(location = 4) in float presence;  // 0: melted away beyond the web
layout(location = 5) in float tendon;    // of a muscle
uniform mat4 view;
uniform mat4 projection;
uniform vec3 albedo;
uniform vec3 tendonAlbedo;
uniform vec3 shadowTint;   // what recesses fall to
uniform float gloss;
uniform vec3 fogColour;
uniform vec2 fogRange;     // depth where the fog begins, and its inverse length [m, 1/m]
uniform float fogStrength;
uniform float share;       // 1 whole .. 0 gone
out vec4 vColour;
#ifdef CUT
out vec4 vInside;         // the colour of the cut
#endif

#ifdef CUT
out float vCut;
#endif

void main() {
    vec4 p = view * vec4(position, 1.0);
    vec3 v = normalize(-p.xyz);
    vec3 n = normalize(mat3(view) * normal);
    if (dot(n, v) < 0.0) { n = -n; }
    vec3 own = mix(albedo, tendonAlbedo, tendon);
    vec3 base = mix(shadowTint * own, own, smoothstep(0.15, 0.95, openness));
    vec3 c = encode(litBody(base, n, v, 0.25 + 0.75 * openness, gloss));
    float a = presence;
    a *= share * a * (3.0 - 2.0 * a);
    vColour = vec4(mix(c, fogColour, fogAt(-p.z, fogRange, fogStrength)) * a, a);
    gl_Position = projection * p;
#ifdef CUT
    vInside = vec4(mix(encode(0.62 * own), fogColour, fogAt(-p.z, fogRange, fogStrength)) * a, a);
    vCut = dot(cutPlane.xyz, position) + cutPlane.w;
#endif
}
