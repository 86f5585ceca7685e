/* Poseidon2 over KoalaBear, width 24: its size and its constants.
 *
 * Source: Plonky3 at commit 5dc50e5, koala-bear/src/poseidon2.rs.
 *
 * Numbers are canonical; C(x) is the number x. The internal matrix's diagonal is a list of
 * WHOLE(n), the number n, and INVERSE(sign, k), which is sign / 2^k. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_KOALABEAR_24_CONSTANTS_H
#define PROOFMARK_KERNELS_POSEIDON2_KOALABEAR_24_CONSTANTS_H

#define POSEIDON2_WIDTH 24
#define POSEIDON2_ALPHA 3
#define POSEIDON2_FULL_ROUNDS 8
#define POSEIDON2_PARTIAL_ROUNDS 23

/* clang-format off */
/* A row after the other. */
#define POSEIDON2_EXTERNAL(C) \
  C(0x1d0939dcu), C(0x6d050f8du), C(0x628058adu), C(0x2681385du), C(0x3e3c62beu), C(0x032cfad8u), \
  C(0x5a91ba3cu), C(0x015a56e6u), C(0x696b889cu), C(0x0dbcd780u), C(0x5881b5c9u), C(0x2a076f2eu), \
  C(0x55393055u), C(0x6513a085u), C(0x547ac78fu), C(0x4281c5b8u), C(0x3e7a3f6cu), C(0x34562c19u), \
  C(0x2c04e679u), C(0x0ed78234u), C(0x5f7a1aa9u), C(0x0177640eu), C(0x0ea4f8d1u), C(0x15be7692u), \
  C(0x6eafdd62u), C(0x71a572c6u), C(0x72416f0au), C(0x31ce1ad3u), C(0x2136a0cfu), C(0x1507c0ebu), \
  C(0x1eb6e07au), C(0x3a0ccf7bu), C(0x38e4bf31u), C(0x44128286u), C(0x6b05e976u), C(0x244a9b92u), \
  C(0x6e4b32a8u), C(0x78ee2496u), C(0x4761115bu), C(0x3d3a7077u), C(0x75d3c670u), C(0x396a2475u), \
  C(0x26dd00b4u), C(0x7df50f59u), C(0x0cb922dfu), C(0x0568b190u), C(0x5bd3fcd6u), C(0x1351f58eu), \
  C(0x52191b5fu), C(0x119171b8u), C(0x1e8bb727u), C(0x27d21f26u), C(0x36146613u), C(0x1ee817a2u), \
  C(0x71abe84eu), C(0x44b88070u), C(0x5dc04410u), C(0x2aeaa2f6u), C(0x2b7bb311u), C(0x6906884du), \
  C(0x0522e053u), C(0x0c45a214u), C(0x1b016998u), C(0x479b1052u), C(0x3acc89beu), C(0x0776021au), \
  C(0x7a34a1f5u), C(0x70f87911u), C(0x2caf9d9eu), C(0x026aff1bu), C(0x2c42468eu), C(0x67726b45u), \
  C(0x09b6f53cu), C(0x73d76589u), C(0x5793eeb0u), C(0x29e720f3u), C(0x75fc8bdfu), C(0x4c2fae0eu), \
  C(0x20b41db3u), C(0x7e491510u), C(0x2cadef18u), C(0x57fc24d6u), C(0x4d1ade4au), C(0x36bf8e3cu), \
  C(0x3511b63cu), C(0x64d8476fu), C(0x732ba706u), C(0x46634978u), C(0x0521c17cu), C(0x5ee69212u), \
  C(0x3559cba9u), C(0x2b33df89u), C(0x653538d6u), C(0x5fde8344u), C(0x4091605du), C(0x2933bddeu), \
  C(0x7d232359u), C(0x389d82f9u), C(0x259b2e6cu), C(0x45a94defu), C(0x0d497380u), C(0x5b049135u), \
  C(0x3c268399u), C(0x78feb2f9u), C(0x300a3eecu), C(0x505165bbu), C(0x20300973u), C(0x2327c081u), \
  C(0x1a45a2f4u), C(0x5b32ea2eu), C(0x2d5d1a70u), C(0x053e613eu), C(0x5433e39fu), C(0x495529f0u), \
  C(0x1eaa1aa9u), C(0x578f572au), C(0x698ede71u), C(0x5a0f9dbau), C(0x398a2e96u), C(0x0c7b2925u), \
  C(0x2e6b9564u), C(0x026b00deu), C(0x7644c1e9u), C(0x5c23d0bdu), C(0x3470b5efu), C(0x6013cf3au), \
  C(0x48747288u), C(0x13b7a543u), C(0x3eaebd44u), C(0x0004e60cu), C(0x1e8363a2u), C(0x2343259au), \
  C(0x69da0c2au), C(0x06e3e4c4u), C(0x1095018eu), C(0x0deea348u), C(0x1f4c5513u), C(0x4f9a3a98u), \
  C(0x3179112bu), C(0x524abb1fu), C(0x21615ba2u), C(0x23ab4065u), C(0x1202a1d1u), C(0x21d25b83u), \
  C(0x6ed17c2fu), C(0x391e6b09u), C(0x5e4ed894u), C(0x6a2f58f2u), C(0x5d980d70u), C(0x3fa48c5eu), \
  C(0x1f6366f7u), C(0x63540f5fu), C(0x6a8235edu), C(0x14c12a78u), C(0x6edde1c9u), C(0x58ce1c22u), \
  C(0x718588bbu), C(0x334313adu), C(0x7478dbc7u), C(0x647ad52fu), C(0x39e82049u), C(0x6fee146au), \
  C(0x082c2f24u), C(0x1f093015u), C(0x30173c18u), C(0x53f70c0du), C(0x6028ab0cu), C(0x2f47a1eeu), \
  C(0x26a6780eu), C(0x3540bc83u), C(0x1812b49fu), C(0x5149c827u), C(0x631dd925u), C(0x001f2deau), \
  C(0x7dc05194u), C(0x3789672eu), C(0x7cabf72eu), C(0x242dbe2fu), C(0x0b07a51du), C(0x38653650u), \
  C(0x50785c4eu), C(0x60e8a7e0u), C(0x07464338u), C(0x3482d6e1u), C(0x08a69f1eu), C(0x3f2aff24u), \
  C(0x5814c30du), C(0x13fecab2u), C(0x61cb291au), C(0x68c8226fu), C(0x5c757eeau), C(0x289b4e1eu)

