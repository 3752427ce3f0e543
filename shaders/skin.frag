in vec4 vLit;
in vec3 vMore;
uniform sampler2D colourMap;
uniform vec3 rimColour;
uniform float opacity;     // seen face-on
uniform float rimOpacity;
uniform float tint;        // strength of the field's colour
uniform float inside;
uniform float sheen;
out vec4 colour;

void main() {
    float facing = clamp(vLit.a, 0.0, 1.0);
    float edge = 1.0 - facing;
    float fresnel = edge * edge * (0.40 + 0.60 * edge);
    float soft = min(facing * 7.0, 1.0); // the very edge melts away: no jagged outline
    float a = mix(opacity, rimOpacity, fresnel);
    vec3 base = mix(vLit.rgb, rimColour, 0.55 * fresnel);
    if (tint > 0.0) {
        float strong = tint * min(1.0, 2.5 * vMore.y); // where the field is quiet the skin stays skin
        base = mix(base, texture(colourMap, vec2(vMore.y, 0.5)).rgb * (0.6 + 0.4 * facing), strong);
        a = max(a, 0.8 * strong);
    }
    float fade = soft * vMore.z * (1.0 - 0.55 * inside);
    a *= fade;
    colour = vec4(base * a + rimColour * (sheen * vMore.x * fade), a);
}
