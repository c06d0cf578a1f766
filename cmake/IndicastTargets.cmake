# One folder, one target. The only include root is the repository root.
#   indicast_library(NAME <target> SRCS ... HDRS ... DEPS ...)
#   indicast_test(NAME <target> SRCS ... DEPS ... [LABELS ...] [DATA])
#   indicast_binary(NAME <target> OUTPUT <file name> SRCS ... DEPS ... [COMPONENT <package>])
function(indicast_library)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;HDRS;DEPS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_NAME)
    message(FATAL_ERROR "indicast_library: unexpected '${ARG_UNPARSED_ARGUMENTS}'")
  endif()
  if(ARG_SRCS)
    add_library(${ARG_NAME} STATIC ${ARG_SRCS} ${ARG_HDRS})
    target_include_directories(${ARG_NAME} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
    target_link_libraries(${ARG_NAME} PUBLIC ${ARG_DEPS}
                                      PRIVATE $<BUILD_INTERFACE:indicast_compiler>)
  else()
    add_library(${ARG_NAME} INTERFACE)
    target_include_directories(${ARG_NAME} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${ARG_NAME} INTERFACE ${ARG_DEPS})
  endif()
endfunction()

# What the thread sanitizer step builds: the tests labelled so, which share data between threads and
# link no gRPC, because Debian's is not instrumented.
add_custom_target(tsan_tests)

function(indicast_test)
  if(NOT INDICAST_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "NAME;TIMEOUT" "SRCS;DEPS;LABELS;ENVIRONMENT" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_NAME)
    message(FATAL_ERROR "indicast_test: unexpected '${ARG_UNPARSED_ARGUMENTS}'")
  endif()
  add_executable(${ARG_NAME} ${ARG_SRCS})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest_main
                                            indicast_compiler)
  # Optimising GoogleTest's templates would double the time of a sanitizer build; what is tested keeps
  # the optimisation of its preset.
  target_compile_options(${ARG_NAME} PRIVATE -O0)
  # Tests read the shipped data and golden files from the source tree.
  target_compile_definitions(${ARG_NAME} PRIVATE INDICAST_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                                 INDICAST_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME})
  if(tsan IN_LIST ARG_LABELS)
    add_dependencies(tsan_tests ${ARG_NAME})
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set_tests_properties(${ARG_NAME} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
                                              ENVIRONMENT "${ARG_ENVIRONMENT}")
endfunction()

# What `cmake --install` and cpack need, without the tests.
add_custom_target(installed)

function(indicast_binary)
  cmake_parse_arguments(ARG "" "NAME;OUTPUT;COMPONENT" "SRCS;DEPS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_NAME)
    message(FATAL_ERROR "indicast_binary: unexpected '${ARG_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT ARG_COMPONENT)
    set(ARG_COMPONENT cli)
  endif()
  add_executable(${ARG_NAME} ${ARG_SRCS})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS} indicast_compiler)
  set_target_properties(${ARG_NAME} PROPERTIES OUTPUT_NAME ${ARG_OUTPUT}
                                               RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  install(TARGETS ${ARG_NAME} RUNTIME DESTINATION bin COMPONENT ${ARG_COMPONENT})
  add_dependencies(installed ${ARG_NAME})
endfunction()
