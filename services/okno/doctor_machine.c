/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "doctor.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#define GIB (UINT64_C(1) << 30)

static bool
examine_state(struct doctor *doctor, const char *folder)
{
    struct stat status;
    if (stat(folder, &status) != 0) {
        doctor_fail(doctor, "state folder", "make it, owned by the account of the services", "%s: %s", folder,
                    strerror(errno));
        return false;
    }
    if (!S_ISDIR(status.st_mode))
        doctor_fail(doctor, "state folder", "name a folder in `state` of common.yaml", "%s is no folder", folder);
    else if (status.st_mode & S_IWOTH)
        doctor_fail(doctor, "state folder", "chmod o-w it", "everybody may write to %s", folder);
    else
        doctor_ok(doctor, "state folder", "%s", folder);
    return S_ISDIR(status.st_mode);
}

static void
examine_disk(struct doctor *doctor, const char *folder)
{
    struct statvfs disk;
    if (statvfs(folder, &disk) != 0 || !disk.f_blocks)
        return;
    uint64_t free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    int percent = (int)(disk.f_bavail * 100 / disk.f_blocks);
    int inodes = disk.f_files ? (int)(disk.f_favail * 100 / disk.f_files) : 100;
    double gib = (double)free_bytes / (double)GIB;
    if (free_bytes < GIB || inodes < 1)
        doctor_fail(doctor, "disk", "make room: scans and the journal of PostgreSQL stop when it is full",
                    "%.1f GiB and %d %% of the inodes are free under %s", gib, inodes, folder);
    else if (percent < 10 || inodes < 10)
        doctor_warn(doctor, "disk", "make room before it is full", "%.1f GiB (%d %%) are free under %s", gib, percent,
                    folder);
    else
        doctor_ok(doctor, "disk", "%.1f GiB (%d %%) are free under %s", gib, percent, folder);
}

static void
examine_clock(struct doctor *doctor)
{
    struct timex state = { 0 };
    struct stat file;
    TEXT_SCOPED path = { 0 };
    text_addf(&path, "%s/common.yaml", doctor->okno->folder);
    if (stat(path.data, &file) == 0 && (int64_t)file.st_mtime > time_now_us() / 1000000 + 60)
        doctor_fail(doctor, "clock", "set it, and run an NTP service", "it is behind the day %s was written",
                    path.data);
    else if (adjtimex(&state) == TIME_ERROR || (state.status & STA_UNSYNC))
        doctor_warn(doctor, "clock", "run an NTP service (systemd-timesyncd, chrony)",
                    "the kernel calls it unsynchronised");
    else
        doctor_ok(doctor, "clock", "synchronised");
}

void
doctor_machine(struct doctor *doctor)
{
    const char *state = doctor->okno->common.state;
    if (examine_state(doctor, state))
        examine_disk(doctor, state);
    examine_clock(doctor);
}
