in vec3 vNormal;
in vec3 vEye;
in vec4 vTint;
out vec4 colour;

void main() {
    vec3 n = normalize(vNormal);
    vec3 v = normalize(-vEye);
    if (dot(n, v) < 0.0) { n = -n; }
    float edge = 1.0 - dot(n, v);
    // Clear parts thicken towards their rim like glass; solid ones stay solid.
    float a = mix(vTint.a, min(1.0, vTint.a * 2.2 + 0.12), edge * edge);
    a = vTint.a > 0.95 ? 1.0 : a;
    vec3 c = litBody(vTint.rgb, n, v, 1.0, 0.35 * (1.0 - 0.5 * vTint.a)) + vTint.rgb * 0.12;
    colour = vec4(encode(c) * a, a);
}
