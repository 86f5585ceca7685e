# What `cmake --install` installs: the program, and libproofmark (include/proofmark/proofmark.h, lib/) static and
# shared, with a pkg-config file and a CMake package. Components: program, library.
#
# The library is one relocatable object: lib/ and what it needs of the project's archives, all symbols
# of which but proofmark_* are made local, so that neither form of it clashes with the names of a
# program that links it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Everything is compiled once, for the program and the libraries alike. Hidden symbols are not to be replaced at
# run time, so that position-independent code calls and inlines them as the program's own code does.
set(parts)
foreach(part bench host kernels cpu_ref)
  if(TARGET ${part})
    list(APPEND parts ${part})
  endif()
endforeach()
file(GLOB library_sources CONFIGURE_DEPENDS lib/*.c)
add_library(library_interface OBJECT ${library_sources})
target_link_libraries(library_interface PRIVATE bench)
set_target_properties(library_interface ${parts} ${lanes} PROPERTIES POSITION_INDEPENDENT_CODE ON
                      C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden)

install(TARGETS proofmark COMPONENT program)

# A sanitizer's run-time library belongs to the program, not to libraries in it.
if(PROOFMARK_SANITIZE)
  return()
endif()

# The header says which version it is of.
file(STRINGS include/proofmark/proofmark.h header_version REGEX "^#define PROOFMARK_VERSION_[A-Z]+ [0-9]+$")
list(TRANSFORM header_version REPLACE "^.* " "")
list(JOIN header_version . header_version)
if(NOT header_version VERSION_EQUAL PROJECT_VERSION)
  message(FATAL_ERROR "include/proofmark/proofmark.h is of version ${header_version}, "
                      "the project of ${PROJECT_VERSION}")
endif()

set(library_object ${PROJECT_BINARY_DIR}/libproofmark.o)
set(library_archives)
foreach(part IN LISTS parts)
  list(APPEND library_archives $<TARGET_FILE:${part}>)
endforeach()
add_custom_command(
  OUTPUT ${library_object}
  COMMAND ${CMAKE_C_COMPILER} -r -nostdlib -o ${library_object} $<TARGET_OBJECTS:library_interface>
          -Wl,--start-group ${library_archives} -Wl,--end-group
  COMMAND ${CMAKE_OBJCOPY} --localize-hidden ${library_object}
  DEPENDS library_interface $<TARGET_OBJECTS:library_interface> ${parts}
  COMMENT "Joining the objects of libproofmark" COMMAND_EXPAND_LISTS VERBATIM)
set_source_files_properties(${library_object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)

set(library_needs PkgConfig::HWLOC PkgConfig::CJSON PkgConfig::OPENSSL PkgConfig::SODIUM
    PkgConfig::SECP256K1 Threads::Threads m ${CMAKE_DL_LIBS} ${PROOFMARK_BACKEND_LIBRARIES})
set(exports ${PROJECT_SOURCE_DIR}/lib/exports.map)
add_library(proofmark_shared SHARED ${library_object})
target_link_libraries(proofmark_shared PRIVATE ${library_needs})
target_link_options(proofmark_shared PRIVATE -Wl,--version-script=${exports} -Wl,--no-undefined
                    -Wl,--as-needed)
set_target_properties(proofmark_shared PROPERTIES
  OUTPUT_NAME proofmark EXPORT_NAME proofmark LINKER_LANGUAGE C LINK_DEPENDS ${exports}
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
add_library(proofmark_static STATIC ${library_object})
target_link_libraries(proofmark_static PRIVATE ${library_needs})
set_target_properties(proofmark_static PROPERTIES
  OUTPUT_NAME proofmark EXPORT_NAME proofmark_static LINKER_LANGUAGE C)
add_dependencies(proofmark_static proofmark_shared) # one of them makes the object

foreach(form shared static)
  install(TARGETS proofmark_${form} EXPORT proofmark_${form} COMPONENT library
          INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT proofmark_${form} NAMESPACE proofmark:: COMPONENT library
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/proofmark)
endforeach()
install(FILES include/proofmark/proofmark.h COMPONENT library
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/proofmark)

set(PACKAGE_NEEDS_OPENCL FALSE)
if("OpenCL::OpenCL" IN_LIST PROOFMARK_BACKEND_LIBRARIES)
  set(PACKAGE_NEEDS_OPENCL TRUE)
endif()
configure_package_config_file(cmake/proofmarkConfig.cmake.in proofmarkConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/proofmark)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/proofmarkConfigVersion.cmake
                                 COMPATIBILITY SameMajorVersion)
install(FILES ${PROJECT_BINARY_DIR}/proofmarkConfig.cmake
        ${PROJECT_BINARY_DIR}/proofmarkConfigVersion.cmake COMPONENT library
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/proofmark)

# The installed tree may be moved: the pkg-config files find the prefix from where they lie themselves. The
# one for the static library names what it stands on as shared libraries; `pkg-config --static` would want
# all of those static, too.
file(RELATIVE_PATH PC_TO_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" PC_TO_PREFIX ${PC_TO_PREFIX})
set(needs -pthread)
if(PACKAGE_NEEDS_OPENCL)
  list(APPEND needs -lOpenCL)
endif()
foreach(need m ${CMAKE_DL_LIBS})
  list(APPEND needs -l${need})
endforeach()
list(JOIN needs " " needs)
set(packages "hwloc libcjson libcrypto libsodium libsecp256k1")
set(PC_LINES "Libs: -L\${libdir} -lproofmark\nLibs.private: ${needs}\nRequires.private: ${packages}")
configure_file(cmake/proofmark.pc.in proofmark.pc @ONLY)
set(PC_LINES "Libs: \${libdir}/libproofmark.a ${needs}\nRequires: ${packages}")
configure_file(cmake/proofmark.pc.in proofmark-static.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/proofmark.pc ${PROJECT_BINARY_DIR}/proofmark-static.pc
        COMPONENT library DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
