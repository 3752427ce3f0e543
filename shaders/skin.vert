// The skin as a translucent surface, lit once per vertex.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 valueFade; // colour position 0..1, fade towards an open border 0..1, guarding 0..1, untinted share 0..1
uniform mat4 view;
uniform mat4 projection;
uniform float lift_m;
uniform vec3 albedo;
uniform float inside;    // 1 when the far side is drawn
uniform vec3 fogColour;
uniform vec2 fogRange;
uniform float fogStrength;
out vec4 vLit;       // encoded colour; a: cosine of the angle to the eye
out vec4 vMore;      // sheen, colour position, fade, guarding
out float vTinted;   // share of the field's colour

#ifdef CUT
out float vCut;
#endif

void main() {
    vec4 p = view * vec4(position, 1.0);
    vec3 v = normalize(-p.xyz);
    vec3 n = normalize(mat3(view) * normal) * (1.0 - 2.0 * inside);
    float facing = dot(n, v);
    vec3 lit = encode(litBody(albedo, n, v, 1.0, 0.0));
    float s = max(dot(n, normalize(kKeyDirection + v)), 0.0);
    float t = max(dot(n, normalize(vec3(0.55, 0.45, 0.70) + v)), 0.0);
    float sheen = (0.32 * pow(s, 9.0) + 0.50 * pow(s, 48.0) + 0.30 * pow(t, 20.0)) * (1.0 - inside);
    vLit = vec4(mix(lit, fogColour, fogAt(-p.z, fogRange, fogStrength)), facing);
    vMore = vec4(sheen, valueFade.xyz);
    vTinted = 1.0 - valueFade.w;
#ifdef CUT
    vCut = dot(cutPlane.xyz, position) + cutPlane.w;
#endif
    gl_Position = lifted(projection, p.xyz, lift_m);
}
