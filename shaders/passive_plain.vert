// Bones and muscles while the camera moves: lit once per vertex, no fibre texture.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 3) in float openness;  // share of the sky seen
layout(location = 4) in float presence;  // 0: melted away by itself
uniform mat4 view;
uniform mat4 projection;
uniform vec3 albedo;
uniform vec3 shadowTint;   // what recesses fall to
uniform float gloss;
uniform vec3 fogColour;
uniform vec2 fogRange;     // depth where the fog begins, and its inverse length [m, 1/m]
uniform float fogStrength;
uniform vec3 solidLow;     // forms are whole inside this box and melt away towards the outer one [m]
uniform vec3 solidHigh;
uniform vec3 goneLow;
uniform vec3 goneHigh;
uniform vec3 meltLow;      // strength at both ends of each axis, 0..1
uniform vec3 meltHigh;
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
    vec3 base = mix(shadowTint * albedo, albedo, smoothstep(0.15, 0.95, openness));
    vec3 c = encode(litBody(base, n, v, 0.25 + 0.75 * openness, gloss));
    vec3 below = clamp((position - goneLow) / (solidLow - goneLow), 0.0, 1.0);
    vec3 above = clamp((goneHigh - position) / (goneHigh - solidHigh), 0.0, 1.0);
    vec3 inside = min(mix(vec3(1.0), below, meltLow), mix(vec3(1.0), above, meltHigh));
    float a = inside.x * inside.y * inside.z * presence;
    a *= share * a * (3.0 - 2.0 * a);
    vColour = vec4(mix(c, fogColour, fogAt(-p.z, fogRange, fogStrength)) * a, a);
    gl_Position = projection * p;
#ifdef CUT
    vInside = vec4(mix(encode(0.62 * albedo), fogColour, fogAt(-p.z, fogRange, fogStrength)) * a, a);
    vCut = dot(cutPlane.xyz, position) + cutPlane.w;
#endif
}
