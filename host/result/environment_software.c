/* What a process brings along besides the machine: the shared libraries it runs on, the variables that steer
 * them, and the processors and memory it was given. */
#define _GNU_SOURCE 1 /* dl_iterate_phdr, RTLD_DEFAULT */

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <link.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/result/environment_parts.h"

/* --- libraries --------------------------------------------------------------------------- */

/* Of libraries whose file name does not have their version, or another one than people know; NULL for
 * others. libsodium is the program's, not the host's, and therefore looked up. */
static const char *version_of(const char *file) {
  if (strncmp(file, "libcrypto.so", strlen("libcrypto.so")) == 0)
    return OpenSSL_version(OPENSSL_VERSION_STRING);
  if (strncmp(file, "libc.so", strlen("libc.so")) == 0)
    return gnu_get_libc_version();
  if (strncmp(file, "libsodium.so", strlen("libsodium.so")) != 0)
    return NULL;
  void *found = dlsym(RTLD_DEFAULT, "sodium_version_string");
  const char *(*tell)(void);
  memcpy(&tell, &found, sizeof tell); /* ISO C has no cast from object to function */
  return found ? tell() : NULL;
}

/* The linker's digest of a library (ld --build-id): two files with one are the same code. In hex; "" where
 * there is none. A note is three words, the name and the description, both padded to four bytes (System V
 * ABI, chapter 5, Note Section). */
static void read_build_id(const struct dl_phdr_info *info, char hex[41]) {
  hex[0] = '\0';
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    if (header->p_type != PT_NOTE)
      continue;
    const char *at = (const char *)(info->dlpi_addr + header->p_vaddr);
    const char *end = at + header->p_memsz;
    while (end - at >= (ptrdiff_t)sizeof(ElfW(Nhdr))) {
      ElfW(Nhdr) note;
      memcpy(&note, at, sizeof note);
      const char *name = at + sizeof note, *bytes = name + ((note.n_namesz + 3) & ~3u);
      at = bytes + ((note.n_descsz + 3) & ~3u);
      if (at > end || at < bytes)
        break;
      if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 || memcmp(name, "GNU", 4) != 0)
        continue;
      for (unsigned b = 0; b < note.n_descsz && b < 20; b++)
        snprintf(hex + 2 * b, 3, "%02x", (unsigned char)bytes[b]);
      return;
    }
  }
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* "libsodium.so.23": "libsodium.so.23.3.0, version 1.0.18, build 0123456789ab...". */
static int add_library(struct dl_phdr_info *info, size_t info_bytes, void *object) {
  (void)info_bytes;
  const char *name = base_name(info->dlpi_name);
  /* Not the program itself, nor the kernel's vDSO, which has no file. */
  if (!strstr(name, ".so") || !strchr(info->dlpi_name, '/'))
    return 0;
  char *real = realpath(info->dlpi_name, NULL);
  const char *file = real ? base_name(real) : name, *version = version_of(name);
  char id[41], text[512];
  read_build_id(info, id);
  snprintf(text, sizeof text, "%.200s%s%.100s%s%s", file, version ? ", version " : "",
           version ? version : "", *id ? ", build " : "", id);
  free(real);
  if (!cJSON_HasObjectItem(object, name))
    cJSON_AddStringToObject(object, name, text);
  return 0;
}

cJSON *pm_environment_libraries(void) {
  cJSON *object = cJSON_CreateObject();
  if (object)
    dl_iterate_phdr(add_library, object);
  return object;
}

/* --- variables --------------------------------------------------------------------------- */

/* Those that change what is computed with, or how: processor features that a library may use, OpenCL's and
 * CUDA's devices and compilers, threads, memory, what is linked. */
static bool steers(const char *variable) {
  static const char *const prefixes[] = {
      "OPENSSL_", "POCL_",      "OCL_",     "OPENCL_",  "CUDA_",           "NVIDIA_",
      "CL_",      "OMP_",       "GOMP_",    "KMP_",     "HWLOC_",          "MALLOC_",
      "GLIBC_",   "PROOFMARK_", "LD_BIND_", "LD_PRELO", "LD_LIBRARY_PATH", "BENCHMARK_"};
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
    if (strncmp(variable, prefixes[i], strlen(prefixes[i])) == 0)
      return true;
  return false;
}

cJSON *pm_environment_variables(char *const *variables) {
  cJSON *object = cJSON_CreateObject();
  for (; object && *variables; variables++) {
    const char *equals = strchr(*variables, '=');
    if (!equals || !steers(*variables))
      continue;
    char *name = strndup(*variables, (size_t)(equals - *variables));
    if (name)
      cJSON_AddStringToObject(object, name, equals + 1);
    free(name);
  }
  return object;
}

/* --- what the process was given ---------------------------------------------------------- */

/* proc(5), /proc/pid/status: lists as in "0-3,8". What it tells of the processors is this thread's binding,
 * which a measurement changes; a topology knows what it was before. */
void pm_environment_add_allowed(cJSON *host, const char *root, const struct pm_topology *topology) {
  char cpus[256] = "";
  if (topology)
    pm_topology_usable(topology, cpus);
  char *status = pm_environment_text(root, "/proc/self/status");
  pm_environment_add_text(host, "cpus_allowed",
                          *cpus ? strdup(cpus)
                                : pm_environment_field(status, "Cpus_allowed_list", ':'));
  pm_environment_add_text(host, "memory_nodes_allowed",
                          pm_environment_field(status, "Mems_allowed_list", ':'));
  free(status);
}
