# Every third-party library, in one place. All come from the system; scripts/setup installs them on Debian.

# Finds a package or stops with a sentence that says what to do.
macro(fascia_require name)
    find_package(${name} ${ARGN} QUIET)
    if(NOT ${name}_FOUND)
        message(FATAL_ERROR "${name} was not found. Run scripts/setup, or install it with your package manager "
                            "(the table in scripts/setup names every package).")
    endif()
endmacro()

macro(fascia_require_pkg name)
    pkg_check_modules(${name} IMPORTED_TARGET QUIET ${name})
    if(NOT ${name}_FOUND)
        message(FATAL_ERROR "${name} was not found by pkg-config. Run scripts/setup, or install it with your package "
                            "manager (the table in scripts/setup names every package).")
    endif()
endmacro()

set(THREADS_PREFER_PTHREAD_FLAG ON)
fascia_require(Threads)
fascia_require(PkgConfig)
fascia_require(Eigen3 3.4 NO_MODULE)
target_compile_definitions(Eigen3::Eigen INTERFACE EIGEN_MPL2_ONLY) # none of Eigen's few LGPL files
fascia_require(TBB)
fascia_require(hwy 1.0 NO_MODULE)
fascia_require(nlohmann_json 3.10)
fascia_require(CLI11 2.0)
fascia_require(spdlog 1.9)
fascia_require_pkg(tomlplusplus)
fascia_require_pkg(assimp)
if(FASCIA_BENCH_PEERS)
    # Bullet in float, its own default. Its CMake configuration on Debian names libraries that are not there.
    fascia_require_pkg(bullet)
endif()

# A python from a version manager may come first on PATH and not see the distribution's modules.
find_program(FASCIA_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(FASCIA_PYTHON NAMES python3 REQUIRED)

if(FASCIA_GRAPHICS)
    fascia_require_pkg(egl) # no library of OpenGL itself is linked: glad asks EGL or GLFW for each function
    fascia_require(glfw3 3.3)
    fascia_require(glm)
    fascia_require_pkg(imgui)
    target_compile_definitions(glfw INTERFACE GLFW_INCLUDE_NONE)

    # stb: the compiled library of the distribution, so no file defines STB_..._IMPLEMENTATION.
    find_path(FASCIA_STB_INCLUDE stb_image_write.h PATH_SUFFIXES stb REQUIRED)
    find_library(FASCIA_STB_LIBRARY stb REQUIRED)
    add_library(fascia_stb INTERFACE)
    target_include_directories(fascia_stb SYSTEM INTERFACE "${FASCIA_STB_INCLUDE}")
    target_link_libraries(fascia_stb INTERFACE "${FASCIA_STB_LIBRARY}")

    # The interface font, read at run time. Empty when it is not there: the program then uses ImGui's own font.
    find_file(FASCIA_UI_FONT_PATH Inter-Regular.otf
              PATHS /usr/share/fonts/opentype/inter /usr/share/fonts/inter /usr/share/fonts/truetype/inter
                    /usr/local/share/fonts
              NO_DEFAULT_PATH DOC "Inter-Regular.otf, the font of the user interface")
    if(NOT FASCIA_UI_FONT_PATH)
        message(STATUS "Inter-Regular.otf was not found; the interface will use a plain font (package fonts-inter)")
        set(FASCIA_UI_FONT_PATH "" CACHE FILEPATH "Inter-Regular.otf, the font of the user interface" FORCE)
    endif()

    # OpenGL 3.3 core loader, generated into the build folder.
    execute_process(COMMAND "${FASCIA_PYTHON}" -c "import glad.generator.c" RESULT_VARIABLE glad_missing OUTPUT_QUIET ERROR_QUIET)
    if(glad_missing)
        message(FATAL_ERROR "The OpenGL loader generator glad 2 was not found for ${FASCIA_PYTHON}. Run scripts/setup, "
                            "or install the package python3-glad.")
    endif()
    set(glad_dir "${CMAKE_BINARY_DIR}/glad")
    add_custom_command(
        OUTPUT "${glad_dir}/src/gl.c" "${glad_dir}/include/glad/gl.h"
        COMMAND "${FASCIA_PYTHON}" -m glad --quiet --api gl:core=3.3 --extensions "" --reproducible
                --out-path "${glad_dir}" c
        COMMENT "Generating the OpenGL 3.3 loader (glad)" VERBATIM)
    add_library(fascia_glad STATIC "${glad_dir}/src/gl.c" "${glad_dir}/include/glad/gl.h")
    target_include_directories(fascia_glad SYSTEM PUBLIC "${glad_dir}/include")
    target_link_libraries(fascia_glad PUBLIC ${CMAKE_DL_LIBS})
endif()

if(FASCIA_ANATOMY_TOOL)
    # Debian's FindOpenVDB.cmake asks for parts of Boost that its package does not bring, so by hand.
    fascia_require_pkg(Imath)
    find_path(FASCIA_OPENVDB_INCLUDE openvdb/openvdb.h)
    find_library(FASCIA_OPENVDB_LIBRARY openvdb)
    if(NOT FASCIA_OPENVDB_INCLUDE OR NOT FASCIA_OPENVDB_LIBRARY)
        message(FATAL_ERROR "OpenVDB was not found. Run scripts/setup --anatomy-tool, or install libopenvdb-dev.")
    endif()
    add_library(fascia_openvdb INTERFACE)
    target_include_directories(fascia_openvdb SYSTEM INTERFACE "${FASCIA_OPENVDB_INCLUDE}")
    target_link_libraries(fascia_openvdb INTERFACE "${FASCIA_OPENVDB_LIBRARY}" PkgConfig::Imath TBB::tbb)
endif()

if(FASCIA_TESTS)
    find_package(Catch2 3 QUIET)
    if(NOT Catch2_FOUND)
        message(FATAL_ERROR "Catch2 3 was not found. Run scripts/setup, install the package catch2 (version 3; on "
                            "Debian 12 from bookworm-backports), or configure with -DFASCIA_TESTS=OFF.")
    endif()
endif()
