/* The works graph/...: steps with an order between them, as a chain and side by side. */
#ifndef PROOFMARK_BENCH_GRAPH_GRAPH_WORK_H
#define PROOFMARK_BENCH_GRAPH_GRAPH_WORK_H

#include "host/work/work.h"

extern const struct pm_work graph_work_linear, graph_work_diamond, graph_work_tree, graph_work_dag;

#endif
