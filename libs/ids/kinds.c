/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every kind by its number. */
#include "scan.h"

#include <assert.h>

typedef enum ids_fault check_fn(const char *text, char *ret_normal);

static const struct {
    check_fn *check;
    size_t size;
} kinds[IDS_KIND_COUNT] = {
    [IDS_SNILS] = { ids_snils_check, IDS_SNILS_SIZE },
    [IDS_INN] = { ids_inn_check, IDS_INN_SIZE },
    [IDS_INN_ENTITY] = { ids_inn_entity_check, IDS_INN_SIZE },
    [IDS_INN_PERSON] = { ids_inn_person_check, IDS_INN_SIZE },
    [IDS_OGRN] = { ids_ogrn_check, IDS_OGRN_SIZE },
    [IDS_OGRNIP] = { ids_ogrnip_check, IDS_OGRNIP_SIZE },
    [IDS_KPP] = { ids_kpp_check, IDS_KPP_SIZE },
    [IDS_OKPO] = { ids_okpo_check, IDS_OKPO_SIZE },
    [IDS_BIK] = { ids_bik_check, IDS_BIK_SIZE },
    [IDS_ACCOUNT] = { ids_account_check, IDS_ACCOUNT_SIZE },
    [IDS_CORRESPONDENT] = { ids_correspondent_check, IDS_ACCOUNT_SIZE },
    [IDS_UIN] = { ids_uin_check, IDS_UIN_SIZE },
    [IDS_UIP] = { ids_uip_check, IDS_UIP_SIZE },
    [IDS_UIV] = { ids_uiv_check, IDS_UIV_SIZE },
    [IDS_PAYER] = { ids_payer_check, IDS_PAYER_SIZE },
    [IDS_KBK] = { ids_kbk_check, IDS_KBK_SIZE },
    [IDS_OKTMO] = { ids_oktmo_check, IDS_OKTMO_SIZE },
    [IDS_OKTMO_CHARGE] = { ids_oktmo_charge_check, IDS_OKTMO_SIZE },
    [IDS_OKTMO_PAYMENT] = { ids_oktmo_payment_check, IDS_OKTMO_SIZE },
    [IDS_CADASTRAL] = { ids_cadastral_check, IDS_CADASTRAL_SIZE },
    [IDS_PASSPORT] = { ids_passport_check, IDS_PASSPORT_SIZE },
    [IDS_PASSPORT_DIVISION] = { ids_passport_division_check, IDS_PASSPORT_DIVISION_SIZE },
    [IDS_BIRTH_CERTIFICATE] = { ids_birth_certificate_check, IDS_BIRTH_CERTIFICATE_SIZE },
    [IDS_DRIVING_LICENCE] = { ids_driving_licence_check, IDS_DRIVING_LICENCE_SIZE },
    [IDS_VEHICLE_CERTIFICATE] = { ids_vehicle_certificate_check, IDS_VEHICLE_CERTIFICATE_SIZE },
    [IDS_FOREIGN_PASSPORT] = { ids_foreign_passport_check, IDS_FOREIGN_PASSPORT_SIZE },
    [IDS_ENP] = { ids_enp_check, IDS_ENP_SIZE },
    [IDS_PHONE] = { ids_phone_check, IDS_PHONE_SIZE },
    [IDS_EMAIL] = { ids_email_check, IDS_EMAIL_SIZE },
    [IDS_ENO] = { ids_eno_check, IDS_ENO_SIZE },
};

size_t
ids_normal_size(enum ids_kind kind)
{
    assert((unsigned)kind < IDS_KIND_COUNT);
    return kinds[kind].size;
}

enum ids_fault
ids_check(enum ids_kind kind, const char *text, char *ret_normal, size_t size)
{
    assert(!ret_normal || size >= ids_normal_size(kind));
    assert((unsigned)kind < IDS_KIND_COUNT);
    return kinds[kind].check(text, ret_normal);
}
