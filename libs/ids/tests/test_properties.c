/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Random identifiers, the same at every run. For each body exactly one key fits, and a changed digit is
 * noticed wherever the rule promises it. Where a rule folds two remainders into one key (100 into 00, 10 into
 * 0), a change between the two goes unnoticed by design; those bodies are left out and the reason stands with
 * each test.
 */
#include <okno/ids.h>
#include <okno/test.h>

#include <stdio.h>
#include <string.h>

#define ROUNDS 400

static uint64_t state;

static unsigned
draw(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % below;
}

static void
draw_digits(char *s, size_t count)
{
    for (size_t i = 0; i < count; i++)
        s[i] = (char)('0' + draw(10));
    s[count] = '\0';
}

typedef enum ids_fault check_fn(const char *text, char *ret_normal);

/* Tries all keys of so many digits at that place and leaves the one that fits; returns how many fit. */
static int
complete(check_fn *check, char *text, size_t at, int digits)
{
    int fitting = 0, keys = digits == 1 ? 10 : 100;
    char found[3] = "";
    for (int key = 0; key < keys; key++) {
        char tried[3];
        snprintf(tried, sizeof tried, "%0*d", digits, key);
        memcpy(text + at, tried, (size_t)digits);
        if (check(text, NULL) == IDS_OK) {
            memcpy(found, tried, sizeof found);
            fitting++;
        }
    }
    memcpy(text + at, found, (size_t)digits);
    return fitting;
}

static void
expect_changes_noticed(check_fn *check, const char *good)
{
    char changed[64];
    snprintf(changed, sizeof changed, "%s", good);
    EXPECT_INT(check(good, NULL), IDS_OK);
    for (size_t i = 0; good[i]; i++)
        for (char digit = '0'; digit <= '9'; digit++) {
            changed[i] = digit;
            if (digit != good[i])
                ck_assert_msg(check(changed, NULL) != IDS_OK, "%s passes as %s", good, changed);
            changed[i] = good[i];
        }
}

/* Key 00 stands for the remainders 0 and 100. From 111... up one changed digit stays in the checked range. */
TEST(snils_notices_any_digit)
{
    state = 1;
    for (int round = 0; round < ROUNDS; round++) {
        char snils[12] = "";
        draw_digits(snils, 9);
        for (int i = 0; i < 3; i++)
            snils[i] = (char)('1' + draw(9));
        EXPECT_INT(complete(ids_snils_check, snils, 9, 2), 1);
        if (memcmp(snils + 9, "00", 2) != 0)
            expect_changes_noticed(ids_snils_check, snils);
    }
}

/* Digit 0 stands for the remainders 0 and 10. */
TEST(inn_notices_any_digit)
{
    state = 2;
    for (int round = 0; round < ROUNDS; round++) {
        char entity[11] = "", person[13] = "";
        draw_digits(entity, 9);
        entity[0] = (char)('1' + draw(9));
        EXPECT_INT(complete(ids_inn_entity_check, entity, 9, 1), 1);
        if (entity[9] != '0')
            expect_changes_noticed(ids_inn_entity_check, entity);
        draw_digits(person, 10);
        person[0] = (char)('1' + draw(9));
        EXPECT_INT(complete(ids_inn_person_check, person, 10, 2), 1);
        if (person[10] != '0' && person[11] != '0')
            expect_changes_noticed(ids_inn_person_check, person);
    }
}

/* ОГРН: 0 stands for the remainders 0 and 10; ОГРНИП: 0, 1 and 2 stand for 10, 11 and 12 too. */
TEST(registration_numbers_notice_any_digit)
{
    state = 3;
    for (int round = 0; round < ROUNDS; round++) {
        char ogrn[14] = "", ogrnip[16] = "";
        draw_digits(ogrn, 12);
        ogrn[0] = draw(2) ? '1' : '5';
        EXPECT_INT(complete(ids_ogrn_check, ogrn, 12, 1), 1);
        if (ogrn[12] != '0')
            expect_changes_noticed(ids_ogrn_check, ogrn);
        draw_digits(ogrnip, 14);
        ogrnip[0] = '3';
        EXPECT_INT(complete(ids_ogrnip_check, ogrnip, 14, 1), 1);
        if (ogrnip[14] > '2')
            expect_changes_noticed(ids_ogrnip_check, ogrnip);
    }
}

