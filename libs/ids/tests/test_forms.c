/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Normal forms, what is built rather than checked, and the sentences. */
#include <okno/ids.h>
#include <okno/test.h>

#include <stdio.h>
#include <string.h>

struct spelling {
    enum ids_kind kind;
    const char *written, *normal; /* normal NULL: refused */
};

static void
expect_spellings(const struct spelling *spellings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char normal[IDS_NORMAL_SIZE];
        enum ids_fault fault = ids_check(spellings[i].kind, spellings[i].written, normal, sizeof normal);
        ck_assert_msg((fault == IDS_OK) == (spellings[i].normal != NULL), "%s: fault %d", spellings[i].written, fault);
        if (fault == IDS_OK)
            EXPECT_TEXT(normal, spellings[i].normal);
    }
}
#define EXPECT_SPELLINGS(spellings) expect_spellings((spellings), OKNO_ARRAY_SIZE(spellings))

TEST(numbers_written_in_groups_take_one_form)
{
    static const struct spelling spellings[] = {
        { IDS_SNILS, "11223344595", "112-233-445 95" },
        { IDS_SNILS, "  112 233 445 95 ", "112-233-445 95" },
        { IDS_SNILS, "112-233-445-95", "112-233-445 95" },
        { IDS_SNILS, "112–233–445\u00A095", "112-233-445 95" },
        { IDS_SNILS, "№ 112-233-445 95", "112-233-445 95" },
        { IDS_SNILS, "-11223344595", NULL },
        { IDS_SNILS, "112--233-445 95", NULL },
        { IDS_SNILS, "11223344595-", NULL },
        { IDS_SNILS, "112.233.445 95", NULL },
        { IDS_SNILS, "١١٢٢٣٣٤٤٥٩٥", NULL }, /* digits of another script */
        { IDS_PASSPORT, "45 00 № 123456", "4500 123456" },
        { IDS_PASSPORT, "4500123456", "4500 123456" },
        { IDS_PASSPORT_DIVISION, "770001", "770-001" },
        { IDS_PASSPORT_DIVISION, "770 – 001", "770-001" },
        { IDS_BIRTH_CERTIFICATE, "iv-мю № 123456", "IV-МЮ 123456" },
        { IDS_BIRTH_CERTIFICATE, "ХII-MO 000017", "XII-МО 000017" }, /* Cyrillic Х, Latin MO */
        { IDS_BIRTH_CERTIFICATE, "IVМЮ123456", "IV-МЮ 123456" },
        { IDS_DRIVING_LICENCE, "7712579832", "77 12 579832" },
        { IDS_DRIVING_LICENCE, "77ab579832", "77 АВ 579832" },
        { IDS_VEHICLE_CERTIFICATE, "77 ух 579832", "77 УХ 579832" },
        { IDS_FOREIGN_PASSPORT, "721234567", "72 1234567" },
    };
    EXPECT_SPELLINGS(spellings);
}

TEST(plain_numbers_have_one_spelling)
{
    static const struct spelling spellings[] = {
        { IDS_INN, " 7707083893", NULL },
        { IDS_INN, "7707 083893", NULL },
        { IDS_ACCOUNT, "40702810938000000001", "40702810938000000001" },
        { IDS_ACCOUNT, "4070 2810 9380 0000 0001", NULL },
        { IDS_OKTMO, "45000000\n", NULL },
    };
    EXPECT_SPELLINGS(spellings);
}

