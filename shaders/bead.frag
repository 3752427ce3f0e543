in vec4 vCorner;
in float vPixels;
uniform vec3 waterColour;
uniform vec3 rimColour;
out vec4 colour;

void main() {
    float r = length(vCorner.xy);
    float disc = clamp((1.0 - r) * vPixels + 0.5, 0.0, 1.0);
    float rim = disc * clamp((r - 1.0) * vPixels + 1.6, 0.0, 1.0);
    float level = 2.0 * vCorner.z - 1.0;
    float water = disc * clamp((level - vCorner.y) * vPixels + 0.5, 0.0, 1.0);
    float light = 0.75 + 0.25 * clamp(-vCorner.x * 0.6 + vCorner.y * 0.6 + 0.5, 0.0, 1.0);
    vec4 c = vec4(waterColour * light, 1.0) * (0.88 * water) + vec4(0.02, 0.03, 0.04, 0.30) * (disc - water);
    c = mix(c, vec4(rimColour, 1.0), 0.9 * rim);
    colour = c * vCorner.w;
}
