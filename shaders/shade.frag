// Multiplies occlusion and shadow onto the picture, evened out over the 4 x 4 pattern of the samples.
in vec2 vUv;
uniform sampler2D occlusion;
uniform vec2 texel;
uniform vec3 shadowColour; // what full shadow leaves
out vec4 colour;

void main() {
    vec2 a = textureLod(occlusion, vUv + texel * vec2(-0.5, -0.5), 0.0).rg;
    vec2 b = textureLod(occlusion, vUv + texel * vec2(1.5, -0.5), 0.0).rg;
    vec2 c = textureLod(occlusion, vUv + texel * vec2(-0.5, 1.5), 0.0).rg;
    vec2 d = textureLod(occlusion, vUv + texel * vec2(1.5, 1.5), 0.0).rg;
    vec2 mean = 0.25 * (a + b + c + d);
    vec3 light = mix(shadowColour, vec3(1.0), mean.x * (0.45 + 0.55 * mean.y));
    colour = vec4(light, 1.0);
}
