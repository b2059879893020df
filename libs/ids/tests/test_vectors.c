/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Known identifiers, good and bad: public requisites of companies, samples of standards, or made for this. */
#include <okno/ids.h>
#include <okno/test.h>

#include <stdio.h>
#include <string.h>

struct vector {
    enum ids_kind kind;
    enum ids_fault fault;
    const char *text;
};

static void
expect_vectors(const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char normal[IDS_NORMAL_SIZE] = "untouched";
        enum ids_fault fault = ids_check(vectors[i].kind, vectors[i].text, normal, sizeof normal);
        ck_assert_msg(fault == vectors[i].fault, "%s %s: fault %d instead of %d", ids_kind_name(vectors[i].kind, "en"),
                      vectors[i].text, fault, vectors[i].fault);
        EXPECT(fault ? text_equal(normal, "untouched") : !text_equal(normal, "untouched"));
    }
}
#define EXPECT_VECTORS(vectors) expect_vectors((vectors), OKNO_ARRAY_SIZE(vectors))

TEST(snils_vectors)
{
    static const struct vector vectors[] = {
        { IDS_SNILS, IDS_OK, "112-233-445 95" },          { IDS_SNILS, IDS_OK, "11223344595" },
        { IDS_SNILS, IDS_OK, "586-595-917 80" },          { IDS_SNILS, IDS_OK, "087-654-303 00" },
        { IDS_SNILS, IDS_OK, "001-001-998 00" }, /* not held to the rule */
        { IDS_SNILS, IDS_OK, "001-019-989 00" }, /* sum 100 */
        { IDS_SNILS, IDS_OK, "001-019-998 00" }, /* 101 */
        { IDS_SNILS, IDS_OK, "001-019-999 01" }, /* 102 */
        { IDS_SNILS, IDS_OK, "002-999-989 00" }, /* 201: remainder 100 */
        { IDS_SNILS, IDS_OK, "002-999-998 00" }, /* 202: remainder 0 */
        { IDS_SNILS, IDS_CHECK_DIGIT, "112-233-445 96" }, { IDS_SNILS, IDS_CHECK_DIGIT, "087-654-303 01" },
        { IDS_SNILS, IDS_CHECK_DIGIT, "111-111-111 11" }, { IDS_SNILS, IDS_CHECK_DIGIT, "001-001-999 00" },
    };
    EXPECT_VECTORS(vectors);
}

TEST(inn_vectors)
{
    static const char *const entities[] = { "7707083893", "7710474375", "7706074737", "7706012716",
                                            "7730176088", "7704747169", "7727406020", "7710168515",
                                            "7710878000", "6449013711", "7701000080" };
    static const char *const people[] = { "500100732259", "635277570478", "770100006000" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(entities); i++) {
        EXPECT_INT(ids_inn_check(entities[i], NULL), IDS_OK);
        EXPECT_INT(ids_inn_entity_check(entities[i], NULL), IDS_OK);
        EXPECT_INT(ids_inn_person_check(entities[i], NULL), IDS_LENGTH);
    }
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(people); i++) {
        EXPECT_INT(ids_inn_check(people[i], NULL), IDS_OK);
        EXPECT_INT(ids_inn_person_check(people[i], NULL), IDS_OK);
        EXPECT_INT(ids_inn_entity_check(people[i], NULL), IDS_LENGTH);
    }
    static const struct vector bad[] = {
        { IDS_INN, IDS_CHECK_DIGIT, "7707083894" },   { IDS_INN, IDS_CHECK_DIGIT, "1111111111" },
        { IDS_INN, IDS_CHECK_DIGIT, "7702895380" },   { IDS_INN, IDS_CHECK_DIGIT, "500100732250" },
        { IDS_INN, IDS_CHECK_DIGIT, "635277570473" }, { IDS_INN, IDS_CHECK_DIGIT, "7705401341" },
        { IDS_INN, IDS_CHECK_DIGIT, "6200098765" },   { IDS_INN, IDS_PART, "0077083893" },
        { IDS_INN, IDS_PART, "001000732259" },        { IDS_INN, IDS_DEGENERATE, "0000000000" },
        { IDS_INN, IDS_LENGTH, "77070838931" },
    };
    EXPECT_VECTORS(bad);
}

