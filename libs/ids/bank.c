/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bank codes and account keys (Bank of Russia, 08.09.1997 N 515). */
#include "scan.h"

#include <string.h>

enum ids_fault
ids_bik_check(const char *text, char ret_normal[IDS_BIK_SIZE])
{
    enum ids_fault fault = ids_digits(text, 9);
    if (fault)
        return fault;
    if (strspn(text, "0") == 9)
        return IDS_DEGENERATE;
    return text[0] == '0' ? ids_keep(text, ret_normal) : IDS_PART;
}

enum ids_fault
ids_account_check(const char *text, char ret_normal[IDS_ACCOUNT_SIZE])
{
    enum ids_fault fault = ids_digits(text, 20);
    if (fault)
        return fault;
    return strspn(text, "0") == 20 ? IDS_DEGENERATE : ids_keep(text, ret_normal);
}

enum ids_fault
ids_correspondent_check(const char *text, char ret_normal[IDS_ACCOUNT_SIZE])
{
    enum ids_fault fault = ids_account_check(text, NULL);
    if (fault)
        return fault;
    if (!text_starts(text, "301") && !text_starts(text, "40102"))
        return IDS_PART;
    return ids_keep(text, ret_normal);
}

/* The key holds when the low digits of the 23 products with 7, 1, 3, 7 ... add up to a multiple of ten. */
static bool
key_right(const char prefix[3], const char *account)
{
    static const unsigned char weights[] = { 7, 1, 3 };
    unsigned sum = ids_weigh(prefix, weights, 3);
    for (size_t i = 0; i < 20; i++)
        sum += (unsigned)(account[i] - '0') * weights[i % 3];
    return sum % 10 == 0;
}

/* Conditional number of a unit of the Bank of Russia: 0 and the 5th and 6th digits of the БИК. */
static bool
key_right_in_unit(const char *bik, const char *account)
{
    const char prefix[3] = { '0', bik[4], bik[5] };
    return key_right(prefix, account);
}

/* Units of the Bank of Russia end with these, all other banks with their own number. */
static bool
is_unit(const char *bik)
{
    const char *number = bik + 6;
    return text_equal(number, "000") || text_equal(number, "001") || text_equal(number, "002");
}

enum ids_fault
ids_account_key_check(const char *account, const char *bik)
{
    enum ids_fault fault = ids_account_check(account, NULL);
    if (fault)
        return fault;
    if (ids_bik_check(bik, NULL))
        return IDS_MISMATCH;
    if (text_starts(account, "03"))
        return IDS_OK;
    bool right = is_unit(bik) ? key_right_in_unit(bik, account) : key_right(bik + 6, account);
    return right ? IDS_OK : IDS_CHECK_DIGIT;
}

enum ids_fault
ids_correspondent_key_check(const char *account, const char *bik)
{
    enum ids_fault fault = ids_correspondent_check(account, NULL);
    if (fault)
        return fault;
    if (ids_bik_check(bik, NULL))
        return IDS_MISMATCH;
    if (!key_right_in_unit(bik, account))
        return IDS_CHECK_DIGIT;
    bool ordinary = text_starts(account, "301") && !is_unit(bik);
    return ordinary && !text_equal(account + 17, bik + 6) ? IDS_MISMATCH : IDS_OK;
}
