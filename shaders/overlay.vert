// Text and flat shapes in pixels from the top left corner.
layout(location = 0) in vec2 position;
layout(location = 1) in vec2 uv;
layout(location = 2) in vec4 tint;
uniform vec2 size;
out vec2 vUv;
out vec4 vTint;

void main() {
    vUv = uv;
    vTint = tint;
    gl_Position = vec4(position.x / size.x * 2.0 - 1.0, 1.0 - position.y / size.y * 2.0, 0.0, 1.0);
}
