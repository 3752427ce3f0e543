// Bones and muscles.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec3 axis;       // along the bundles of a muscle
layout(location = 3) in float openness;  // share of the sky seen
layout(location = 4) in float presence;  // 0: melted away beyond the web
layout(location = 5) in float tendon;    // of a muscle
uniform mat4 view;
uniform mat4 projection;
out vec3 vNormal;
out vec3 vEye;
out vec3 vObject;
out vec3 vAxis;
out vec3 vBody;
out float vOpenness;
out float vPresence;
out float vTendon;

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
    vPresence = presence;
    vTendon = tendon;
    gl_Position = projection * p;
#ifdef CUT
    vCut = dot(cutPlane.xyz, position) + cutPlane.w;
#endif
}
