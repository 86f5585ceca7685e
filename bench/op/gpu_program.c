#include "bench/op/gpu_program.h"

enum pm_status gpu_program_load(struct pm_device *device, const struct gpu_program *program,
                                struct pm_program **loaded, struct pm_error *error) {
  struct pm_program_image image = {
      .name = program->name,
      .opencl_source = program->opencl_source,
      .opencl_source_bytes = (size_t)(program->opencl_source_end - program->opencl_source),
      .cuda_fatbin = program->cuda_fatbin,
      .cuda_fatbin_bytes = (size_t)(program->cuda_fatbin_end - program->cuda_fatbin),
  };
  return pm_program_load(device, &image, loaded, error);
}
