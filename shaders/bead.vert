// A bead that faces the camera.
layout(location = 0) in vec3 centre;
layout(location = 1) in vec4 corner; // x, y, fullness, opacity
uniform mat4 view;
uniform mat4 projection;
uniform float radius_m;
uniform float pixelsPerUnit;
uniform float lift_m;
out vec4 vCorner;
out float vPixels; // radius

void main() {
    vec3 p = (view * vec4(centre, 1.0)).xyz;
    float pixels = radius_m * pixelsPerUnit / max(-p.z, 1e-4);
    float shown = max(pixels, 4.0); // legible from afar
    p.xy += corner.xy * (radius_m * shown / pixels * (1.0 + 1.0 / shown));
    vCorner = vec4(corner.xy * (1.0 + 1.0 / shown), corner.zw);
    vPixels = shown;
    gl_Position = lifted(projection, p, lift_m);
}
