# Which backends this build has. A backend whose parts are missing is left out and says so here and in
# `proofmark info`; asked for with ON it is an error. Sets PROOFMARK_BACKEND_DEFINITIONS, _LIBRARIES
# and _INCLUDES, and PROOFMARK_NVCC.

set(PROOFMARK_BACKEND_DEFINITIONS)
set(PROOFMARK_BACKEND_LIBRARIES)
set(PROOFMARK_BACKEND_INCLUDES)

function(proofmark_left_out backend wish reason)
  if(wish STREQUAL "ON")
    message(FATAL_ERROR "${backend} was asked for, but ${reason}")
  endif()
  message(STATUS "Backend ${backend}: left out, ${reason}")
endfunction()

macro(proofmark_find_opencl)
  if(PROOFMARK_OPENCL STREQUAL "OFF")
    proofmark_left_out(OpenCL OFF "PROOFMARK_OPENCL is OFF")
    list(APPEND PROOFMARK_BACKEND_DEFINITIONS PROOFMARK_OPENCL_OFF)
  else()
    find_package(OpenCL QUIET)
    if(OpenCL_FOUND)
      message(STATUS "Backend OpenCL: ${OpenCL_LIBRARIES}")
      list(APPEND PROOFMARK_BACKEND_DEFINITIONS PROOFMARK_HAVE_OPENCL)
      list(APPEND PROOFMARK_BACKEND_LIBRARIES OpenCL::OpenCL)
    else()
      proofmark_left_out(OpenCL "${PROOFMARK_OPENCL}"
                         "the OpenCL headers or the ICD loader were not found (ocl-icd-opencl-dev)")
    endif()
  endif()
endmacro()

# nvcc compiles the kernels; cuda.h gives the driver API's types. The driver itself is opened at run
# time, so one executable serves machines with and without a GPU.
macro(proofmark_find_cuda)
  set(PROOFMARK_NVCC "")
  if(PROOFMARK_CUDA STREQUAL "OFF")
    proofmark_left_out(CUDA OFF "PROOFMARK_CUDA is OFF")
    list(APPEND PROOFMARK_BACKEND_DEFINITIONS PROOFMARK_CUDA_OFF)
  else()
    find_program(nvcc_program nvcc HINTS ENV CUDA_HOME ENV CUDA_PATH PATHS /usr/local/cuda
                 PATH_SUFFIXES bin)
    if(nvcc_program)
      get_filename_component(cuda_root ${nvcc_program} REALPATH)
      get_filename_component(cuda_root ${cuda_root} DIRECTORY)
      find_path(cuda_include cuda.h HINTS ${cuda_root}/../include
                ${cuda_root}/../targets/${CMAKE_SYSTEM_PROCESSOR}-linux/include)
    endif()
    if(NOT nvcc_program)
      proofmark_left_out(CUDA "${PROOFMARK_CUDA}" "nvcc was not found (the CUDA toolkit)")
    elseif(NOT cuda_include)
      proofmark_left_out(CUDA "${PROOFMARK_CUDA}" "cuda.h was not found beside nvcc")
    else()
      message(STATUS "Backend CUDA: ${nvcc_program}")
      set(PROOFMARK_NVCC ${nvcc_program})
      list(APPEND PROOFMARK_BACKEND_DEFINITIONS PROOFMARK_HAVE_CUDA)
      list(APPEND PROOFMARK_BACKEND_INCLUDES ${cuda_include})
    endif()
  endif()
endmacro()
