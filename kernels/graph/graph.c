#include "kernels/graph/graph.h"

LANE_DECLARE(graph_step_fn, graph_step);
extern const struct gpu_program gpu_program_graph;

const struct graph_code graph_code = {
    .batch = {LANE_TABLE(graph_step)},
    .program = &gpu_program_graph,
    .kernel = "graph_step",
};
