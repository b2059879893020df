/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * The identifiers of the field: is this text one, and how is it written properly?
 *
 * Every check takes what a person or another system wrote, says what is wrong with it (enum ids_fault), and,
 * only when nothing is, writes the normal form: the one spelling to store, to compare and to print.
 *
 * - Numbers that people write in groups (СНИЛС, passports, phones ...) may come with blanks, dashes and «№»;
 *   all other identifiers are taken exactly as they are, without blanks, so that no second spelling exists.
 * - `ret_normal` may be NULL when only the answer matters; a text of NULL is an empty one.
 * - Texts are UTF-8. Any bytes may be passed, of any length; nothing here allocates, reads a clock or a file.
 * - The normal form of a normal form is itself.
 *
 * A check says that an identifier is well formed, never that it was issued to anybody.
 */
#ifndef OKNO_IDS_H
#define OKNO_IDS_H

#include <okno/base.h>

/** What is wrong. The order is that of the looking: characters before length, length before key. */
enum ids_fault {
    IDS_OK,
    IDS_EMPTY,       /* no text at all */
    IDS_CHARACTERS,  /* a character this identifier never has */
    IDS_LENGTH,      /* too few or too many characters */
    IDS_FORM,        /* right characters, wrong order: a letter where a digit stands, a missing separator */
    IDS_PART,        /* a part has a value that does not exist: region 00, 31 February, an unknown code */
    IDS_CHECK_DIGIT, /* the key does not agree with the rest: most likely a slip of the keyboard */
    IDS_DEGENERATE,  /* nothing but zeros, or equal digits where a number has to be */
    IDS_MISMATCH,    /* good in itself, but not together with the other one given */
    IDS_FAULT_COUNT,
};

enum ids_kind {
    IDS_SNILS,
    IDS_INN, /* of 10 or of 12 digits */
    IDS_INN_ENTITY,
    IDS_INN_PERSON,
    IDS_OGRN,
    IDS_OGRNIP,
    IDS_KPP,
    IDS_OKPO,
    IDS_BIK,
    IDS_ACCOUNT,
    IDS_CORRESPONDENT,
    IDS_UIN,
    IDS_UIP,
    IDS_UIV,
    IDS_PAYER,
    IDS_KBK,
    IDS_OKTMO,
    IDS_OKTMO_CHARGE,
    IDS_OKTMO_PAYMENT,
    IDS_CADASTRAL,
    IDS_PASSPORT,
    IDS_PASSPORT_DIVISION,
    IDS_BIRTH_CERTIFICATE,
    IDS_DRIVING_LICENCE,
    IDS_VEHICLE_CERTIFICATE,
    IDS_FOREIGN_PASSPORT,
    IDS_ENP,
    IDS_PHONE,
    IDS_EMAIL,
    IDS_ENO,
    IDS_KIND_COUNT,
};

/** Bytes for any normal form, its NUL included. Each kind's own size stands at its check. */
#define IDS_NORMAL_SIZE 256

/**
 * Any kind by its number, for validators driven by a table.
 *
 * @size  of ret_normal, at least the size of the kind; IDS_NORMAL_SIZE fits all. A smaller one is a bug of
 *        the caller and ends the process, whatever the text.
 */
enum ids_fault ids_check(enum ids_kind kind, const char *text, char *ret_normal, size_t size) OKNO_MUST_CHECK;

/** Bytes for the normal form of a kind, its NUL included. */
size_t ids_normal_size(enum ids_kind kind);

/**
 * A sentence for a person: what is wrong and what is allowed. It never repeats the text, so it may be logged.
 *
 * @lang  "en" or "en-..." for English; anything else, NULL too, for Russian
 * @return static text, "" for IDS_OK, never NULL
 */
const char *ids_fault_text(enum ids_kind kind, enum ids_fault fault, const char *lang);
/** What a person calls it: «СНИЛС», «Номер телефона»; "phone number". Static, never NULL. */
const char *ids_kind_name(enum ids_kind kind, const char *lang);

/* ------------------------------------------------------------------ people and organisations */

/**
 * СНИЛС, insurance number. Normal form `112-233-445 95`.
 * The two last digits are the weighted sum (9..1) of the others modulo 101; numbers up to 001-001-998 were
 * issued before the rule and are not held to it.
 */
