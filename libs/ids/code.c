/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/ids.h>

#include <string.h>

/* Without 0 O, 1 I, 2, 5 S, 8 B, U: what is taken for another on paper or by ear. */
static const char alphabet[] = "34679ACDEFGHJKLMNPQRTVWXYZ";

void
ids_code_make(const uint8_t random[IDS_CODE_LENGTH], char ret_code[IDS_CODE_SIZE])
{
    for (int i = 0; i < IDS_CODE_LENGTH; i++)
        ret_code[i] = alphabet[random[i] % (sizeof alphabet - 1)];
    ret_code[IDS_CODE_LENGTH] = '\0';
}

/* Latin letter for what a Russian keyboard makes of it; 0 when there is no likeness. */
static char
latin_for(const char *typed)
{
    static const char *const alike[] = { "АаA", "СсC", "ЕеE", "НнH", "КкK", "МмM", "РрP", "ТтT", "ХхX" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(alike); i++)
        if (strncmp(typed, alike[i], 2) == 0 || strncmp(typed, alike[i] + 2, 2) == 0)
            return alike[i][4];
    return 0;
}

void
ids_code_normal(const char *typed, char *ret_code, size_t size)
{
    size_t n = 0;
    for (; *typed && n + 1 < size; typed++) {
        char latin = latin_for(typed);
        if (latin)
            typed++; /* two bytes of UTF-8 */
        else if (*typed != ' ' && *typed != '-')
            latin = *typed >= 'a' && *typed <= 'z' ? (char)(*typed - 'a' + 'A') : *typed;
        if (latin)
            ret_code[n++] = latin;
    }
    ret_code[n] = '\0';
}

bool
ids_code_equal(const char *stored, const char *given)
{
    size_t length = strlen(given);
    unsigned difference = 0;
    for (size_t i = 0; i < IDS_CODE_LENGTH; i++)
        difference |= (unsigned char)stored[i] ^ (unsigned char)(i < length ? given[i] : 0);
    return difference == 0 && length == IDS_CODE_LENGTH;
}
