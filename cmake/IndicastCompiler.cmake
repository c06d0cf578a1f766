# indicast_compiler: warnings, hardening and sanitizers for our own code, never for generated code
# or for those who consume the installed package.
add_library(indicast_compiler INTERFACE)
target_compile_options(indicast_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Wold-style-cast -fstack-protector-strong
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  $<$<BOOL:${INDICAST_WERROR}>:-Werror>
  # GCC 12 sees uninitialised values where there are none once it inlines at -O2 or instruments.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>)
if(INDICAST_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(indicast_compiler INTERFACE -Wno-maybe-uninitialized)
endif()
target_compile_definitions(indicast_compiler INTERFACE _GLIBCXX_ASSERTIONS)

# Sanitizers apply to every object of the build, generated ones included.
if(INDICAST_SANITIZE)
  add_compile_options(-fsanitize=${INDICAST_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  # Checks of every pointer take a quarter of the build; AddressSanitizer sees what comes of a bad one,
  # and the fuzz preset keeps them.
  if(INDICAST_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fno-sanitize=null,alignment,object-size,pointer-overflow,vptr)
    add_compile_options(-fno-sanitize=nonnull-attribute,returns-nonnull-attribute)
  endif()
  add_link_options(-fsanitize=${INDICAST_SANITIZE})
endif()

# Numerics must not depend on the machine: no fused contraction unless a kernel asks for it.
add_compile_options(-ffp-contract=off)
