#include <stdio.h>

#include "bench/registry.h"
#include "host/cli/cli.h"

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 0); /* its lines and those of stderr keep their order in one pipe */
  return pm_cli_main(argc, argv, bench_modules);
}
