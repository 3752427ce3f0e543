// The figure around a close-up.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 4) in float presence; // 0: not shown
uniform mat4 view;
uniform mat4 projection;
uniform vec4 region;    // centre of the close-up in view space, its radius [m]
uniform float stepBack; // share that is lost where it stands between the eye and the close-up
uniform vec3 fogColour;
uniform vec2 fogRange;
uniform float fogStrength;
out vec3 vNormal;
out vec3 vEye;
out vec2 vShown; // presence, fog

#ifdef CUT
out float vCut;
#endif

void main() {
    vec4 p = view * vec4(position, 1.0);
    vNormal = mat3(view) * normal;
    vEye = p.xyz;
    vShown = vec2(presence * figureLeft(p.xyz, region, stepBack), fogAt(-p.z, fogRange, fogStrength));
    gl_Position = withinDepth(projection * p);
#ifdef CUT
    vCut = dot(cutPlane.xyz, position) + cutPlane.w;
#endif
}
