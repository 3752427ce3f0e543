in vec4 vColour;
in vec4 vShape;
in vec4 vReach;
uniform float glowCover;   // how far the halo hides what is behind: 0 light added, 1 paint
uniform vec3 sheenColour;
uniform vec4 casingColour; // sets a fibre off from what it crosses; a: strength
out vec4 colour;

void main() {
    float u = vShape.x;
    float d = abs(u);
    float core = clamp((1.0 - d) * vShape.y + 0.5, 0.0, 1.0);
    float cased = clamp((1.0 + vReach.z - d) * vShape.y + 0.5, 0.0, 1.0) * casingColour.a * (1.0 - core) * (1.0 - 0.5 * vReach.w);
    float round2 = max(1.0 - u * u, 0.0);
    vec3 c = vColour.rgb * (0.66 + 0.40 * round2 + 0.24 * vShape.z * clamp(u, -1.0, 1.0)) + sheenColour * (vReach.y * round2 * round2);
    float h = max(1.0 - d / vReach.x, 0.0);
    float around = vShape.w * h * h * (1.0 - core);
    colour = vec4(c * core + casingColour.rgb * cased + vColour.rgb * around, core + cased + glowCover * around) * vColour.a;
}
