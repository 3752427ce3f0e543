in vec4 vRun;
in vec2 vPixel;
uniform vec3 nerveColour;  // without load
uniform vec3 loadedColour; // from the threshold on
uniform vec3 bandColour;   // of the rings that a nerve beyond its threshold wears
uniform vec4 casingColour;
uniform float loadTop;     // load at the end of the scale
uniform float opacity;
uniform float flow_s;      // phase of the rings; negative: they stand
out vec4 colour;

void main() {
    float d = abs(vRun.y);
    float load = loadTop * vRun.z;
    float over = smoothstep(0.92, 1.08, load);
    vec3 c = mix(nerveColour, loadedColour, smoothstep(0.35, 1.0, load));
    float core = clamp((1.0 - d) * vPixel.x + 0.5, 0.0, 1.0);
    float cased = clamp((1.55 - d) * vPixel.x + 0.5, 0.0, 1.0) * (1.0 - core) * casingColour.a;
    float height = sqrt(max(1.0 - d * d, 0.0));
    float phase = abs(fract(vRun.x / 0.014 - max(flow_s, 0.0) * 0.8) - 0.5);
    c = mix(c, bandColour, 0.85 * over * smoothstep(0.20, 0.14, phase));
    c = c * (0.62 + 0.40 * height) + vec3(0.22) * smoothstep(0.45, 0.0, abs(vRun.y + 0.35));
    float h = max(1.0 - d / 3.2, 0.0);
    float glow = 0.62 * over * h * h * (1.0 - core) * (1.0 - cased);
    float a = opacity * vRun.w * (1.0 - 0.7 * vPixel.y);
    colour = vec4(c * core + casingColour.rgb * cased + loadedColour * glow, core + cased + glow) * a;
}
