/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names and meaning as every Prometheus client library has them; proc(5) for the files. */
#include "metrics_local.h"

#include <dirent.h>
#include <math.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Number of the field of /proc/self/stat (from 1), counted behind the command's name, which may hold blanks. */
static double
stat_field(int field)
{
    char line[1024];
    FILE *file = fopen("/proc/self/stat", "re");
    if (!file)
        return NAN;
    size_t length = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[length] = '\0';
    char *at = strrchr(line, ')');
    for (int i = 2; at && i < field; i++)
        at = strchr(at + 1, ' ');
    return at ? strtod(at + 1, NULL) : NAN;
}

static double
cpu_seconds(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)(used.tv_nsec / 1000) / 1e6;
}

static double
resident_bytes(void)
{
    return stat_field(24) * (double)sysconf(_SC_PAGESIZE);
}

static double
virtual_bytes(void)
{
    return stat_field(23);
}

static double
threads(void)
{
    return stat_field(20);
}

static double
open_fds(void)
{
    DIR *folder = opendir("/proc/self/fd");
    if (!folder)
        return NAN;
    double count = 0;
    for (const struct dirent *entry; (entry = readdir(folder));)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count - 1; /* without the folder itself */
}

static double
max_fds(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return NAN;
    return limit.rlim_cur == RLIM_INFINITY ? INFINITY : (double)limit.rlim_cur;
}

/*
 * The start is kept in ticks since boot; boot is now less the time since then. Found once: a value that moved
 * with every correction of the clock would look like restarts.
 */
static double
start_seconds(void)
{
    static _Atomic double start = 0;
    double known = atomic_load(&start);
    if (known > 0)
        return known;
    struct timespec now, since_boot;
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_BOOTTIME, &since_boot);
    double boot = (double)(now.tv_sec - since_boot.tv_sec) + (double)(now.tv_nsec - since_boot.tv_nsec) / 1e9;
    double fresh = round((boot + stat_field(22) / (double)sysconf(_SC_CLK_TCK)) * 100) / 100;
    return atomic_compare_exchange_strong(&start, &known, fresh) ? fresh : known;
}

static const struct {
    enum kind kind;
    const char *name;
    const char *help;
    double (*read)(void);
} numbers[] = {
    { KIND_COUNTER, "process_cpu_seconds", "Processor time used, in the kernel and outside.", cpu_seconds },
    { KIND_GAUGE, "process_resident_memory_bytes", "Memory that stands in RAM.", resident_bytes },
    { KIND_GAUGE, "process_virtual_memory_bytes", "Address space.", virtual_bytes },
    { KIND_GAUGE, "process_open_fds", "Open file descriptors.", open_fds },
    { KIND_GAUGE, "process_max_fds", "File descriptors that may be open.", max_fds },
    { KIND_GAUGE, "process_threads", "Threads.", threads },
    { KIND_GAUGE, "process_start_time_seconds", "Start of the process, since 1970-01-01.", start_seconds },
};

void
render_process(struct text *out)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(numbers); i++) {
        render_head(out, numbers[i].kind, numbers[i].name, numbers[i].help);
        text_addf(out, "%s%s ", numbers[i].name, numbers[i].kind == KIND_COUNTER ? "_total" : "");
        render_number(out, numbers[i].read());
        text_addc(out, '\n');
    }
}
