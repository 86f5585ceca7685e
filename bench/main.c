#include "bench/registry.h"
#include "host/cli/cli.h"

int main(int argc, char **argv) { return pm_cli_main(argc, argv, &bench_registry); }
