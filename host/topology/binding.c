#include "host/topology/topology_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A PU a thread may be placed on, with what decides whose turn it is. */
struct seat {
  unsigned pu;    /* OS index */
  unsigned rank;  /* 0: the first PU of its core, 1: the second, ... */
  bool far;       /* from the device asked for */
  unsigned order; /* in the machine; PUs of one package follow one another */
};

static int compare_unsigned(unsigned a, unsigned b) { return (a > b) - (a < b); }

/* Cores before second PUs, then near before far, then the machine's order. */
static int compare_seats(const void *left, const void *right) {
  const struct seat *a = left, *b = right;
  if (a->rank != b->rank)
    return compare_unsigned(a->rank, b->rank);
  if (a->far != b->far)
    return a->far ? 1 : -1;
  return compare_unsigned(a->order, b->order);
}

/* How many PUs of its core come before this one. */
static unsigned rank_in_core(hwloc_topology_t tree, hwloc_obj_t pu) {
  hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(tree, HWLOC_OBJ_CORE, pu);
  if (!core)
    return 0;
  hwloc_obj_t first = hwloc_get_obj_inside_cpuset_by_type(tree, core->cpuset, HWLOC_OBJ_PU, 0);
  return pu->logical_index - first->logical_index;
}

/* The PUs of `pus` in the order threads take them. Returns their number, and how many cores they
 * are on; *seats is freed with free(), NULL without memory. */
static unsigned seat_plan(hwloc_topology_t tree, hwloc_const_bitmap_t pus,
                          hwloc_const_bitmap_t near, struct seat **seats, unsigned *cores) {
  unsigned count = 0;
  *cores = 0;
  *seats = calloc((size_t)hwloc_get_nbobjs_by_type(tree, HWLOC_OBJ_PU), sizeof **seats);
  if (!*seats)
    return 0;
  for (hwloc_obj_t pu = NULL; (pu = hwloc_get_next_obj_by_type(tree, HWLOC_OBJ_PU, pu));) {
    if (!hwloc_bitmap_isset(pus, pu->os_index))
      continue;
    struct seat *seat = &(*seats)[count++];
    *seat = (struct seat){.pu = pu->os_index,
                          .rank = rank_in_core(tree, pu),
                          .far = near && !hwloc_bitmap_isset(near, pu->os_index),
                          .order = pu->logical_index};
    *cores += seat->rank == 0;
  }
  qsort(*seats, count, sizeof **seats, compare_seats);
  return count;
}

static enum pm_status no_memory(struct pm_error *error) {
  return pm_fail(error, PM_FAILED, "no memory for the binding of threads");
}

static enum pm_status too_many(const char *bind, unsigned pus, unsigned threads,
                               struct pm_error *error) {
  return pm_fail(error, PM_USAGE,
                 "--threads %u with --bind %s: there %s %u CPU%s (PUs), and a PU takes one thread",
                 threads, bind, pus == 1 ? "is" : "are", pus, pus == 1 ? "" : "s");
}

/* Seats threads on the PUs of a set, one per core first. */
static enum pm_status bind_to_set(const struct pm_topology *topology, hwloc_const_bitmap_t pus,
                                  hwloc_const_bitmap_t near, unsigned threads,
                                  struct pm_binding *binding, struct pm_error *error) {
  struct seat *seats;
  unsigned cores, count = seat_plan(topology->tree, pus, near, &seats, &cores);
  unsigned wanted = threads ? threads : cores;
  if (!seats)
    return no_memory(error);
  if (wanted > count) {
    free(seats);
    return too_many(binding->text, count, threads, error);
  }
  binding->pus = malloc(wanted * sizeof *binding->pus);
  for (unsigned i = 0; binding->pus && i < wanted; i++)
    binding->pus[i] = seats[i].pu;
  free(seats);
  if (!binding->pus)
    return no_memory(error);
  binding->bound = true;
  binding->threads = wanted;
  return PM_OK;
}

