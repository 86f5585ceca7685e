/* The GPU programs that the algorithms name, empty: nothing here launches one. The build says which
 * there are: -DGPU_PROGRAMS='PROGRAM(hash_sha256) PROGRAM(hash_keccak) ...', as cmake/GpuPrograms.cmake finds
 * them. */
#include "kernels/lane/program.h"

#define PROGRAM(name_)                                                                             \
  extern const struct gpu_program gpu_program_##name_;                                             \
  const struct gpu_program gpu_program_##name_ = {.name = #name_};
GPU_PROGRAMS
