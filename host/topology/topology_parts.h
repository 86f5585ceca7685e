/* Shared by the files of host/topology, by nobody else. */
#ifndef PROOFMARK_HOST_TOPOLOGY_TOPOLOGY_PARTS_H
#define PROOFMARK_HOST_TOPOLOGY_TOPOLOGY_PARTS_H

#include <hwloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "host/base/status.h"
#include "host/topology/topology.h"

/* The whole machine with its PCI devices, also the parts this process may not use. Finding devices
 * takes tens of milliseconds, so it is loaded when the first locality is asked for. */
struct pm_device_tree {
  pthread_mutex_t lock;
  bool tried;
  hwloc_topology_t tree; /* NULL where it could not be loaded */
};

struct pm_topology {
  hwloc_topology_t tree; /* without devices, cut down to what this process may use */
  char *xml_path;        /* NULL: this machine, or what hwloc's variables say */
  char digest[65];       /* of the whole machine, before the cut */
  struct pm_device_tree *devices;
};

/* hwloc's view of the machine (or of the file), with PCI devices or without; NULL on failure. */
hwloc_topology_t pm_tree_load(const char *xml_path, bool devices);

/* Whether threads and memory can be bound: the topology describes the machine this runs on. */
bool pm_topology_is_here(const struct pm_topology *topology);

/* Logical index of the NUMA node whose memory is local to a PU, given by OS index; -1 if none. */
int pm_home_node(hwloc_topology_t tree, unsigned pu);

/* The node that is home to all the PUs of the set; -1 when there are several. */
int pm_common_node(hwloc_topology_t tree, hwloc_const_bitmap_t pus);

/* Lists of numbers as taskset(1) takes them: "0-3,8,16-30:2" (first-last:stride). */
struct pm_range {
  unsigned first, last, stride;
};
enum pm_list_step { PM_LIST_RANGE, PM_LIST_END, PM_LIST_MALFORMED };

/* Takes the next range off the list at *cursor. An empty list ends at once. */
enum pm_list_step pm_list_next(const char **cursor, struct pm_range *range);

/* Writes numbers, in their order, as a list; false (and "") where it does not fit. */
bool pm_list_print(const unsigned *numbers, size_t count, char *text, size_t size);

/* The members of a set as a list, in ascending order; false (and "") where it does not fit. */
bool pm_list_print_set(hwloc_const_bitmap_t set, char *text, size_t size);

/* A list as a set; NULL where it is malformed. Freed with hwloc_bitmap_free. */
hwloc_bitmap_t pm_list_to_set(const char *list);

/* Binds the calling thread to `pus` and checks that it worked; 0 or an errno. */
int pm_bind_thread(const struct pm_topology *topology, hwloc_const_bitmap_t pus);

struct pm_pool;

/* Whether its workers look for a while before they sleep: not where several share a PU. */
bool pm_pool_spins(const struct pm_pool *pool);

/* Tells the pools that the calling thread is bound elsewhere now. */
void pm_pool_release_caller(void);

#endif
