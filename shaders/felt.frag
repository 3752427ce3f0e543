in vec3 vRun;
uniform vec3 feltColour;
uniform float softest; // opacity in the middle
uniform float flow_s;  // rings run outwards; negative: they stand
out vec4 colour;

void main() {
    float r = vRun.x;
    if (r >= 1.0) { discard; }
    float soft = (1.0 - r * r) * (1.0 - r * r);
    float wave = abs(fract(4.0 * r - 0.4 * max(flow_s, 0.0)) - 0.5); // four rings: not told by hue alone
    float width = max(0.07, 1.5 * fwidth(4.0 * r));
    float ring = (1.0 - smoothstep(0.5 * width, width, wave)) * (1.0 - r) * smoothstep(0.06, 0.2, r);
    float a = vRun.y * vRun.z * (softest * soft + 0.62 * ring);
    colour = vec4(feltColour * a, a);
}
