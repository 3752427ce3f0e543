// The linear picture to the target: averages the supersamples, encodes, and dithers away banding.
in vec2 vUv;
uniform sampler2D picture;
out vec4 colour;

void main() {
    vec3 c = texture(picture, vUv).rgb;
    vec3 encoded = mix(1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, 12.92 * c, vec3(lessThan(c, vec3(0.0031308))));
    float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    colour = vec4(encoded + (noise - 0.5) / 255.0, 1.0);
}
