// The skin where frames must be quick: all of skin.vert and skin.frag once per vertex; no hatch.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 valueFade; // colour position 0..1, fade towards an open border 0..1, guarding 0..1, untinted share 0..1
uniform mat4 view;
uniform mat4 projection;
uniform float lift_m;
uniform vec3 albedo;
uniform sampler2D colourMap;
uniform vec3 rimColour;
uniform float opacity;    // seen face-on
uniform float rimOpacity;
uniform float tint;       // strength of the field's colour
uniform float sheen;
uniform float share;      // left by the peel, 0..1
uniform vec3 fogColour;
uniform vec2 fogRange;
uniform float fogStrength;
out vec4 vColour;

#ifdef CUT
out float vCut;
#endif

void main() {
    vec4 p = view * vec4(position, 1.0);
    vec3 v = normalize(-p.xyz);
    vec3 n = normalize(mat3(view) * normal);
    float facing = clamp(dot(n, v), 0.0, 1.0);
    vec3 lit = encode(litBody(albedo, n, v, 1.0, 0.0));
    float s = max(dot(n, normalize(kKeyDirection + v)), 0.0);
    float t = max(dot(n, normalize(vec3(0.55, 0.45, 0.70) + v)), 0.0);
    float shine = 0.32 * pow(s, 9.0) + 0.50 * pow(s, 48.0) + 0.30 * pow(t, 20.0);
    lit = mix(lit, fogColour, fogAt(-p.z, fogRange, fogStrength));
    float edge = 1.0 - facing;
    float fresnel = edge * sqrt(edge) * (0.30 + 0.70 * edge);
    float soft = smoothstep(0.0, 0.24, facing);
    float a = mix(opacity, rimOpacity, fresnel);
    vec3 base = mix(lit, rimColour, 0.85 * fresnel);
    if (tint > 0.0) {
        float strong = tint * (1.0 - valueFade.w) * min(1.0, 2.5 * valueFade.x);
        base = mix(base, textureLod(colourMap, vec2(valueFade.x, 0.5), 0.0).rgb * (0.6 + 0.4 * facing), strong);
        a = max(a, 0.8 * strong);
    }
    float fade = soft * valueFade.y * share;
    a *= fade;
    vColour = vec4(base * a + rimColour * (sheen * shine * fade), a);
#ifdef CUT
    vCut = dot(cutPlane.xyz, position) + cutPlane.w;
#endif
    gl_Position = lifted(projection, p.xyz, lift_m);
}
