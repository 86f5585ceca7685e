/* Poseidon2 over KoalaBear, width 16: its size and its constants.
 *
 * Source: Plonky3 at commit 5dc50e5, koala-bear/src/poseidon2.rs.
 *
 * Numbers are canonical; C(x) is the number x. The internal matrix's diagonal is a list of
 * WHOLE(n), the number n, and INVERSE(sign, k), which is sign / 2^k. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_KOALABEAR_16_CONSTANTS_H
#define PROOFMARK_KERNELS_POSEIDON2_KOALABEAR_16_CONSTANTS_H

#define POSEIDON2_WIDTH 16
#define POSEIDON2_ALPHA 3
#define POSEIDON2_FULL_ROUNDS 8
#define POSEIDON2_PARTIAL_ROUNDS 20

/* clang-format off */
/* A row after the other. */
#define POSEIDON2_EXTERNAL(C) \
  C(0x7ee56a48u), C(0x11367045u), C(0x12e41941u), C(0x7ebbc12bu), C(0x1970b7d5u), C(0x662b60e8u), \
  C(0x3e4990c6u), C(0x679f91f5u), C(0x350813bbu), C(0x00874ad4u), C(0x28a0081au), C(0x18fa5872u), \
  C(0x5f25b071u), C(0x5e5d5998u), C(0x5e6fd3e7u), C(0x5b2e2660u), C(0x6f1837bfu), C(0x3fe6182bu), \
  C(0x1edd7ac5u), C(0x57470d00u), C(0x43d486d5u), C(0x1982c70fu), C(0x0ea53af9u), C(0x61d6165bu), \
  C(0x51639c00u), C(0x2dec352cu), C(0x2950e531u), C(0x2d2cb947u), C(0x08256cefu), C(0x1a0109f6u), \
  C(0x1f51faf3u), C(0x5cef1c62u), C(0x3d65e50eu), C(0x33d91626u), C(0x133d5a1eu), C(0x0ff49b0du), \
  C(0x38900cd1u), C(0x2c22cc3fu), C(0x28852bb2u), C(0x06c65a02u), C(0x7b2cf7bcu), C(0x68016e1au), \
  C(0x15e16bc0u), C(0x5248149au), C(0x6dd212a0u), C(0x18d6830au), C(0x5001be82u), C(0x64dac34eu), \
  C(0x5902b287u), C(0x426583a0u), C(0x0c921632u), C(0x3fe028a5u), C(0x245f8e49u), C(0x43bb297eu), \
  C(0x7873dbd9u), C(0x3cc987dfu), C(0x286bb4ceu), C(0x640a8dcdu), C(0x512a8e36u), C(0x03a4cf55u), \
  C(0x481837a2u), C(0x03d6da84u), C(0x73726ac7u), C(0x760e7fdfu), C(0x43e7dc24u), C(0x259a5d61u), \
  C(0x27e85a3bu), C(0x1b9133fau), C(0x343e5628u), C(0x485cd4c2u), C(0x16e269f5u), C(0x165b60c6u), \
  C(0x25f683d9u), C(0x124f81f9u), C(0x174331f9u), C(0x77344dc5u), C(0x5a821dbau), C(0x5fc4177fu), \
  C(0x54153bf5u), C(0x5e3f1194u), C(0x3bdbf191u), C(0x088c84a3u), C(0x68256c9bu), C(0x3c90bbc6u), \
  C(0x6846166au), C(0x03f4238du), C(0x463335fbu), C(0x5e3d3551u), C(0x6e59ae6fu), C(0x32d06cc0u), \
  C(0x596293f3u), C(0x6c87edb2u), C(0x08fc60b5u), C(0x34bcca80u), C(0x24f007f3u), C(0x62731c6fu), \
  C(0x1e1db6c6u), C(0x0ca409bbu), C(0x585c1e78u), C(0x56e94edcu), C(0x16d22734u), C(0x18e11467u), \
  C(0x7b2c3730u), C(0x770075e4u), C(0x35d1b18cu), C(0x22be3db5u), C(0x4fb1fbb7u), C(0x477cb3edu), \
  C(0x7d5311c6u), C(0x5b62ae7du), C(0x559c5fa8u), C(0x77f15048u), C(0x3211570bu), C(0x490fef6au), \
  C(0x77ec311fu), C(0x2247171bu), C(0x4e0ac711u), C(0x2edf69c9u), C(0x3b5a8850u), C(0x65809421u), \
  C(0x5619b4aau), C(0x362019a7u), C(0x6bf9d4edu), C(0x5b413dffu), C(0x617e181eu), C(0x5e7ab57bu), \
  C(0x33ad7833u), C(0x3466c7cau)

#define POSEIDON2_INTERNAL(C) \
  C(0x54dfeb5du), C(0x7d40afd6u), C(0x722cb316u), C(0x106a4573u), C(0x45a7ccdbu), C(0x44061375u), \
  C(0x154077a5u), C(0x45744faau), C(0x4eb5e5eeu), C(0x3794e83fu), C(0x47c7093cu), C(0x5694903cu), \
  C(0x69cb6299u), C(0x373df84cu), C(0x46a0df58u), C(0x46b8758au), C(0x3241ebcbu), C(0x0b09d233u), \
  C(0x1af42357u), C(0x1e66cec2u)

#define POSEIDON2_DIAGONAL(WHOLE, INVERSE) \
  WHOLE(-2) WHOLE(1) WHOLE(2) INVERSE(1, 1) WHOLE(3) WHOLE(4) \
  INVERSE(-1, 1) WHOLE(-3) WHOLE(-4) INVERSE(1, 8) INVERSE(1, 3) INVERSE(1, 24) \
  INVERSE(-1, 8) INVERSE(-1, 3) INVERSE(-1, 4) INVERSE(-1, 24)

/* clang-format on */

#endif
