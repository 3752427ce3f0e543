// The skin as a translucent surface.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec2 valueFade; // colour position 0..1, fade towards an open border 0..1
uniform mat4 view;
uniform mat4 projection;
out vec3 vNormal;
out vec3 vEye;
out vec2 vValueFade;

void main() {
    vec4 p = view * vec4(position, 1.0);
    vNormal = mat3(view) * normal;
    vEye = p.xyz;
    vValueFade = valueFade;
    gl_Position = projection * p;
}
