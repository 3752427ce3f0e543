// A spring as a ribbon that faces the camera; four vertices, each knows both ends. Light and depth cue are worked out
// here, once per vertex, so that a pixel costs little.
layout(location = 0) in vec3 here;
layout(location = 1) in vec3 there;      // further along
layout(location = 2) in vec4 colour;     // sRGB from the colour map; a: prominence 0..1
layout(location = 3) in vec4 corner;     // end (-1 first, +1 second), side (-1, +1), width factor x 64/127, opacity
layout(location = 4) in vec4 more;       // x: how fast adhesions let go here, 0..1; y: 1 where another piece joins; z: 1 in a septum
uniform mat4 view;
uniform mat4 projection;
uniform vec2 halfWidth_m;    // at prominence 0 and 1
uniform float pixelsPerUnit; // pixels per (half width / depth)
uniform float halo;          // extra width for the glow at prominence 1, in half widths
uniform float glow;          // brightness of the halo
uniform float quiet;         // opacity at prominence 0
uniform float lift;          // how far quiet fibres are lightened
uniform float casing;        // width of the dark casing at prominence 1, in half widths
uniform float lift_m;        // how far towards the eye a fibre counts when forms hide it
uniform float flow_s;        // phase of the light that runs along tense fibres; negative: off
uniform vec4 tone;           // a colour in place of the field's; a: how much of it
uniform vec3 fogColour;
uniform vec2 fogRange;
uniform float fogStrength;
out vec4 vColour;  // lit, encoded; a: opacity
out vec4 vShape;   // side coordinate in half widths, half width in pixels, light from the side, glow
out vec4 vReach;   // where the halo ends, in half widths; sheen; casing in half widths; fog

void main() {
    vec3 a = (view * vec4(here, 1.0)).xyz;
    vec3 b = (view * vec4(there, 1.0)).xyz;
    vec3 along = normalize(b - a + vec3(1e-9));
    vec3 toEye = normalize(-a);
    vec3 side = cross(along, toEye);
    side *= -corner.x / max(length(side), 1e-4); // both ends agree on the sides

    float prominence = colour.a;
    float w = mix(halfWidth_m.x, halfWidth_m.y, prominence) * corner.z * (127.0 / 64.0);
    float pixels = w * pixelsPerUnit / max(-a.z, 1e-4);
    float opacity = corner.w;
    if (pixels < 0.6) { // thinner than a pixel: keep the width, fade instead
        opacity *= max(pixels / 0.6, 0.62); // the web of a whole body still shows
        w *= 0.6 / pixels;
        pixels = 0.6;
    }
    opacity *= mix(quiet, 1.0, min(1.0, 2.0 * prominence));
    float edge = casing * (0.15 + 0.85 * prominence);
    float release = sqrt(more.x); // the eye sees a half of a half
    float shine = max(prominence * prominence, release);
    float reach = 1.0 + 0.6 / pixels + max(edge, halo * shine);
    vec3 p = a + side * (corner.y * w * reach) - along * (0.35 * w * (1.0 - more.y));

    // A round fibre under the key light; the light is strongest across the fibre.
    float across = dot(kKeyDirection, side);
    float facing = max(dot(kKeyDirection, toEye), 0.0);
    float alongLight = dot(normalize(kKeyDirection + toEye), along);
    float sheen = 1.0 - alongLight * alongLight;
    sheen *= sheen;
    sheen *= sheen;
    if (flow_s >= 0.0) {
        // Glints move down towards the midline, as the fibres run; neighbours are out of step. The colour stays.
        float path = here.y + 0.6 * abs(here.x);
        float step = 2.2 * sin(55.0 * (here.y - 0.6 * abs(here.x)));
        float pulse = 0.5 + 0.5 * sin(48.0 * path + step + 2.4 * flow_s);
        pulse *= pulse;
        sheen += 2.4 * pulse * pulse * min(1.0, 1.6 * prominence);
    }
    vec3 lit = colour.rgb * (0.72 + 0.28 * facing) * mix(0.90, 1.12, prominence);
    lit = mix(lit, vec3(1.0), lift * (1.0 - prominence));
    lit = mix(lit, tone.rgb, tone.a);
    lit = mix(lit, vec3(1.0), 0.45 * release); // letting go: brighter, until nothing is left to let go
    float fog = fogAt(-a.z, fogRange, fogStrength);
    vColour = vec4(mix(lit, fogColour, fog), opacity);
    vShape = vec4(corner.y * reach, pixels, across, glow * shine * (1.0 + release) * (1.0 - fog));
    vReach = vec4(reach, sheen * (1.0 - fog), edge, fog);
    gl_Position = lifted(projection, p, lift_m * (1.0 - more.z)); // muscles hide a septum
}
