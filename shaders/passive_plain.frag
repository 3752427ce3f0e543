in vec4 vColour;
out vec4 colour;

void main() {
    if (vColour.a < 0.01) { discard; } // what is gone must not hide what is behind it
    colour = vColour;
}
