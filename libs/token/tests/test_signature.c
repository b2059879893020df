/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stage.h"

#include <openssl/bn.h>

/* ------------------------------------------------------------------ attacks on the signature and the text */

TEST(a_key_that_is_not_in_the_set_is_refused)
{
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\",\"kid\":\"other\"}", good_payload(), "ES256", stranger)),
               TOKEN_UNKNOWN_KEY);
    EXPECT_INT(verdict(forge_token(HEADER_ES, good_payload(), "ES256", stranger)), TOKEN_SIGNATURE);
}

TEST(a_changed_payload_breaks_the_signature)
{
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    char *signature = strrchr(good, '.') + 1;
    char *admin = forge_encode("{\"iss\":\"" ISSUER "\",\"okno_role\":\"ADMIN\"}", 51);
    char *header = forge_encode(HEADER_ES, strlen(HEADER_ES));
    TEXT_SCOPED token = { 0 };
    text_addf(&token, "%s.%s.%s", header, admin, signature);
    EXPECT(verify_text(token.data) == TOKEN_SIGNATURE || verify_text(token.data) == TOKEN_MALFORMED);
    free(header);
    free(admin);
    free(good);
}

TEST(no_token_with_one_character_changed_is_believed)
{
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    EXPECT_INT(verify_text(good), TOKEN_OK);
    for (size_t i = 0; good[i]; i++) {
        char kept = good[i];
        good[i] = kept == 'A' ? 'B' : 'A';
        EXPECT(verify_text(good) != TOKEN_OK);
        good[i] = kept;
    }
    free(good);
}

TEST(no_truncated_token_is_believed)
{
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    for (size_t length = 0; length < strlen(good); length++)
        EXPECT(token_verify(verifier, good, length, arena, &claims) != TOKEN_OK);
    free(good);
}

/* (r, n - s) is a second signature of the same bytes to the mathematics; who holds one gains nothing by the
 * other. */
TEST(the_mirrored_ecdsa_signature_says_nothing_new)
{
    static const char order[] = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    struct part part[3];
    size_t size;
    EXPECT(parts_split(good, strlen(good), part));
    uint8_t *raw = part_decode(&part[2], &size);
    BIGNUM *n = NULL, *s = BN_bin2bn(raw + 32, 32, NULL);
    BN_hex2bn(&n, order);
    BN_sub(s, n, s);
    BN_bn2binpad(s, raw + 32, 32);
    char *mirrored = forge_encode(raw, 64);
    memcpy(strrchr(good, '.') + 1, mirrored, strlen(mirrored));
    EXPECT_INT(verify_text(good), TOKEN_OK);
    EXPECT_TEXT(claims.subject, "op-7");
    EXPECT_INT(claims.role, RPC_ROLE_OPERATOR);
    BN_free(n);
    BN_free(s);
    free(raw);
    free(mirrored);
    free(good);
}

static enum token_fault
verdict_of_signature(const void *bytes, size_t size)
{
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256), *encoded = forge_encode(bytes, size);
    TEXT_SCOPED token = { 0 };
    text_add(&token, good, (size_t)(strrchr(good, '.') + 1 - good));
    text_adds(&token, encoded);
    free(encoded);
    free(good);
    return verify_text(token.data);
}

TEST(garbage_for_a_signature_is_refused)
{
    uint8_t bytes[132];
    memset(bytes, 0, sizeof bytes);
    EXPECT_INT(verdict_of_signature(bytes, 64), TOKEN_SIGNATURE); /* r = s = 0: CVE-2022-21449 */
    EXPECT_INT(verdict_of_signature(bytes, 1), TOKEN_SIGNATURE);
    EXPECT_INT(verdict_of_signature(bytes, 132), TOKEN_SIGNATURE);
    memset(bytes, 0xff, sizeof bytes);
    EXPECT_INT(verdict_of_signature(bytes, 64), TOKEN_SIGNATURE);
    random_bytes(bytes, sizeof bytes);
    for (size_t size = 1; size <= sizeof bytes; size++)
        EXPECT_INT(verdict_of_signature(bytes, size), TOKEN_SIGNATURE);
}

TEST(a_signature_with_zeros_before_its_numbers_is_refused)
{
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    struct part part[3];
    size_t size;
    EXPECT(parts_split(good, strlen(good), part));
    uint8_t *raw = part_decode(&part[2], &size), longer[66] = { 0 };
    memcpy(longer + 1, raw, 32);
    memcpy(longer + 34, raw + 32, 32);
    char *encoded = forge_encode(longer, sizeof longer);
    TEXT_SCOPED token = { 0 };
    text_add(&token, good, (size_t)(strrchr(good, '.') + 1 - good));
    text_adds(&token, encoded);
    EXPECT_INT(verify_text(token.data), TOKEN_SIGNATURE);
    free(raw);
    free(encoded);
    free(good);
}

TEST(what_is_no_compact_jws_is_refused)
{
    static const char *const texts[] = { "",
                                         ".",
                                         "..",
                                         "...",
                                         "a",
                                         "a.b",
                                         "a.b.c",
                                         "a.b.c.d",
                                         "a.b.c.d.e",
                                         "=.=.=",
                                         "e30.e30.AA",
                                         "e30=.e30.AA",
                                         "e30.e31.AA",
                                         "W10.W10.AA",
                                         "bnVsbA.bnVsbA.AA",
                                         " e30.e30.AA",
                                         "e30.e30.AA\n",
                                         "e3+.e3/.AA",
                                         "Ünïcödé.ё.ж" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++)
        EXPECT(verify_text(texts[i]) == TOKEN_MALFORMED || verify_text(texts[i]) == TOKEN_ALGORITHM);
    EXPECT_INT(token_verify(verifier, "a\0b.c.d", 7, arena, &claims), TOKEN_MALFORMED);
}

TEST(a_huge_token_is_not_even_read)
{
    char *huge = malloc(10000001);
    memset(huge, 'A', 10000000);
    huge[10000000] = '\0';
    EXPECT_INT(verify_text(huge), TOKEN_TOO_LONG);
    huge[8193] = '\0';
    EXPECT_INT(verify_text(huge), TOKEN_TOO_LONG);
    huge[8192] = '\0';
    EXPECT_INT(verify_text(huge), TOKEN_MALFORMED);
    free(huge);
}

TEST(deeply_nested_json_is_refused)
{
    char deep[5001];
    memset(deep, '[', 5000);
    deep[5000] = '\0';
    EXPECT_INT(verdict_of_payload(deep), TOKEN_MALFORMED);
}
