#include "host/cli/command.h"
int pm_command_compare(int argc, char **argv, const struct pm_registry *registry){(void)argc;(void)argv;(void)registry;return 2;}
