// Bones and muscles.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec3 axis;       // along the bundles of a muscle
layout(location = 3) in float openness;  // share of the sky seen
layout(location = 4) in float presence;  // 0: melted away by itself
uniform mat4 view;
uniform mat4 projection;
out vec3 vNormal;
out vec3 vEye;
out vec3 vObject;
out vec3 vAxis;
out vec3 vBody;
uniform vec3 solidLow;   // forms are whole inside this box and melt away towards the outer one [m]
uniform vec3 solidHigh;
uniform vec3 goneLow;
uniform vec3 goneHigh;
uniform vec3 meltLow;     // strength at both ends of each axis, 0..1
uniform vec3 meltHigh;
out float vOpenness;
out float vPresence;

#ifdef CUT
out float vCut;
#endif

void main() {
    vec4 p = view * vec4(position, 1.0);
    vNormal = mat3(view) * normal;
    vEye = p.xyz;
    vObject = position;
    vAxis = axis;
    vBody = normal;
    vOpenness = openness;
    vec3 below = (position - goneLow) / (solidLow - goneLow);
    vec3 above = (goneHigh - position) / (goneHigh - solidHigh);
    vec3 inside = min(mix(vec3(1.0), clamp(below, 0.0, 1.0), meltLow), mix(vec3(1.0), clamp(above, 0.0, 1.0), meltHigh));
    vPresence = inside.x * inside.y * inside.z * presence;
    gl_Position = projection * p;
#ifdef CUT
    vCut = dot(cutPlane.xyz, position) + cutPlane.w;
#endif
}
