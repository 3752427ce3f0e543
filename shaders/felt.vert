// The far region of a nerve, on the skin.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 run; // share of the radius, weight, strength
uniform mat4 view;
uniform mat4 projection;
uniform float lift_m;
out vec3 vRun;

void main() {
    vRun = run;
    gl_Position = lifted(projection, (view * vec4(position, 1.0)).xyz, lift_m);
}
