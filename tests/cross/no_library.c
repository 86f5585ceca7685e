/* The schemes whose oracle is a library, which is not there for the other processor: nothing here asks it. */
#include "cpu_ref/sig/sig.h"

extern const struct ref_sig ref_ecdsa_secp256k1, ref_schnorr_bip340;

const struct ref_sig ref_ecdsa_secp256k1 = {.library = "libsecp256k1"},
                     ref_schnorr_bip340 = {.library = "libsecp256k1"},
                     ref_ecrecover = {.library = "libsecp256k1"};
