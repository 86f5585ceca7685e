/* Poseidon2 over BabyBear, width 16: its size and its constants.
 *
 * Source: Plonky3 at commit 5dc50e5, baby-bear/src/poseidon2.rs.
 *
 * Numbers are canonical; C(x) is the number x. The internal matrix's diagonal is a list of
 * WHOLE(n), the number n, and INVERSE(sign, k), which is sign / 2^k. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_BABYBEAR_16_CONSTANTS_H
#define PROOFMARK_KERNELS_POSEIDON2_BABYBEAR_16_CONSTANTS_H

#define POSEIDON2_WIDTH 16
#define POSEIDON2_ALPHA 7
#define POSEIDON2_FULL_ROUNDS 8
#define POSEIDON2_PARTIAL_ROUNDS 13

/* clang-format off */
/* A row after the other. */
#define POSEIDON2_EXTERNAL(C) \
  C(0x69cbb6afu), C(0x46ad93f9u), C(0x60a00f4eu), C(0x6b1297cdu), C(0x23189afeu), C(0x732e7befu), \
  C(0x72c246deu), C(0x2c941900u), C(0x0557eedeu), C(0x1580496fu), C(0x3a3ea77bu), C(0x54f3f271u), \
  C(0x0f49b029u), C(0x47872fe1u), C(0x221e2e36u), C(0x1ab7202eu), C(0x487779a6u), C(0x3851c9d8u), \
  C(0x38dc17c0u), C(0x209f8849u), C(0x268dcee8u), C(0x350c48dau), C(0x5b9ad32eu), C(0x0523272bu), \
  C(0x3f89055bu), C(0x01e894b2u), C(0x13ddeddeu), C(0x1b2ef334u), C(0x7507d8b4u), C(0x6ceeb94eu), \
  C(0x52eb6ba2u), C(0x50642905u), C(0x05453f3fu), C(0x06349efcu), C(0x6922787cu), C(0x04bfff9cu), \
  C(0x768c714au), C(0x3e9ff21au), C(0x15737c9cu), C(0x2229c807u), C(0x0d47f88cu), C(0x097e0eccu), \
  C(0x27eadba0u), C(0x2d7d29e4u), C(0x3502aaa0u), C(0x0f475fd7u), C(0x29fbda49u), C(0x018afffdu), \
  C(0x0315b618u), C(0x6d4497d1u), C(0x1b171d9eu), C(0x52861abdu), C(0x2e5d0501u), C(0x3ec8646cu), \
  C(0x6e5f250au), C(0x148ae8e6u), C(0x17f5fa4au), C(0x3e66d284u), C(0x0051aa3bu), C(0x483f7913u), \
  C(0x2cfe5f15u), C(0x023427cau), C(0x2cc78315u), C(0x1e36ea47u), C(0x7290a80du), C(0x6f7e5329u), \
  C(0x598ec8a8u), C(0x76a859a0u), C(0x6559e868u), C(0x657b83afu), C(0x13271d3fu), C(0x1f876063u), \
  C(0x0aeeae37u), C(0x706e9ca6u), C(0x46400ceeu), C(0x72a05c26u), C(0x2c589c9eu), C(0x20bd37a7u), \
  C(0x6a2d3d10u), C(0x20523767u), C(0x5b8fe9c4u), C(0x2aa501d6u), C(0x1e01ac3eu), C(0x1448bc54u), \
  C(0x5ce5ad1cu), C(0x4918a14du), C(0x2c46a83fu), C(0x4fcf6876u), C(0x61d8d5c8u), C(0x6ddf4ff9u), \
  C(0x11fda4d3u), C(0x02933a8fu), C(0x170eaf81u), C(0x5a9c314fu), C(0x49a12590u), C(0x35ec52a1u), \
  C(0x58eb1611u), C(0x5e481e65u), C(0x367125c9u), C(0x0eba33bau), C(0x1fc28dedu), C(0x066399adu), \
  C(0x0cbec0eau), C(0x75fd1af0u), C(0x50f5bf4eu), C(0x643d5f41u), C(0x6f4fe718u), C(0x5b3cbbdeu), \
  C(0x1e3afb3eu), C(0x296fb027u), C(0x45e1547bu), C(0x4a8db2abu), C(0x59986d19u), C(0x30bcdfa3u), \
  C(0x1db63932u), C(0x1d7c2824u), C(0x53b33681u), C(0x0673b747u), C(0x038a98a3u), C(0x2c5bce60u), \
  C(0x351979cdu), C(0x5008fb73u), C(0x547bca78u), C(0x711af481u), C(0x3f93bf64u), C(0x644d987bu), \
  C(0x3c8bcd87u), C(0x608758b8u)

#define POSEIDON2_INTERNAL(C) \
  C(0x5a8053c0u), C(0x693be639u), C(0x3858867du), C(0x19334f6bu), C(0x128f0fd8u), C(0x4e2b1ccbu), \
  C(0x61210ce0u), C(0x3c318939u), C(0x0b5b2f22u), C(0x2edb11d5u), C(0x213effdfu), C(0x0cac4606u), \
  C(0x241af16du)

#define POSEIDON2_DIAGONAL(WHOLE, INVERSE) \
  WHOLE(-2) WHOLE(1) WHOLE(2) INVERSE(1, 1) WHOLE(3) WHOLE(4) \
  INVERSE(-1, 1) WHOLE(-3) WHOLE(-4) INVERSE(1, 8) INVERSE(1, 2) INVERSE(1, 3) \
  INVERSE(1, 27) INVERSE(-1, 8) INVERSE(-1, 4) INVERSE(-1, 27)

/* clang-format on */

#endif
