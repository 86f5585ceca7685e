#include "host/measure/shim.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <ostream>
#include <streambuf>
#include <string>
#include <vector>

/* Found instead of the library's function where that is missing: any other match is better. At the
 * top, as benchmark is, for one must not hide the other. */
namespace without_version {
template <class... None> std::string GetBenchmarkVersion(None...) { return std::string(); }
} // namespace without_version

namespace {

class NullBuffer : public std::streambuf {
protected:
  int overflow(int c) override { return traits_type::not_eof(c); }
};

/* Google Benchmark warns on std::cerr and std::clog by itself; standard output is for data and the
 * program words its own warnings. C's stderr is not touched. */
class SilentStreams {
public:
  SilentStreams()
      : out_(std::cout.rdbuf(&null_)), err_(std::cerr.rdbuf(&null_)),
        log_(std::clog.rdbuf(&null_)) {}
  ~SilentStreams() {
    std::cout.rdbuf(out_);
    std::cerr.rdbuf(err_);
    std::clog.rdbuf(log_);
  }
  SilentStreams(const SilentStreams &) = delete;
  SilentStreams &operator=(const SilentStreams &) = delete;

private:
  NullBuffer null_;
  std::streambuf *out_, *err_, *log_;
};

class Registrations {
public:
  Registrations() { benchmark::ClearRegisteredBenchmarks(); }
  ~Registrations() { benchmark::ClearRegisteredBenchmarks(); }
  Registrations(const Registrations &) = delete;
  Registrations &operator=(const Registrations &) = delete;
};

/* Up to 1.7 a run has error_occurred and error_message, from 1.8 on skipped and skip_message. */
template <class Run>
auto error_of(const Run &run, int) -> decltype(run.error_occurred, (const char *)nullptr) {
  return run.error_occurred ? run.error_message.c_str() : nullptr;
}
template <class Run>
auto error_of(const Run &run, long) -> decltype(run.skipped, (const char *)nullptr) {
  return run.skipped ? run.skip_message.c_str() : nullptr;
}

class Reporter : public benchmark::BenchmarkReporter {
public:
  explicit Reporter(std::map<std::string, const pm_shim_case *> cases) : cases_(std::move(cases)) {}
  bool ReportContext(const Context &) override { return true; }
  void ReportRuns(const std::vector<Run> &runs) override {
    for (const Run &run : runs) {
      auto found = cases_.find(run.run_name.function_name);
      if (run.run_type != Run::RT_Iteration || found == cases_.end())
        continue;
      pm_shim_run report = {};
      report.iterations = (uint64_t)run.iterations;
      report.real_s = run.real_accumulated_time;
      report.cpu_s = run.cpu_accumulated_time;
      report.error = error_of(run, 0);
      found->second->report(found->second->context, &report);
    }
  }

private:
  std::map<std::string, const pm_shim_case *> cases_;
};

void drive(const pm_shim_case *one, benchmark::State &state) {
  const char *problem = one->begin(one->context, (uint64_t)state.max_iterations);
  if (problem)
    state.SkipWithError(problem);
  while (state.KeepRunning()) {
    double seconds = 0;
    problem = one->iterate(one->context, &seconds);
    if (problem) {
      state.SkipWithError(problem);
      break;
    }
    state.SetIterationTime(seconds);
  }
  one->end(one->context);
}

/* Each flag has a BENCHMARK_* environment variable as its default, so that a user's environment
 * could add files, filters or dry runs: every flag that changes what is run is set here. A version
 * that does not know a flag leaves it. */
void initialize_once() {
  static bool done = false;
  if (done)
    return;
  static char arguments[][48] = {"proofmark",
                                 "--benchmark_filter=",
                                 "--benchmark_list_tests=false",
                                 "--benchmark_dry_run=false",
                                 "--benchmark_out=",
                                 "--benchmark_out_format=json",
                                 "--benchmark_format=console",
                                 "--benchmark_color=false",
                                 "--benchmark_time_unit=ns",
                                 "--benchmark_perf_counters=",
                                 "--benchmark_min_warmup_time=0",
                                 "--benchmark_report_aggregates_only=false",
                                 "--benchmark_display_aggregates_only=false",
                                 "--benchmark_enable_random_interleaving=false",
                                 "--v=0"};
  int count = (int)(sizeof arguments / sizeof arguments[0]);
  std::vector<char *> argv;
  for (char *argument : arguments)
    argv.push_back(argument);
  argv.push_back(nullptr);
  benchmark::Initialize(&count, argv.data());
  done = true;
}

/* The order is the caller's: Google Benchmark's own interleaving takes no seed, so every repetition
 * is registered as a run of its own and its shuffle stays off. */
bool run_all(const pm_shim_case *const *order, size_t count) {
  SilentStreams silence;
  initialize_once();
  Registrations registrations;
  std::map<std::string, const pm_shim_case *> cases;
  for (size_t i = 0; i < count; i++) {
    const pm_shim_case *one = order[i];
    cases[one->name] = one;
    auto body = [one](benchmark::State &state) { drive(one, state); };
    benchmark::RegisterBenchmark(one->name, body)
        ->Iterations((benchmark::IterationCount)one->iterations)
        ->Repetitions(1)
        ->MeasureProcessCPUTime()
        ->UseManualTime();
  }
  Reporter reporter(std::move(cases));
  return benchmark::RunSpecifiedBenchmarks(&reporter, nullptr, "all") == count;
}

std::string library_version() {
  using namespace benchmark;
  using namespace without_version;
  return GetBenchmarkVersion();
}

} // namespace

extern "C" bool pm_shim_run_all(const struct pm_shim_case *const *order, size_t count,
                                char *failure, size_t failure_bytes) {
  const char *reason = "Google Benchmark did not run every case";
  try {
    if (count == 0 || run_all(order, count))
      return true;
    std::snprintf(failure, failure_bytes, "%s", reason);
  } catch (const std::exception &exception) {
    std::snprintf(failure, failure_bytes, "Google Benchmark failed: %s", exception.what());
  } catch (...) {
    std::snprintf(failure, failure_bytes, "Google Benchmark failed");
  }
  return false;
}

extern "C" const char *pm_benchmark_library_version(void) {
  try {
    static const std::string version = library_version();
    return version.empty() ? nullptr : version.c_str();
  } catch (...) {
    return nullptr;
  }
}
