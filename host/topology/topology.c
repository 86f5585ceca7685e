#define _GNU_SOURCE 1 /* open_memstream */

#include "host/topology/topology_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/digest.h"

/* Parts of discovery that nothing here reads are left out: starting must be quick. Disallowed parts
 * are kept, since the digest and a device's place are about the machine. */
static unsigned long tree_flags(void) {
  unsigned long flags =
      HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED | HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING;
#if HWLOC_API_VERSION >= 0x00020800
  flags |= HWLOC_TOPOLOGY_FLAG_NO_DISTANCES | HWLOC_TOPOLOGY_FLAG_NO_MEMATTRS |
           HWLOC_TOPOLOGY_FLAG_NO_CPUKINDS;
#endif
  return flags;
}

/* Linux's own sysfs tells all that is asked about PCI devices; the component that goes through
 * libpciaccess is slower and leaks. It is an error to forbid a component that is not installed. */
static void leave_pci_to_sysfs(hwloc_topology_t tree) {
  (void)hwloc_topology_set_components(tree, HWLOC_TOPOLOGY_COMPONENTS_FLAG_BLACKLIST, "pci");
}

hwloc_topology_t pm_tree_load(const char *xml_path, bool devices) {
  hwloc_topology_t tree;
  if (hwloc_topology_init(&tree) != 0)
    return NULL;
  enum hwloc_type_filter_e keep =
      devices ? HWLOC_TYPE_FILTER_KEEP_IMPORTANT : HWLOC_TYPE_FILTER_KEEP_NONE;
  leave_pci_to_sysfs(tree);
  bool loaded = hwloc_topology_set_flags(tree, tree_flags()) == 0 &&
                hwloc_topology_set_io_types_filter(tree, HWLOC_TYPE_FILTER_KEEP_NONE) == 0 &&
                hwloc_topology_set_type_filter(tree, HWLOC_OBJ_PCI_DEVICE, keep) == 0 &&
                hwloc_topology_set_type_filter(tree, HWLOC_OBJ_BRIDGE, keep) == 0 &&
                (!xml_path || hwloc_topology_set_xml(tree, xml_path) == 0) &&
                hwloc_topology_load(tree) == 0;
  if (loaded)
    return tree;
  hwloc_topology_destroy(tree);
  return NULL;
}

/* Groups are left out of the shape: hwloc's versions differ in which they add. Memory sizes too:
 * what the kernel keeps for itself differs from boot to boot. */
static void print_shape(FILE *shape, hwloc_obj_t object) {
  if (object->type != HWLOC_OBJ_GROUP) {
    fputs(hwloc_obj_type_string(object->type), shape);
    if (hwloc_obj_type_is_cache(object->type) || object->type == HWLOC_OBJ_MEMCACHE)
      fprintf(shape, "=%llu", (unsigned long long)object->attr->cache.size);
  }
  fputc('(', shape);
  for (hwloc_obj_t child = object->memory_first_child; child; child = child->next_sibling)
    print_shape(shape, child);
  for (hwloc_obj_t child = object->first_child; child; child = child->next_sibling)
    print_shape(shape, child);
  fputc(')', shape);
}

static bool digest_shape(hwloc_topology_t tree, char hex[65]) {
  char *text = NULL;
  size_t length = 0;
  FILE *shape = open_memstream(&text, &length);
  if (!shape)
    return false;
  print_shape(shape, hwloc_get_root_obj(tree));
  bool written = fclose(shape) == 0;
  if (written)
    pm_digest(&(struct pm_span){text, length}, 1, hex);
  free(text);
  return written;
}

/* hwloc's allowed set knows what cgroups forbid. What taskset(1) or a batch system set before the
 * program started is in the process's binding. */
static bool cut_to_usable(hwloc_topology_t tree) {
  hwloc_bitmap_t pus = hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(tree));
  hwloc_bitmap_t nodes = hwloc_bitmap_dup(hwloc_topology_get_allowed_nodeset(tree));
  hwloc_bitmap_t bound = hwloc_bitmap_alloc();
  bool cut = pus && nodes && bound;
  if (cut && hwloc_topology_is_thissystem(tree) &&
      hwloc_get_cpubind(tree, bound, HWLOC_CPUBIND_PROCESS) == 0 &&
      hwloc_bitmap_intersects(pus, bound))
    hwloc_bitmap_and(pus, pus, bound);
  cut = cut && hwloc_topology_restrict(tree, pus, 0) == 0 &&
        hwloc_topology_restrict(tree, nodes, HWLOC_RESTRICT_FLAG_BYNODESET) == 0;
  hwloc_bitmap_free(bound);
  hwloc_bitmap_free(nodes);
  hwloc_bitmap_free(pus);
  return cut;
}

