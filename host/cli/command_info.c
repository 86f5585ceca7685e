/* proofmark info: the machine, the backends and their devices, the build. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/base/build.h"
#include "host/cli/command.h"
#include "host/device/device.h"
#include "host/result/environment.h"
#include "host/topology/topology.h"

static void print_machine(const struct pm_topology *topology) {
  cJSON *host = pm_environment_host(topology);
  char *text = cJSON_Print(host);
  printf("machine: %u packages, %u NUMA nodes, %u cores, %u PUs\n", pm_topology_packages(topology),
         pm_topology_numa_nodes(topology), pm_topology_cores(topology), pm_topology_pus(topology));
  printf("host: %s\n", text ? text : "unknown");
  cJSON_free(text);
  cJSON_Delete(host);
}

static const char *kind_name(enum pm_device_kind kind) {
  return kind == PM_DEVICE_GPU   ? "GPU"
         : kind == PM_DEVICE_CPU ? "a CPU; it does not count as a GPU"
                                 : "an accelerator";
}

static void print_device(const struct pm_topology *topology, const struct pm_device_info *info) {
  printf("  %s  %s (%s, driver %s)\n", info->id, info->name, kind_name(info->kind), info->driver);
  printf("    %u compute units, %u MHz, %.1f GiB memory, largest buffer %.1f GiB, cache %.1f MiB\n",
         info->compute_units, info->clock_mhz, (double)info->memory_bytes / (1 << 30),
         (double)info->largest_buffer_bytes / (1 << 30), (double)info->cache_bytes / (1 << 20));
  if (!info->pci_known) {
    printf("    its place in the machine is not known\n");
    return;
  }
  struct pm_locality locality;
  pm_topology_locality(topology, info->pci_domain, info->pci_bus, info->pci_device,
                       info->pci_function, &locality);
  char address[PM_PCI_MAX];
  pm_device_pci(info, address);
  printf("    PCI %s, ", address);
  if (locality.known)
    printf("near NUMA node %d, PUs %s\n", locality.numa_node, locality.cpus);
  else
    printf("its NUMA node is not known\n");
}

static enum pm_status print_backends(const struct pm_topology *topology, struct pm_error *error) {
  struct pm_device_info *infos = NULL;
  size_t count = 0;
  enum pm_status status = pm_devices_list(&infos, &count, error);
  if (status != PM_OK)
    return status;
  for (int api = 0; api < PM_API_COUNT; api++) {
    const char *why = pm_api_unavailable((enum pm_api)api);
    printf("%s: %s\n", pm_api_name((enum pm_api)api), why ? why : "usable");
    for (size_t i = 0; i < count; i++)
      if (infos[i].api == (enum pm_api)api)
        print_device(topology, &infos[i]);
  }
  free(infos);
  return PM_OK;
}

int pm_command_info(int argc, char **argv, const struct pm_program *program) {
  (void)program;
  static const struct argp argp = {
      .doc =
          "Shows this machine, each backend with its devices or the reason why it cannot be used, "
          "and how proofmark was built."};
  pm_parse(&argp, argc, argv, NULL);
  struct pm_error error;
  struct pm_topology *topology = NULL;
  enum pm_status status = pm_topology_load(NULL, &topology, &error);
  if (status != PM_OK)
    return pm_print_error(&error);
  print_machine(topology);
  status = print_backends(topology, &error);
  const struct pm_build *build = &pm_this_build;
  printf("build: %s%s, %s, %s, flags '%s'\n", build->commit, build->dirty ? ", with changes" : "",
         build->type, build->compiler, build->flags);
  pm_topology_free(topology);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}
