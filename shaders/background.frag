// A quiet backdrop with a soft vignette, dithered against banding.
in vec2 vUv;
uniform vec3 centreColour;
uniform vec3 edgeColour;
uniform float aspect;
out vec4 colour;

void main() {
    vec2 p = (vUv - vec2(0.5, 0.54)) * vec2(min(aspect, 1.6), 1.0);
    float r = clamp(dot(p, p) * 1.75, 0.0, 1.0);
    float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    colour = vec4(mix(centreColour, edgeColour, r * (1.6 - 0.6 * r)) + (noise - 0.5) / 255.0, 1.0);
}
