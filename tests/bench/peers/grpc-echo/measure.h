// SPDX-License-Identifier: AGPL-3.0-or-later
// What the echo client counts, and the JSON it prints. The shape is described in tests/bench/README.md.
#pragma once

#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <vector>

inline int64_t
clock_ns(clockid_t clock)
{
    timespec now = {};
    clock_gettime(clock, &now);
    return int64_t(now.tv_sec) * 1000000000 + now.tv_nsec;
}

inline int64_t
now_ns()
{
    return clock_ns(CLOCK_MONOTONIC);
}

// CPU time of a whole process; 0 when the pid is unknown.
inline int64_t
process_cpu_ns(pid_t pid)
{
    clockid_t clock;
    if (pid <= 0 || clock_getcpuclockid(pid, &clock) != 0)
        return 0;
    return clock_ns(clock);
}

// Which part of the run it is. Calls that start before `measuring` warm up and are not counted.
struct Phase {
    std::atomic<bool> measuring{ false };
    std::atomic<bool> stopping{ false };
};

// Durations of the calls that ended while measuring. Only one thread at a time may add to one Samples.
class Samples {
  public:
    Samples()
    {
        ns_.reserve(1 << 17);
    }
    void add(int64_t ns)
    {
        ns_.push_back(uint32_t(std::min<int64_t>(ns, UINT32_MAX)));
    }
    const std::vector<uint32_t> &all() const
    {
        return ns_;
    }

  private:
    std::vector<uint32_t> ns_;
};

inline double
percentile_us(std::vector<uint32_t> &ns, double share)
{
    if (ns.empty())
        return 0;
    auto at = ns.begin() + long(double(ns.size() - 1) * share);
    std::nth_element(ns.begin(), at, ns.end());
    return *at / 1000.0;
}

struct Cpu {
    int64_t client_ns;
    int64_t server_ns;
    static Cpu now(pid_t server)
    {
        return { clock_ns(CLOCK_PROCESS_CPUTIME_ID), process_cpu_ns(server) };
    }
};

inline void
print_result(int inflight, double seconds, std::vector<uint32_t> ns, Cpu before, Cpu after)
{
    double calls = double(ns.size());
    double per_call = calls > 0 ? 1 / (calls * 1000) : 0;
    std::printf("{\"inflight\":%d,\"seconds\":%.3f,\"calls\":%.0f,\"calls_per_s\":%.1f,\"p50_us\":%.1f,"
                "\"p99_us\":%.1f,\"client_cpu_us\":%.2f,\"server_cpu_us\":%.2f}\n",
                inflight, seconds, calls, calls / seconds, percentile_us(ns, 0.50), percentile_us(ns, 0.99),
                double(after.client_ns - before.client_ns) * per_call,
                double(after.server_ns - before.server_ns) * per_call);
}
