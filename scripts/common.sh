# shellcheck shell=bash
# Read by scripts/run and scripts/test: where things are, and how to configure and build.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

# As many compilers at once as there are processors and memory for (about 1.5 GB each).
build_jobs() {
    local processors memory_kb by_memory
    processors=$(nproc 2>/dev/null || echo 2)
    memory_kb=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null || true)
    by_memory=$((${memory_kb:-4000000} / 1500000))
    [ "$by_memory" -ge 1 ] || by_memory=1
    echo "${FASCIA_JOBS:-$((processors < by_memory ? processors : by_memory))}"
}

# configure <preset>: also after the checkout was moved, which a build folder does not survive.
configure() {
    local cache="$root/build/$1/CMakeCache.txt" fresh=()
    if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
        fresh=(--fresh)
    fi
    if [ ! -w "${HOME:-/nonexistent}" ] && [ -z "${CCACHE_DIR:-}" ]; then
        export CCACHE_DIR="$root/build/ccache"
    fi
    (cd "$root" && cmake --preset "$1" "${fresh[@]}")
}

# build <preset> <target>...
build() {
    local preset=$1
    shift
    (cd "$root" && cmake --build --preset "$preset" -j "$(build_jobs)" --target "$@")
}
