in vec4 vColour;
in float vGuard;
uniform float hatchPeriod; // px; 0: none
#ifdef CUT
in float vCut;
#endif
out vec4 colour;

void main() {
#ifdef CUT
    if (vCut < 0.0) { discard; }
#endif
    colour = vColour;
    if (hatchPeriod > 0.0 && vGuard > 0.02) {
        colour = hatched(colour, gl_FragCoord.xy, vGuard, hatchPeriod, 1.0);
    }
}
