/* Where things run: the machine as hwloc sees it, and bindings of CPU threads to it. */
#ifndef PROOFMARK_HOST_TOPOLOGY_TOPOLOGY_H
#define PROOFMARK_HOST_TOPOLOGY_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"

struct pm_topology;

/* The machine this runs on or, where `xml_path` is not NULL, the one described by an hwloc XML
 * file (tests; nothing can then be bound, only planned). hwloc's own HWLOC_XMLFILE and
 * HWLOC_SYNTHETIC are honoured too. Only PUs this process may use are counted. */
enum pm_status pm_topology_load(const char *xml_path, struct pm_topology **topology,
                                struct pm_error *error);
void pm_topology_free(struct pm_topology *topology);

unsigned pm_topology_packages(const struct pm_topology *topology);
unsigned pm_topology_cores(const struct pm_topology *topology);
unsigned pm_topology_pus(const struct pm_topology *topology);
unsigned pm_topology_numa_nodes(const struct pm_topology *topology);
/* Hex digest of the machine's shape, equal on machines of one shape; for the result file. */
void pm_topology_digest(const struct pm_topology *topology, char hex[65]);

/* The PUs that this process may use, whatever its threads are bound to now; as a list
 * ("0-15,32-47"). */
void pm_topology_usable(const struct pm_topology *topology, char cpus[256]);

/* Where a device sits. */
struct pm_locality {
  bool known;     /* false: hwloc does not know the device, or answers "the whole machine" */
  int numa_node;  /* logical index of the nearest NUMA node, -1 where unknown or several */
  char cpus[256]; /* the PUs near it as a list as taskset(1) takes it ("0-15,32-47", "0-62:2" for
                        every second); all allowed PUs where unknown */
};
void pm_topology_locality(const struct pm_topology *topology, unsigned pci_domain, unsigned pci_bus,
                          unsigned pci_device, unsigned pci_function, struct pm_locality *locality);

/* A set of PUs, one per thread. */
struct pm_binding {
  char text[96]; /* canonical: "auto", "none", "numa:0", "pu:0,2", "pu:0-6:2"; as --bind takes
                           it */
  bool bound;    /* false: threads are left to the operating system (--bind none) */
  unsigned threads;
  unsigned *pus; /* OS indices, one per thread, NULL where not bound */
  int numa_node; /* the node its memory should lie on, -1: all the nodes the PUs touch */
  /* Of threads that are not bound: the one that calls pm_pool_run stays where it is. Otherwise it
   * may run anywhere from then on, as the pool's own do. */
  bool leaves_caller;
};

/* Parses --bind (auto|none|numa:N|pu:LIST) and --threads (0 means all): threads are placed on one
 * PU per core first, cores of one package before the next, then second PUs. `all` means one thread
 * per core. `near` (may be NULL) prefers the PUs near a device for `auto`: their cores come before
 * the others. With pu:LIST threads take the PUs in the list's order, and all means all of them. A
 * binding never has more threads than PUs, `none` included. PM_USAGE names what is valid when a
 * value is not. The binding is freed by pm_binding_free; after a failure it is empty. */
enum pm_status pm_binding_parse(const struct pm_topology *topology, const char *bind,
                                unsigned threads, const struct pm_locality *near,
                                struct pm_binding *binding, struct pm_error *error);
void pm_binding_free(struct pm_binding *binding);

/* Page-aligned zeroed memory on the binding's NUMA node (spread over its nodes when it has several,
 * anywhere when it is not bound); its pages are touched, and huge where the kernel has huge ones.
 * NULL where there is none left, on these nodes or at all. Freed with the same number of bytes. */
void *pm_memory_alloc(const struct pm_topology *topology, const struct pm_binding *binding,
                      size_t bytes);
void pm_memory_free(const struct pm_topology *topology, void *memory, size_t bytes);

/* Calls `call` with the calling thread on the PUs of a NUMA node, where memory lies that is touched
 * or pinned meanwhile, and brings the thread back. PM_UNAVAILABLE, saying how many nodes there are,
 * where there is no such node. */
typedef void pm_at_node_fn(void *context);
enum pm_status pm_topology_at_node(const struct pm_topology *topology, unsigned node,
                                   pm_at_node_fn *call, void *context, struct pm_error *error);

/* Binds the calling thread to the PUs near a device, so that a GPU case's host side runs there; to
 * all that this process may use where `locality` is NULL or names none. */
enum pm_status pm_topology_bind_caller(const struct pm_topology *topology,
                                       const struct pm_locality *locality, struct pm_error *error);

#endif