#define IDS_SNILS_SIZE 15
enum ids_fault ids_snils_check(const char *text, char ret_normal[IDS_SNILS_SIZE]) OKNO_MUST_CHECK;

/** ИНН, taxpayer number: of an entity (10 digits) or of a person or sole proprietor (12). */
#define IDS_INN_SIZE 13
enum ids_fault ids_inn_check(const char *text, char ret_normal[IDS_INN_SIZE]) OKNO_MUST_CHECK;
enum ids_fault ids_inn_entity_check(const char *text, char ret_normal[IDS_INN_SIZE]) OKNO_MUST_CHECK;
enum ids_fault ids_inn_person_check(const char *text, char ret_normal[IDS_INN_SIZE]) OKNO_MUST_CHECK;

/**
 * ОГРН (13 digits, begins with 1 or 5) and ОГРНИП (15, begins with 3): main registration numbers. Numbers of
 * other records of the registers begin with other digits and do not name an organisation (ПП 438
 * of 19.06.2002, annex 1).
 */
#define IDS_OGRN_SIZE 14
enum ids_fault ids_ogrn_check(const char *text, char ret_normal[IDS_OGRN_SIZE]) OKNO_MUST_CHECK;
#define IDS_OGRNIP_SIZE 16
enum ids_fault ids_ogrnip_check(const char *text, char ret_normal[IDS_OGRNIP_SIZE]) OKNO_MUST_CHECK;

/** КПП, reason of registration: 9 characters, the 5th and 6th may be Latin capitals. No check digit. */
#define IDS_KPP_SIZE 10
enum ids_fault ids_kpp_check(const char *text, char ret_normal[IDS_KPP_SIZE]) OKNO_MUST_CHECK;

/** ОКПО: 8 digits (entity) or 10 (proprietor); the last one is the control number of the others. */
#define IDS_OKPO_SIZE 11
enum ids_fault ids_okpo_check(const char *text, char ret_normal[IDS_OKPO_SIZE]) OKNO_MUST_CHECK;

/**
 * Control number (КЧ) of a code of the all-Russian classifiers: ОКПО, ОКТМО and others; the same two passes
 * modulo 11 as in a УИН.
 *
 * @return 0 to 9; -1 when `digits` is empty or has anything but digits
 */
int ids_control_number(const char *digits) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ banks */

/** БИК, bank code: 9 digits, the first is 0 (04 for banks, 00 to 02 for the Treasury since 2021). */
#define IDS_BIK_SIZE 10
enum ids_fault ids_bik_check(const char *text, char ret_normal[IDS_BIK_SIZE]) OKNO_MUST_CHECK;

/**
 * Form of an account number: 20 digits. A correspondent account begins with 301, or with 40102 when it is a
 * single treasury account (ЕКС). Whether the key is right depends on the bank: see the checks below.
 */
#define IDS_ACCOUNT_SIZE 21
enum ids_fault ids_account_check(const char *text, char ret_normal[IDS_ACCOUNT_SIZE]) OKNO_MUST_CHECK;
enum ids_fault ids_correspondent_check(const char *text, char ret_normal[IDS_ACCOUNT_SIZE]) OKNO_MUST_CHECK;

/**
 * Whether a customer's account is one of that bank, by the key in its 9th digit (Bank of Russia,
 * 08.09.1997 N 515). Treasury accounts (казначейский счёт, begins with 03) carry no key that any БИК confirms:
 * only their form is checked.
 *
 * @return faults of the account's form; IDS_MISMATCH when the БИК itself is malformed; IDS_CHECK_DIGIT
 */
enum ids_fault ids_account_key_check(const char *account, const char *bik) OKNO_MUST_CHECK;

/**
 * Whether a correspondent account is that bank's own. Besides the key, the last three digits of an account of
 * an ordinary bank repeat those of its БИК (else IDS_MISMATCH): the key alone does not tell banks of one
 * region apart. A malformed БИК is IDS_MISMATCH too.
 */
enum ids_fault ids_correspondent_key_check(const char *account, const char *bik) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ charges and payments */

