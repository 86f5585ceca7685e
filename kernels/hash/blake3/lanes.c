/* BLAKE3 batches in lanes; compiled once per instruction set (LANE_ISA_SUFFIX).
 *
 * A lane takes one node of a message's tree: a chunk or a parent. Like nodes that lie one after
 * another (short messages of one length, the chunks or the parents of one tree) fill lanes by
 * themselves. What is left of them, and all messages of different lengths, meets in a window: its
 * chunks, whatever messages they come from, are hashed in order of size, so that lanes end
 * together; then its trees rise level by level, side by side. A message larger than the window is
 * cut into subtrees of the window's size, joined by a stack of chaining values (BLAKE3 paper,
 * section 5.1.2).
 */
#include <stddef.h>

#include "kernels/hash/blake3/core.h"
#include "kernels/hash/hash.h"
#include "kernels/lane/transpose.h"

enum {
  LANES = LANE32_COUNT,
  VALUE_BYTES = 32,    /* a chaining value */
  WINDOW_CHUNKS = 512, /* a power of two; the window's 40 KB lie on the stack */
  STACK_VALUES = 46,   /* 2^64 bytes are 2^45 windows */
};

/* ---- blocks into lanes, chaining values out of them ---- */

/* Word w of the 64 bytes at rows[l] + offset becomes element l of block[w]. */
LANE_FN void load_blocks(w32 block[16], const uint8_t *const rows[LANES], size_t offset) {
  transpose_load32(block, rows, offset);
  transpose_load32(block + 8, rows, offset + TRANSPOSE_BYTES);
}

/* The first bytes (at most 64) of a row, followed by zeros. */
LANE_FN void pad_block(uint8_t padded[BLAKE3_BLOCK_BYTES], const uint8_t *row, uint32_t bytes) {
#if defined(__AVX512BW__)
  _mm512_storeu_si512(padded, _mm512_maskz_loadu_epi8(_bzhi_u64(~0ull, bytes), row));
#else
  memset(padded, 0, BLAKE3_BLOCK_BYTES);
  if (bytes)
    memcpy(padded, row, bytes);
#endif
}

/* load_blocks where row l has no more than bytes[l] bytes; zeros follow them. */
static void load_partial_blocks(w32 block[16], const uint8_t *const rows[LANES], size_t offset,
                                w32 bytes) {
  uint8_t padded[LANES][BLAKE3_BLOCK_BYTES];
  const uint8_t *padded_rows[LANES];
  for (int l = 0; l < LANES; l++) {
    pad_block(padded[l], rows[l] + offset, bytes[l]);
    padded_rows[l] = padded[l];
  }
  load_blocks(block, padded_rows, 0);
}

/* Lane l's chaining value to out[l], in little-endian words (as all supported processors' are). */
static void store_values(uint8_t *const out[LANES], const w32 cv[8]) {
  uint8_t values[LANES][VALUE_BYTES];
  transpose_store32(values[0], cv);
  for (int l = 0; l < LANES; l++)
    memcpy(out[l], values[l], VALUE_BYTES);
}

/* ---- nodes in lanes ---- */

/* Up to LANES nodes of trees. A parent is what a chunk of one full block would be under other
 * flags. */
struct lanes {
  unsigned count;
  uint32_t shortest, longest; /* of the lengths */
  const uint8_t *bytes[LANES];
  uint8_t *out[LANES];
  uint32_t length[LANES]; /* at most BLAKE3_CHUNK_BYTES */
  uint32_t counter_low[LANES], counter_high[LANES];
  uint32_t first_flags[LANES]; /* with the node's first block */
  uint32_t last_flags[LANES];  /* with its last */
  uint8_t unread[VALUE_BYTES]; /* where idle lanes write */
};

LANE_FN w32 load_words(const uint32_t words[LANES]) {
  w32 x;
  memcpy(&x, words, sizeof x);
  return x;
}

/* Lanes that have no node repeat that of lane 0 for nobody. */
static void fill_idle_lanes(struct lanes *lanes) {
  for (unsigned l = lanes->count; l < LANES; l++) {
    lanes->bytes[l] = lanes->bytes[0];
    lanes->out[l] = lanes->unread;
    lanes->length[l] = lanes->length[0];
  }
}

