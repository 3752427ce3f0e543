// A line of tension as a ribbon that faces the camera.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 along;
layout(location = 2) in vec4 run; // length from the start [m], side (-1, +1), pull 0..1, opacity
uniform mat4 view;
uniform mat4 projection;
uniform vec2 halfWidth_m;    // at pull 0 and 1
uniform float pixelsPerUnit; // pixels per (half width / depth)
uniform float lift_m;
uniform vec3 fogColour;
uniform vec2 fogRange;
uniform float fogStrength;
out vec4 vRun;   // length [m], side in half widths, pull, opacity
out vec2 vPixel; // half width in pixels, fog

void main() {
    vec3 p = (view * vec4(position, 1.0)).xyz;
    vec3 t = mat3(view) * along;
    vec3 side = cross(t, normalize(-p));
    side /= max(length(side), 1e-6);
    float w = mix(halfWidth_m.x, halfWidth_m.y, run.z);
    float pixels = w * pixelsPerUnit / max(-p.z, 1e-4);
    float opacity = run.w;
    if (pixels < 0.9) { // thinner than a pixel and a half: keep the width, fade instead
        opacity *= max(pixels / 0.9, 0.35);
        w *= 0.9 / pixels;
        pixels = 0.9;
    }
    float reach = 3.0 + 0.6 / pixels; // the glow around it
    vRun = vec4(run.x, run.y * reach, run.z, opacity);
    vPixel = vec2(pixels, fogAt(-p.z, fogRange, fogStrength));
    gl_Position = lifted(projection, p + side * (run.y * w * reach), lift_m);
}
