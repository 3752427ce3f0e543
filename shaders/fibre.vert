// A spring as a ribbon that faces the camera; four vertices, each knows both ends.
layout(location = 0) in vec3 here;
layout(location = 1) in vec3 there;
layout(location = 2) in vec2 amount;  // colour position 0..1, prominence 0..1
layout(location = 3) in vec4 corner;  // end (-1 first, +1 second), side (-1, +1), width factor x 64/127, opacity
uniform mat4 view;
uniform mat4 projection;
uniform vec2 halfWidth_m;    // at prominence 0 and 1
uniform float pixelsPerUnit; // pixels per (half width / depth)
uniform float halo;          // extra width for the glow, in half widths, at prominence 1
out vec2 vAcross;            // side coordinate and distance past the end, both in half widths
out float vAlong;            // of the end cap: 0 at the node, 1 at the cap's tip
out vec2 vAmount;
out float vPixels;           // half width in pixels
out float vOpacity;
out vec3 vSide;
out vec3 vFront;
out float vDepth;

void main() {
    vec3 a = (view * vec4(here, 1.0)).xyz;
    vec3 b = (view * vec4(there, 1.0)).xyz;
    vec3 along = b - a;
    float len = max(length(along), 1e-7);
    along /= len;
    vec3 toEye = normalize(-a);
    vec3 side = cross(along, toEye);
    float s = length(side);
    side = s > 1e-4 ? side / s : vec3(1.0, 0.0, 0.0);
    // Both ends must agree on the sides: the direction counts from the first to the second end.
    float direction = -corner.x;
    side *= direction;

    float w = mix(halfWidth_m.x, halfWidth_m.y, amount.y) * corner.z * (127.0 / 64.0);
    float pixels = w * pixelsPerUnit / max(-a.z, 1e-4);
    float opacity = corner.w;
    if (pixels < 0.55) { // thinner than a pixel: keep the width, fade instead
        opacity *= pixels / 0.55;
        w *= 0.55 / pixels;
        pixels = 0.55;
    }
    float reach = 1.0 + 0.75 / pixels + halo * amount.y * amount.y;
    vec3 p = a + side * (corner.y * w * reach) - along * (w * reach);
    vAcross = vec2(corner.y * reach, reach);
    vAlong = 0.0;
    // Distance past the own end; at the far end it is minus (length + reach), and linear between.
    vAcross.y = direction > 0.0 ? -reach : len / w + reach;
    vAlong = len / w;
    vAmount = amount;
    vPixels = pixels;
    vOpacity = opacity;
    vSide = side;
    vFront = toEye;
    vDepth = -a.z;
    gl_Position = projection * vec4(p, 1.0);
}
