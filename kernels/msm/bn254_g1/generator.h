/* The generator, as the bytes of a point: EIP-196, "Definition of the curve": P1.
 * A header, because the computations need it as well as the curve that lists them. */
#ifndef PROOFMARK_KERNELS_MSM_BN254_G1_GENERATOR_H
#define PROOFMARK_KERNELS_MSM_BN254_G1_GENERATOR_H

#define MSM_GENERATOR                                                                              \
  {                                                                                                \
    0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,      \
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  \
        0x00, 0x00, 0x02                                                                           \
  }

#endif