static hwloc_const_bitmap_t usable_pus(const struct pm_topology *topology) {
  return hwloc_get_root_obj(topology->tree)->cpuset;
}

static enum pm_status bind_auto(const struct pm_topology *topology, unsigned threads,
                                const struct pm_locality *locality, struct pm_binding *binding,
                                struct pm_error *error) {
  hwloc_bitmap_t near = locality && locality->known ? pm_list_to_set(locality->cpus) : NULL;
  enum pm_status status =
      bind_to_set(topology, usable_pus(topology), near, threads, binding, error);
  hwloc_bitmap_free(near);
  return status;
}

static enum pm_status bind_none(const struct pm_topology *topology, unsigned threads,
                                struct pm_binding *binding, struct pm_error *error) {
  unsigned pus = pm_topology_pus(topology);
  if (threads > pus)
    return too_many("none", pus, threads, error);
  binding->threads = threads ? threads : pm_topology_cores(topology);
  return PM_OK;
}

/* The NUMA nodes that have a PU, as a list. */
static void print_nodes(hwloc_topology_t tree, char *text, size_t size) {
  hwloc_bitmap_t nodes = hwloc_bitmap_alloc();
  for (hwloc_obj_t node = NULL;
       nodes && (node = hwloc_get_next_obj_by_type(tree, HWLOC_OBJ_NUMANODE, node));)
    if (!hwloc_bitmap_iszero(node->cpuset))
      hwloc_bitmap_set(nodes, node->logical_index);
  if (!nodes || !pm_list_print_set(nodes, text, size))
    snprintf(text, size, "those that lstopo shows");
  hwloc_bitmap_free(nodes);
}

static enum pm_status no_such_node(const struct pm_topology *topology, const char *name,
                                   struct pm_error *error) {
  char nodes[256];
  print_nodes(topology->tree, nodes, sizeof nodes);
  return pm_fail(error, PM_USAGE,
                 "--bind numa:%s: there is no such NUMA node with CPUs to use; nodes: %s", name,
                 nodes);
}

static enum pm_status bind_node(const struct pm_topology *topology, const char *name,
                                unsigned threads, struct pm_binding *binding,
                                struct pm_error *error) {
  struct pm_range range;
  const char *cursor = name;
  if (pm_list_next(&cursor, &range) != PM_LIST_RANGE || *cursor || strpbrk(name, "-:,"))
    return no_such_node(topology, name, error);
  hwloc_obj_t node = hwloc_get_obj_by_type(topology->tree, HWLOC_OBJ_NUMANODE, range.first);
  if (!node || hwloc_bitmap_iszero(node->cpuset))
    return no_such_node(topology, name, error);
  snprintf(binding->text, sizeof binding->text, "numa:%u", range.first);
  enum pm_status status = bind_to_set(topology, node->cpuset, NULL, threads, binding, error);
  binding->numa_node = (int)range.first;
  return status;
}

static enum pm_status no_such_pu(const struct pm_topology *topology, unsigned pu,
                                 struct pm_error *error) {
  char pus[512];
  if (!pm_list_print_set(usable_pus(topology), pus, sizeof pus))
    snprintf(pus, sizeof pus, "those that lstopo shows");
  return pm_fail(error, PM_USAGE, "--bind pu: there is no CPU (PU) %u to use; PUs: %s", pu, pus);
}

/* Reads the list into pus[], which has room for every PU there is; `seen` starts empty. */
static enum pm_status read_pus(const struct pm_topology *topology, const char *list,
                               hwloc_bitmap_t seen, unsigned *pus, unsigned *count,
                               struct pm_error *error) {
  struct pm_range range;
  enum pm_list_step step;
  const char *cursor = list;
  while ((step = pm_list_next(&cursor, &range)) == PM_LIST_RANGE)
    for (unsigned pu = range.first; pu <= range.last; pu += range.stride) {
      if (!hwloc_bitmap_isset(usable_pus(topology), pu))
        return no_such_pu(topology, pu, error);
      if (hwloc_bitmap_isset(seen, pu))
        return pm_fail(error, PM_USAGE, "--bind pu:%s names the PU %u twice", list, pu);
      hwloc_bitmap_set(seen, pu);
      pus[(*count)++] = pu;
    }
  if (step == PM_LIST_MALFORMED || *count == 0)
    return pm_fail(error, PM_USAGE, "--bind pu:%s: a list of CPUs reads like 0-3,8 or 0-14:2",
                   list);
  return PM_OK;
}

