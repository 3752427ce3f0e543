// The deep fascia as a thin membrane that carries the field; its triangles are small, so all is worked out per vertex.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 valueFade; // colour position 0..1, fade towards an open border 0..1, guarding 0..1, septum 0..1
uniform mat4 view;
uniform mat4 projection;
uniform sampler2D colourMap;
uniform vec2 cover;          // opacity where the field is quiet and where it is strong
uniform float diverging;     // 1: quiet in the middle of the scale
uniform vec3 plainColour;
uniform float plain;         // 1: no field
uniform float share;         // left by the peel, 0..1
uniform float lift_m;        // how far towards the eye it counts when forms hide it
uniform vec3 fogColour;
uniform vec2 fogRange;
uniform float fogStrength;
out vec4 vColour;
out float vGuard;

#ifdef CUT
out float vCut;
#endif

void main() {
    vec4 p = view * vec4(position, 1.0);
    vec3 v = normalize(-p.xyz);
    vec3 n = normalize(mat3(view) * normal);
    if (dot(n, v) < 0.0) { n = -n; }
    float x = valueFade.x;
    float prominence = mix(x, abs(2.0 * x - 1.0), diverging);
    prominence *= mix(prominence, 2.0 - prominence, diverging);
    vec3 c = mix(textureLod(colourMap, vec2(x, 0.5), 0.0).rgb, plainColour, plain);
    float key = max((dot(n, kKeyDirection) + 0.3) / 1.3, 0.0);
    float fill = max((dot(n, kFillDirection) + 0.4) / 1.4, 0.0);
    float fog = fogAt(-p.z, fogRange, fogStrength);
    c = mix(c * (0.58 + 0.40 * key + 0.12 * fill), fogColour, fog);
    float edge = 1.0 - dot(n, v);
    float a = mix(mix(cover.x, cover.y, prominence), 0.85, 0.6 * edge * edge * edge) * valueFade.y * share;
    float s = max(dot(n, normalize(kKeyDirection + v)), 0.0);
    vColour = vec4(c * a + vec3(0.06 * pow(s, 14.0) * valueFade.y * share * (1.0 - fog)), a);
    vGuard = valueFade.z * valueFade.y * share;
#ifdef CUT
    vCut = dot(cutPlane.xyz, position) + cutPlane.w;
#endif
    gl_Position = lifted(projection, p.xyz, lift_m * (1.0 - valueFade.w)); // muscles hide a septum
}
