#define _GNU_SOURCE 1 /* MADV_HUGEPAGE, MADV_POPULATE_WRITE, MAP_ANONYMOUS */

#include "host/topology/topology_parts.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* A transparent huge page, where the base page is 4 KiB (x86-64, most AArch64). */
#define HUGE_PAGE_BYTES ((size_t)2 << 20)

/* From here on an allocation is compared with the memory there is before it is touched: Linux lends
 * more than it has, and the one who touches the page too many is killed, not told. */
#define CHECKED_BYTES ((size_t)64 << 20)

static size_t page_bytes(void) { return (size_t)sysconf(_SC_PAGESIZE); }

static size_t whole_pages(size_t bytes) {
  size_t page = page_bytes();
  return bytes ? (bytes + page - 1) / page * page : page;
}

/* MemAvailable of /proc/meminfo (proc(5)); SIZE_MAX where it cannot be read. */
static size_t available_bytes(void) {
  FILE *file = fopen("/proc/meminfo", "re");
  if (!file)
    return SIZE_MAX;
  char line[128];
  unsigned long long kibibytes = 0;
  bool found = false;
  while (!found && fgets(line, sizeof line, file))
    found = sscanf(line, "MemAvailable: %llu kB", &kibibytes) == 1;
  fclose(file);
  return found ? (size_t)kibibytes * 1024 : SIZE_MAX;
}

/* Anonymous memory, on a huge page's boundary when it is as large as one: kernels before 6.7 do not
 * see to that, and an unaligned head and tail get small pages. */
static void *map_pages(size_t length) {
  size_t slack = length >= HUGE_PAGE_BYTES ? HUGE_PAGE_BYTES : 0;
  char *mapped =
      mmap(NULL, length + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED)
    return NULL;
  if (!slack)
    return mapped;
  size_t head = (HUGE_PAGE_BYTES - (uintptr_t)mapped % HUGE_PAGE_BYTES) % HUGE_PAGE_BYTES;
  if (head)
    munmap(mapped, head);
  if (slack > head)
    munmap(mapped + head + length, slack - head);
  (void)madvise(mapped + head, length, MADV_HUGEPAGE); /* a wish; kernels may be without */
  return mapped + head;
}

/* Makes the pages exist. The kernel can say no to this call, which it cannot to a plain store. */
static bool touch_pages(void *memory, size_t length) {
#ifdef MADV_POPULATE_WRITE
  if (madvise(memory, length, MADV_POPULATE_WRITE) == 0)
    return true;
  if (errno != EINVAL) /* EINVAL: Linux before 5.14 */
    return false;
#endif
  for (size_t i = 0, page = page_bytes(); i < length; i += page)
    ((volatile char *)memory)[i] = 0;
  return true;
}

/* The nodes a binding's memory belongs on; empty: wherever the operating system likes. */
static void add_home(hwloc_topology_t tree, int node, hwloc_bitmap_t nodes) {
  hwloc_obj_t home =
      node < 0 ? NULL : hwloc_get_obj_by_type(tree, HWLOC_OBJ_NUMANODE, (unsigned)node);
  if (home)
    hwloc_bitmap_set(nodes, home->os_index);
}

static void find_nodes(const struct pm_topology *topology, const struct pm_binding *binding,
                       hwloc_bitmap_t nodes) {
  add_home(topology->tree, binding->numa_node, nodes);
  if (binding->numa_node >= 0 || !binding->bound)
    return;
  for (unsigned i = 0; i < binding->threads; i++)
    add_home(topology->tree, pm_home_node(topology->tree, binding->pus[i]), nodes);
}

/* Pages go where the thread runs that touches them first, so it runs on the nodes' PUs while it does. */
static void call_from(const struct pm_topology *topology, hwloc_const_bitmap_t nodes,
                      pm_at_node_fn *call, void *context) {
  hwloc_bitmap_t before = hwloc_bitmap_alloc(), near = hwloc_bitmap_alloc();
  bool moved = false;
  if (before && near) {
    hwloc_cpuset_from_nodeset(topology->tree, near, nodes);
    moved = hwloc_get_cpubind(topology->tree, before, HWLOC_CPUBIND_THREAD) == 0 &&
            pm_bind_thread(topology, near) == 0;
  }
  call(context);
  if (moved)
    pm_bind_thread(topology, before);
  hwloc_bitmap_free(near);
  hwloc_bitmap_free(before);
}