static struct pm_device_tree *no_devices_yet(void) {
  struct pm_device_tree *devices = calloc(1, sizeof *devices);
  if (devices)
    pthread_mutex_init(&devices->lock, NULL);
  return devices;
}

static enum pm_status load_failed(const char *xml_path, struct pm_error *error) {
  if (!xml_path)
    return pm_fail(error, PM_FAILED,
                   "hwloc could not find out the machine's topology; see what lstopo says");
  if (access(xml_path, R_OK) != 0)
    return pm_fail(error, PM_IO, "the topology file %s cannot be read", xml_path);
  return pm_fail(error, PM_USAGE, "%s is not a topology as hwloc writes it (lstopo file.xml)",
                 xml_path);
}

enum pm_status pm_topology_load(const char *xml_path, struct pm_topology **topology,
                                struct pm_error *error) {
  struct pm_topology *loaded = calloc(1, sizeof *loaded);
  if (!loaded)
    return pm_fail(error, PM_FAILED, "no memory for the topology");
  loaded->tree = pm_tree_load(xml_path, false);
  if (!loaded->tree) {
    pm_topology_free(loaded);
    return load_failed(xml_path, error);
  }
  loaded->xml_path = xml_path ? strdup(xml_path) : NULL;
  loaded->devices = no_devices_yet();
  if (!loaded->devices || (xml_path && !loaded->xml_path) ||
      !digest_shape(loaded->tree, loaded->digest) || !cut_to_usable(loaded->tree)) {
    pm_topology_free(loaded);
    return pm_fail(error, PM_FAILED, "the topology could not be cut down to the allowed CPUs");
  }
  *topology = loaded;
  return PM_OK;
}

void pm_topology_free(struct pm_topology *topology) {
  if (!topology)
    return;
  if (topology->devices) {
    if (topology->devices->tree)
      hwloc_topology_destroy(topology->devices->tree);
    pthread_mutex_destroy(&topology->devices->lock);
    free(topology->devices);
  }
  if (topology->tree)
    hwloc_topology_destroy(topology->tree);
  free(topology->xml_path);
  free(topology);
}

/* Objects that still have a PU: a package whose CPUs are all forbidden stays in the tree as long as
 * its memory may be used. */
static unsigned count_with_pus(hwloc_topology_t tree, hwloc_obj_type_t type) {
  unsigned count = 0;
  for (hwloc_obj_t object = NULL; (object = hwloc_get_next_obj_by_type(tree, type, object));)
    count += !hwloc_bitmap_iszero(object->cpuset);
  return count;
}

unsigned pm_topology_packages(const struct pm_topology *topology) {
  unsigned packages = count_with_pus(topology->tree, HWLOC_OBJ_PACKAGE);
  return packages ? packages : 1; /* some virtual machines tell of none */
}

unsigned pm_topology_cores(const struct pm_topology *topology) {
  unsigned cores = count_with_pus(topology->tree, HWLOC_OBJ_CORE);
  return cores ? cores : pm_topology_pus(topology);
}

unsigned pm_topology_pus(const struct pm_topology *topology) {
  return count_with_pus(topology->tree, HWLOC_OBJ_PU);
}

unsigned pm_topology_numa_nodes(const struct pm_topology *topology) {
  return (unsigned)hwloc_get_nbobjs_by_type(topology->tree, HWLOC_OBJ_NUMANODE);
}

void pm_topology_digest(const struct pm_topology *topology, char hex[65]) {
  memcpy(hex, topology->digest, sizeof topology->digest);
}

bool pm_topology_is_here(const struct pm_topology *topology) {
  return hwloc_topology_is_thissystem(topology->tree);
}

/* Several nodes may be local to one PU (DRAM and HBM); hwloc lists DRAM first. */
int pm_home_node(hwloc_topology_t tree, unsigned pu) {
  hwloc_obj_t home = NULL;
  for (hwloc_obj_t node = NULL;
       (node = hwloc_get_next_obj_by_type(tree, HWLOC_OBJ_NUMANODE, node));)
    if (hwloc_bitmap_isset(node->cpuset, pu) &&
        (!home || hwloc_bitmap_weight(node->cpuset) < hwloc_bitmap_weight(home->cpuset)))
      home = node;
  return home ? (int)home->logical_index : -1;
}

int pm_common_node(hwloc_topology_t tree, hwloc_const_bitmap_t pus) {
  int first = hwloc_bitmap_first(pus);
  if (first < 0)
    return -1;
  int node = pm_home_node(tree, (unsigned)first);
  for (int pu = first; pu >= 0; pu = hwloc_bitmap_next(pus, pu))
    if (pm_home_node(tree, (unsigned)pu) != node)
      return -1;
  return node;
}

int pm_bind_thread(const struct pm_topology *topology, hwloc_const_bitmap_t pus) {
  if (hwloc_set_cpubind(topology->tree, pus, HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT) != 0)
    return errno ? errno : EINVAL;
  return 0;
}
