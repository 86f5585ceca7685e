/* Lane C's entry kernels: what a GPU program needs beyond a core, in OpenCL C 1.2 and CUDA C++17.
 *
 * A program is one header that is compiled as it stands: by nvcc (-x cu) and, with its includes
 * resolved, by the OpenCL driver. It names the memory it touches and its place in the launch by the
 * macros and functions below; what OpenCL calls a group CUDA calls a block.
 *
 *   GPU_KERNEL(n) name(...)   an entry kernel, launched in groups of exactly n work-items
 *   GPU_KERNEL_HELD(n, groups) one of which a processor is to hold so many groups at once: CUDA's
 *                             compiler gives it no more registers than that leaves
 *   GPU_GLOBAL, GPU_LOCAL     what a pointer points to; nothing in CUDA's one address space
 *   GPU_LOCAL_ARRAY           declares a group's own array, at the top of an entry kernel
 *   GPU_RESTRICT              the pointer's memory is reached through no other pointer
 *   gpu_global_id()           the work-item in the launch (64 bits), gpu_group_id() its group
 *   gpu_local_id()            the work-item in its group
 *   gpu_barrier()             all work-items of the group must reach it; orders local memory
 *   gpu_atomic_add(word, x)   adds to a word of global memory, at once; returns what it was
 *   gpu_local_atomic_add      the same in local memory
 *   GPU_CALLED                begins a function that is not copied to where it is called
 *   gpu_funnel(lo, hi, bits)  the low word of hi:lo >> bits, 0 <= bits < 32
 *   gpu_byte_swap(x)          the four bytes in reverse order
 *   gpu_join64, gpu_split64   between 64-bit words and pairs of 32-bit ones, low word first
 *   uint2, uint4              8 and 16 bytes with members x, y, z, w (both languages have them)
 */
#ifndef PROOFMARK_KERNELS_LANE_GPU_H
#define PROOFMARK_KERNELS_LANE_GPU_H

#include "kernels/lane/lane.h"

#if defined(__OPENCL_VERSION__)

#define GPU_KERNEL(group) __kernel __attribute__((reqd_work_group_size(group, 1, 1))) void
#define GPU_KERNEL_HELD(group, groups) GPU_KERNEL(group)
#define GPU_GLOBAL __global
#define GPU_LOCAL __local
#define GPU_LOCAL_ARRAY __local
#define GPU_RESTRICT restrict
#define GPU_CALLED __attribute__((noinline)) static

LANE_FN uint64_t gpu_global_id(void) { return get_global_id(0); }
LANE_FN uint64_t gpu_group_id(void) { return get_group_id(0); }
LANE_FN uint32_t gpu_local_id(void) { return (uint32_t)get_local_id(0); }
LANE_FN void gpu_barrier(void) { barrier(CLK_LOCAL_MEM_FENCE); }
LANE_FN uint32_t gpu_atomic_add(volatile GPU_GLOBAL uint32_t *word, uint32_t x) {
  return atomic_add(word, x);
}
LANE_FN uint32_t gpu_local_atomic_add(volatile GPU_LOCAL uint32_t *word, uint32_t x) {
  return atomic_add(word, x);
}

LANE_FN w32 gpu_funnel(w32 lo, w32 hi, uint32_t bits) {
  return (w32)((((w64)hi << 32) | lo) >> bits);
}
LANE_FN w32 gpu_byte_swap(w32 x) { return as_uint(as_uchar4(x).wzyx); }

#else

#define GPU_KERNEL(group) extern "C" __global__ __launch_bounds__(group) void
#define GPU_KERNEL_HELD(group, groups) extern "C" __global__ __launch_bounds__(group, groups) void
#define GPU_GLOBAL
#define GPU_LOCAL
#define GPU_LOCAL_ARRAY __shared__
#define GPU_RESTRICT __restrict__
#define GPU_CALLED static __device__ __noinline__

LANE_FN uint64_t gpu_global_id(void) { return (uint64_t)blockIdx.x * blockDim.x + threadIdx.x; }
LANE_FN uint64_t gpu_group_id(void) { return blockIdx.x; }
LANE_FN uint32_t gpu_local_id(void) { return threadIdx.x; }
LANE_FN void gpu_barrier(void) { __syncthreads(); }
LANE_FN uint32_t gpu_atomic_add(uint32_t *word, uint32_t x) { return atomicAdd(word, x); }
LANE_FN uint32_t gpu_local_atomic_add(uint32_t *word, uint32_t x) { return atomicAdd(word, x); }

LANE_FN w32 gpu_funnel(w32 lo, w32 hi, uint32_t bits) { return __funnelshift_r(lo, hi, bits); }
LANE_FN w32 gpu_byte_swap(w32 x) { return __byte_perm(x, 0, 0x0123); }

#endif

LANE_FN w64 gpu_join64(const w32 pair[2]) { return (w64)pair[1] << 32 | pair[0]; }
LANE_FN void gpu_split64(w64 x, w32 pair[2]) { pair[0] = (w32)x, pair[1] = (w32)(x >> 32); }

/* Eight words (a digest, a tree node) from and to global memory in two 16-byte accesses; the
 * pointers are 16-byte aligned. */
LANE_FN void gpu_load_words8(const GPU_GLOBAL uint32_t *from, w32 words[8]) {
  const GPU_GLOBAL uint4 *vectors = (const GPU_GLOBAL uint4 *)from;
  LANE_UNROLL
  for (int i = 0; i < 2; i++) {
    uint4 v = vectors[i];
    words[4 * i] = v.x, words[4 * i + 1] = v.y, words[4 * i + 2] = v.z, words[4 * i + 3] = v.w;
  }
}

LANE_FN void gpu_store_words8(GPU_GLOBAL uint32_t *to, const w32 words[8]) {
  GPU_GLOBAL uint4 *vectors = (GPU_GLOBAL uint4 *)to;
  LANE_UNROLL
  for (int i = 0; i < 2; i++) {
    uint4 v;
    v.x = words[4 * i], v.y = words[4 * i + 1], v.z = words[4 * i + 2], v.w = words[4 * i + 3];
    vectors[i] = v;
  }
}

#endif
