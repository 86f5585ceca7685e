/* Poseidon2 over BabyBear, width 24: its size and its constants.
 *
 * Source: Plonky3 at commit 5dc50e5, baby-bear/src/poseidon2.rs.
 *
 * Numbers are canonical; C(x) is the number x. The internal matrix's diagonal is a list of
 * WHOLE(n), the number n, and INVERSE(sign, k), which is sign / 2^k. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_BABYBEAR_24_CONSTANTS_H
#define PROOFMARK_KERNELS_POSEIDON2_BABYBEAR_24_CONSTANTS_H

#define POSEIDON2_WIDTH 24
#define POSEIDON2_ALPHA 7
#define POSEIDON2_FULL_ROUNDS 8
#define POSEIDON2_PARTIAL_ROUNDS 21

/* clang-format off */
/* A row after the other. */
#define POSEIDON2_EXTERNAL(C) \
  C(0x0fa20c37u), C(0x0795bb97u), C(0x12c60b9cu), C(0x0eabd88eu), C(0x096485cau), C(0x07093527u), \
  C(0x1b1d4e50u), C(0x30a01aceu), C(0x3bd86f5au), C(0x69af7c28u), C(0x3f94775fu), C(0x731560e8u), \
  C(0x465a0ecdu), C(0x574ef807u), C(0x62fd4870u), C(0x52ccfe44u), C(0x14772b14u), C(0x4dedf371u), \
  C(0x260acd7cu), C(0x1f51dc58u), C(0x75125532u), C(0x686a4d7bu), C(0x54bac179u), C(0x31947706u), \
  C(0x29799d3bu), C(0x6e01ae90u), C(0x203a7a64u), C(0x4f7e25beu), C(0x72503f77u), C(0x45bd3b69u), \
  C(0x769bd6b4u), C(0x5a867f08u), C(0x4fdba082u), C(0x251c4318u), C(0x28f06201u), C(0x6788c43au), \
  C(0x4c6d6a99u), C(0x357784a8u), C(0x2abaf051u), C(0x770f7de6u), C(0x1794b784u), C(0x4796c57au), \
  C(0x724b7a10u), C(0x449989a7u), C(0x64935cf1u), C(0x59e14aacu), C(0x0e620bb8u), C(0x3af5a33bu), \
  C(0x4465cc0eu), C(0x019df68fu), C(0x4af8d068u), C(0x08784f82u), C(0x0cefdeaeu), C(0x6337a467u), \
  C(0x32fa7a16u), C(0x486f62d6u), C(0x386a7480u), C(0x20f17c4au), C(0x54e50da8u), C(0x2012cf03u), \
  C(0x5fe52950u), C(0x09afb6cdu), C(0x2523044eu), C(0x5c54d0efu), C(0x71c01f3cu), C(0x60b2c4fbu), \
  C(0x4050b379u), C(0x5e6a70a5u), C(0x418543f5u), C(0x71debe56u), C(0x1aad2994u), C(0x3368a483u), \
  C(0x07a86f3au), C(0x5ea43ff1u), C(0x2443780eu), C(0x4ce444f7u), C(0x146f9882u), C(0x3132b089u), \
  C(0x197ea856u), C(0x667030c3u), C(0x2317d5dcu), C(0x0c2c48a7u), C(0x56b2df66u), C(0x67bd81e9u), \
  C(0x4fcdfb19u), C(0x4baaef32u), C(0x0328d30au), C(0x6235760du), C(0x12432912u), C(0x0a49e258u), \
  C(0x030e1b70u), C(0x48caeb03u), C(0x49e4d9e9u), C(0x1051b5c6u), C(0x6a36dbbeu), C(0x4cff27a5u), \
  C(0x032959adu), C(0x2b18af6au), C(0x55d3dc8cu), C(0x43bd26c8u), C(0x0c41595fu), C(0x7048d2e2u), \
  C(0x00db8983u), C(0x2af563d7u), C(0x6e84758fu), C(0x611d64e1u), C(0x1f9977e2u), C(0x64163a0au), \
  C(0x5c5fc27bu), C(0x02e22561u), C(0x3a2d75dbu), C(0x1ba7b71au), C(0x34343f64u), C(0x7406b35du), \
  C(0x19df8299u), C(0x6ff4480au), C(0x514a81c8u), C(0x57ab52ceu), C(0x6ad69f52u), C(0x3e0c0e0du), \
  C(0x48126114u), C(0x2a9d62ccu), C(0x17441f23u), C(0x485762bbu), C(0x2f218674u), C(0x06fdc64au), \
  C(0x0861b7f2u), C(0x3b36eee6u), C(0x70a11040u), C(0x04b31737u), C(0x3722a872u), C(0x2a351c63u), \
  C(0x623560dcu), C(0x62584ab2u), C(0x382c7c04u), C(0x3bf9edc7u), C(0x0e38fe51u), C(0x376f3b10u), \
  C(0x5381e178u), C(0x3afc61c7u), C(0x5c1bcb4du), C(0x6643ce1fu), C(0x2d0af1c1u), C(0x08f583ccu), \
  C(0x5d6ff60fu), C(0x6324c1e5u), C(0x74412fb7u), C(0x70c0192eu), C(0x0b72f141u), C(0x4067a111u), \
  C(0x57388c4fu), C(0x351009ecu), C(0x0974c159u), C(0x539a58b3u), C(0x038c0cffu), C(0x476c0392u), \
  C(0x3f7bc15fu), C(0x4491dd2cu), C(0x4d1fef55u), C(0x04936ae3u), C(0x58214dd4u), C(0x683c6aadu), \
  C(0x1b42f16bu), C(0x6dc79135u), C(0x2d4e71ecu), C(0x3e2946eau), C(0x59dce8dbu), C(0x6cee892au), \
  C(0x47f07350u), C(0x7106ce93u), C(0x3bd4a7a9u), C(0x2bfe636au), C(0x430011e9u), C(0x001cd66au), \
  C(0x307faf5bu), C(0x0d9ef3feu), C(0x6d40043au), C(0x2e8f470cu), C(0x1b6865e8u), C(0x0c0e6c01u), \
  C(0x4d41981fu), C(0x423b9d3du), C(0x410408ccu), C(0x263f0884u), C(0x5311bbd0u), C(0x4dae58d8u), \
  C(0x30401ceau), C(0x09afa575u), C(0x4b3d5b42u), C(0x63ac0b37u), C(0x5fe5bb14u), C(0x5244e9d4u)