/**
 * УИН, number of a charge: 20 or 25 characters, the last one a check digit (ГИС ГМП, вид сведений 2.1, 5.2).
 *
 * Numbers of 20 made before 2015 may have Cyrillic or Latin capitals; such are accepted here and refused
 * (IDS_CHARACTERS) by ids_uin_issue_check. IDS_DEGENERATE: all digits of the unique part are equal.
 */
#define IDS_UIN_SIZE 41
enum ids_fault ids_uin_check(const char *text, char ret_normal[IDS_UIN_SIZE]) OKNO_MUST_CHECK;

/** As ГИС ГМП takes a new charge: digits only (error 238) and not equal to the charge's КБК (error 53). */
enum ids_fault ids_uin_issue_check(const char *uin, const char *kbk) OKNO_MUST_CHECK;

/**
 * A new УИН.
 *
 * @prefix  3 digits (main administrator's code of the КБК) or 8 (a participant's: ids_uin_prefix_of_urn)
 * @unique  number of the charge, up to 16 digits; never to be repeated, which is the caller's care
 * @return  faults of the prefix; IDS_PART when the number is too long; IDS_DEGENERATE as above
 */
enum ids_fault ids_uin_build(const char *prefix, uint64_t unique, char ret_uin[IDS_UIN_SIZE]) OKNO_MUST_CHECK;

/** The registration number (УРН) of a participant, `aa11b4`, as the prefix of its УИН: `11145652`. */
enum ids_fault ids_uin_prefix_of_urn(const char *urn, char ret_prefix[9]) OKNO_MUST_CHECK;

/**
 * УИП, number of a payment, 32 characters: by a bank (1), a Treasury body (2) or another participant (3).
 * The day in it must be the day of the payment (error 55 of ГИС ГМП): ids_uip_date gives it, after the same
 * check.
 */
#define IDS_UIP_SIZE 33
enum ids_fault ids_uip_check(const char *text, char ret_normal[IDS_UIP_SIZE]) OKNO_MUST_CHECK;
enum ids_fault ids_uip_date(const char *uip, struct date *ret_date) OKNO_MUST_CHECK;

/** УИВ, number of a refund: 8 digits, the day as ДДММГГГГ, 9 digits. */
#define IDS_UIV_SIZE 26
enum ids_fault ids_uiv_check(const char *text, char ret_normal[IDS_UIV_SIZE]) OKNO_MUST_CHECK;
enum ids_fault ids_uiv_date(const char *uiv, struct date *ret_date) OKNO_MUST_CHECK;

/**
 * Payer identifier of a charge or payment, 22 characters (ГИС ГМП 5.3). The check is that of the exchange:
 * structure and document code, not the keys of the numbers inside, since other systems send what they have.
 */
#define IDS_PAYER_SIZE 42
enum ids_fault ids_payer_check(const char *text, char ret_normal[IDS_PAYER_SIZE]) OKNO_MUST_CHECK;

/** Documents by which a person is named to ГИС ГМП. 27 (mobile phone) was withdrawn and is refused. */
enum ids_payer_document {
    IDS_PAYER_PASSPORT = 1,
    IDS_PAYER_BIRTH_CERTIFICATE = 2,
    IDS_PAYER_SEAMAN = 3,
    IDS_PAYER_SERVICEMAN = 4,
    IDS_PAYER_MILITARY_TICKET = 5,
    IDS_PAYER_TEMPORARY_IDENTITY = 6,
    IDS_PAYER_RELEASE = 7,
    IDS_PAYER_FOREIGNER_PASSPORT = 8,
    IDS_PAYER_RESIDENCE_PERMIT = 9,
    IDS_PAYER_TEMPORARY_RESIDENCE = 10,
    IDS_PAYER_REFUGEE = 11,
    IDS_PAYER_MIGRATION_CARD = 12,
    IDS_PAYER_USSR_PASSPORT = 13,
    IDS_PAYER_SNILS = 14,
    IDS_PAYER_IDENTITY_CARD = 15,
    IDS_PAYER_INN = 21,
    IDS_PAYER_DRIVING_LICENCE = 22,
    IDS_PAYER_VEHICLE_CERTIFICATE = 24,
    IDS_PAYER_HUNTING_TICKET = 25,
    IDS_PAYER_WEAPON_PERMIT = 26,
    IDS_PAYER_FOREIGN_PASSPORT = 28,
    IDS_PAYER_TEMPORARY_ASYLUM = 29,
    IDS_PAYER_PETITION = 30,
};