TEST(registration_number_vectors)
{
    static const struct vector vectors[] = {
        { IDS_OGRN, IDS_OK, "1027700132195" },
        { IDS_OGRN, IDS_OK, "1047702026701" },
        { IDS_OGRN, IDS_OK, "1027700280937" },
        { IDS_OGRN, IDS_OK, "1027739207462" },
        { IDS_OGRN, IDS_OK, "1037700255284" },
        { IDS_OGRN, IDS_OK, "1047796688554" },
        { IDS_OGRN, IDS_OK, "1107746943347" },
        { IDS_OGRN, IDS_OK, "1027700000020" }, /* remainder 10 */
        { IDS_OGRN, IDS_CHECK_DIGIT, "1027700132196" },
        { IDS_OGRN, IDS_CHECK_DIGIT, "1027700280938" },
        { IDS_OGRN, IDS_CHECK_DIGIT, "5060049620796" },
        { IDS_OGRN, IDS_PART, "2027700132195" }, /* number of another record */
        { IDS_OGRNIP, IDS_OK, "304500116000157" },
        { IDS_OGRNIP, IDS_OK, "304770000000020" }, /* remainders 10, 11, 12 */
        { IDS_OGRNIP, IDS_OK, "304770000000031" },
        { IDS_OGRNIP, IDS_OK, "304770000000042" },
        { IDS_OGRNIP, IDS_CHECK_DIGIT, "304500116000154" },
        { IDS_OGRNIP, IDS_PART, "104500116000157" },
        { IDS_OGRNIP, IDS_LENGTH, "1027700132195" },
    };
    EXPECT_VECTORS(vectors);
}

TEST(kpp_vectors)
{
    static const struct vector vectors[] = {
        { IDS_KPP, IDS_OK, "770701001" },         { IDS_KPP, IDS_OK, "0177AB001" },
        { IDS_KPP, IDS_OK, "9909Z1001" },         { IDS_KPP, IDS_PART, "007701001" },
        { IDS_KPP, IDS_FORM, "77A701001" },       { IDS_KPP, IDS_LENGTH, "77070100" },
        { IDS_KPP, IDS_CHARACTERS, "7707ab001" }, { IDS_KPP, IDS_CHARACTERS, "7707АВ001" },
    };
    EXPECT_VECTORS(vectors);
}

TEST(okpo_and_control_number_vectors)
{
    static const struct vector vectors[] = {
        { IDS_OKPO, IDS_OK, "47296611" },
        { IDS_OKPO, IDS_OK, "60419873" },
        { IDS_OKPO, IDS_OK, "00044428" },
        { IDS_OKPO, IDS_OK, "19160781" },
        { IDS_OKPO, IDS_OK, "0194265277" },
        { IDS_OKPO, IDS_CHECK_DIGIT, "47296612" },
        { IDS_OKPO, IDS_CHECK_DIGIT, "0194265278" },
        { IDS_OKPO, IDS_DEGENERATE, "00000000" },
        { IDS_OKPO, IDS_LENGTH, "472966110" },
    };
    EXPECT_VECTORS(vectors);
    static const struct {
        const char *oktmo;
        int control;
    } classifier[] = { { "28606000", 0 }, { "28606100", 6 }, { "28606101", 3 }, { "28606404", 1 },
                       { "28606407", 3 }, { "28606416", 2 }, { "28606417", 1 }, { "28606422", 4 },
                       { "28606430", 1 }, { "28618000", 3 }, { "28618100", 9 } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(classifier); i++)
        EXPECT_INT(ids_control_number(classifier[i].oktmo), classifier[i].control);
    EXPECT_INT(ids_control_number(""), -1);
    EXPECT_INT(ids_control_number(NULL), -1);
    EXPECT_INT(ids_control_number("12a"), -1);
}

struct account {
    const char *bik, *number;
};