TEST(phones_go_to_e164)
{
    static const struct spelling spellings[] = {
        { IDS_PHONE, "+74950000000", "+74950000000" },
        { IDS_PHONE, "8 (495) 000-00-00", "+74950000000" },
        { IDS_PHONE, "7 495 000 00 00", "+74950000000" },
        { IDS_PHONE, "(+7) 495.000.00.00", "+74950000000" },
        { IDS_PHONE, "9000000000", "+79000000000" },
        { IDS_PHONE, "495 000-00-00", "+74950000000" },
        { IDS_PHONE, "8 800 000 00 00", "+78000000000" },
        { IDS_PHONE, "+375 29 000-00-00", "+375290000000" },
        { IDS_PHONE, "+1 202 555 0100", "+12025550100" },
        { IDS_PHONE, "8495000000", NULL }, /* a digit is missing after 8 */
        { IDS_PHONE, "7495000000", NULL },
        { IDS_PHONE, "+7495000000", NULL },
        { IDS_PHONE, "+749500000000", NULL },
        { IDS_PHONE, "+89000000000", NULL }, /* 8 with a plus */
        { IDS_PHONE, "+71234567890", NULL }, /* no code begins with 1 */
        { IDS_PHONE, "375290000000", NULL }, /* abroad without a plus */
        { IDS_PHONE, "+0123456789", NULL },
        { IDS_PHONE, "+1234567890123456", NULL }, /* 16 digits */
        { IDS_PHONE, "8+4950000000", NULL },
        { IDS_PHONE, "++74950000000", NULL },
        { IDS_PHONE, "8 495 000-00-00 доб. 12", NULL },
        { IDS_PHONE, "()", NULL },
    };
    EXPECT_SPELLINGS(spellings);
}

TEST(emails_keep_the_name_and_lower_the_domain)
{
    static const struct spelling spellings[] = {
        { IDS_EMAIL, " First.Last+okno@Example.RU ", "First.Last+okno@example.ru" },
        { IDS_EMAIL, "info@ПОЧТА.РФ", "info@почта.рф" },
        { IDS_EMAIL, "info@Ёлка.рф", "info@ёлка.рф" },
        { IDS_EMAIL, "a@xn--p1ai.xn--p1ai", "a@xn--p1ai.xn--p1ai" },
        { IDS_EMAIL, "a@b.c-d.ru", "a@b.c-d.ru" },
        { IDS_EMAIL, "a@localhost", NULL },
        { IDS_EMAIL, "a@192.0.2.1", NULL },
        { IDS_EMAIL, "a@-b.ru", NULL },
        { IDS_EMAIL, "a@b-.ru", NULL },
        { IDS_EMAIL, "a@b..ru", NULL },
        { IDS_EMAIL, "a@b.ru.", NULL },
        { IDS_EMAIL, "a@b.r", NULL },
        { IDS_EMAIL, ".a@b.ru", NULL },
        { IDS_EMAIL, "a.@b.ru", NULL },
        { IDS_EMAIL, "a..b@b.ru", NULL },
        { IDS_EMAIL, "@b.ru", NULL },
        { IDS_EMAIL, "a@@b.ru", NULL },
        { IDS_EMAIL, "a b@b.ru", NULL },
        { IDS_EMAIL, "a@b .ru", NULL },
        { IDS_EMAIL, "почта@b.ru", NULL },
        { IDS_EMAIL, "a,b@b.ru", NULL },
        { IDS_EMAIL, "<a@b.ru>", NULL },
        { IDS_EMAIL, "a.b.ru", NULL },
        { IDS_EMAIL, "a@b.ru\xD0", NULL },
        { IDS_EMAIL, "   ", NULL },
    };
    EXPECT_SPELLINGS(spellings);
}

TEST(emails_have_limits)
{
    char normal[IDS_EMAIL_SIZE], text[600];
    snprintf(text, sizeof text, "%064d@example.ru", 0);
    EXPECT_INT(ids_email_check(text, normal), IDS_OK);
    snprintf(text, sizeof text, "%065d@example.ru", 0);
    EXPECT_INT(ids_email_check(text, NULL), IDS_LENGTH);
    snprintf(text, sizeof text, "a@%063d.ru", 0);
    EXPECT_INT(ids_email_check(text, normal), IDS_OK);
    snprintf(text, sizeof text, "a@%064d.ru", 0);
    EXPECT_INT(ids_email_check(text, NULL), IDS_LENGTH);
    snprintf(text, sizeof text, "a@%063d.%063d.%063d.%057d.ru", 0, 0, 0, 0);
    EXPECT_INT(strlen(text), 254);
    EXPECT_INT(ids_email_check(text, normal), IDS_OK);
    snprintf(text, sizeof text, "a@%063d.%063d.%063d.%058d.ru", 0, 0, 0, 0);
    EXPECT_INT(ids_email_check(text, NULL), IDS_LENGTH);
}

