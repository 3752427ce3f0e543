in vec3 vNormal;
in vec3 vEye;
in vec2 vShown;
uniform vec3 albedo;
uniform vec3 rimColour;
uniform vec2 opacity; // seen face-on, at the rim
uniform float rimShare; // of the rim's own colour
uniform vec3 fogColour;
#ifdef CUT
in float vCut;
#endif
out vec4 colour;

void main() {
#ifdef CUT
    if (vCut < 0.0) { discard; }
#endif
    vec3 n = normalize(vNormal);
    vec3 v = normalize(-vEye);
    float facing = min(abs(dot(n, v)), 1.0);
    if (dot(n, v) < 0.0) { n = -n; } // the far wall of a body that is cut open
    float edge = 1.0 - facing;
    float rim = edge * edge * (0.4 + 0.6 * edge);
    float soft = smoothstep(0.0, 0.22, facing); // the very edge melts away: no jagged outline
    vec3 lit = mix(encode(litBody(albedo, n, v, 1.0, 0.0)), rimColour, rimShare * rim);
    float a = mix(opacity.x, opacity.y, rim) * soft * vShown.x;
    colour = vec4(mix(lit, fogColour, vShown.y) * a, a);
}
