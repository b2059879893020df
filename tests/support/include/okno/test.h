/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Tests that register themselves, over Check.
 *
 *     TEST(snils_refuses_a_wrong_check_number)
 *     {
 *         EXPECT(!ids_snils_valid("112-233-445 96"));
 *     }
 *
 * Each test program links libokno_test, which brings `main`. A name given on the command line runs the tests
 * whose name contains it. The last line printed is "N passed, N failed", which CI reads.
 */
#ifndef OKNO_TEST_H
#define OKNO_TEST_H

#include <check.h>
#include <okno/base.h>

struct test {
    const char *name;
    const TTest *body;
    struct test *next;
};
void test_register(struct test *test);

/** Called around every test of the program, when set before main (a constructor): for open connections. */
extern void (*test_before)(void);
extern void (*test_after)(void);

#define TEST(title)                                                                                                    \
    static void title##_fn(int _i);                                                                                    \
    static const TTest title##_ttest = { #title, title##_fn, __FILE__, __LINE__ };                                     \
    static struct test title##_test = { #title, &title##_ttest, NULL };                                                \
    __attribute__((constructor)) static void title##_register(void)                                                    \
    {                                                                                                                  \
        test_register(&title##_test);                                                                                  \
    }                                                                                                                  \
    static void title##_fn(int _i __attribute__((unused)))

#define EXPECT(condition) ck_assert(condition)
#define EXPECT_INT(actual, expected) ck_assert_int_eq((intmax_t)(actual), (intmax_t)(expected))
#define EXPECT_TEXT(actual, expected) ck_assert_pstr_eq((actual), (expected))
#define EXPECT_CODE(actual, expected) ck_assert_str_eq(rpc_code_name(actual), rpc_code_name(expected))

#endif
