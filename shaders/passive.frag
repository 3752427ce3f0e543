in vec3 vNormal;
in vec3 vEye;
in vec3 vObject;
in vec3 vAxis;
in vec3 vBody;           // normal in the body's frame
in float vOpenness;
in float vPresence;    // 1 whole .. 0 gone
in float vTendon;
uniform vec3 albedo;
uniform vec3 tendonAlbedo;
uniform vec3 shadowTint;   // what recesses fall to
uniform float gloss;
uniform float striation;   // strength of the fibre texture, 0 for bone
uniform vec3 fogColour;
uniform vec2 fogRange;     // depth where the fog begins, and its inverse length [m, 1/m]
uniform float fogStrength;
uniform float share;       // 1 whole .. 0 gone
uniform vec2 presenceRange; // what is drawn now
#ifdef CUT
in float vCut;
#endif
out vec4 colour;

float hash(vec3 p) {
    p = fract(p * vec3(0.1031, 0.1030, 0.0973));
    p += dot(p, p.yxz + 33.33);
    return fract((p.x + p.y) * p.z);
}

float noise(vec3 p) {
    vec3 i = floor(p);
    vec3 f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    return mix(mix(mix(hash(i), hash(i + vec3(1, 0, 0)), f.x), mix(hash(i + vec3(0, 1, 0)), hash(i + vec3(1, 1, 0)), f.x), f.y),
               mix(mix(hash(i + vec3(0, 0, 1)), hash(i + vec3(1, 0, 1)), f.x),
                   mix(hash(i + vec3(0, 1, 1)), hash(i + vec3(1, 1, 1)), f.x), f.y), f.z);
}

void main() {
#ifdef CUT
    if (vCut < 0.0) { discard; }
#endif
    if (vPresence < presenceRange.x || vPresence >= presenceRange.y) { discard; }
    vec3 n = normalize(vNormal);
    vec3 v = normalize(-vEye);
    if (dot(n, v) < 0.0) { n = -n; }
    float openness = vOpenness;
    vec3 base = mix(albedo, tendonAlbedo, vTendon);
    if (striation > 0.0) {
        float strength = striation * (1.0 - 0.5 * vTendon);
        // Bundles: noise evened out along them. Not where a strand ends: there one looks at its bundles end on.
        vec3 axis = normalize(vAxis);
        vec3 p = vObject * 430.0;
        float bundle = 0.0;
        for (int k = -2; k <= 2; ++k) { bundle += noise(p + axis * (1.3 * float(k))); }
        float side = 1.0 - dot(axis, vBody) * dot(axis, vBody);
        bundle = 0.5 + (0.42 * bundle - 1.05) * side;
        base *= 1.0 + strength * (bundle - 0.5);
        openness *= 1.0 + 0.5 * strength * (bundle - 0.5);
    }
    base = mix(shadowTint * base, base, smoothstep(0.15, 0.95, openness));
    vec3 c = litBody(base, n, v, 0.25 + 0.75 * openness, gloss);
    vec3 shown = mix(encode(c), fogColour, fogAt(-vEye.z, fogRange, fogStrength));
#ifdef CUT
    if (!gl_FrontFacing) { // a wall seen from inside stands for the cut: flat, a little darker
        shown = mix(encode(0.62 * base), fogColour, fogAt(-vEye.z, fogRange, fogStrength));
    }
#endif
    float a = share * vPresence * vPresence * (3.0 - 2.0 * vPresence);
    colour = vec4(shown * a, a);
}