/**
 * Payer identifiers made from what is known of the payer. Numbers are checked first by the rules of their own
 * kind, where one is known (passport, СНИЛС, ИНН ...), and may be written as people write them. The fault is
 * that of the number.
 *
 * @number  at most 19 letters and digits, blanks and dashes aside
 */
enum ids_fault ids_payer_of_person(enum ids_payer_document document, const char *number,
                                   char ret_payer[IDS_PAYER_SIZE]) OKNO_MUST_CHECK;
enum ids_fault ids_payer_of_entity(const char *inn, const char *kpp, char ret_payer[IDS_PAYER_SIZE]) OKNO_MUST_CHECK;
/** A non-resident entity by ИНН (10 digits) or by КИО (5 digits). */
enum ids_fault ids_payer_of_foreign_entity(const char *inn_or_kio, const char *kpp,
                                           char ret_payer[IDS_PAYER_SIZE]) OKNO_MUST_CHECK;
enum ids_fault ids_payer_of_proprietor(const char *inn, char ret_payer[IDS_PAYER_SIZE]) OKNO_MUST_CHECK;

/** КБК, budget classification: 20 letters or digits, not all zeros; or `0`, "none" in a payment. */
#define IDS_KBK_SIZE 41
enum ids_fault ids_kbk_check(const char *text, char ret_normal[IDS_KBK_SIZE]) OKNO_MUST_CHECK;

/**
 * ОКТМО, territory: 8 digits, or 11 with a settlement. A new charge takes only 8 (error 232 of ГИС ГМП); a
 * payment takes both, and `0` for "none". The classifier's check number is not part of the code:
 * ids_control_number gives it.
 */
#define IDS_OKTMO_SIZE 12
enum ids_fault ids_oktmo_check(const char *text, char ret_normal[IDS_OKTMO_SIZE]) OKNO_MUST_CHECK;
enum ids_fault ids_oktmo_charge_check(const char *text, char ret_normal[IDS_OKTMO_SIZE]) OKNO_MUST_CHECK;
enum ids_fault ids_oktmo_payment_check(const char *text, char ret_normal[IDS_OKTMO_SIZE]) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ documents and things */

/** Кадастровый номер `77:01:0001001:1024`: okrug 2, district 2, quarter 6 or 7, object up to 12 digits. */
#define IDS_CADASTRAL_SIZE 27
enum ids_fault ids_cadastral_check(const char *text, char ret_normal[IDS_CADASTRAL_SIZE]) OKNO_MUST_CHECK;

/** Passport of the Russian Federation, series and number. Normal form `4500 123456`. */
#define IDS_PASSPORT_SIZE 12
enum ids_fault ids_passport_check(const char *text, char ret_normal[IDS_PASSPORT_SIZE]) OKNO_MUST_CHECK;

/** Код подразделения that issued the passport. Normal form `770-001`; the third digit, the level, is 0-3. */
#define IDS_PASSPORT_DIVISION_SIZE 8
enum ids_fault ids_passport_division_check(const char *text,
                                           char ret_normal[IDS_PASSPORT_DIVISION_SIZE]) OKNO_MUST_CHECK;

/**
 * Certificate of a civil registry. Normal form `IV-МЮ 123456`: a Roman number in Latin capitals, two Cyrillic
 * capitals, 6 digits. Small letters, and letters of the other alphabet that look the same, are put right.
 */
#define IDS_BIRTH_CERTIFICATE_SIZE 24
enum ids_fault ids_birth_certificate_check(const char *text,
                                           char ret_normal[IDS_BIRTH_CERTIFICATE_SIZE]) OKNO_MUST_CHECK;

/**
 * Driving licence and certificate of vehicle registration (СТС). Normal form `77 12 123456` or, with letters
 * of the series (only those that exist in both alphabets), `77 АВ 123456` in Cyrillic.
 */
