// A quiet backdrop with a soft vignette; at the far plane.
in vec2 vUv;
uniform vec3 centreColour;
uniform vec3 edgeColour;
uniform float aspect;
out vec4 colour;

void main() {
    vec2 p = (vUv - vec2(0.5, 0.54)) * vec2(min(aspect, 1.6), 1.0);
    float r = clamp(dot(p, p) * 1.75, 0.0, 1.0);
    colour = vec4(mix(centreColour, edgeColour, r * (1.6 - 0.6 * r)), 1.0);
}
