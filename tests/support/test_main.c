/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/test.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct test *tests;
void (*test_before)(void);
void (*test_after)(void);

void
test_register(struct test *test)
{
    struct test **end = &tests;
    while (*end)
        end = &(*end)->next;
    *end = test;
}

int
main(int argc, char **argv)
{
    const char *wanted = argc > 1 ? argv[1] : "";
    Suite *suite = suite_create(argv[0]);
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 120);
    if (test_before || test_after)
        tcase_add_checked_fixture(tcase, test_before, test_after);
    for (struct test *test = tests; test; test = test->next)
        if (strstr(test->name, wanted))
            tcase_add_test(tcase, test->body);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int run = srunner_ntests_run(runner), failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    printf("%d passed, %d failed\n", run - failed, failed);
    return failed || run == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