struct touching {
  void *memory;
  size_t length;
  bool touched;
};
static void touch(void *context) {
  struct touching *t = context;
  t->touched = touch_pages(t->memory, t->length);
}

/* Containers often forbid memory policies. */
static bool touch_from(const struct pm_topology *topology, hwloc_const_bitmap_t nodes, void *memory,
                       size_t length) {
  struct touching touching = {memory, length, false};
  call_from(topology, nodes, touch, &touching);
  return touching.touched;
}

enum pm_status pm_topology_at_node(const struct pm_topology *topology, unsigned node,
                                   pm_at_node_fn *call, void *context, struct pm_error *error) {
  const unsigned count = pm_topology_numa_nodes(topology);
  if (node >= count)
    return pm_fail(error, PM_UNAVAILABLE, "there is no NUMA node %u: this machine has %u", node,
                   count);
  hwloc_bitmap_t nodes = hwloc_bitmap_alloc();
  if (!nodes)
    return pm_fail(error, PM_FAILED, "no memory");
  add_home(topology->tree, (int)node, nodes);
  if (count > 1 && pm_topology_is_here(topology))
    call_from(topology, nodes, call, context);
  else
    call(context);
  hwloc_bitmap_free(nodes);
  return PM_OK;
}

/* The policy only prefers the nodes: a strict one would have the process killed when they are full.
 * So where the pages came to lie is asked afterwards. */
static bool lies_on(hwloc_topology_t tree, hwloc_const_bitmap_t nodes, const void *memory,
                    size_t length) {
  hwloc_bitmap_t found = hwloc_bitmap_alloc();
  bool answered = found && hwloc_get_area_memlocation(tree, memory, length, found,
                                                      HWLOC_MEMBIND_BYNODESET) == 0;
  bool right = !answered || hwloc_bitmap_isincluded(found, nodes);
  hwloc_bitmap_free(found);
  return right;
}

static bool place_and_touch(const struct pm_topology *topology, hwloc_const_bitmap_t nodes,
                            void *memory, size_t length) {
  bool choice = pm_topology_is_here(topology) && pm_topology_numa_nodes(topology) > 1 &&
                !hwloc_bitmap_iszero(nodes);
  if (!choice)
    return touch_pages(memory, length);
  hwloc_membind_policy_t policy =
      hwloc_bitmap_weight(nodes) > 1 ? HWLOC_MEMBIND_INTERLEAVE : HWLOC_MEMBIND_BIND;
  if (hwloc_set_area_membind(topology->tree, memory, length, nodes, policy,
                             HWLOC_MEMBIND_BYNODESET) != 0)
    return touch_from(topology, nodes, memory, length);
  return touch_pages(memory, length) && lies_on(topology->tree, nodes, memory, length);
}

void *pm_memory_alloc(const struct pm_topology *topology, const struct pm_binding *binding,
                      size_t bytes) {
  if (bytes > SIZE_MAX / 2 || (bytes >= CHECKED_BYTES && bytes > available_bytes()))
    return NULL;
  size_t length = whole_pages(bytes);
  void *memory = map_pages(length);
  hwloc_bitmap_t nodes = hwloc_bitmap_alloc();
  bool placed = false;
  if (memory && nodes) {
    find_nodes(topology, binding, nodes);
    placed = place_and_touch(topology, nodes, memory, length);
  }
  hwloc_bitmap_free(nodes);
  if (memory && !placed) {
    munmap(memory, length);
    memory = NULL;
  }
  return memory;
}

void pm_memory_free(const struct pm_topology *topology, void *memory, size_t bytes) {
  (void)topology;
  if (memory)
    munmap(memory, whole_pages(bytes));
}
