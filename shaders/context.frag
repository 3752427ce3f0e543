in vec3 vNormal;
in vec3 vEye;
in vec2 vShown;
uniform vec3 albedo;
uniform vec3 rimColour;
uniform vec2 opacity; // seen face-on, at the rim
uniform float rimShare; // of the rim's own colour
uniform vec3 fogColour;
#ifdef CUT
in float vCut;
#endif
out vec4 colour;

void main() {
#ifdef CUT
    if (vCut < 0.0) { discard; }
#endif
    vec4 figure = figureColour(normalize(vNormal), normalize(-vEye), albedo, rimColour, rimShare, opacity);
    float a = figure.a * vShown.x;
    colour = vec4(mix(figure.rgb, fogColour, vShown.y) * a, a);
}
