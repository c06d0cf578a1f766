# indicast_compiler: warnings, hardening and sanitizers for our own code, never for generated code
# or for those who consume the installed package.
add_library(indicast_compiler INTERFACE)
target_compile_options(indicast_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Wold-style-cast -fstack-protector-strong
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety -Wreserved-identifier>
  $<$<BOOL:${INDICAST_WERROR}>:-Werror>
  # GCC 12 sees uninitialised values where there are none once it inlines at -O2.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>)
target_compile_definitions(indicast_compiler INTERFACE _GLIBCXX_ASSERTIONS)

# Sanitizers apply to every object of the build, generated ones included.
if(INDICAST_SANITIZE)
  add_compile_options(-fsanitize=${INDICAST_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${INDICAST_SANITIZE})
endif()

# Numerics must not depend on the machine: no fused contraction unless a kernel asks for it.
add_compile_options(-ffp-contract=off)
