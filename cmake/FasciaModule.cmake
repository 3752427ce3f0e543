# fascia_add_module(<name> PUBLIC <targets> PRIVATE <targets> [EXCLUDE <folder under src>])
#   makes the static library fascia_<name> from src/<name>/**.cpp; include root is src/.
#   Also makes fascia_<name>_headers, an interface target with only its include path and public usage, for a module that
#   reads the headers of another but must not link it.

# fascia_glob(<out> <pattern> <folder under src> [EXCLUDE <folder under src>])
function(fascia_glob out pattern folder)
    cmake_parse_arguments(arg "" "EXCLUDE" "" ${ARGN})
    set(root "${CMAKE_CURRENT_SOURCE_DIR}/src")
    file(GLOB_RECURSE found CONFIGURE_DEPENDS "${root}/${folder}/${pattern}")
    if(arg_EXCLUDE)
        list(FILTER found EXCLUDE REGEX "^${root}/${arg_EXCLUDE}/")
    endif()
    set(${out} ${found} PARENT_SCOPE)
endfunction()

# fascia_verify_headers(<name> FILES <headers> LINK <targets>)
#   compiles every header alone and twice in a row: it must include all it needs, and be guarded. Part of verify_headers.
function(fascia_verify_headers name)
    cmake_parse_arguments(arg "" "" "FILES;LINK" ${ARGN})
    set(sources "")
    foreach(header ${arg_FILES})
        file(RELATIVE_PATH relative "${CMAKE_CURRENT_SOURCE_DIR}/src" "${header}")
        set(source "${CMAKE_BINARY_DIR}/verify_headers/${relative}.cpp")
        file(CONFIGURE OUTPUT "${source}" CONTENT "#include \"${relative}\"\n#include \"${relative}\"\n" @ONLY)
        list(APPEND sources "${source}")
    endforeach()
    if(sources)
        add_library(${name}_verify_headers OBJECT EXCLUDE_FROM_ALL ${sources})
        target_include_directories(${name}_verify_headers PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/src")
        target_link_libraries(${name}_verify_headers PRIVATE fascia_warnings ${arg_LINK})
        target_compile_options(${name}_verify_headers PRIVATE -O0 -g0 -Wno-unused)
        set_property(GLOBAL APPEND PROPERTY FASCIA_VERIFY_HEADERS ${name}_verify_headers)
    endif()
endfunction()

function(fascia_add_module name)
    cmake_parse_arguments(arg "" "EXCLUDE" "PUBLIC;PRIVATE" ${ARGN})
    set(target fascia_${name})
    fascia_glob(sources "*.cpp" ${name} EXCLUDE ${arg_EXCLUDE})
    fascia_glob(headers "*.h" ${name} EXCLUDE ${arg_EXCLUDE})
    if(NOT sources)
        set(sources "${CMAKE_BINARY_DIR}/empty_module.cpp") # a module nobody has filled yet
        file(CONFIGURE OUTPUT "${sources}" CONTENT "" @ONLY)
    endif()
    add_library(${target} STATIC ${sources} ${headers})
    target_include_directories(${target} PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}/src")
    target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE fascia_warnings ${arg_PRIVATE})

    add_library(${target}_headers INTERFACE)
    target_include_directories(${target}_headers INTERFACE "${CMAKE_CURRENT_SOURCE_DIR}/src")

    fascia_verify_headers(${target} FILES ${headers} LINK ${arg_PUBLIC} ${arg_PRIVATE})
endfunction()