/* ------------------------------------------------------------------ what is built */

TEST(uin_is_built_with_its_check_digit)
{
    char uin[IDS_UIN_SIZE], prefix[9];
    EXPECT_INT(ids_uin_prefix_of_urn("aa11b4", prefix), IDS_OK);
    EXPECT_TEXT(prefix, "11145652");
    EXPECT_INT(ids_uin_build(prefix, 2026112100000001, uin), IDS_OK);
    EXPECT_TEXT(uin, "1114565220261121000000016");
    EXPECT_INT(ids_uin_build(prefix, 2026112100000002, uin), IDS_OK);
    EXPECT_TEXT(uin, "1114565220261121000000028");
    EXPECT_INT(ids_uin_build(prefix, 2026112100000120, uin), IDS_OK);
    EXPECT_TEXT(uin, "1114565220261121000001200");
    EXPECT_INT(ids_uin_build("321", 1610241455000001, uin), IDS_OK);
    EXPECT_TEXT(uin, "32116102414550000017");
    EXPECT_INT(ids_uin_build("321", 10000000000000000, uin), IDS_PART);
    EXPECT_INT(ids_uin_build("321", 0, uin), IDS_DEGENERATE);
    EXPECT_INT(ids_uin_build("3210", 1, uin), IDS_LENGTH);
    EXPECT_INT(ids_uin_build(NULL, 1, uin), IDS_EMPTY);
    EXPECT_TEXT(uin, "32116102414550000017");
    EXPECT_INT(ids_uin_prefix_of_urn("000001", prefix), IDS_OK);
    EXPECT_TEXT(prefix, "00000001");
    EXPECT_INT(ids_uin_prefix_of_urn("xx11b4", prefix), IDS_CHARACTERS);
}

TEST(uin_of_a_new_charge_differs_from_its_kbk)
{
    const char *uin = "18209965144380684245";
    EXPECT_INT(ids_uin_issue_check(uin, "18210102010011000110"), IDS_OK);
    EXPECT_INT(ids_uin_issue_check(uin, NULL), IDS_OK);
    EXPECT_INT(ids_uin_issue_check(uin, uin), IDS_MISMATCH);
}

