in vec2 vAcross;
in float vAlong;
in vec2 vAmount;
in float vPixels;
in float vOpacity;
in vec3 vSide;
in vec3 vFront;
in float vDepth;
uniform sampler2D colourMap;
uniform vec3 fogColour;
uniform vec2 fogRange;
uniform float fogStrength;
uniform float glow;       // brightness of the halo
uniform float glowCover;  // how far the halo hides what is behind: 0 light added, 1 paint
out vec4 colour;

void main() {
    float past = max(max(-vAcross.y, vAcross.y - vAlong), 0.0);
    float d = length(vec2(vAcross.x, past));
    float core = clamp((1.0 - d) * vPixels + 0.5, 0.0, 1.0);
    vec3 base = texture(colourMap, vec2(vAmount.x, 0.5)).rgb;
    // A round fibre: its normal turns from side to side.
    float u = clamp(vAcross.x, -1.0, 1.0);
    vec3 n = normalize(vSide * u + vFront * sqrt(1.0 - 0.95 * u * u));
    float key = max((dot(n, kKeyDirection) + 0.35) / 1.35, 0.0);
    float sheen = pow(max(dot(n, normalize(kKeyDirection + vFront)), 0.0), 24.0);
    vec3 c = base * (0.50 + 0.62 * key) * mix(0.78, 1.16, vAmount.y) + base * 0.22 * vAmount.y + vec3(0.16 * sheen);
    float fog = fogStrength * clamp((vDepth - fogRange.x) * fogRange.y, 0.0, 1.0);
    c = mix(c, fogColour, fog);
    float h = max(d - 0.6, 0.0);
    float around = glow * vAmount.y * vAmount.y * exp(-1.1 * h * h) * (1.0 - core) * (1.0 - fog);
    float cover = core * vOpacity;
    around *= vOpacity;
    colour = vec4(c * cover + base * around, cover + glowCover * around);
}