#define POSEIDON2_INTERNAL(C) \
  C(0x1395d4cau), C(0x5dbac049u), C(0x51fc2727u), C(0x13407399u), C(0x39ac6953u), C(0x45e8726cu), \
  C(0x75a7311cu), C(0x599f82c9u), C(0x702cf13bu), C(0x026b8955u), C(0x44e09bbcu), C(0x2211207fu), \
  C(0x5128b4e3u), C(0x591c41afu), C(0x674f5c68u), C(0x3981d0d3u), C(0x2d82f898u), C(0x707cd267u), \
  C(0x3b4cca45u), C(0x2ad0dc3cu), C(0x0cb79b37u), C(0x23f2f4e8u), C(0x3de4e739u)

#define POSEIDON2_DIAGONAL(WHOLE, INVERSE) \
  WHOLE(-2) WHOLE(1) WHOLE(2) INVERSE(1, 1) WHOLE(3) WHOLE(4) \
  INVERSE(-1, 1) WHOLE(-3) WHOLE(-4) INVERSE(1, 8) INVERSE(1, 2) INVERSE(1, 3) \
  INVERSE(1, 4) INVERSE(1, 5) INVERSE(1, 6) INVERSE(1, 24) INVERSE(-1, 8) INVERSE(-1, 3) \
  INVERSE(-1, 4) INVERSE(-1, 5) INVERSE(-1, 6) INVERSE(-1, 7) INVERSE(-1, 9) INVERSE(-1, 24)

/* clang-format on */

#endif
