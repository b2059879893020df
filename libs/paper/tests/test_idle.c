/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a service that has made no document yet pays for the library: nothing. */
#include <okno/paper.h>
#include <okno/test.h>

#include <stdio.h>
#include <string.h>

static bool
loaded(const char *library)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    EXPECT(maps != NULL);
    char line[512];
    bool found = false;
    while (fgets(line, sizeof line, maps))
        found = found || strstr(line, library);
    fclose(maps);
    return found;
}

TEST(drawing_libraries_come_with_the_first_document)
{
    EXPECT(!loaded("libcairo") && !loaded("libpango") && !loaded("libqpdf") && !loaded("libqrencode"));
    const struct paper_receipt receipt = {
        .centre = { .name = "Центр" }, .number = "1", .applicant = { .name = "Она" }, .service = "Услуга"
    };
    TEXT_SCOPED pdf = { 0 };
    EXPECT_CODE(paper_receipt(&receipt, &pdf), RPC_OK);
    EXPECT(loaded("libcairo") && loaded("libpango") && loaded("libqpdf") && loaded("libqrencode"));
}
