/* Lane C: the dialect in which an algorithm's core is written once.
 *
 * w32 and w64 are words of a lane. On a GPU a lane is a thread and they are scalars; on the CPU
 * they are vectors whose elements are LANE32_COUNT and LANE64_COUNT lanes. Arithmetic and logic are
 * C's own operators (+ - ^ & | ~ and shifts by a constant); what differs per target is in the
 * functions below, each defined for all targets:
 *
 *   w32_set(x)          x in every lane             w64_set(x)
 *   w32_add(a, b)       a + b                       w64_add(a, b)
 *   w32_rotr(x, n)      rotate right, 0 < n < 32    w64_rotl(x, n)  w64_rotr(x, n)  0 < n < 64
 *   w32_xor3(a, b, c)   (a ^ b) ^ c                 w64_xor3(a, b, c)
 *   w32_choose(m, a, b) bitwise m ? a : b           w64_chi(a, b, c)  a ^ (~b & c)
 *   w32_majority(a,b,c) bitwise majority
 *   w32_min(a, b)       the smaller
 *
 * A rotation's n is a constant: each target takes the instruction that is best for it, which may be
 * a shuffle of bytes. w32_add and w64_add are for sums amid much logic, because a processor may
 * have a better place for them than among the logic; + is right everywhere. Of xor3's operands a
 * and b are those that other sums share, and c one that is not needed again.
 *
 * A core is a static inline function (LANE_FN) with no branch on lane data, and loops with constant
 * bounds. The file that includes a core chooses the target: nvcc and the OpenCL driver are known by
 * their macros; for the CPU the build defines LANE_ISA_SUFFIX and compiles the file once per ISA,
 * or the file itself defines LANE_SCALAR, where a lane is a scalar there too.
 */
#ifndef PROOFMARK_KERNELS_LANE_LANE_H
#define PROOFMARK_KERNELS_LANE_LANE_H

#if defined(__OPENCL_VERSION__)
#include "kernels/lane/lane_opencl.h"
#elif defined(__CUDACC__)
#include "kernels/lane/lane_cuda.h"
#elif defined(LANE_SCALAR)
#include "kernels/lane/lane_scalar.h"
#else
#include "kernels/lane/lane_cpu.h"
#endif

#endif
