in vec4 vColour;
#ifdef CUT
in float vCut;
in vec4 vInside;
#endif
out vec4 colour;

void main() {
    colour = vColour;
#ifdef CUT
    if (vCut < 0.0) { discard; }
    if (!gl_FrontFacing) { colour = vInside; }
#endif
}
