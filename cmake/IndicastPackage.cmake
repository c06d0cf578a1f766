# The installed C++ client library: find_package(Indicast) gives indicast::client. Everything here is
# of the component "dev"; the programs are of none.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# indicast_install_headers(FOLDER <name> HDRS <headers of this folder>)
# The headers of this folder as "indicast/<name>/...", their includes of one another too.
function(indicast_install_headers)
  cmake_parse_arguments(ARG "" "FOLDER" "HDRS" ${ARGN})
  set(out ${PROJECT_BINARY_DIR}/public/indicast/${ARG_FOLDER})
  foreach(header IN LISTS ARG_HDRS)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${header})
    file(READ ${header} text)
    string(REPLACE "#include \"clients/cpp/" "#include \"indicast/client/" text "${text}")
    string(REPLACE "#include \"common/status/" "#include \"indicast/status/" text "${text}")
    if(text MATCHES "#include \"(clients|common)/")
      message(FATAL_ERROR "${header} is public and includes a header that is not")
    endif()
    file(CONFIGURE OUTPUT ${out}/${header} CONTENT "${text}" @ONLY)
    install(FILES ${out}/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/indicast/${ARG_FOLDER}
            COMPONENT dev)
  endforeach()
endfunction()

# indicast_install_libraries(MAIN <target> AS <name> PARTS <targets it is made of>)
function(indicast_install_libraries)
  cmake_parse_arguments(ARG "" "MAIN;AS" "PARTS" ${ARGN})
  set_target_properties(${ARG_MAIN} PROPERTIES EXPORT_NAME ${ARG_AS})
  target_compile_features(${ARG_MAIN} INTERFACE cxx_std_20)
  add_library(indicast::${ARG_AS} ALIAS ${ARG_MAIN})
  foreach(part IN LISTS ARG_PARTS)
    string(REGEX REPLACE "^indicast_" "" name ${part})
    set_target_properties(${part} PROPERTIES EXPORT_NAME ${name})
  endforeach()
  install(TARGETS ${ARG_MAIN} ${ARG_PARTS} EXPORT IndicastTargets
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/indicast COMPONENT dev
          INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Indicast)
  install(EXPORT IndicastTargets NAMESPACE indicast:: DESTINATION ${package} COMPONENT dev)
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/IndicastConfigVersion.cmake
                                   COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_SOURCE_DIR}/cmake/IndicastConfig.cmake
                ${PROJECT_BINARY_DIR}/IndicastConfigVersion.cmake
          DESTINATION ${package} COMPONENT dev)
  # The contracts: as messages for C++, and as they are for every other language.
  install(DIRECTORY ${PROJECT_BINARY_DIR}/proto/indicast DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
          COMPONENT dev FILES_MATCHING PATTERN "*.pb.h")
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/proto/indicast
          DESTINATION ${CMAKE_INSTALL_DATADIR}/indicast/proto
          COMPONENT dev FILES_MATCHING PATTERN "*.proto")
endfunction()
