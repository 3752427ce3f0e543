// The figure around a close-up while the camera moves: context.vert and .frag once per vertex, for passive_plain.frag.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 4) in float presence; // 0: not shown
uniform mat4 view;
uniform mat4 projection;
uniform vec4 region;    // centre of the close-up in view space, its radius [m]
uniform float stepBack; // share that is lost where it stands between the eye and the close-up
uniform vec3 albedo;
uniform vec3 rimColour;
uniform vec2 opacity;   // seen face-on, at the rim
uniform float rimShare; // of the rim's own colour
uniform vec3 fogColour;
uniform vec2 fogRange;
uniform float fogStrength;
out vec4 vColour;
#ifdef CUT
out float vCut;
out vec4 vInside;
#endif

void main() {
    vec4 p = view * vec4(position, 1.0);
    vec3 n = normalize(mat3(view) * normal);
    vec4 figure = figureColour(n, normalize(-p.xyz), albedo, rimColour, rimShare, opacity);
    float a = figure.a * presence * figureLeft(p.xyz, region, stepBack);
    vColour = vec4(mix(figure.rgb, fogColour, fogAt(-p.z, fogRange, fogStrength)) * a, a);
    gl_Position = withinDepth(projection * p);
#ifdef CUT
    vInside = vColour;
    vCut = dot(cutPlane.xyz, position) + cutPlane.w;
#endif
}
