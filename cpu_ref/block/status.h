/* How an oracle that reads a block or a transaction ended. */
#ifndef PROOFMARK_CPU_REF_BLOCK_STATUS_H
#define PROOFMARK_CPU_REF_BLOCK_STATUS_H

enum ref_status {
  REF_OK,
  REF_UNREADABLE, /* the bytes are not what they should be; where, the oracle does not say */
  REF_NO_MEMORY
};

#endif
