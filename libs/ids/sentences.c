/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a person is told. One row a kind and language; the frame of the sentences stands once. */
#include "scan.h"

#include <assert.h>

/* What is missing in a row is said by the sentence about the form. */
struct wording {
    const char *name;
    const char *fault[IDS_FAULT_COUNT];
};

/* `need` follows «Нужно:»; names are masculine in Russian. `key` and `part` are whole sentences or NULL. */
#define RU_PAIR(title, need, key, part, pair)                                                                          \
    {                                                                                                                  \
        title,                                                                                                         \
            {                                                                                                          \
                [IDS_OK] = "",                                                                                         \
                [IDS_EMPTY] = title " не указан. Нужно: " need ".",                                                    \
                [IDS_CHARACTERS] = title " содержит недопустимые знаки. Нужно: " need ".",                             \
                [IDS_LENGTH] = title " неверной длины. Нужно: " need ".",                                              \
                [IDS_FORM] = title " записан не по форме. Нужно: " need ".",                                           \
                [IDS_PART] = (part),                                                                                   \
                [IDS_CHECK_DIGIT] = (key),                                                                             \
                [IDS_DEGENERATE] = title " из одних нулей или одинаковых цифр не выдаётся. Нужно: " need ".",          \
                [IDS_MISMATCH] = (pair),                                                                               \
            },                                                                                                         \
    }
#define RU(title, need, key, part) RU_PAIR(title, need, key, part, NULL)

#define EN_PAIR(title, need, key, part, pair)                                                                          \
    {                                                                                                                  \
        title,                                                                                                         \
            {                                                                                                          \
                [IDS_OK] = "",                                                                                         \
                [IDS_EMPTY] = "The " title " is missing. Needed: " need ".",                                           \
                [IDS_CHARACTERS] = "The " title " has characters it cannot have. Needed: " need ".",                   \
                [IDS_LENGTH] = "The " title " is of a wrong length. Needed: " need ".",                                \
                [IDS_FORM] = "The " title " is not written in its form. Needed: " need ".",                            \
                [IDS_PART] = (part),                                                                                   \
                [IDS_CHECK_DIGIT] = (key),                                                                             \
                [IDS_DEGENERATE] = "The " title " is all zeros or equal digits, never issued. Needed: " need ".",      \
                [IDS_MISMATCH] = (pair),                                                                               \
            },                                                                                                         \
    }
#define EN(title, need, key, part) EN_PAIR(title, need, key, part, NULL)

