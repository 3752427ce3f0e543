// A hand's pad, its ring and its arrow.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 tint;  // encoded colour, opacity
uniform mat4 view;
uniform mat4 projection;
uniform float lift_m;
out vec3 vNormal;
out vec3 vEye;
out vec4 vTint;

void main() {
    vec4 p = view * vec4(position, 1.0);
    vNormal = mat3(view) * normal;
    vEye = p.xyz;
    vTint = vec4(decode(tint.rgb), tint.a);
    gl_Position = lifted(projection, p.xyz, lift_m);
}
