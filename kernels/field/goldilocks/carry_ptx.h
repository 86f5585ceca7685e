/* Goldilocks' sums and reductions in PTX, whose carries a CUDA thread keeps in a flag; in C they
 * become comparisons and selections. (The flag is read by addc after additions and by subc after
 * subtractions only: the machine keeps a borrow the other way round.) */
#ifndef PROOFMARK_KERNELS_FIELD_GOLDILOCKS_CARRY_PTX_H
#define PROOFMARK_KERNELS_FIELD_GOLDILOCKS_CARRY_PTX_H

/* r = code of (a1:a0, b1:b0), in r1:r0. */
#define GOLDILOCKS_ASM(r, a, b, code)                                                              \
  asm("{\n\t"                                                                                      \
      ".reg .u32 r0, r1, a0, a1, b0, b1, e;\n\t"                                                   \
      "mov.b64 {a0, a1}, %1;\n\t"                                                                  \
      "mov.b64 {b0, b1}, %2;\n\t" code "mov.b64 %0, {r0, r1};\n\t"                                 \
      "}"                                                                                          \
      : "=l"(r)                                                                                    \
      : "l"(a), "l"(b))

#define GOLDILOCKS_SUM "add.cc.u32 r0, a0, b0;\n\taddc.cc.u32 r1, a1, b1;\n\t"
#define GOLDILOCKS_DIFFERENCE "sub.cc.u32 r0, a0, b0;\n\tsubc.cc.u32 r1, a1, b1;\n\t"

/* After an addition: + 2^32 - 1 where it carried. */
#define GOLDILOCKS_CARRIED                                                                         \
  "addc.u32 e, 0, 0;\n\t"                                                                          \
  "sub.cc.u32 r0, r0, e;\n\t"                                                                      \
  "subc.u32 r1, r1, 0;\n\t"                                                                        \
  "add.u32 r1, r1, e;\n\t"
/* The same, and the carry of that. */
#define GOLDILOCKS_CARRIED_CC                                                                      \
  "addc.u32 e, 0, 0;\n\t"                                                                          \
  "neg.s32 e, e;\n\t"                                                                              \
  "add.cc.u32 r0, r0, e;\n\t"                                                                      \
  "addc.cc.u32 r1, r1, 0;\n\t"
/* After a subtraction: - (2^32 - 1) where it borrowed. */
#define GOLDILOCKS_BORROWED                                                                        \
  "subc.u32 e, 0, 0;\n\t"                                                                          \
  "sub.cc.u32 r0, r0, e;\n\t"                                                                      \
  "subc.cc.u32 r1, r1, 0;\n\t"

LANE_FN w64 goldilocks_add_canonical(w64 a, w64 b) {
  w64 r;
  GOLDILOCKS_ASM(r, a, b, GOLDILOCKS_SUM GOLDILOCKS_CARRIED);
  return r;
}
LANE_FN w64 goldilocks_add(w64 a, w64 b) {
  w64 r;
  GOLDILOCKS_ASM(r, a, b, GOLDILOCKS_SUM GOLDILOCKS_CARRIED_CC GOLDILOCKS_CARRIED);
  return r;
}
LANE_FN w64 goldilocks_sub(w64 a, w64 b) {
  w64 r;
  GOLDILOCKS_ASM(r, a, b, GOLDILOCKS_DIFFERENCE GOLDILOCKS_BORROWED GOLDILOCKS_BORROWED);
  return r;
}

/* high · 2^64 + low: less the upper word of high, plus 2^32 - 1 times the lower. */
LANE_FN w64 goldilocks_fold(w64 high, w64 low) {
  w64 r;
  GOLDILOCKS_ASM(r, low, high,
                 "sub.cc.u32 r0, a0, b1;\n\t"
                 "subc.cc.u32 r1, a1, 0;\n\t" GOLDILOCKS_BORROWED
                 "mad.lo.cc.u32 r0, b0, 0xffffffff, r0;\n\t"
                 "madc.hi.cc.u32 r1, b0, 0xffffffff, r1;\n\t" GOLDILOCKS_CARRIED);
  return r;
}

/* *top · 2^64 + *low += a. */
LANE_FN void goldilocks_accumulate(w64 *low, w32 *top, w64 a) {
  asm("{\n\t"
      ".reg .u32 r0, r1, a0, a1;\n\t"
      "mov.b64 {r0, r1}, %0;\n\t"
      "mov.b64 {a0, a1}, %2;\n\t"
      "add.cc.u32 r0, r0, a0;\n\t"
      "addc.cc.u32 r1, r1, a1;\n\t"
      "addc.u32 %1, %1, 0;\n\t"
      "mov.b64 %0, {r0, r1};\n\t"
      "}"
      : "+l"(*low), "+r"(*top)
      : "l"(a));
}

#endif
