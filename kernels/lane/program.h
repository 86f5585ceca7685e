/* A GPU program: one translation unit of lane C, embedded in the executable as OpenCL source text
 * and, where nvcc was there at build time, as a CUDA fat binary. cmake/GpuPrograms.cmake makes one,
 * from every gpu.h below kernels/: kernels/hash/sha256/gpu.h becomes gpu_program_hash_sha256. */
#ifndef PROOFMARK_KERNELS_LANE_PROGRAM_H
#define PROOFMARK_KERNELS_LANE_PROGRAM_H

struct gpu_program {
  const char *name;
  const char *opencl_source; /* complete text, includes resolved */
  const char *opencl_source_end;
  const char *cuda_fatbin; /* NULL where the build had no nvcc */
  const char *cuda_fatbin_end;
};

#endif