/* Any changed digit must break a good account: weights 7, 1 and 3 have no divisor in common with ten. */
static void
expect_key(const struct account *account, enum ids_fault (*check)(const char *, const char *))
{
    EXPECT_INT(check(account->number, account->bik), IDS_OK);
    for (size_t i = 0; i < 20; i++) {
        char changed[21];
        memcpy(changed, account->number, sizeof changed);
        for (char digit = '0'; digit <= '9'; digit++) {
            changed[i] = digit;
            EXPECT_INT(check(changed, account->bik) == IDS_OK, digit == account->number[i]);
        }
    }
}

TEST(customer_account_vectors)
{
    static const struct account accounts[] = {
        { "049805746", "40602810700000000025" }, /* the two samples of the rule, and one of a textbook */
        { "044514512", "40702810900000000025" }, { "044525593", "40702810801400016513" },
        { "044525225", "40702810938000000001" }, { "044525225", "40702810138250123017" },
        { "044525225", "40702810338000013025" }, { "044525593", "40702810301300014267" },
        { "044525000", "40601810245253000002" }, /* in a unit of the Bank of Russia */
        { "044525000", "40101810045250010041" }, { "044030653", "40702810455000024248" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(accounts); i++)
        expect_key(&accounts[i], ids_account_key_check);
    EXPECT_INT(ids_account_key_check("40702810938000000001", "044525593"), IDS_CHECK_DIGIT);
    EXPECT_INT(ids_account_key_check("40702810938000000001", "44525225"), IDS_MISMATCH);
    EXPECT_INT(ids_account_key_check("4070281093800000000", "044525225"), IDS_LENGTH);
}

TEST(correspondent_account_vectors)
{
    static const struct account accounts[] = {
        { "049805000", "30101810800000000746" }, { "044525225", "30101810400000000225" },
        { "044525593", "30101810200000000593" }, { "044525700", "30101810200000000700" },
        { "044525823", "30101810200000000823" }, { "044030653", "30101810500000000653" },
        { "044525974", "30101810145250000974" }, { "004525988", "40102810545370000003" }, /* single treasury accounts */
        { "024501901", "40102810045370000002" }, { "017003983", "40102810445370000059" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(accounts); i++)
        expect_key(&accounts[i], ids_correspondent_key_check);
    /* The key holds for any bank of the region; the bank's number in both does not. */
    EXPECT_INT(ids_correspondent_key_check("30101810400000000225", "044525593"), IDS_MISMATCH);
    EXPECT_INT(ids_correspondent_key_check("40702810938000000001", "044525225"), IDS_PART);
    EXPECT_INT(ids_correspondent_key_check("30101810400000000225", NULL), IDS_MISMATCH);
}

TEST(treasury_accounts_carry_no_key)
{
    static const struct account accounts[] = {
        { "004525988", "03221643450000007300" },
        { "024501901", "03100643000000019500" },
        { "017003983", "03100643000000018500" },
        { "004525988", "03100643000000017300" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(accounts); i++)
        EXPECT_INT(ids_account_key_check(accounts[i].number, accounts[i].bik), IDS_OK);
    EXPECT_INT(ids_account_key_check("0322164345000000730", "004525988"), IDS_LENGTH);
}

TEST(bik_vectors)
{
    static const struct vector vectors[] = {
        { IDS_BIK, IDS_OK, "044525225" },         { IDS_BIK, IDS_OK, "004525988" },
        { IDS_BIK, IDS_OK, "017003983" },         { IDS_BIK, IDS_OK, "024501901" },
        { IDS_BIK, IDS_PART, "144525225" },       { IDS_BIK, IDS_LENGTH, "44525225" },
        { IDS_BIK, IDS_DEGENERATE, "000000000" }, { IDS_BIK, IDS_CHARACTERS, "04452522O" },
    };
    EXPECT_VECTORS(vectors);
}

TEST(uin_vectors)
{
    static const struct vector vectors[] = {
        { IDS_UIN, IDS_OK, "32116102414550976332" },          { IDS_UIN, IDS_OK, "32117072411021588933" },
        { IDS_UIN, IDS_OK, "18817072416285972102" },          { IDS_UIN, IDS_OK, "88818012420345815071" },
        { IDS_UIN, IDS_OK, "18817072711544879499" },          { IDS_UIN, IDS_OK, "16801000000135694335" },
        { IDS_UIN, IDS_OK, "16801000000135694343" },          { IDS_UIN, IDS_OK, "18209965144380684245" },
        { IDS_UIN, IDS_OK, "32116102414550000051" }, /* second pass */
        { IDS_UIN, IDS_OK, "32116102414550000360" }, /* ten twice: 0 */
        { IDS_UIN, IDS_OK, "32116102414550000017" },          { IDS_UIN, IDS_OK, "1114565220261121000000016" },
        { IDS_UIN, IDS_OK, "1114565220261121000000028" }, /* second pass */
        { IDS_UIN, IDS_OK, "1114565220261121000001200" }, /* ten twice */
        { IDS_UIN, IDS_CHECK_DIGIT, "10510127180813022130" }, { IDS_UIN, IDS_CHECK_DIGIT, "12223527180813024568" },
        { IDS_UIN, IDS_CHECK_DIGIT, "03235927135213026589" }, { IDS_UIN, IDS_CHECK_DIGIT, "18810177240010001111" },
        { IDS_UIN, IDS_CHECK_DIGIT, "18810177171201055590" }, { IDS_UIN, IDS_DEGENERATE, "18800000000000000001" },
        { IDS_UIN, IDS_DEGENERATE, "18877777777777777770" },  { IDS_UIN, IDS_DEGENERATE, "1114565255555555555555550" },
        { IDS_UIN, IDS_LENGTH, "123456789012345" },           { IDS_UIN, IDS_LENGTH, "0" },
        { IDS_UIN, IDS_FORM, "1114565220261121А00000016" }, /* letters never stood in 25 */
        { IDS_UIN, IDS_CHARACTERS, "32116102414550 976332" },
    };
    EXPECT_VECTORS(vectors);
}

/* A letter counts as a digit: the УИН with that digit in its place has the same check digit. */
TEST(uin_letters_of_the_first_years)
{
    static const char letters[] = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯЪЫЬDFGIJLNQRSUVWZABEKMHOPCTYX";
    static const char digits[] = "123456789012345678901234567836290123456789012136023467891";
    const char *letter = letters;
    for (size_t i = 0; *letter; i++) {
        int size = (unsigned char)*letter < 0x80 ? 1 : 2;
        char plain[32], old[32];
        snprintf(plain, sizeof plain, "188%c000000000000123", digits[i]);
        int control = ids_control_number(plain);
        snprintf(old, sizeof old, "188%.*s000000000000123%d", size, letter, control);
        EXPECT_INT(ids_uin_check(old, NULL), IDS_OK);
        EXPECT_INT(ids_uin_issue_check(old, NULL), IDS_CHARACTERS);
        letter += size;
    }
    EXPECT_INT(ids_uin_check("188Й000000000000123", NULL), IDS_CHARACTERS);
}

TEST(uip_and_uiv_vectors)
{
    static const struct vector vectors[] = {
        { IDS_UIP, IDS_OK, "10471020010005233009202000000001" },
        { IDS_UIP, IDS_OK, "10445252250000013009202061716434" },
        { IDS_UIP, IDS_OK, "27300000000000001509202200000042" },
        { IDS_UIP, IDS_OK, "3aa11b40509202200000000000000017" },
        { IDS_UIP, IDS_OK, "3AA11B40509202200000000000000017" },
        { IDS_UIP, IDS_PART, "10471020010005233102202000000001" }, /* 31 February */
        { IDS_UIP, IDS_PART, "40471020010005233009202000000001" },
        { IDS_UIP, IDS_FORM, "1047102001000523300920200000000a" },
        { IDS_UIP, IDS_FORM, "27300000001000001509202200000042" }, /* zeros must follow the body's code */
        { IDS_UIP, IDS_LENGTH, "1047102001000523300920200000000" },
        { IDS_UIV, IDS_OK, "0410964930092020000000001" },
        { IDS_UIV, IDS_PART, "0410964931092020000000001" }, /* 31 September */
        { IDS_UIV, IDS_LENGTH, "041096493009202000000001" },
    };
    EXPECT_VECTORS(vectors);
    struct date date;
    EXPECT_INT(ids_uip_date("10445252250000013009202061716434", &date), IDS_OK);
    EXPECT_INT(date_compare(date, (struct date){ 2020, 9, 30 }), 0);
    EXPECT_INT(ids_uip_date("3aa11b40509202200000000000000017", &date), IDS_OK);
    EXPECT_INT(date_compare(date, (struct date){ 2022, 9, 5 }), 0);
    EXPECT_INT(ids_uiv_date("0410964930092020000000001", &date), IDS_OK);
    EXPECT_INT(date_compare(date, (struct date){ 2020, 9, 30 }), 0);
}

TEST(payer_vectors)
{
    static const struct vector vectors[] = {
        { IDS_PAYER, IDS_OK, "1220000000007712579832" },
        { IDS_PAYER, IDS_OK, "1010000000003751379232" },
        { IDS_PAYER, IDS_OK, "2007707083893770701001" },
        { IDS_PAYER, IDS_OK, "3009909000001770701001" },
        { IDS_PAYER, IDS_OK, "3000000012345770701001" },
        { IDS_PAYER, IDS_OK, "4000000000500100732259" },
        { IDS_PAYER, IDS_OK, "108000000000000АВ12345" },
        { IDS_PAYER, IDS_PART, "1270000000079160000000" }, /* mobile phone: withdrawn */
        { IDS_PAYER, IDS_PART, "1230000000007712579832" },
        { IDS_PAYER, IDS_PART, "1160000000007712579832" },
        { IDS_PAYER, IDS_PART, "5220000000007712579832" },
        { IDS_PAYER, IDS_FORM, "2017707083893770701001" },
        { IDS_PAYER, IDS_FORM, "4000000001500100732259" },
        { IDS_PAYER, IDS_FORM, "20077070838937707А1001" },
        { IDS_PAYER, IDS_DEGENERATE, "1010000000000000000000" },
        { IDS_PAYER, IDS_LENGTH, "122000000000771257983" },
        { IDS_PAYER, IDS_CHARACTERS, "122000000000771257983-" },
    };
    EXPECT_VECTORS(vectors);
}

TEST(budget_code_vectors)
{
    static const struct vector vectors[] = {
        { IDS_KBK, IDS_OK, "18210102010011000110" },
        { IDS_KBK, IDS_OK, "321108020200101ААz10" },
        { IDS_KBK, IDS_OK, "0" },
        { IDS_KBK, IDS_DEGENERATE, "00000000000000000000" },
        { IDS_KBK, IDS_LENGTH, "1821010201001100011" },
        { IDS_KBK, IDS_CHARACTERS, "182 10102010011000110" },
        { IDS_OKTMO, IDS_OK, "45000000" },
        { IDS_OKTMO, IDS_OK, "28606101001" },
        { IDS_OKTMO, IDS_PART, "00012345" },
        { IDS_OKTMO, IDS_LENGTH, "450000000" },
        { IDS_OKTMO, IDS_LENGTH, "0" },
        { IDS_OKTMO_CHARGE, IDS_OK, "45000000" },
        { IDS_OKTMO_CHARGE, IDS_LENGTH, "28606101001" },
        { IDS_OKTMO_PAYMENT, IDS_OK, "0" },
        { IDS_OKTMO_PAYMENT, IDS_OK, "28606101001" },
        { IDS_OKTMO_PAYMENT, IDS_LENGTH, "00" },
    };
    EXPECT_VECTORS(vectors);
}

TEST(document_vectors)
{
    static const struct vector vectors[] = {
        { IDS_CADASTRAL, IDS_OK, "77:01:0001001:1024" },
        { IDS_CADASTRAL, IDS_OK, "50:20:001001:1" },
        { IDS_CADASTRAL, IDS_FORM, "77:01:0001001" },
        { IDS_CADASTRAL, IDS_FORM, "77:01:00001:1024" },
        { IDS_CADASTRAL, IDS_FORM, "77:01:0001001:1024:" },
        { IDS_CADASTRAL, IDS_CHARACTERS, "77-01-0001001-1024" },
        { IDS_PASSPORT, IDS_OK, "4500 123456" },
        { IDS_PASSPORT, IDS_PART, "0012 123456" },
        { IDS_PASSPORT, IDS_DEGENERATE, "4500 000000" },
        { IDS_PASSPORT, IDS_LENGTH, "4500 12345" },
        { IDS_PASSPORT, IDS_CHARACTERS, "4500 12345б" },
        { IDS_PASSPORT_DIVISION, IDS_OK, "770-001" },
        { IDS_PASSPORT_DIVISION, IDS_OK, "773-101" },
        { IDS_PASSPORT_DIVISION, IDS_PART, "774-001" },
        { IDS_PASSPORT_DIVISION, IDS_DEGENERATE, "000-000" },
        { IDS_BIRTH_CERTIFICATE, IDS_OK, "IV-МЮ 123456" },
        { IDS_BIRTH_CERTIFICATE, IDS_PART, "IIV-МЮ 123456" },
        { IDS_BIRTH_CERTIFICATE, IDS_PART, "VX-МЮ 123456" },
        { IDS_BIRTH_CERTIFICATE, IDS_FORM, "IV-МZ 123456" },
        { IDS_BIRTH_CERTIFICATE, IDS_FORM, "4-МЮ 123456" },
        { IDS_BIRTH_CERTIFICATE, IDS_LENGTH, "МЮ 123456" },
        { IDS_DRIVING_LICENCE, IDS_OK, "77 12 579832" },
        { IDS_DRIVING_LICENCE, IDS_OK, "77 АВ 579832" },
        { IDS_DRIVING_LICENCE, IDS_FORM, "77 А1 579832" },
        { IDS_DRIVING_LICENCE, IDS_CHARACTERS, "77 ЖЖ 579832" },
        { IDS_VEHICLE_CERTIFICATE, IDS_OK, "7712579832" },
        { IDS_VEHICLE_CERTIFICATE, IDS_LENGTH, "771257983" },
        { IDS_FOREIGN_PASSPORT, IDS_OK, "72 1234567" },
        { IDS_FOREIGN_PASSPORT, IDS_DEGENERATE, "72 0000000" },
        { IDS_ENP, IDS_OK, "7850320822000021" }, /* two public samples; only one follows the reputed rule */
        { IDS_ENP, IDS_OK, "2356940876000129" },
        { IDS_ENP, IDS_LENGTH, "235694087600012" },
    };
    EXPECT_VECTORS(vectors);
}

TEST(mrz_check_digits)
{
    EXPECT_INT(ids_mrz_check_digit("510509"), 2);
    /* Specimen of ICAO 9303, part 4. */
    EXPECT_INT(ids_mrz_check_digit("L898902C3"), 6);
    EXPECT_INT(ids_mrz_check_digit("740812"), 2);
    EXPECT_INT(ids_mrz_check_digit("120415"), 9);
    EXPECT_INT(ids_mrz_check_digit("ZE184226B<<<<<"), 1);
    EXPECT_INT(ids_mrz_check_digit("L898902C3674081221204159ZE184226B<<<<<1"), 0);
    EXPECT_INT(ids_mrz_check_digit("abc"), -1);
    EXPECT_INT(ids_mrz_check_digit(""), -1);
    EXPECT_INT(ids_mrz_check_digit(NULL), -1);
}

TEST(application_number_vectors)
{
    static const struct vector vectors[] = {
        { IDS_ENO, IDS_OK, "0001-9000003-067201-0456796/20" },
        { IDS_ENO, IDS_OK, "0001-9000003-020301-0027253/21" },
        { IDS_ENO, IDS_OK, "0001-9300120-100101-00030058/22" },
        { IDS_ENO, IDS_OK, "0001-9300120-0834-00001000/21" },
        { IDS_ENO, IDS_FORM, "0001-9300120-08345-00001000/21" },
        { IDS_ENO, IDS_FORM, "0001-9300120-0834-00001000" },
        { IDS_ENO, IDS_FORM, "0001-9300120-0834-000010001/21" },
        { IDS_ENO, IDS_FORM, "0001-9300120-0834-00001000/2021" },
        { IDS_ENO, IDS_CHARACTERS, "0001-9300120-0834-00001000\\21" },
    };
    EXPECT_VECTORS(vectors);
}