static enum pm_status name_pus(struct pm_binding *binding, unsigned count, struct pm_error *error) {
  const size_t prefix = strlen("pu:");
  memcpy(binding->text, "pu:", prefix);
  if (pm_list_print(binding->pus, count, binding->text + prefix, sizeof binding->text - prefix))
    return PM_OK;
  return pm_fail(error, PM_USAGE, "--bind pu: the list is longer than %zu characters; use ranges",
                 sizeof binding->text - prefix - 1);
}

static enum pm_status bind_pus(const struct pm_topology *topology, const char *list,
                               unsigned threads, struct pm_binding *binding,
                               struct pm_error *error) {
  unsigned count = 0;
  hwloc_bitmap_t seen = hwloc_bitmap_alloc();
  binding->pus = calloc(pm_topology_pus(topology), sizeof *binding->pus);
  if (!seen || !binding->pus) {
    hwloc_bitmap_free(seen);
    return no_memory(error);
  }
  enum pm_status status = read_pus(topology, list, seen, binding->pus, &count, error);
  hwloc_bitmap_free(seen);
  if (status == PM_OK)
    status = name_pus(binding, count, error);
  if (status != PM_OK)
    return status;
  if (threads > count)
    return too_many(binding->text, count, threads, error);
  binding->bound = true;
  binding->threads = threads ? threads : count;
  return PM_OK;
}

static enum pm_status parse(const struct pm_topology *topology, const char *bind, unsigned threads,
                            const struct pm_locality *near, struct pm_binding *binding,
                            struct pm_error *error) {
  if (strncmp(bind, "numa:", 5) == 0)
    return bind_node(topology, bind + 5, threads, binding, error);
  if (strncmp(bind, "pu:", 3) == 0)
    return bind_pus(topology, bind + 3, threads, binding, error);
  snprintf(binding->text, sizeof binding->text, "%s", bind);
  if (strcmp(bind, "auto") == 0)
    return bind_auto(topology, threads, near, binding, error);
  if (strcmp(bind, "none") == 0)
    return bind_none(topology, threads, binding, error);
  return pm_fail(error, PM_USAGE, "--bind %s: it is auto, none, numa:N or pu:LIST (as in pu:0-3,8)",
                 bind);
}

/* The node that is home to all the threads' PUs; -1 when there are several or none. */
static int node_of_threads(const struct pm_topology *topology, const struct pm_binding *binding) {
  if (!binding->bound)
    return -1;
  int node = pm_home_node(topology->tree, binding->pus[0]);
  for (unsigned i = 1; i < binding->threads; i++)
    if (pm_home_node(topology->tree, binding->pus[i]) != node)
      return -1;
  return node;
}

enum pm_status pm_binding_parse(const struct pm_topology *topology, const char *bind,
                                unsigned threads, const struct pm_locality *near,
                                struct pm_binding *binding, struct pm_error *error) {
  *binding = (struct pm_binding){.numa_node = -1};
  enum pm_status status = parse(topology, bind, threads, near, binding, error);
  if (status != PM_OK) {
    pm_binding_free(binding);
    return status;
  }
  if (binding->numa_node < 0)
    binding->numa_node = node_of_threads(topology, binding);
  return PM_OK;
}

void pm_binding_free(struct pm_binding *binding) {
  if (!binding)
    return;
  free(binding->pus);
  *binding = (struct pm_binding){.numa_node = -1};
}
