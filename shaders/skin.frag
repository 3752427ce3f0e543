in vec3 vNormal;
in vec3 vEye;
in vec2 vValueFade;
uniform sampler2D colourMap;
uniform vec3 albedo;
uniform vec3 rimColour;
uniform float opacity;   // seen face-on
uniform float rimOpacity;
uniform float tint;      // strength of the field's colour
uniform float inside;    // 1 when the far side is drawn
uniform vec3 fogColour;
uniform vec2 fogRange;
uniform float fogStrength;
out vec4 colour;

void main() {
    vec3 n = normalize(vNormal);
    vec3 v = normalize(-vEye);
    float facing = abs(dot(n, v));
    if (dot(n, v) < 0.0) { n = -n; }
    float edge = 1.0 - facing;
    float fresnel = edge * edge * (0.25 + 0.75 * edge);
    float soft = smoothstep(0.0, 0.16, facing); // the very edge melts away: no jagged outline
    vec3 base = albedo;
    float a = mix(opacity, rimOpacity, fresnel);
    if (tint > 0.0) {
        base = mix(base, texture(colourMap, vec2(vValueFade.x, 0.5)).rgb, tint);
        a = max(a, 0.45 * tint);
    }
    vec3 lit = litBody(base, n, v, 1.0, 0.0);
    lit = mix(lit, rimColour, 0.55 * fresnel);
    vec3 h = normalize(kKeyDirection + v);
    float s = max(dot(n, h), 0.0);
    float sheen = 0.055 * pow(s, 14.0) + 0.05 * pow(s, 60.0);
    a *= soft * vValueFade.y * mix(1.0, 0.45, inside);
    float fog = fogStrength * clamp((-vEye.z - fogRange.x) * fogRange.y, 0.0, 1.0);
    lit = mix(lit, fogColour, fog);
    colour = vec4(lit * a + sheen * (1.0 - inside) * soft * vValueFade.y, a);
}
