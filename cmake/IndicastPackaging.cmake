# What `cmake --install` lays down beside the programs, and the Debian packages that `cpack` makes of
# it: one component, one package. What names no component belongs to the development package.
#   cmake --install build/release --prefix /opt/indicast [--component store]
#   cd build/release && cpack -G DEB
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME dev)

# Files of the system: /etc beside a prefix /usr, <prefix>/etc for any other.
function(indicast_install_settings component)
  foreach(file IN LISTS ARGN)
    install(CODE "
      string(REGEX REPLACE \"/usr/?$\" \"\" settings_root \"\${CMAKE_INSTALL_PREFIX}\")
      file(INSTALL DESTINATION \"\${settings_root}/etc/indicast\" TYPE FILE FILES \"${file}\")"
      COMPONENT ${component})
  endforeach()
endfunction()

set(systemd ${PROJECT_SOURCE_DIR}/deploy/systemd)
indicast_install_settings(store ${systemd}/store.flags)
indicast_install_settings(projection ${systemd}/projection.flags)
install(FILES ${systemd}/indicast-store.service DESTINATION lib/systemd/system COMPONENT store)
install(FILES ${systemd}/indicast-projection.service DESTINATION lib/systemd/system
        COMPONENT projection)

install(DIRECTORY data/changsha data/templates data/examples DESTINATION share/indicast/data
        COMPONENT cli)
install(DIRECTORY proto/indicast proto/grpc DESTINATION share/indicast/proto COMPONENT dev
        FILES_MATCHING PATTERN "*.proto")

# Completion is printed by the program itself, so that it never differs from it.
set(completions)
foreach(shell IN ITEMS bash zsh fish)
  set(file ${PROJECT_BINARY_DIR}/completion/indicast.${shell})
  add_custom_command(OUTPUT ${file}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/completion
    COMMAND indicast completion ${shell} > ${file}
    DEPENDS indicast VERBATIM)
  list(APPEND completions ${file})
endforeach()
add_custom_target(completions ALL DEPENDS ${completions})
install(FILES ${PROJECT_BINARY_DIR}/completion/indicast.bash RENAME indicast
        DESTINATION share/bash-completion/completions COMPONENT cli)
install(FILES ${PROJECT_BINARY_DIR}/completion/indicast.zsh RENAME _indicast
        DESTINATION share/zsh/vendor-completions COMPONENT cli)
install(FILES ${PROJECT_BINARY_DIR}/completion/indicast.fish RENAME indicast.fish
        DESTINATION share/fish/vendor_completions.d COMPONENT cli)

set(CPACK_PACKAGE_CONTACT "Indicast <indicast@localhost>")
set(debian ${PROJECT_SOURCE_DIR}/deploy/debian/packages)
set(packages store:indicast-store projection:indicast-projection cli:indicast dev:indicast-dev)
if(TARGET indicast_python)
  list(APPEND packages python:python3-indicast)
  add_dependencies(installed indicast_python)
endif()
foreach(pair IN LISTS packages)
  string(REGEX MATCH "^([^:]+):(.+)$" unused ${pair})
  set(component ${CMAKE_MATCH_1})
  set(package ${CMAKE_MATCH_2})
  set(documents ${debian}/copyright README.md)
  if(component STREQUAL store)
    list(APPEND documents docs/runbook.md docs/errors.md)
  endif()
  install(FILES ${documents} DESTINATION share/doc/${package} COMPONENT ${component})
  set(changelogs ${PROJECT_BINARY_DIR}/changelog)
  file(CONFIGURE OUTPUT ${changelogs}/${package}
       CONTENT "${package} (@PROJECT_VERSION@-1) stable; urgency=medium

  * What changed: changelog.gz beside this file.

 -- @CPACK_PACKAGE_CONTACT@  Thu, 01 Jan 1970 00:00:00 +0000
" @ONLY)
  install(FILES ${changelogs}/${package}.gz RENAME changelog.Debian.gz
          DESTINATION share/doc/${package} COMPONENT ${component})
  install(FILES ${changelogs}/changelog.gz DESTINATION share/doc/${package} COMPONENT ${component})

  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package})
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION science)
endforeach()
# Compressed without name and time, so that two builds of one source are equal.
add_custom_command(OUTPUT ${changelogs}/changelog.gz
  COMMAND sh -c "for package in indicast indicast-store indicast-projection indicast-dev python3-indicast; do [ ! -f $package ] || gzip -9n <$package >$package.gz; done"
  COMMAND sh -c "gzip -9n <'${PROJECT_SOURCE_DIR}/CHANGELOG.md' >changelog.gz"
  WORKING_DIRECTORY ${changelogs} DEPENDS ${PROJECT_SOURCE_DIR}/CHANGELOG.md VERBATIM)