static const struct wording russian[IDS_KIND_COUNT] = {
    [IDS_SNILS] =
        RU("СНИЛС", "11 цифр, например 112-233-445 95", "Контрольное число СНИЛС не сходится: проверьте цифры.", NULL),
    [IDS_INN] = RU("ИНН", "10 цифр у организации или 12 у человека и предпринимателя, без пробелов",
                   "Контрольная цифра ИНН не сходится: проверьте цифры.",
                   "ИНН не может начинаться с 00: первые две цифры — код региона."),
    [IDS_INN_ENTITY] =
        RU("ИНН организации", "10 цифр без пробелов", "Контрольная цифра ИНН организации не сходится: проверьте цифры.",
           "ИНН не может начинаться с 00: первые две цифры — код региона."),
    [IDS_INN_PERSON] = RU("ИНН человека", "12 цифр без пробелов", "Контрольные цифры ИНН не сходятся: проверьте цифры.",
                          "ИНН не может начинаться с 00: первые две цифры — код региона."),
    [IDS_OGRN] =
        RU("ОГРН", "13 цифр без пробелов, первая 1 или 5", "Контрольная цифра ОГРН не сходится: проверьте цифры.",
           "ОГРН начинается с 1 или 5; с другой цифры начинаются номера других записей реестра."),
    [IDS_OGRNIP] =
        RU("ОГРНИП", "15 цифр без пробелов, первая 3", "Контрольная цифра ОГРНИП не сходится: проверьте цифры.",
           "ОГРНИП начинается с 3; с другой цифры начинаются номера других записей реестра."),
    [IDS_KPP] =
        RU("КПП", "9 знаков без пробелов: цифры, а пятый и шестой знаки могут быть и заглавными латинскими буквами",
           NULL, "КПП не может начинаться с 00: первые две цифры — код региона."),
    [IDS_OKPO] = RU("ОКПО", "8 цифр у организации или 10 у предпринимателя, без пробелов",
                    "Контрольная цифра ОКПО не сходится: проверьте цифры.", NULL),
    [IDS_BIK] =
        RU("БИК", "9 цифр без пробелов, первая 0, например 044525225", NULL, "БИК начинается с нуля: проверьте цифры."),
    [IDS_ACCOUNT] =
        RU_PAIR("Номер счёта", "20 цифр без пробелов", "Ключ счёта не сходится с БИК: проверьте номер счёта и БИК.",
                NULL, "Ключ счёта нельзя проверить: БИК указан неверно."),
    [IDS_CORRESPONDENT] =
        RU_PAIR("Корреспондентский счёт", "20 цифр без пробелов, первые 301 (у казначейства 40102)",
                "Ключ корреспондентского счёта не сходится с БИК: проверьте счёт и БИК.",
                "Корреспондентский счёт начинается с 301, единый казначейский — с 40102.",
                "Корреспондентский счёт и БИК не одного банка: их последние три цифры должны совпадать."),
    [IDS_UIN] = RU_PAIR("УИН", "20 или 25 цифр без пробелов", "Контрольная цифра УИН не сходится: проверьте цифры.",
                        "Номер начисления не помещается в УИН: на него отведено 16 цифр.",
                        "УИН не может совпадать с КБК начисления."),
    [IDS_UIP] = RU("УИП", "32 знака: 1, 2 или 3, код участника, день платежа как ДДММГГГГ, номер", NULL,
                   "УИП начинается с 1, 2 или 3 и содержит существующий день платежа."),
    [IDS_UIV] = RU("УИВ", "25 цифр: 8 цифр, день возврата как ДДММГГГГ, 9 цифр", NULL,
                   "УИВ содержит день, которого нет в календаре."),
    [IDS_PAYER] =
        RU("Идентификатор плательщика", "22 знака: вид плательщика, документ, его номер", NULL,
           "Идентификатор плательщика начинается с 1, 2, 3 или 4, а код документа человека — из перечня 01-15, "
           "21, 22, 24-26, 28-30."),
    [IDS_KBK] = RU("КБК", "20 цифр или букв без пробелов; 0, если кода нет", NULL, NULL),
    [IDS_OKTMO] = RU("ОКТМО", "8 или 11 цифр без пробелов", NULL, "ОКТМО не может начинаться с 000."),
    [IDS_OKTMO_CHARGE] = RU("ОКТМО начисления", "8 цифр без пробелов", NULL, "ОКТМО не может начинаться с 000."),
    [IDS_OKTMO_PAYMENT] =
        RU("ОКТМО платежа", "8 или 11 цифр без пробелов; 0, если кода нет", NULL, "ОКТМО не может начинаться с 000."),
    [IDS_CADASTRAL] = RU("Кадастровый номер", "четыре числа через двоеточие, например 77:01:0001001:1024", NULL, NULL),
    [IDS_PASSPORT] = RU("Номер паспорта", "серия из 4 цифр и номер из 6, например 4500 123456", NULL,
                        "Серия паспорта не может начинаться с 00: первые две цифры — код региона."),
    [IDS_PASSPORT_DIVISION] = RU("Код подразделения", "6 цифр, например 770-001", NULL,
                                 "Третья цифра кода подразделения — его уровень, от 0 до 3."),
    [IDS_BIRTH_CERTIFICATE] =
        RU("Номер свидетельства", "римское число, две русские буквы и 6 цифр, например IV-МЮ 123456", NULL,
           "Серия свидетельства начинается с римского числа, например IV или XII."),
    [IDS_DRIVING_LICENCE] =
        RU("Номер водительского удостоверения",
           "серия из 4 цифр (или 2 цифр и 2 букв из АВЕКМНОРСТУХ) и номер из 6, например 77 12 123456", NULL, NULL),
    [IDS_VEHICLE_CERTIFICATE] = RU("Номер свидетельства о регистрации транспорта",
                                   "серия из 4 цифр (или 2 цифр и 2 букв из АВЕКМНОРСТУХ) и номер из 6, например "
                                   "77 АВ 123456",
                                   NULL, NULL),
    [IDS_FOREIGN_PASSPORT] =
        RU("Номер заграничного паспорта", "серия из 2 цифр и номер из 7, например 72 1234567", NULL, NULL),
    [IDS_ENP] = RU("Номер полиса ОМС", "16 цифр без пробелов", NULL, NULL),
    [IDS_PHONE] =
        RU("Номер телефона", "10 цифр после +7 или 8, например +7 495 000-00-00; у зарубежного — плюс и код страны",
           NULL, "Номера телефона с таким кодом нет: проверьте цифры после +7 или 8, а у зарубежного — код страны."),
    [IDS_EMAIL] = RU("Адрес электронной почты", "имя@домен латинскими буквами, например name@example.ru", NULL, NULL),
    [IDS_ENO] = RU("Номер обращения", "вид 0001-9300120-067201-00030058/22", NULL,
                   "Части номера обращения: ведомство 4 цифры, система 7, вид услуги 4 или 6, порядковый "
                   "номер 7 или 8, год "
                   "2000-2099."),
};

