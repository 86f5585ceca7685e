# Compiles every lanes.c below kernels/ once per instruction set of the target's architecture, and
# gives some files options of their own. proofmark_lanes(OUT): the object libraries' names in OUT.

function(proofmark_lanes out)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/kernels/*/lanes.c)
  list(FILTER sources EXCLUDE REGEX "${PROOFMARK_LEFT_OUT}")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set(isas sse2 avx2 avx512)
    set(flags_sse2 -msse2)
    set(flags_avx2 -mavx2 -mbmi2)
    set(flags_sha_ni -msha -msse4.1)
    set(flags_avx512 -march=skylake-avx512 -mprefer-vector-width=512)
    set(flags_ifma ${flags_avx512} -mavx512ifma)
    set(flags_adx -mbmi2 -madx)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    set(isas neon)
  else()
    message(FATAL_ERROR "proofmark's lanes are built for x86-64 and AArch64, "
                        "not for ${CMAKE_SYSTEM_PROCESSOR}")
  endif()
  set(hash ${PROJECT_SOURCE_DIR}/kernels/hash)
  set_source_files_properties(${hash}/sha256/sha_ni.c PROPERTIES COMPILE_OPTIONS "${flags_sha_ni}")
  file(GLOB_RECURSE ifma_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/kernels/*/lanes_ifma.c)
  set_source_files_properties(${ifma_sources} PROPERTIES
                              COMPILE_OPTIONS "${PROOFMARK_LANE_OPTIMISATION};${flags_ifma}")
  file(GLOB_RECURSE adx_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/kernels/*/adx.c)
  set_source_files_properties(${adx_sources} PROPERTIES
                              COMPILE_OPTIONS "${PROOFMARK_LANE_OPTIMISATION};${flags_adx}")
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    # The core's own order keeps the ports busier than gcc's scheduler, by 3% on AVX-512 and AVX2.
    set_source_files_properties(${hash}/blake3/lanes.c PROPERTIES
                                COMPILE_OPTIONS -fno-schedule-insns2)
    # Without substituting temporaries into expressions gcc spills less here, by 3 to 13% on AVX2.
    set_source_files_properties(${PROJECT_SOURCE_DIR}/kernels/sig/ed25519/lanes.c PROPERTIES
                                COMPILE_OPTIONS -fno-tree-ter)
  endif()
  set(libraries)
  foreach(isa IN LISTS isas)
    add_library(lanes_${isa} OBJECT ${sources})
    target_compile_options(lanes_${isa} PRIVATE ${PROOFMARK_LANE_OPTIMISATION} ${flags_${isa}})
    target_compile_definitions(lanes_${isa} PRIVATE LANE_ISA_SUFFIX=${isa})
    target_link_libraries(lanes_${isa} PRIVATE kernels_alone)
    list(APPEND libraries lanes_${isa})
  endforeach()
  set(${out} ${libraries} PARENT_SCOPE)
endfunction()
