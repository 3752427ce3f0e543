// A picture of twice the size to one of plain size, with its depth (the farthest of four).
in vec2 vUv;
uniform sampler2D picture;
uniform sampler2D depths;
out vec4 colour;

void main() {
    ivec2 p = 2 * ivec2(gl_FragCoord.xy);
    colour = texture(picture, vUv);
    gl_FragDepth = max(max(texelFetch(depths, p, 0).r, texelFetch(depths, p + ivec2(1, 0), 0).r),
                       max(texelFetch(depths, p + ivec2(0, 1), 0).r, texelFetch(depths, p + ivec2(1, 1), 0).r));
}
