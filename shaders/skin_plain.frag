in vec4 vColour;
#ifdef CUT
in float vCut;
#endif
out vec4 colour;

void main() {
#ifdef CUT
    if (vCut < 0.0) { discard; }
#endif
    colour = vColour;
}
