/* Checks a batch of Schnorr signatures (BIP 340) and prints a verdict for each: BIP 340's own test
 * vectors with the indices 1 and 2, which are good, and 6, whose R has an odd y. Without CMake: cc
 * verify.c -o verify $(pkg-config --cflags --libs proofmark) */
#include <proofmark/proofmark.h>
#include <stdio.h>

enum { COUNT = 3 };
/* Key, message, signature. */
static const char *const vectors[COUNT][3] = {
    {"dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659",
     "243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89",
     "6896bd60eeae296db48a229ff71dfe071bde413e6d43f917dc8dcf8c78de3341"
     "8906d11ac976abccb20b091292bff4ea897efcb639ea871cfa95f6de339e4b0a"},
    {"dd308afec5777e13121fa72b9cc1b7cc0139715309b086c960e18fd969774eb8",
     "7e2d58d8b3bcdf1abadec7829054f90dda9805aab56c77333024b9d0a508b75c",
     "5831aaeed7b44bb74e5eab94ba9d4294c49bcf2a60728d8b4c200f50dd313c1b"
     "ab745879a5ad954a72c45a91c3a51d3c7adea98d82f8481e0e1e03674a6f3fb7"},
    {"dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659",
     "243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89",
     "fff97bd5755eeea420453a14355235d382f6472f8568a18b2f057a1460297556"
     "3cc27944640ac607cd107ae10923d9ef7a73c643e166be5ebeafa34b1ac553e2"},
};

static void decode(const char *hex, unsigned char *bytes) {
  for (unsigned byte; sscanf(hex, "%2x", &byte) == 1; hex += 2)
    *bytes++ = (unsigned char)byte;
}

int main(void) {
  unsigned char keys[32 * COUNT], messages[32 * COUNT], signatures[64 * COUNT];
  unsigned char verdicts[(COUNT + 7) / 8];
  for (int i = 0; i < COUNT; i++) {
    decode(vectors[i][0], keys + 32 * i);
    decode(vectors[i][1], messages + 32 * i);
    decode(vectors[i][2], signatures + 64 * i);
  }
  struct proofmark_capacity capacity = {
      .size = sizeof capacity, .count = COUNT, .message_bytes = 32};
  struct proofmark_signature_batch batch = {.size = sizeof batch,
                                            .keys = keys,
                                            .messages = messages,
                                            .message_bytes = 32,
                                            .signatures = signatures,
                                            .count = COUNT,
                                            .output = verdicts};
  struct proofmark_context *context = NULL;
  struct proofmark_operation *schnorr = NULL;
  struct proofmark_error error;
  if (proofmark_context_open(NULL, &context, &error) ||
      proofmark_operation_open(context, "sig/schnorr_bip340", &capacity, &schnorr, &error) ||
      proofmark_signature_run(schnorr, &batch, &error)) {
    fprintf(stderr, "verify: %s\n", error.message);
    return 1;
  }
  for (int i = 0; i < COUNT; i++)
    printf("signature %d is %s\n", i, verdicts[i / 8] >> i % 8 & 1 ? "good" : "bad");
  proofmark_operation_close(schnorr);
  proofmark_context_close(context);
}
