/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno doctor: looks at everything an installation stands on; each line says what was found and what to do. */
#include "doctor.h"

#include <getopt.h>

static void
say(const char *verdict, const char *subject, const char *advice, const char *fmt, va_list args)
{
    printf("%-4s  %s: ", verdict, subject);
    vprintf(fmt, args);
    printf("%s%s\n", advice ? " — " : "", advice ? advice : "");
}

void
doctor_ok(struct doctor *doctor, const char *subject, const char *fmt, ...)
{
    (void)doctor;
    va_list args;
    va_start(args, fmt);
    say("ok", subject, NULL, fmt, args);
    va_end(args);
}

void
doctor_warn(struct doctor *doctor, const char *subject, const char *advice, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    say("warn", subject, advice, fmt, args);
    va_end(args);
    doctor->warned++;
}

void
doctor_fail(struct doctor *doctor, const char *subject, const char *advice, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    say("fail", subject, advice, fmt, args);
    va_end(args);
    doctor->failed++;
}

int
okno_doctor(struct okno *okno, int argc, char **argv)
{
    static const struct option longs[] = { { 0 } };
    struct doctor doctor = { .okno = okno };
    opterr = 0;
    if (getopt_long(argc, argv, "", longs, NULL) != -1)
        return okno_bad_option("doctor", argv, optind);
    doctor_ok(&doctor, "configuration", "%s/common.yaml and okno.yaml are good", okno->folder);
    doctor_daemons(&doctor);
    doctor_machine(&doctor);
    doctor_keys(&doctor);
    doctor_database(&doctor);
    doctor_calls(&doctor);
    printf("\n%d failed, %d to look at\n", doctor.failed, doctor.warned);
    return doctor.failed ? 1 : EX_OK;
}
