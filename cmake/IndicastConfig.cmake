# find_package(Indicast): the imported target indicast::client. Protobuf must be found in module mode
# before gRPC asks for it.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(Protobuf)
find_dependency(gRPC CONFIG)
find_dependency(absl CONFIG)
find_dependency(OpenSSL COMPONENTS Crypto SSL)
include(${CMAKE_CURRENT_LIST_DIR}/IndicastTargets.cmake)