/* Asks for what the lanes will read four blocks on: in the same chunk, or past its end where the
 * next lanes will be when chunks lie one after another. Sixteen streams are more than a processor
 * follows by itself; an address that is not there does no harm. */
static void prefetch(const uint8_t *const rows[LANES], uint32_t start) {
  const uint32_t ahead = start + 4 * BLAKE3_BLOCK_BYTES;
  const uint32_t chunks = ahead / BLAKE3_CHUNK_BYTES * (LANES - 1) * BLAKE3_CHUNK_BYTES;
  for (unsigned l = 0; l < LANES; l++)
    __builtin_prefetch((const void *)((uintptr_t)rows[l] + ahead + chunks));
}

/* The last block of nodes of one length, from byte `start` of each. */
static void compress_last(w32 cv[8], const struct lanes *lanes, uint32_t start, w32 flags) {
  const uint32_t bytes = lanes->longest - start;
  w32 block[16];
  if (bytes == BLAKE3_BLOCK_BYTES)
    load_blocks(block, lanes->bytes, start);
  else
    load_partial_blocks(block, lanes->bytes, start, w32_set(bytes));
  blake3_compress(cv, block, load_words(lanes->counter_low), load_words(lanes->counter_high),
                  w32_set(bytes), flags | load_words(lanes->last_flags));
}

/* A block of nodes of different lengths, at byte `start` of each: the last block of some lanes and,
 * since not every lane may have so many, past the end of others, whose values stay. */
static void compress_uneven(w32 cv[8], const struct lanes *lanes, uint32_t start, w32 flags) {
  const w32 full = w32_set(BLAKE3_BLOCK_BYTES), length = load_words(lanes->length);
  /* An empty chunk has a block, too. */
  const w32 active = start ? (w32)(length > w32_set(start)) : ~w32_set(0);
  const w32 rest = (length - w32_set(start)) & active;
  const w32 ends = (w32)(rest <= full);
  const w32 bytes = w32_choose(ends, rest, full);
  w32 block[16], next[8];
  load_partial_blocks(block, lanes->bytes, start, bytes);
  memcpy(next, cv, sizeof next);
  blake3_compress(next, block, load_words(lanes->counter_low), load_words(lanes->counter_high),
                  bytes, flags | (ends & load_words(lanes->last_flags)));
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    cv[i] = w32_choose(active, next[i], cv[i]);
}

/* cv = the chaining values of all lanes' nodes. */
static void compress_nodes(w32 cv[8], const struct lanes *lanes) {
  w32 block[16], flags = load_words(lanes->first_flags);
  uint32_t start = 0;
  blake3_init(cv);
  for (; start + BLAKE3_BLOCK_BYTES < lanes->shortest; start += BLAKE3_BLOCK_BYTES) {
    prefetch(lanes->bytes, start);
    load_blocks(block, lanes->bytes, start);
    blake3_compress(cv, block, load_words(lanes->counter_low), load_words(lanes->counter_high),
                    w32_set(BLAKE3_BLOCK_BYTES), flags);
    flags = w32_set(0);
  }
  if (lanes->shortest == lanes->longest) {
    compress_last(cv, lanes, start, flags);
    return;
  }
  for (; start < lanes->longest; start += BLAKE3_BLOCK_BYTES) {
    compress_uneven(cv, lanes, start, flags);
    flags = w32_set(0);
  }
}

/* Hashes the nodes and empties the lanes. */
static void hash_lanes(struct lanes *lanes) {
  w32 cv[8];
  fill_idle_lanes(lanes);
  compress_nodes(cv, lanes);
  store_values(lanes->out, cv);
  lanes->count = 0;
}

/* ---- runs of like nodes ---- */

/* What the nodes of a run have in common. */
struct run {
  uint32_t length;
  uint32_t first_flags, last_flags;
  uint64_t counter; /* of the run's first node */
  uint32_t step;    /* from one counter to the next */
};

static void set_counters(struct lanes *lanes, const struct run *run, uint64_t node) {
  for (unsigned l = 0; l < LANES; l++) {
    const uint64_t counter = run->counter + (node + l) * run->step;
    lanes->counter_low[l] = (uint32_t)counter;
    lanes->counter_high[l] = (uint32_t)(counter >> 32);
  }
}

