# Language level, floating point rules, warnings and sanitizers.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set_property(GLOBAL PROPERTY USE_FOLDERS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

# Asserts stay on in every build type but Release.
foreach(flags CMAKE_CXX_FLAGS_RELWITHDEBINFO CMAKE_C_FLAGS_RELWITHDEBINFO)
    string(REPLACE "-DNDEBUG" "" ${flags} "${${flags}}")
endforeach()

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(FASCIA_CCACHE ccache)
    if(FASCIA_CCACHE)
        set(CMAKE_C_COMPILER_LAUNCHER "${FASCIA_CCACHE}")
        set(CMAKE_CXX_COMPILER_LAUNCHER "${FASCIA_CCACHE}")
    endif()
endif()

# Same input, same bits: no contraction into fused multiply-add, no reassociation. -fno-math-errno only says that errno
# is not read after sqrt(); it changes no result and lets sqrt be vectorised.
add_compile_options(-ffp-contract=off -fno-math-errno "-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=")
if(FASCIA_MARCH)
    add_compile_options("-march=${FASCIA_MARCH}")
endif()
if(CMAKE_CXX_FLAGS MATCHES "-ffast-math|-Ofast|-funsafe-math")
    message(FATAL_ERROR "fast-math breaks replay (the same input must give the same hash). Remove it from CMAKE_CXX_FLAGS.")
endif()

if(FASCIA_SANITIZE)
    add_compile_options("-fsanitize=${FASCIA_SANITIZE}" -fno-omit-frame-pointer -g)
    add_link_options("-fsanitize=${FASCIA_SANITIZE}")
    if(FASCIA_SANITIZE MATCHES "undefined")
        add_compile_options(-fno-sanitize-recover=undefined)
    endif()
    add_compile_definitions(_GLIBCXX_ASSERTIONS)
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()
if(FASCIA_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()

# Warnings apply to our own targets only; third-party headers come in as system headers.
add_library(fascia_warnings INTERFACE)
target_compile_options(fascia_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow
                       -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wformat=2 -Wextra-semi>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # These look at inlined library code and are known to be wrong in g++ 12 (GCC bugs 105329, 105651, 105562 and kin).
    target_compile_options(fascia_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict -Wno-maybe-uninitialized
                           -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-dangling-pointer>)
endif()

set(werror OFF)
if(FASCIA_WERROR STREQUAL "AUTO")
    # Another compiler may warn about something new; that must not stop somebody who only wants to run the program.
    if((CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
       OR (CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 15))
        set(werror ON)
    endif()
elseif(FASCIA_WERROR)
    set(werror ON)
endif()
if(werror)
    target_compile_options(fascia_warnings INTERFACE -Werror)
endif()