#define POSEIDON2_INTERNAL(C) \
  C(0x1da78ec2u), C(0x730b0924u), C(0x3eb56cf3u), C(0x5bd93073u), C(0x37204c97u), C(0x51642d89u), \
  C(0x66e943e8u), C(0x1a3e72deu), C(0x70beb1e9u), C(0x30ff3b3fu), C(0x4240d1c4u), C(0x12647b8du), \
  C(0x65d86965u), C(0x49ef4d7cu), C(0x47785697u), C(0x46b3969fu), C(0x5c7b7a0eu), C(0x7078fc60u), \
  C(0x4f22d482u), C(0x482a9aeeu), C(0x6beb839du)

#define POSEIDON2_DIAGONAL(WHOLE, INVERSE) \
  WHOLE(-2) WHOLE(1) WHOLE(2) INVERSE(1, 1) WHOLE(3) WHOLE(4) \
  INVERSE(-1, 1) WHOLE(-3) WHOLE(-4) INVERSE(1, 8) INVERSE(1, 2) INVERSE(1, 3) \
  INVERSE(1, 4) INVERSE(1, 7) INVERSE(1, 9) INVERSE(1, 27) INVERSE(-1, 8) INVERSE(-1, 2) \
  INVERSE(-1, 3) INVERSE(-1, 4) INVERSE(-1, 5) INVERSE(-1, 6) INVERSE(-1, 7) INVERSE(-1, 27)

/* clang-format on */

#endif