TEST(payer_identifiers_are_built)
{
    char payer[IDS_PAYER_SIZE];
    EXPECT_INT(ids_payer_of_person(IDS_PAYER_DRIVING_LICENCE, "77 12 579832", payer), IDS_OK);
    EXPECT_TEXT(payer, "1220000000007712579832");
    EXPECT_INT(ids_payer_of_person(IDS_PAYER_PASSPORT, "3751 379232", payer), IDS_OK);
    EXPECT_TEXT(payer, "1010000000003751379232");
    EXPECT_INT(ids_payer_of_person(IDS_PAYER_SNILS, "112-233-445 95", payer), IDS_OK);
    EXPECT_TEXT(payer, "1140000000011223344595");
    EXPECT_INT(ids_payer_of_person(IDS_PAYER_INN, "500100732259", payer), IDS_OK);
    EXPECT_TEXT(payer, "1210000000500100732259");
    EXPECT_INT(ids_payer_of_person(IDS_PAYER_BIRTH_CERTIFICATE, "IV-МЮ 123456", payer), IDS_OK);
    EXPECT_TEXT(payer, "102000000000IVМЮ123456");
    EXPECT_INT(ids_payer_of_person(IDS_PAYER_FOREIGNER_PASSPORT, "ab 1234567", payer), IDS_OK);
    EXPECT_TEXT(payer, "1080000000000AB1234567");
    EXPECT_INT(ids_payer_of_person(IDS_PAYER_SNILS, "112-233-445 96", payer), IDS_CHECK_DIGIT);
    EXPECT_INT(ids_payer_of_person((enum ids_payer_document)27, "79000000000", payer), IDS_PART);
    EXPECT_INT(ids_payer_of_person((enum ids_payer_document)0, "1", payer), IDS_PART);
    EXPECT_INT(ids_payer_of_person(IDS_PAYER_REFUGEE, "12345678901234567890", payer), IDS_LENGTH);
    EXPECT_INT(ids_payer_of_person(IDS_PAYER_REFUGEE, "12/34", payer), IDS_CHARACTERS);
    EXPECT_INT(ids_payer_of_person(IDS_PAYER_REFUGEE, "000", payer), IDS_DEGENERATE);
    EXPECT_INT(ids_payer_of_entity("7707083893", "770701001", payer), IDS_OK);
    EXPECT_TEXT(payer, "2007707083893770701001");
    EXPECT_INT(ids_payer_of_entity("7705401341", "770701001", payer), IDS_CHECK_DIGIT);
    EXPECT_INT(ids_payer_of_entity("7707083893", "77070100", payer), IDS_LENGTH);
    EXPECT_INT(ids_payer_of_foreign_entity("12345", "770701001", payer), IDS_OK);
    EXPECT_TEXT(payer, "3000000012345770701001");
    EXPECT_INT(ids_payer_of_foreign_entity("7707083893", "770701001", payer), IDS_OK);
    EXPECT_TEXT(payer, "3007707083893770701001");
    EXPECT_INT(ids_payer_of_proprietor("500100732259", payer), IDS_OK);
    EXPECT_TEXT(payer, "4000000000500100732259");
}

TEST(application_numbers_are_built_and_taken_apart)
{
    char text[IDS_ENO_SIZE];
    EXPECT_INT(ids_eno_build("0001", "9300120", "0834", 1000, 2021, text), IDS_OK);
    EXPECT_TEXT(text, "0001-9300120-0834-00001000/21");
    EXPECT_INT(ids_eno_build("0001", "9300120", "100101", 99999999, 2099, text), IDS_OK);
    EXPECT_TEXT(text, "0001-9300120-100101-99999999/99");
    EXPECT_INT(ids_eno_build("0001", "9300120", "100101", 100000000, 2026, text), IDS_PART);
    EXPECT_INT(ids_eno_build("001", "9300120", "100101", 1, 2026, text), IDS_PART);
    EXPECT_INT(ids_eno_build("0001", "9300120", "10010", 1, 2026, text), IDS_PART);
    EXPECT_INT(ids_eno_build("0001", "9300120", "1001017", 1, 2026, text), IDS_PART);
    EXPECT_INT(ids_eno_build("0001", NULL, "100101", 1, 2026, text), IDS_PART);
    EXPECT_INT(ids_eno_build("0001", "9300120", "100101", 1, 1999, text), IDS_PART);

    struct ids_eno eno;
    EXPECT_INT(ids_eno_parse("0001-9000003-067201-0456796/20", &eno), IDS_OK);
    EXPECT_TEXT(eno.department, "0001");
    EXPECT_TEXT(eno.system, "9000003");
    EXPECT_TEXT(eno.service_type, "067201");
    EXPECT_INT(eno.serial, 456796);
    EXPECT_INT(eno.serial_digits, 7);
    EXPECT_INT(eno.year, 2020);
    EXPECT_INT(ids_eno_format(&eno, text), IDS_OK);
    EXPECT_TEXT(text, "0001-9000003-067201-0456796/20");
}

/* ------------------------------------------------------------------ sentences */

