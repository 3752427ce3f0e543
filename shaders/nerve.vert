// A nerve as a ribbon that faces the camera and is lit as a tube.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 along;
layout(location = 2) in vec4 run; // length from the start [m], side (-1, +1), load as a share of the scale, opacity
layout(location = 3) in float wider;
uniform mat4 view;
uniform mat4 projection;
uniform vec2 halfWidth_m;    // at both ends of the scale
uniform vec2 halfWidth_px;   // at least
uniform float pixelsPerUnit; // pixels per (half width / depth)
uniform float lift_m;
uniform vec3 fogColour;
uniform vec2 fogRange;
uniform float fogStrength;
out vec4 vRun;   // length [m], side in half widths, load as a share, opacity
out vec2 vPixel; // half width in pixels, fog

void main() {
    vec3 p = (view * vec4(position, 1.0)).xyz;
    vec3 side = cross(mat3(view) * along, normalize(-p));
    side /= max(length(side), 1e-6);
    float toPixels = pixelsPerUnit / max(-p.z, 1e-4);
    float pixels = wider * max(mix(halfWidth_m.x, halfWidth_m.y, run.z) * toPixels, mix(halfWidth_px.x, halfWidth_px.y, run.z));
    float reach = 3.2 + 0.6 / pixels; // the glow around it
    vRun = vec4(run.x, run.y * reach, run.z, run.w);
    vPixel = vec2(pixels, fogAt(-p.z, fogRange, fogStrength));
    gl_Position = lifted(projection, p + side * (run.y * reach * pixels / toPixels), lift_m);
}
