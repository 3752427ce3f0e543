in vec2 vUv;
in vec4 vTint;
uniform sampler2D glyphs;
out vec4 colour;

void main() {
    float cover = vUv.x < 0.0 ? 1.0 : texture(glyphs, vUv).r;
    colour = vec4(vTint.rgb, 1.0) * (vTint.a * cover);
}
