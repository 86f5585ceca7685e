/* Poseidon2 over Goldilocks, width 8: its size and its constants.
 *
 * Source: Plonky3 at commit 5dc50e5, goldilocks/src/poseidon2.rs.
 *
 * Numbers are canonical; C(x) is the number x. The internal matrix's diagonal is a list of
 * WHOLE(n), the number n, and INVERSE(sign, k), which is sign / 2^k. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_8_CONSTANTS_H
#define PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_8_CONSTANTS_H

#define POSEIDON2_WIDTH 8
#define POSEIDON2_ALPHA 7
#define POSEIDON2_FULL_ROUNDS 8
#define POSEIDON2_PARTIAL_ROUNDS 22

/* clang-format off */
/* A row after the other. */
#define POSEIDON2_EXTERNAL(C) \
  C(0xdd5743e7f2a5a5d9ul), C(0xcb3a864e58ada44bul), C(0xffa2449ed32f8cdcul), \
  C(0x42025f65d6bd13eeul), C(0x7889175e25506323ul), C(0x34b98bb03d24b737ul), \
  C(0xbdcc535ecc4faa2aul), C(0x5b20ad869fc0d033ul), C(0xf1dda5b9259dfcb4ul), \
  C(0x27515210be112d59ul), C(0x4227d1718c766c3ful), C(0x26d333161a5bd794ul), \
  C(0x49b938957bf4b026ul), C(0x4a56b5938b213669ul), C(0x1120426b48c8353dul), \
  C(0x6b323c3f10a56cadul), C(0xce57d6245ddca6b2ul), C(0xb1fc8d402bba1eb1ul), \
  C(0xb5c5096ca959bd04ul), C(0x6db55cd306d31f7ful), C(0xc49d293a81cb9641ul), \
  C(0x1ce55a4fe979719ful), C(0xa92e60a9d178a4d1ul), C(0x002cc64973bcfd8cul), \
  C(0xcea721cce82fb11bul), C(0xe5b55eb8098ece81ul), C(0x4e30525c6f1ddd66ul), \
  C(0x43c6702827070987ul), C(0xaca68430a7b5762aul), C(0x3674238634df9c93ul), \
  C(0x88cee1c825e33433ul), C(0xde99ae8d74b57176ul), C(0x014ef1197d341346ul), \
  C(0x9725e20825d07394ul), C(0xfdb25aef2c5bae3bul), C(0xbe5402dc598c971eul), \
  C(0x93a5711f04cdca3dul), C(0xc45a9a5b2f8fb97bul), C(0xfe8946a924933545ul), \
  C(0x2af997a27369091cul), C(0xaa62c88e0b294011ul), C(0x058eb9d810ce9f74ul), \
  C(0xb3cb23eced349ae4ul), C(0xa3648177a77b4a84ul), C(0x43153d905992d95dul), \
  C(0xf4e2a97cda44aa4bul), C(0x5baa2702b908682ful), C(0x082923bdf4f750d1ul), \
  C(0x98ae09a325893803ul), C(0xf8a6475077968838ul), C(0xceb0735bf00b2c5ful), \
  C(0x0a1a5d953888e072ul), C(0x2fcb190489f94475ul), C(0xb5be06270dec69fcul), \
  C(0x739cb934b09acf8bul), C(0x537750b75ec7f25bul), C(0xe9dd318bae1f3961ul), \
  C(0xf7462137299efe1aul), C(0xb1f6b8eee9adb940ul), C(0xbdebcc8a809dfe6bul), \
  C(0x40fc1f791b178113ul), C(0x3ac1c3362d014864ul), C(0x9a016184bdb8aebaul), \
  C(0x95f2394459fbc25eul)

#define POSEIDON2_INTERNAL(C) \
  C(0x488897d85ff51f56ul), C(0x1140737ccb162218ul), C(0xa7eeb9215866ed35ul), \
  C(0x9bd2976fee49fcc9ul), C(0xc0c8f0de580a3fccul), C(0x4fb2dae6ee8fc793ul), \
  C(0x343a89f35f37395bul), C(0x223b525a77ca72c8ul), C(0x56ccb62574aaa918ul), \
  C(0xc4d507d8027af9edul), C(0xa080673cf0b7e95cul), C(0xf0184884eb70dcf8ul), \
  C(0x044f10b0cb3d5c69ul), C(0xe9e3f7993938f186ul), C(0x1b761c80e772f459ul), \
  C(0x606cec607a1b5facul), C(0x14a0c2e1d45f03cdul), C(0x4eace8855398574ful), \
  C(0xf905ca7103eff3e6ul), C(0xf8c8f8d20862c059ul), C(0xb524fe8bdd678e5aul), \
  C(0xfbb7865901a1ec41ul)

#define POSEIDON2_DIAGONAL(WHOLE, INVERSE) \
  WHOLE(-2) WHOLE(1) WHOLE(2) INVERSE(1, 1) WHOLE(3) INVERSE(-1, 1) \
  WHOLE(-3) WHOLE(-4)

/* clang-format on */

#endif
