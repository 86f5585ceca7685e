# Makes a gpu_program from every gpu.h below kernels/: its flattened text for the OpenCL driver and,
# with nvcc, a CUDA fat binary, both taken into the executable by the assembler's .incbin.
# kernels/hash/sha256/gpu.h becomes gpu_program_hash_sha256. proofmark_gpu_programs(OUT): the generated sources in OUT. Uses PROOFMARK_NVCC (empty: no CUDA).

# nvcc's -gencode options for CMAKE_CUDA_ARCHITECTURES: "75-virtual" is PTX, "90-real" machine code,
# "90" both, as CMake defines them.
function(proofmark_gencode out)
  set(architectures ${CMAKE_CUDA_ARCHITECTURES})
  if(NOT architectures)
    set(architectures 75-virtual 90-real)
  endif()
  set(options)
  foreach(architecture IN LISTS architectures)
    string(REGEX MATCH "^[0-9]+[af]?" number "${architecture}")
    if(NOT architecture MATCHES "-real$")
      list(APPEND options -gencode arch=compute_${number},code=compute_${number})
    endif()
    if(NOT architecture MATCHES "-virtual$")
      list(APPEND options -gencode arch=compute_${number},code=sm_${number})
    endif()
  endforeach()
  set(${out} ${options} PARENT_SCOPE)
endfunction()

function(proofmark_gpu_programs out)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/kernels/*.h)
  file(GLOB_RECURSE programs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/kernels/*/gpu.h)
  list(FILTER programs EXCLUDE REGEX "/kernels/lane/|${PROOFMARK_LEFT_OUT}") # lane: the dialect itself
  set(folder ${PROJECT_BINARY_DIR}/gpu)
  proofmark_gencode(gencode)
  set(sources)
  foreach(program IN LISTS programs)
    get_filename_component(name ${program} DIRECTORY)
    file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR}/kernels ${name})
    string(REPLACE "/" "_" name ${name})
    set(opencl ${folder}/${name}.cl)
    set(fatbin ${folder}/${name}.fatbin)
    add_custom_command(
      OUTPUT ${opencl}
      COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_BINARY_DIR}/alone/kernels -D SOURCE=${program} -D OUTPUT=${opencl}
              -P ${PROJECT_SOURCE_DIR}/cmake/flatten.cmake
      DEPENDS ${headers} ${PROJECT_SOURCE_DIR}/cmake/flatten.cmake
      COMMENT "Flattening the OpenCL program ${name}")
    set(parts ${opencl})
    if(PROOFMARK_NVCC)
      add_custom_command(
        OUTPUT ${fatbin}
        COMMAND ${PROOFMARK_NVCC} -x cu -std=c++17 -O3 -I ${PROJECT_BINARY_DIR}/alone/kernels ${gencode} -fatbin
                -o ${fatbin} ${program}
        DEPENDS ${headers}
        COMMENT "Compiling the CUDA program ${name}")
      list(APPEND parts ${fatbin})
      set(HAVE_FATBIN 1)
    else()
      set(HAVE_FATBIN 0)
    endif()
    set(NAME ${name})
    set(OPENCL ${opencl})
    set(FATBIN ${fatbin})
    configure_file(${PROJECT_SOURCE_DIR}/cmake/gpu_program.c.in ${folder}/${name}.c @ONLY)
    set_source_files_properties(${folder}/${name}.c PROPERTIES OBJECT_DEPENDS "${parts}")
    list(APPEND sources ${folder}/${name}.c)
  endforeach()
  set(${out} ${sources} PARENT_SCOPE)
endfunction()
