#include "host/topology/topology_parts.h"

#include <string.h>

static hwloc_topology_t device_tree(const struct pm_topology *topology) {
  struct pm_device_tree *devices = topology->devices;
  pthread_mutex_lock(&devices->lock);
  if (!devices->tried)
    devices->tree = pm_tree_load(topology->xml_path, true);
  devices->tried = true;
  hwloc_topology_t tree = devices->tree;
  pthread_mutex_unlock(&devices->lock);
  return tree;
}

/* "The whole machine" is hwloc's way of saying it does not know, unless the machine is one place.
 */
static bool is_a_place(hwloc_topology_t tree, hwloc_obj_t object) {
  bool one_place = hwloc_get_nbobjs_by_type(tree, HWLOC_OBJ_NUMANODE) <= 1 &&
                   hwloc_get_nbobjs_by_type(tree, HWLOC_OBJ_PACKAGE) <= 1;
  return one_place || !hwloc_bitmap_isequal(object->cpuset, hwloc_get_root_obj(tree)->cpuset);
}

/* The PUs near the device, also forbidden ones; NULL where that is not known. */
static hwloc_const_bitmap_t place_of(hwloc_topology_t tree, unsigned domain, unsigned bus,
                                     unsigned device, unsigned function) {
  hwloc_obj_t found = tree ? hwloc_get_pcidev_by_busid(tree, domain, bus, device, function) : NULL;
  hwloc_obj_t above = found ? hwloc_get_non_io_ancestor_obj(tree, found) : NULL;
  return above && is_a_place(tree, above) ? above->cpuset : NULL;
}

void pm_topology_usable(const struct pm_topology *topology, char cpus[256]) {
  if (!pm_list_print_set(hwloc_get_root_obj(topology->tree)->cpuset, cpus, 256))
    cpus[0] = '\0';
}

void pm_topology_locality(const struct pm_topology *topology, unsigned pci_domain, unsigned pci_bus,
                          unsigned pci_device, unsigned pci_function,
                          struct pm_locality *locality) {
  hwloc_const_bitmap_t usable = hwloc_get_root_obj(topology->tree)->cpuset;
  hwloc_const_bitmap_t place =
      place_of(device_tree(topology), pci_domain, pci_bus, pci_device, pci_function);
  hwloc_bitmap_t near = hwloc_bitmap_alloc();
  *locality = (struct pm_locality){.known = false, .numa_node = -1};
  /* A place where this process may not run is as good as none. */
  if (near && place && hwloc_bitmap_intersects(place, usable)) {
    hwloc_bitmap_and(near, place, usable);
    locality->known = pm_list_print_set(near, locality->cpus, sizeof locality->cpus);
  }
  if (locality->known)
    locality->numa_node = pm_common_node(topology->tree, near);
  else
    pm_list_print_set(usable, locality->cpus, sizeof locality->cpus);
  hwloc_bitmap_free(near);
}

enum pm_status pm_topology_bind_caller(const struct pm_topology *topology,
                                       const struct pm_locality *locality, struct pm_error *error) {
  pm_pool_release_caller();
  if (!pm_topology_is_here(topology))
    return pm_fail(error, PM_FAILED,
                   "threads cannot be bound by a topology that is not this machine's");
  hwloc_const_bitmap_t usable = hwloc_get_root_obj(topology->tree)->cpuset;
  const char *cpus = locality && *locality->cpus ? locality->cpus : NULL;
  hwloc_bitmap_t near = cpus ? pm_list_to_set(cpus) : hwloc_bitmap_dup(usable);
  if (!near)
    return pm_fail(error, PM_FAILED, "\"%s\" is not a list of CPUs", cpus ? cpus : "all");
  hwloc_bitmap_and(near, near, usable);
  int reason = hwloc_bitmap_iszero(near) ? EINVAL : pm_bind_thread(topology, near);
  hwloc_bitmap_free(near);
  if (!reason)
    return PM_OK;
  return pm_fail(error, PM_FAILED, "a thread could not be bound to the CPUs %s: %s",
                 cpus ? cpus : "this process may use", strerror(reason));
}