/* Hashes `count` nodes (a multiple of LANES) that lie one after another, as do the values. Where
 * the nodes are parents, `values` may be `bytes`: no value reaches nodes that are yet to be read.
 */
static void hash_run(const struct run *run, const uint8_t *bytes, uint64_t count, uint8_t *values) {
  struct lanes lanes = {.shortest = run->length, .longest = run->length};
  w32 cv[8];
  for (unsigned l = 0; l < LANES; l++) {
    lanes.first_flags[l] = run->first_flags;
    lanes.last_flags[l] = run->last_flags;
    lanes.bytes[l] = bytes + l * run->length;
  }
  for (uint64_t node = 0; node < count; node += LANES) {
    if (run->step)
      set_counters(&lanes, run, node);
    compress_nodes(cv, &lanes);
    transpose_store32(values + node * VALUE_BYTES, cv);
    for (unsigned l = 0; l < LANES; l++)
      lanes.bytes[l] += LANES * run->length;
  }
}

static uint64_t whole_lanes(uint64_t count) { return count - count % LANES; }

/* ---- the window ---- */

struct chunk {
  const uint8_t *bytes;
  uint8_t *out;
  uint64_t counter;
  uint32_t length;
  uint32_t root; /* BLAKE3_ROOT or 0 */
};

/* A whole message of several chunks, or a subtree of one. */
struct tree {
  uint8_t *values; /* of one level's nodes, one after another; each level replaces the one below */
  uint32_t width;  /* the level's nodes */
  uint32_t root;   /* BLAKE3_ROOT where the tree is a whole message, else 0 */
  uint8_t *out;
};

struct window {
  unsigned chunk_count, tree_count, value_count;
  bool mixed; /* chunks differ in their number of blocks */
  struct chunk chunks[WINDOW_CHUNKS];
  struct tree trees[WINDOW_CHUNKS / 2];
  uint8_t values[WINDOW_CHUNKS][VALUE_BYTES];
};

static uint32_t block_count(uint32_t length) {
  return length ? (length + BLAKE3_BLOCK_BYTES - 1) / BLAKE3_BLOCK_BYTES : 1;
}

static uint64_t chunk_count(uint64_t length) {
  return length ? (length - 1) / BLAKE3_CHUNK_BYTES + 1 : 1;
}

/* Counting sort: order lists the window's chunks, those of most blocks first. */
static void order_by_blocks(const struct window *window, uint16_t order[WINDOW_CHUNKS]) {
  unsigned place[BLAKE3_CHUNK_BLOCKS + 1] = {0};
  for (unsigned i = 0; i < window->chunk_count; i++)
    place[block_count(window->chunks[i].length) - 1]++; /* those that come after all one longer */
  for (int blocks = BLAKE3_CHUNK_BLOCKS; blocks-- > 0;)
    place[blocks] += place[blocks + 1];
  for (unsigned i = 0; i < window->chunk_count; i++)
    order[place[block_count(window->chunks[i].length)]++] = (uint16_t)i;
}

static void add_chunk(struct lanes *lanes, const struct chunk *chunk) {
  const unsigned l = lanes->count++;
  lanes->bytes[l] = chunk->bytes;
  lanes->out[l] = chunk->out;
  lanes->length[l] = chunk->length;
  lanes->counter_low[l] = (uint32_t)chunk->counter;
  lanes->counter_high[l] = (uint32_t)(chunk->counter >> 32);
  lanes->last_flags[l] = BLAKE3_CHUNK_END | chunk->root;
  lanes->shortest = l == 0 || chunk->length < lanes->shortest ? chunk->length : lanes->shortest;
  lanes->longest = l == 0 || chunk->length > lanes->longest ? chunk->length : lanes->longest;
}

static void hash_chunks(const struct window *window) {
  struct lanes lanes = {0};
  uint16_t order[WINDOW_CHUNKS];
  for (unsigned l = 0; l < LANES; l++)
    lanes.first_flags[l] = BLAKE3_CHUNK_START;
  if (window->mixed)
    order_by_blocks(window, order);
  for (unsigned i = 0; i < window->chunk_count; i++) {
    add_chunk(&lanes, &window->chunks[window->mixed ? order[i] : i]);
    if (lanes.count == LANES)
      hash_lanes(&lanes);
  }
  if (lanes.count)
    hash_lanes(&lanes);
}