static const struct wording english[IDS_KIND_COUNT] = {
    [IDS_SNILS] = EN("SNILS", "11 digits, as in 112-233-445 95",
                     "The check number of the SNILS does not agree: check the digits.", NULL),
    [IDS_INN] = EN("INN", "10 digits for an organisation or 12 for a person or proprietor, without blanks",
                   "The check digit of the INN does not agree: check the digits.",
                   "An INN cannot begin with 00: the first two digits are a region."),
    [IDS_INN_ENTITY] = EN("INN of an organisation", "10 digits without blanks",
                          "The check digit of the organisation's INN does not agree: check the digits.",
                          "An INN cannot begin with 00: the first two digits are a region."),
    [IDS_INN_PERSON] =
        EN("INN of a person", "12 digits without blanks", "The check digits of the INN do not agree: check the digits.",
           "An INN cannot begin with 00: the first two digits are a region."),
    [IDS_OGRN] = EN("OGRN", "13 digits without blanks, the first 1 or 5",
                    "The check digit of the OGRN does not agree: check the digits.",
                    "An OGRN begins with 1 or 5; other first digits are of other records of the register."),
    [IDS_OGRNIP] = EN("OGRNIP", "15 digits without blanks, the first 3",
                      "The check digit of the OGRNIP does not agree: check the digits.",
                      "An OGRNIP begins with 3; other first digits are of other records of the register."),
    [IDS_KPP] = EN("KPP", "9 characters without blanks: digits, and the fifth and sixth may be Latin capitals", NULL,
                   "A KPP cannot begin with 00: the first two digits are a region."),
    [IDS_OKPO] = EN("OKPO", "8 digits for an organisation or 10 for a proprietor, without blanks",
                    "The check digit of the OKPO does not agree: check the digits.", NULL),
    [IDS_BIK] = EN("BIK", "9 digits without blanks, the first 0, as in 044525225", NULL,
                   "A BIK begins with zero: check the digits."),
    [IDS_ACCOUNT] = EN_PAIR("account number", "20 digits without blanks",
                            "The key of the account does not agree with the BIK: check both.", NULL,
                            "The key of the account cannot be checked: the BIK is wrong."),
    [IDS_CORRESPONDENT] =
        EN_PAIR("correspondent account", "20 digits without blanks, the first 301 (the Treasury's 40102)",
                "The key of the correspondent account does not agree with the BIK: check both.",
                "A correspondent account begins with 301, a single treasury account with 40102.",
                "The correspondent account and the BIK are not of one bank: their last three digits must "
                "be the same."),
    [IDS_UIN] =
        EN_PAIR("UIN", "20 or 25 digits without blanks", "The check digit of the UIN does not agree: check the digits.",
                "The number of the charge does not fit into a UIN: it has 16 digits for it.",
                "A UIN cannot be equal to the KBK of its charge."),
    [IDS_UIP] = EN("UIP", "32 characters: 1, 2 or 3, the participant's code, the day of payment as DDMMYYYY, a number",
                   NULL, "A UIP begins with 1, 2 or 3 and has a day of payment that exists."),
    [IDS_UIV] = EN("UIV", "25 digits: 8 digits, the day of refund as DDMMYYYY, 9 digits", NULL,
                   "The UIV has a day that is in no calendar."),
    [IDS_PAYER] = EN("payer identifier", "22 characters: the sort of payer, the document, its number", NULL,
                     "A payer identifier begins with 1, 2, 3 or 4, and the code of a person's document is "
                     "one of 01-15, 21, 22, "
                     "24-26, 28-30."),
    [IDS_KBK] = EN("KBK", "20 digits or letters without blanks; 0 for none", NULL, NULL),
    [IDS_OKTMO] = EN("OKTMO", "8 or 11 digits without blanks", NULL, "An OKTMO cannot begin with 000."),
    [IDS_OKTMO_CHARGE] = EN("OKTMO of a charge", "8 digits without blanks", NULL, "An OKTMO cannot begin with 000."),
    [IDS_OKTMO_PAYMENT] =
        EN("OKTMO of a payment", "8 or 11 digits without blanks; 0 for none", NULL, "An OKTMO cannot begin with 000."),
    [IDS_CADASTRAL] = EN("cadastral number", "four numbers with colons between, as in 77:01:0001001:1024", NULL, NULL),
    [IDS_PASSPORT] = EN("passport number", "a series of 4 digits and a number of 6, as in 4500 123456", NULL,
                        "A passport's series cannot begin with 00: the first two digits are a region."),
    [IDS_PASSPORT_DIVISION] = EN("division code", "6 digits, as in 770-001", NULL,
                                 "The third digit of a division code is its level, 0 to 3."),
    [IDS_BIRTH_CERTIFICATE] =
        EN("certificate number", "a Roman number, two Russian letters and 6 digits, as in IV-МЮ 123456", NULL,
           "The series of a certificate begins with a Roman number, such as IV or XII."),
    [IDS_DRIVING_LICENCE] =
        EN("driving licence number",
           "a series of 4 digits (or 2 digits and 2 letters of АВЕКМНОРСТУХ) and a number of 6, as in "
           "77 12 123456",
           NULL, NULL),
    [IDS_VEHICLE_CERTIFICATE] =
        EN("vehicle certificate number",
           "a series of 4 digits (or 2 digits and 2 letters of АВЕКМНОРСТУХ) and a number of 6, as in "
           "77 АВ 123456",
           NULL, NULL),
    [IDS_FOREIGN_PASSPORT] = EN("number of the passport for travel abroad",
                                "a series of 2 digits and a number of 7, as in 72 1234567", NULL, NULL),
    [IDS_ENP] = EN("medical policy number", "16 digits without blanks", NULL, NULL),
    [IDS_PHONE] =
        EN("phone number", "10 digits after +7 or 8, as in +7 495 000-00-00; abroad, a plus and the country's code",
           NULL, "No phone number has such a code: check the digits after +7 or 8, or the country's code."),
    [IDS_EMAIL] = EN("e-mail address", "name@domain in Latin letters, as in name@example.ru", NULL, NULL),
    [IDS_ENO] = EN("application number", "the form 0001-9300120-067201-00030058/22", NULL,
                   "Parts of an application number: department 4 digits, system 7, service type 4 or 6, "
                   "serial 7 or 8, year "
                   "2000-2099."),
};

static const struct wording *
wording_of(enum ids_kind kind, const char *lang)
{
    assert((unsigned)kind < IDS_KIND_COUNT);
    bool is_english = text_equal(lang, "en") || (lang && text_starts(lang, "en-"));
    return is_english ? &english[kind] : &russian[kind];
}

const char *
ids_kind_name(enum ids_kind kind, const char *lang)
{
    return wording_of(kind, lang)->name;
}

const char *
ids_fault_text(enum ids_kind kind, enum ids_fault fault, const char *lang)
{
    assert((unsigned)fault < IDS_FAULT_COUNT);
    const struct wording *wording = wording_of(kind, lang);
    return wording->fault[fault] ? wording->fault[fault] : wording->fault[IDS_FORM];
}
