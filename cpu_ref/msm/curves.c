/* The curves that provers commit over. */
#include "cpu_ref/msm/msm.h"

/* EIP-196, "Definition of the curve": y^2 = x^3 + 3 and P1. */
const struct ref_curve ref_curve_bn254_g1 = {.field = &ref_field_bn254_fq,
                                             .degree = 1,
                                             .order = &ref_field_bn254_fr,
                                             .b_numerator = 3,
                                             .b_denominator = {1},
                                             .x = {"1"},
                                             .y = {"2"}};

/* EIP-197, "Definition of the groups": y^2 = x^3 + 3 / (i + 9) and P2. */
const struct ref_curve ref_curve_bn254_g2 = {
    .field = &ref_field_bn254_fq,
    .degree = 2,
    .order = &ref_field_bn254_fr,
    .b_numerator = 3,
    .b_denominator = {9, 1},
    .x = {"1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed",
          "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"},
    .y = {"12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa",
          "90689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"}};

/* IETF draft-irtf-cfrg-pairing-friendly-curves-11, section 4.2.1: b and the base point BP. */
const struct ref_curve ref_curve_bls12_381_g1 = {
    .field = &ref_field_bls12_381_fq,
    .degree = 1,
    .order = &ref_field_bls12_381_fr,
    .b_numerator = 4,
    .b_denominator = {1},
    .x = {"17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00a"
          "db22"
          "c6bb"},
    .y = {"8b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa23294"
          "6c5e"
          "7e1"}};
