in vec4 vLit;
in vec4 vMore;
in float vTinted;
uniform sampler2D colourMap;
uniform vec3 rimColour;
uniform float opacity;     // seen face-on
uniform float rimOpacity;
uniform float tint;        // strength of the field's colour
uniform float inside;      // 1: the far wall
uniform float insideShare; // its opacity, as a share
uniform float sheen;
uniform float share;       // left by the peel, 0..1
uniform float hatchPeriod; // px; 0: none
#ifdef CUT
in float vCut;
#endif
out vec4 colour;

void main() {
#ifdef CUT
    if (vCut < 0.0) { discard; }
#endif
    float facing = clamp(vLit.a, 0.0, 1.0);
    float edge = 1.0 - facing;
    float fresnel = edge * sqrt(edge) * (0.30 + 0.70 * edge); // a soft, wide rim
    float soft = smoothstep(0.0, 0.24, facing); // the very edge melts away: no jagged outline
    float a = mix(opacity, rimOpacity, fresnel);
    vec3 base = mix(vLit.rgb, rimColour, 0.85 * fresnel);
    if (tint > 0.0) {
        float strong = tint * vTinted * min(1.0, 2.5 * vMore.y); // where the field is quiet the skin stays skin
        base = mix(base, texture(colourMap, vec2(vMore.y, 0.5)).rgb * (0.6 + 0.4 * facing), strong);
        a = max(a, 0.8 * strong);
    }
    float fade = soft * vMore.z * share * mix(1.0, insideShare, inside);
    a *= fade;
    colour = vec4(base * a + rimColour * (sheen * vMore.x * fade), a);
    if (hatchPeriod > 0.0 && vMore.w > 0.02) {
        colour = hatched(colour, gl_FragCoord.xy, vMore.w, hatchPeriod, fade);
    }
}