static struct lanes parent_lanes(void) {
  struct lanes lanes = {.shortest = BLAKE3_BLOCK_BYTES, .longest = BLAKE3_BLOCK_BYTES};
  for (unsigned l = 0; l < LANES; l++)
    lanes.length[l] = BLAKE3_BLOCK_BYTES;
  return lanes;
}

/* The parent of the two values at `children`, which `out` may overwrite. */
static void add_parent(struct lanes *lanes, const uint8_t *children, uint8_t *out, uint32_t root) {
  const unsigned l = lanes->count++;
  lanes->bytes[l] = children;
  lanes->out[l] = out;
  lanes->last_flags[l] = BLAKE3_PARENT | root;
}

/* Hashes the pairs of a tree's level, but puts those that do not fill lanes into lanes shared with
 * other trees. Parent i may overwrite what lies at i, because its readers, pair i / 2 and before,
 * are in the same lanes or were in earlier ones. */
static void add_level(struct lanes *lanes, const struct tree *tree) {
  static const struct run parents = {.length = BLAKE3_BLOCK_BYTES, .last_flags = BLAKE3_PARENT};
  const bool top = tree->width == 2;
  const uint32_t in_run = (uint32_t)whole_lanes(tree->width / 2);
  if (in_run)
    hash_run(&parents, tree->values, in_run, tree->values);
  for (uint32_t i = in_run; i < tree->width / 2; i++) {
    uint8_t *const out = top ? tree->out : tree->values + i * VALUE_BYTES;
    add_parent(lanes, tree->values + 2 * i * VALUE_BYTES, out, top ? tree->root : 0);
    if (lanes->count == LANES)
      hash_lanes(lanes);
  }
}

/* Lone last nodes rise; trees that have come to their top leave the window. */
static void end_level(struct window *window) {
  unsigned kept = 0;
  for (unsigned i = 0; i < window->tree_count; i++) {
    struct tree tree = window->trees[i];
    const uint32_t parents = tree.width / 2;
    if (tree.width % 2)
      memmove(tree.values + parents * VALUE_BYTES, tree.values + 2 * parents * VALUE_BYTES,
              VALUE_BYTES);
    tree.width -= parents;
    if (tree.width > 1)
      window->trees[kept++] = tree;
  }
  window->tree_count = kept;
}

static void hash_window(struct window *window) {
  struct lanes parents = parent_lanes();
  hash_chunks(window);
  while (window->tree_count) {
    for (unsigned i = 0; i < window->tree_count; i++)
      add_level(&parents, &window->trees[i]);
    if (parents.count)
      hash_lanes(&parents);
    end_level(window);
  }
  window->chunk_count = window->value_count = 0;
  window->mixed = false;
}

/* Hashes what the window holds where a tree of `width` chunks may not fit beside it. */
static inline void make_room(struct window *window, uint32_t width) {
  if (window->value_count + width > WINDOW_CHUNKS || window->chunk_count + LANES > WINDOW_CHUNKS)
    hash_window(window);
}

static inline void put_chunk(struct window *window, const uint8_t *bytes, uint32_t length,
                             uint64_t counter, uint32_t root, uint8_t *out) {
  struct chunk *const chunk = &window->chunks[window->chunk_count++];
  chunk->bytes = bytes;
  chunk->out = out;
  chunk->counter = counter;
  chunk->length = length;
  chunk->root = root;
  window->mixed |= block_count(length) != block_count(window->chunks[0].length);
}

/* Adds a message, or a subtree of one that begins with chunk `counter`, of at most WINDOW_CHUNKS.
 * Chunks that fill lanes by themselves are hashed at once. */