/*
 * A second pass may give a changed body its old key, so a change is promised to be noticed only in the key
 * itself, and in the body as long as both remainders of the first pass are below ten.
 */
static unsigned
first_pass(const char *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (unsigned)(digits[i] - '0') * (unsigned)(i % 10 + 1);
    return sum % 11;
}

static void
expect_two_pass(check_fn *check, size_t length)
{
    char good[32] = "", changed[32];
    draw_digits(good, length - 1);
    good[length - 3] = (char)(good[length - 2] == '9' ? '0' : good[length - 2] + 1); /* not all equal */
    EXPECT_INT(complete(check, good, length - 1, 1), 1);
    memcpy(changed, good, sizeof changed);
    for (size_t i = 0; i < length; i++)
        for (char digit = '0'; digit <= '9'; digit++) {
            changed[i] = digit;
            bool one_pass = first_pass(good, length - 1) < 10 && first_pass(changed, length - 1) < 10;
            if (digit != good[i] && (i == length - 1 || one_pass))
                EXPECT_INT(check(changed, NULL), IDS_CHECK_DIGIT);
            changed[i] = good[i];
        }
}

TEST(two_pass_numbers_notice_what_they_promise)
{
    state = 4;
    for (int round = 0; round < ROUNDS; round++) {
        expect_two_pass(ids_uin_check, 20);
        expect_two_pass(ids_uin_check, 25);
        expect_two_pass(ids_okpo_check, 8);
        expect_two_pass(ids_okpo_check, 10);
    }
}

static char bik[10];

static enum ids_fault
account_of_bank(const char *account, char *ret_normal)
{
    (void)ret_normal;
    return ids_account_key_check(account, bik);
}

/* Weights 7, 1, 3 have no divisor in common with 10, so every change shows, in the bank's own number too. */
TEST(account_keys_notice_any_digit)
{
    state = 5;
    for (int round = 0; round < ROUNDS; round++) {
        char account[21] = "";
        snprintf(bik, sizeof bik, "04%07u", draw(10000000));
        draw_digits(account, 20);
        memcpy(account, "40", 2); /* two changes away from 03, where no key is asked */
        EXPECT_INT(complete(account_of_bank, account, 8, 1), 1);
        expect_changes_noticed(account_of_bank, account);
        char other[10];
        memcpy(other, bik, sizeof other);
        other[8] = (char)(bik[8] == '9' ? '3' : bik[8] + 1);
        bool to_unit = memcmp(other + 6, "00", 2) == 0 || memcmp(bik + 6, "00", 2) == 0;
        if (!to_unit)
            EXPECT_INT(ids_account_key_check(account, other), IDS_CHECK_DIGIT);
    }
}

TEST(mrz_notices_any_digit)
{
    state = 6;
    for (int round = 0; round < ROUNDS; round++) {
        char field[10];
        draw_digits(field, 9);
        int right = ids_mrz_check_digit(field);
        for (size_t i = 0; i < 9; i++) {
            char kept = field[i];
            field[i] = (char)(kept == '9' ? '0' : kept + 1);
            EXPECT(ids_mrz_check_digit(field) != right);
            field[i] = kept;
        }
    }
}

TEST(built_numbers_pass_their_own_checks)
{
    state = 7;
    for (int round = 0; round < ROUNDS; round++) {
        char uin[IDS_UIN_SIZE], eno[IDS_ENO_SIZE], again[IDS_ENO_SIZE], department[5], system[8], type[7];
        uint64_t unique = (uint64_t)draw(100000000) * 10000000 + draw(10000000);
        EXPECT_INT(ids_uin_build(round % 2 ? "188" : "11145652", unique, uin), IDS_OK);
        EXPECT_INT(ids_uin_issue_check(uin, "18210102010011000110"), IDS_OK);
        draw_digits(department, 4);
        draw_digits(system, 7);
        draw_digits(type, round % 2 ? 4 : 6);
        EXPECT_INT(ids_eno_build(department, system, type, draw(100000000), 2000 + (int)draw(100), eno), IDS_OK);
        struct ids_eno parts;
        EXPECT_INT(ids_eno_parse(eno, &parts), IDS_OK);
        EXPECT_INT(ids_eno_format(&parts, again), IDS_OK);
        EXPECT_TEXT(again, eno);
    }
}
