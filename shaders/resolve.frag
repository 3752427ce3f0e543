// The picture to the target; the filter averages supersamples.
in vec2 vUv;
uniform sampler2D picture;
out vec4 colour;

void main() { colour = texture(picture, vUv); }