static void add_tree(struct window *window, const uint8_t *bytes, uint64_t length, uint64_t counter,
                     uint32_t root, uint8_t *out) {
  const uint32_t width = (uint32_t)chunk_count(length);
  make_room(window, width);
  if (width == 1) {
    put_chunk(window, bytes, (uint32_t)length, counter, root, out);
    return;
  }
  uint8_t *const values = window->values[window->value_count];
  const struct run run = {BLAKE3_CHUNK_BYTES, BLAKE3_CHUNK_START, BLAKE3_CHUNK_END, counter, 1};
  const uint32_t in_run = (uint32_t)whole_lanes(length / BLAKE3_CHUNK_BYTES);
  window->value_count += width;
  window->trees[window->tree_count++] = (struct tree){values, width, root, out};
  if (in_run)
    hash_run(&run, bytes, in_run, values);
  for (uint32_t i = in_run; i < width; i++) {
    const uint64_t start = (uint64_t)i * BLAKE3_CHUNK_BYTES, rest = length - start;
    put_chunk(window, bytes + start,
              rest < BLAKE3_CHUNK_BYTES ? (uint32_t)rest : BLAKE3_CHUNK_BYTES, counter + i, 0,
              values + i * VALUE_BYTES);
  }
}

/* ---- messages larger than the window ---- */

/* Replaces the two values on top of the stack by their parent. */
static void join(uint8_t (*stack)[VALUE_BYTES], unsigned *depth, uint32_t root) {
  struct lanes lanes = parent_lanes();
  *depth -= 1;
  add_parent(&lanes, stack[*depth - 1], stack[*depth - 1], root);
  hash_lanes(&lanes);
}

/* A complete subtree is joined to its left sibling as soon as more input follows: n subtrees leave
 * as many values on the stack as n has one bits. */
static void hash_large(struct window *window, const uint8_t *bytes, uint64_t length, uint8_t *out) {
  const uint64_t window_bytes = WINDOW_CHUNKS * BLAKE3_CHUNK_BYTES;
  uint8_t stack[STACK_VALUES][VALUE_BYTES];
  unsigned depth = 0;
  for (uint64_t start = 0, n = 0; start < length; start += window_bytes, n++) {
    const uint64_t rest = length - start;
    while (depth > (unsigned)__builtin_popcountll(n))
      join(stack, &depth, 0);
    add_tree(window, bytes + start, rest < window_bytes ? rest : window_bytes, n * WINDOW_CHUNKS, 0,
             stack[depth++]);
    hash_window(window);
  }
  while (depth > 1)
    join(stack, &depth, depth == 2 ? BLAKE3_ROOT : 0);
  memcpy(out, stack[0], VALUE_BYTES);
}

/* ---- batches ---- */

static void hash_through_window(const struct hash_messages *messages, uint64_t first, uint64_t last,
                                uint8_t *digests) {
  struct window window;
  window.chunk_count = window.tree_count = window.value_count = 0;
  window.mixed = false;
  for (uint64_t i = first; i < last; i++) {
    const uint8_t *const bytes = messages->bytes + hash_message_start(messages, i);
    const uint64_t length = hash_message_length(messages, i);
    uint8_t *const digest = digests + i * HASH_DIGEST_BYTES;
    if (length <= BLAKE3_CHUNK_BYTES) {
      make_room(&window, 1);
      put_chunk(&window, bytes, (uint32_t)length, 0, BLAKE3_ROOT, digest);
    } else if (chunk_count(length) <= WINDOW_CHUNKS) {
      add_tree(&window, bytes, length, 0, BLAKE3_ROOT, digest);
    } else {
      hash_large(&window, bytes, length, digest);
    }
  }
  hash_window(&window);
}

hash_batch_fn LANE_NAME(blake3_batch);

bool LANE_NAME(blake3_batch)(const struct hash_messages *messages, uint64_t first, uint64_t last,
                             uint8_t *digests) {
  if (!messages->offsets && messages->length <= BLAKE3_CHUNK_BYTES) {
    const struct run run = {.length = (uint32_t)messages->length,
                            .first_flags = BLAKE3_CHUNK_START,
                            .last_flags = BLAKE3_CHUNK_END | BLAKE3_ROOT};
    const uint64_t in_run = whole_lanes(last - first);
    hash_run(&run, messages->bytes + first * run.length, in_run,
             digests + first * HASH_DIGEST_BYTES);
    first += in_run;
  }
  if (first < last)
    hash_through_window(messages, first, last, digests);
  return true;
}