add_custom_target(changelog ALL DEPENDS ${changelogs}/changelog.gz)

add_dependencies(installed completions changelog)

set(CPACK_PACKAGE_NAME indicast)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR Indicast)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL ${packages})
list(TRANSFORM CPACK_COMPONENTS_ALL REPLACE ":.*" "")
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)

set(CPACK_COMPONENT_STORE_DESCRIPTION "Store of a city's published figures and targets (service)
A log with every revision in one directory, read and written over gRPC.
Comes with a hardened systemd unit; the data are kept in /var/lib/indicast.")
set(CPACK_COMPONENT_PROJECTION_DESCRIPTION "Projections of a city's figures toward its targets (service)
Computes over gRPC what follows from the figures of an Indicast store, and
keeps nothing itself. Comes with a hardened systemd unit.")
set(CPACK_COMPONENT_CLI_DESCRIPTION "Figures, targets and projections of a city on the command line
The client of the Indicast services, in Chinese and English, the programs for
jobs, and the data set of Changsha.")
set(CPACK_COMPONENT_DEV_DESCRIPTION "Contracts of the Indicast services for developers
The Protocol Buffers files of the store and the projection service, and the
C++ client library where it is built.")
set(CPACK_DEBIAN_STORE_PACKAGE_DEPENDS "adduser, init-system-helpers (>= 1.52)")
set(CPACK_DEBIAN_PROJECTION_PACKAGE_DEPENDS "init-system-helpers (>= 1.52)")
set(CPACK_DEBIAN_PROJECTION_PACKAGE_RECOMMENDS indicast-store)
set(CPACK_DEBIAN_CLI_PACKAGE_SUGGESTS "indicast-store, indicast-projection")
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_RECOMMENDS
    "cmake, libabsl-dev, libgrpc++-dev, libprotobuf-dev, libssl-dev, protobuf-compiler-grpc")

set(CPACK_COMPONENT_PYTHON_DESCRIPTION "Figures, targets and projections of a city in Python
The client of the Indicast services as a typed package.")
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "python3 (>= 3.11), python3-grpcio, python3-protobuf")
set(CPACK_DEBIAN_PYTHON_PACKAGE_RECOMMENDS python3-pandas)
set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_EXTRA "${debian}/python/postinst;${debian}/python/prerm")

# Maintainer scripts: a common part for the unit of each service, made of one template.
foreach(component IN ITEMS store projection)
  set(INDICAST_UNIT indicast-${component}.service)
  foreach(script IN ITEMS postinst prerm postrm)
    set(INDICAST_BEGIN "")
    if(EXISTS ${debian}/${component}.${script}.sh)
      file(READ ${debian}/${component}.${script}.sh INDICAST_BEGIN)
    endif()
    configure_file(${debian}/${script}.in
                   ${PROJECT_BINARY_DIR}/packages/${component}/${script} @ONLY
                   FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                    WORLD_READ WORLD_EXECUTE)
  endforeach()
  file(WRITE ${PROJECT_BINARY_DIR}/packages/${component}/conffiles
       "/etc/indicast/${component}.flags\n")
  set(made ${PROJECT_BINARY_DIR}/packages/${component})
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA
      "${made}/conffiles;${made}/postinst;${made}/prerm;${made}/postrm")
endforeach()
include(CPack)
