# Run at build time: fills build_info.h.in. Never takes git's index lock, never fails a build.
set(COMMIT "unknown")
if(GIT)
    execute_process(COMMAND "${GIT}" -C "${SOURCE_DIR}" rev-parse --show-toplevel --short=12 HEAD
                    OUTPUT_VARIABLE answer RESULT_VARIABLE failed ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT failed AND answer MATCHES "^([^\n]+)\n([0-9a-f]+)$")
        set(commit "${CMAKE_MATCH_2}")
        file(REAL_PATH "${CMAKE_MATCH_1}" top)
        file(REAL_PATH "${SOURCE_DIR}" here)
        if(top STREQUAL here) # not a copy inside somebody else's repository
            set(COMMIT "${commit}")
            execute_process(COMMAND "${GIT}" --no-optional-locks -C "${SOURCE_DIR}" status --porcelain
                                    --untracked-files=no
                            OUTPUT_VARIABLE changes RESULT_VARIABLE failed ERROR_QUIET)
            if(NOT failed AND NOT changes STREQUAL "")
                string(APPEND COMMIT "-dirty")
            endif()
        endif()
    endif()
endif()
configure_file("${TEMPLATE}" "${OUTPUT}" @ONLY) # writes only when the content differs