#define IDS_DRIVING_LICENCE_SIZE 15
enum ids_fault ids_driving_licence_check(const char *text, char ret_normal[IDS_DRIVING_LICENCE_SIZE]) OKNO_MUST_CHECK;
#define IDS_VEHICLE_CERTIFICATE_SIZE 15
enum ids_fault ids_vehicle_certificate_check(const char *text,
                                             char ret_normal[IDS_VEHICLE_CERTIFICATE_SIZE]) OKNO_MUST_CHECK;

/** Passport for travel abroad. Normal form `72 1234567`. */
#define IDS_FOREIGN_PASSPORT_SIZE 11
enum ids_fault ids_foreign_passport_check(const char *text, char ret_normal[IDS_FOREIGN_PASSPORT_SIZE]) OKNO_MUST_CHECK;

/** ЕНП, policy of medical insurance: 16 digits. No published rule of its check digit holds: not enforced. */
#define IDS_ENP_SIZE 17
enum ids_fault ids_enp_check(const char *text, char ret_normal[IDS_ENP_SIZE]) OKNO_MUST_CHECK;

/**
 * Check digit of a field of a machine-readable zone (ICAO 9303, part 3): weights 7, 3, 1 modulo 10.
 *
 * @return 0 to 9; -1 when the field is empty or has anything but Latin capitals, digits and `<`
 */
int ids_mrz_check_digit(const char *field) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ contacts */

/**
 * Telephone number. Normal form E.164: `+74950000000`. Without a plus it is a Russian one: 11 digits from 8
 * or 7, or 10 from 9 (mobile), 3 or 4. Foreign numbers need their plus and have 8 to 15 digits.
 */
#define IDS_PHONE_SIZE 17
enum ids_fault ids_phone_check(const char *text, char ret_normal[IDS_PHONE_SIZE]) OKNO_MUST_CHECK;

/**
 * E-mail address, of the form that mail systems really take: `name@domain` with a dot in the domain,
 * unquoted. Blanks around it are dropped, the domain goes to small letters and may be Cyrillic (`.рф`), the
 * name stays as it is.
 */
#define IDS_EMAIL_SIZE 255
enum ids_fault ids_email_check(const char *text, char ret_normal[IDS_EMAIL_SIZE]) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ number of an application */

/**
 * Единый номер обращения (ЕНО): `0001-9300120-067201-00030058/22` - department 4, system 7, type of service 4
 * or 6, serial 7 or 8, year 2 digits. This is the number an applicant is told.
 */
#define IDS_ENO_SIZE 32
struct ids_eno {
    char department[5];
    char system[8];
    char service_type[7];
    uint32_t serial;
    int serial_digits; /* 7 or 8; 0 means 8, the width of new numbers */
    int year;          /* 2000 to 2099 */
};
enum ids_fault ids_eno_check(const char *text, char ret_normal[IDS_ENO_SIZE]) OKNO_MUST_CHECK;
enum ids_fault ids_eno_parse(const char *text, struct ids_eno *ret_eno) OKNO_MUST_CHECK;
/** Writes the number of its parts: the inverse of parsing. IDS_PART when a part does not fit its place. */
enum ids_fault ids_eno_format(const struct ids_eno *eno, char ret_text[IDS_ENO_SIZE]) OKNO_MUST_CHECK;
/** A new number, its serial in 8 digits; that it is unique in the year and system is the caller's care. */
enum ids_fault ids_eno_build(const char *department, const char *system, const char *service_type, uint32_t serial,
                             int year, char ret_text[IDS_ENO_SIZE]) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ codes that open something of one's own */

/**
 * A code printed on a ticket or receipt, which with its number opens them to whoever holds the paper. Latin letters and
 * digits that are not taken for each other on paper or by ear: about 37 bits.
 *
 * @random  bytes nobody can guess
 */
#define IDS_CODE_LENGTH 8
#define IDS_CODE_SIZE 9
void ids_code_make(const uint8_t random[IDS_CODE_LENGTH], char ret_code[IDS_CODE_SIZE]);
/** What a person typed as it is stored: Latin capitals for small and for Cyrillic letters, no blanks and dashes; cut to
 * `size`. */
void ids_code_normal(const char *typed, char *ret_code, size_t size);
/** Compares without telling by the time taken where they differ. `stored` has IDS_CODE_LENGTH characters. */
bool ids_code_equal(const char *stored, const char *given);

#endif
