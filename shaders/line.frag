in vec4 vRun;
in vec2 vPixel;
uniform vec3 lineColour;
uniform float lineLight; // 1: adds light, 0: paints
uniform float flow_s;    // phase of the light that runs along; negative: steady
out vec4 colour;

void main() {
    float d = abs(vRun.y);
    float core = clamp((1.0 - d) * vPixel.x + 0.5, 0.0, 1.0);
    float h = max(1.0 - d / 3.0, 0.0);
    float glow = 0.38 * h * h * (1.0 - core);
    // Dashes that drift along the line: 28 mm apart, 25 mm a second. Without time they stand as arrows of the direction.
    float phase = fract(vRun.x / 0.028 - max(flow_s, 0.0) * (0.025 / 0.028));
    float dash = smoothstep(0.0, 0.75, phase) * (1.0 - smoothstep(0.88, 1.0, phase));
    float strength = (0.28 + 0.72 * dash) * mix(0.35, 1.0, vRun.z) * vRun.w * (1.0 - 0.7 * vPixel.y);
    float a = (core + glow) * strength;
    colour = vec4(lineColour * a, a * (1.0 - 0.55 * lineLight));
}
