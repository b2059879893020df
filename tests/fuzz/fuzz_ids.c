/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libFuzzer: any bytes through every check. What passes has a normal form that passes again and stays as it
 * is. */
#include <okno/ids.h>

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_kind(enum ids_kind kind, const char *text)
{
    char once[IDS_NORMAL_SIZE], twice[IDS_NORMAL_SIZE];
    enum ids_fault fault = ids_check(kind, text, once, sizeof once);
    assert((unsigned)fault < IDS_FAULT_COUNT);
    assert(*ids_fault_text(kind, fault, "en") != '\0' || fault == IDS_OK);
    if (fault != IDS_OK)
        return;
    assert(strlen(once) < ids_normal_size(kind));
    assert(utf8_valid(once, strlen(once)));
    assert(ids_check(kind, once, twice, sizeof twice) == IDS_OK);
    assert(text_equal(once, twice));
}

static void
check_eno(const char *text)
{
    struct ids_eno eno;
    char again[IDS_ENO_SIZE];
    if (ids_eno_parse(text, &eno) != IDS_OK)
        return;
    assert(ids_eno_format(&eno, again) == IDS_OK);
    assert(text_equal(text, again));
}

/* Two texts: what takes a pair, and what is built of parts. */
static void
check_pair(const char *first, const char *second)
{
    char payer[IDS_PAYER_SIZE], uin[IDS_UIN_SIZE], eno[IDS_ENO_SIZE];
    if (ids_account_key_check(first, second) == IDS_OK || ids_correspondent_key_check(first, second) == IDS_OK)
        assert(ids_account_check(first, NULL) == IDS_OK);
    for (unsigned document = 0; document < 32; document++)
        if (ids_payer_of_person((enum ids_payer_document)document, first, payer) == IDS_OK)
            assert(ids_payer_check(payer, NULL) == IDS_OK);
    if (ids_payer_of_entity(first, second, payer) == IDS_OK
        || ids_payer_of_foreign_entity(first, second, payer) == IDS_OK)
        assert(ids_payer_check(payer, NULL) == IDS_OK);
    if (ids_uin_build(first, strlen(second) * UINT64_C(1234567), uin) == IDS_OK)
        assert(ids_uin_issue_check(uin, second) == IDS_OK);
    if (ids_eno_build(first, second, second, (uint32_t)strlen(first), 2026, eno) == IDS_OK)
        assert(ids_eno_check(eno, NULL) == IDS_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1); /* of its exact size, so that the sanitizer sees a byte too far */
    if (!text)
        abort();
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    for (int kind = 0; kind < IDS_KIND_COUNT; kind++)
        check_kind((enum ids_kind)kind, text);
    check_eno(text);
    char *second = strchr(text, '|');
    if (second) {
        *second++ = '\0';
        check_pair(text, second);
    }
    int digit = ids_mrz_check_digit(text), control = ids_control_number(text);
    assert(digit >= -1 && digit <= 9 && control >= -1 && control <= 9);
    free(text);
    return 0;
}
