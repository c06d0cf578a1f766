# indicast_proto_library(NAME <target> PROTOS <paths below proto/> DEPS <proto targets> [GRPC])
# Generates messages (and stubs with GRPC) into the build tree; headers count as system headers.
add_custom_target(generated_sources)

function(indicast_proto_library)
  cmake_parse_arguments(ARG "GRPC" "NAME" "PROTOS;DEPS" ${ARGN})
  set(out ${PROJECT_BINARY_DIR}/proto)
  file(MAKE_DIRECTORY ${out})
  add_library(${ARG_NAME} STATIC)
  list(TRANSFORM ARG_PROTOS PREPEND ${PROJECT_SOURCE_DIR}/proto/ OUTPUT_VARIABLE files)
  target_sources(${ARG_NAME} PRIVATE ${files})
  target_include_directories(${ARG_NAME} SYSTEM PUBLIC $<BUILD_INTERFACE:${out}>)
  target_link_libraries(${ARG_NAME} PUBLIC protobuf::libprotobuf ${ARG_DEPS})
  protobuf_generate(TARGET ${ARG_NAME} LANGUAGE cpp IMPORT_DIRS ${PROJECT_SOURCE_DIR}/proto
                    PROTOC_OUT_DIR ${out} OUT_VAR messages)
  if(ARG_GRPC)
    target_link_libraries(${ARG_NAME} PUBLIC gRPC::grpc++)
    protobuf_generate(TARGET ${ARG_NAME} LANGUAGE grpc GENERATE_EXTENSIONS .grpc.pb.h .grpc.pb.cc
                      PLUGIN "protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>"
                      IMPORT_DIRS ${PROJECT_SOURCE_DIR}/proto PROTOC_OUT_DIR ${out}
                      OUT_VAR stubs)
  endif()
  # clang-tidy needs the headers, not the objects.
  add_custom_target(${ARG_NAME}_generated DEPENDS ${messages} ${stubs})
  add_dependencies(${ARG_NAME} ${ARG_NAME}_generated)
  add_dependencies(generated_sources ${ARG_NAME}_generated)
endfunction()
