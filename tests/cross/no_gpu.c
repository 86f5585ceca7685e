/* The GPU programs that the algorithms name, empty: nothing here launches one. The build says which
 * there are: -DGPU_PROGRAMS='PROGRAM(sha256) PROGRAM(keccak) ...', as cmake/GpuPrograms.cmake finds
 * them. */
#include "kernels/lane/program.h"

#define PROGRAM(folder)                                                                            \
  extern const struct gpu_program gpu_program_##folder;                                            \
  const struct gpu_program gpu_program_##folder = {.name = #folder};
GPU_PROGRAMS
