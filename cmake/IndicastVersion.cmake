# Version and commit, written once; --version and GetServerInfo print them.
# A build without the history (a container) is told its commit by INDICAST_REVISION.
set(INDICAST_COMMIT "unknown")
find_package(Git QUIET)
if(INDICAST_REVISION)
  string(SUBSTRING "${INDICAST_REVISION}" 0 12 INDICAST_COMMIT)
elseif(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR} rev-parse --short=12 HEAD
                  OUTPUT_VARIABLE INDICAST_COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT INDICAST_COMMIT)
    set(INDICAST_COMMIT "unknown")
  endif()
endif()
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.h.in ${PROJECT_BINARY_DIR}/generated/indicast_version.h @ONLY)
add_library(indicast_version INTERFACE)
target_include_directories(indicast_version INTERFACE ${PROJECT_BINARY_DIR}/generated)
