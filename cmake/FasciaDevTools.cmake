# Targets for developers: verify_headers, format, check_format, tidy.

get_property(verify GLOBAL PROPERTY FASCIA_VERIFY_HEADERS)
add_custom_target(verify_headers COMMENT "Every header of src/ compiles alone")
if(verify)
    add_dependencies(verify_headers ${verify})
endif()

file(GLOB_RECURSE our_code CONFIGURE_DEPENDS
     "${CMAKE_CURRENT_SOURCE_DIR}/src/*.h" "${CMAKE_CURRENT_SOURCE_DIR}/src/*.cpp"
     "${CMAKE_CURRENT_SOURCE_DIR}/tests/*.h" "${CMAKE_CURRENT_SOURCE_DIR}/tests/*.cpp")
# Other versions of clang-format lay some things out differently, so only 14 will do.
find_program(FASCIA_CLANG_FORMAT clang-format-14)
if(FASCIA_CLANG_FORMAT AND our_code)
    add_custom_target(format COMMAND "${FASCIA_CLANG_FORMAT}" -i ${our_code} VERBATIM)
    add_custom_target(check_format COMMAND "${FASCIA_CLANG_FORMAT}" --dry-run -Werror ${our_code} VERBATIM)
endif()
find_program(FASCIA_RUN_CLANG_TIDY run-clang-tidy-14)
if(FASCIA_RUN_CLANG_TIDY)
    add_custom_target(tidy COMMAND "${FASCIA_RUN_CLANG_TIDY}" -quiet -p "${CMAKE_BINARY_DIR}"
                                   "^${CMAKE_CURRENT_SOURCE_DIR}/src/.*" VERBATIM)
endif()
