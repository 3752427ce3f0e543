// The figure around a close-up, drawn at half the size, over bones and muscles that it stands before.
in vec2 vUv;
uniform sampler2D picture;
uniform sampler2D depths;
out vec4 colour;

void main() {
    colour = texture(picture, vUv);
    if (colour.a < 0.002) { discard; }
    gl_FragDepth = texture(depths, vUv).r;
}
