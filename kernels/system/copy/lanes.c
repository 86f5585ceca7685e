#include "kernels/lane/lane.h"
#include "kernels/system/copy/copy.h"

#if defined(__AVX512F__)
#define STREAM(to, x) _mm512_stream_si512((__m512i *)(to), (__m512i)(x))
#define STREAMED() _mm_sfence()
#elif defined(__AVX2__)
#define STREAM(to, x) _mm256_stream_si256((__m256i *)(to), (__m256i)(x))
#define STREAMED() _mm_sfence()
#elif defined(__SSE2__)
#define STREAM(to, x) _mm_stream_si128((__m128i *)(to), (__m128i)(x))
#define STREAMED() _mm_sfence()
#else /* no intrinsic for it */
#define STREAM(to, x) (*(to) = (x))
#define STREAMED()
#endif

enum {
  BLOCK = COPY_BLOCK_BYTES / LANE_BYTES,
  TURN = COPY_TURN_BYTES / LANE_BYTES,
};
#define STORE(to, x) (*(to) = (x))
#define STORED()

/* The words go through a register of which the compiler knows nothing: it would call memcpy. */
#if defined(__ARM_NEON)
#define HOLD(x) __asm__("" : "+w"(x))
#else
#define HOLD(x) __asm__("" : "+v"(x))
#endif

#define COPY(name, store, stored)                                                                  \
  static void name(const uint8_t *from, uint64_t first, uint64_t last, uint8_t *to) {              \
    for (uint64_t block = first; block < last; block++) {                                          \
      const w64 *const source = (const w64 *)(from + block * COPY_BLOCK_BYTES);                    \
      w64 *const place = (w64 *)(to + block * COPY_BLOCK_BYTES);                                   \
      _Pragma("GCC unroll 4") for (int i = TURN; i < BLOCK; i++) {                                 \
        w64 x = source[i];                                                                         \
        HOLD(x);                                                                                   \
        store(place + i - TURN, x);                                                                \
      }                                                                                            \
      LANE_UNROLL                                                                                  \
      for (int i = 0; i < TURN; i++)                                                               \
        store(place + BLOCK - TURN + i, source[i]);                                                \
    }                                                                                              \
    stored();                                                                                      \
  }
COPY(cached, STORE, STORED)
COPY(streaming, STREAM, STREAMED)

extern const struct copy_code LANE_NAME(copy_lanes)[1];
const struct copy_code LANE_NAME(copy_lanes)[1] = {{cached, streaming}};