TEST(every_fault_of_every_kind_has_a_sentence_in_both_languages)
{
    for (int kind = 0; kind < IDS_KIND_COUNT; kind++) {
        EXPECT(ids_normal_size((enum ids_kind)kind) <= IDS_NORMAL_SIZE);
        EXPECT_INT(ids_check((enum ids_kind)kind, "", NULL, 0), IDS_EMPTY);
        EXPECT_INT(ids_check((enum ids_kind)kind, NULL, NULL, 0), IDS_EMPTY);
        for (int fault = IDS_OK; fault < IDS_FAULT_COUNT; fault++) {
            const char *russian = ids_fault_text((enum ids_kind)kind, (enum ids_fault)fault, NULL);
            const char *english = ids_fault_text((enum ids_kind)kind, (enum ids_fault)fault, "en");
            EXPECT_INT(strlen(russian) > 20, fault != IDS_OK);
            EXPECT_INT(strlen(english) > 20, fault != IDS_OK);
            EXPECT(utf8_valid(russian, strlen(russian)));
            EXPECT(fault == IDS_OK || !text_equal(russian, english));
        }
    }
}

TEST(sentences_say_what_is_wrong_and_what_is_allowed)
{
    EXPECT_TEXT(ids_fault_text(IDS_SNILS, IDS_CHECK_DIGIT, "ru"),
                "Контрольное число СНИЛС не сходится: проверьте цифры.");
    EXPECT_TEXT(ids_fault_text(IDS_SNILS, IDS_LENGTH, "ru-RU"),
                "СНИЛС неверной длины. Нужно: 11 цифр, например 112-233-445 95.");
    EXPECT_TEXT(ids_fault_text(IDS_SNILS, IDS_CHECK_DIGIT, "en-GB"),
                "The check number of the SNILS does not agree: check the digits.");
    EXPECT_TEXT(ids_fault_text(IDS_INN_ENTITY, IDS_CHARACTERS, "en"),
                "The INN of an organisation has characters it cannot have. Needed: 10 digits without blanks.");
    EXPECT_TEXT(ids_fault_text(IDS_CADASTRAL, IDS_CHECK_DIGIT, "ru"), ids_fault_text(IDS_CADASTRAL, IDS_FORM, "ru"));
    EXPECT_TEXT(ids_kind_name(IDS_PHONE, "ru"), "Номер телефона");
    EXPECT_TEXT(ids_kind_name(IDS_PHONE, "en"), "phone number");
}

TEST(codes_hold_nothing_that_looks_alike)
{
    uint8_t random[IDS_CODE_LENGTH];
    char code[IDS_CODE_SIZE], typed[IDS_CODE_SIZE];
    for (int i = 0; i < 256; i++) {
        memset(random, i, sizeof random);
        ids_code_make(random, code);
        EXPECT_INT(strlen(code), IDS_CODE_LENGTH);
        EXPECT_INT(strcspn(code, "0O1I2S5B8U"), IDS_CODE_LENGTH);
        ids_code_normal(code, typed, sizeof typed);
        EXPECT_TEXT(typed, code);
    }
}

TEST(a_code_is_understood_however_it_is_typed)
{
    char code[16];
    ids_code_normal("acde-43 67", code, sizeof code);
    EXPECT_TEXT(code, "ACDE4367");
    ids_code_normal("АСЕНКМРТ", code, sizeof code);
    EXPECT_TEXT(code, "ACEHKMPT");
    ids_code_normal("ас-ек нмр3", code, sizeof code);
    EXPECT_TEXT(code, "ACEKHMP3");
    ids_code_normal("the longest text that anybody would type", code, sizeof code);
    EXPECT_INT(strlen(code), 15);
}

TEST(codes_are_compared_as_a_whole)
{
    EXPECT(ids_code_equal("ACDE4367", "ACDE4367"));
    EXPECT(!ids_code_equal("ACDE4367", "ACDE4368"));
    EXPECT(!ids_code_equal("ACDE4367", "XCDE4367"));
    EXPECT(!ids_code_equal("ACDE4367", ""));
    EXPECT(!ids_code_equal("ACDE4367", "ACDE436"));
    EXPECT(!ids_code_equal("ACDE4367", "ACDE43677"));
}
