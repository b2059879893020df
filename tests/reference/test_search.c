/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people type, and the card that must come first. Misspelt, inflected, in the wrong layout: as it comes. */
#include "data.h"

#include <string.h>

static const struct {
    const char *query, *first;
} everyday[] = {
    { "загран", "passport-foreign" },
    { "Загран", "passport-foreign" },
    { "загранник", "passport-foreign" },
    { "заграна", "passport-foreign" },
    { "загранпаспорт", "passport-foreign" },
    { "загранпаспорта", "passport-foreign" },
    { "загранпаспот", "passport-foreign" },
    { "заграничный паспрт", "passport-foreign" },
    { "зогранпаспорт", "passport-foreign" },
    { "паспорт для поездок", "passport-foreign" },
    { "оформить загранпаспорт ребёнку", "passport-foreign" },
    { "старый загран", "passport-foreign-5" },
    { "загранпаспорт на 5 лет", "passport-foreign-5" },
    { "биометрический паспорт", "passport-foreign" },
    { "паспорт", "passport-internal" },
    { "пасспорт", "passport-internal" },
    { "поменять паспорт", "passport-internal" },
    { "потерял паспорт", "passport-internal" },
    { "паспорт 14 лет", "passport-internal" },
    { "права", "driving-licence-exchange" },
    { "водительские права", "driving-licence-exchange" },
    { "вадительские права", "driving-licence-exchange" },
    { "водительское удостоверение", "driving-licence-exchange" },
    { "водительские удостоверения", "driving-licence-exchange" },
    { "замена прав", "driving-licence-exchange" },
    { "поменять права", "driving-licence-exchange" },
    { "международные права", "driving-licence-international" },
    { "права за границей", "driving-licence-international" },
    { "прописка", "residence-registration" },
    { "прописку", "residence-registration" },
    { "прописаться", "residence-registration" },
    { "временная прописка", "stay-registration" },
    { "временная регистрация", "stay-registration" },
    { "времяная регистрация", "stay-registration" },
    { "маткапитал", "maternity-capital" },
    { "мат капитал", "maternity-capital" },
    { "материнский капитал", "maternity-capital" },
    { "материнский копитал", "maternity-capital" },
    { "метрика", "birth-registration" },
    { "свидетельство о рождении", "birth-registration" },
    { "свидетельства о рождение", "birth-registration" },
    { "родился ребенок", "birth-registration" },
    { "родился ребёнок", "birth-registration" },
    { "дубликат свидетельства о рождении", "civil-record-duplicate" },
    { "потерял свидетельство о рождении", "civil-record-duplicate" },
    { "детсад", "kindergarten" },
    { "детский сад", "kindergarten" },
    { "детский садик", "kindergarten" },
    { "садик", "kindergarten" },
    { "очередь в детский сад", "kindergarten" },
    { "децкий сад", "kindergarten" },
    { "ясли", "kindergarten" },
    { "компенсация за садик", "kindergarten-fee-compensation" },
    { "субсидия жкх", "housing-subsidy" },
    { "субсидия на квартплату", "housing-subsidy" },
    { "субсидии", "housing-subsidy" },
    { "субсидя", "housing-subsidy" },
    { "охота билет", "hunting-ticket" },
    { "охотничий билет", "hunting-ticket" },
    { "охотбилет", "hunting-ticket" },
    { "охота", "hunting-ticket" },
    { "сдать охотничий билет", "hunting-ticket-annulment" },
    { "справка о несудимости", "criminal-record" },
    { "справка о не судимости", "criminal-record" },
    { "справка об отсутствии судимости", "criminal-record" },
    { "несудимость", "criminal-record" },
    { "судимость", "criminal-record" },
    { "справка о судимости", "criminal-record" },
    { "инн", "tax-number" },
    { "ИНН", "tax-number" },
    { "свадьба", "marriage-registration" },
    { "пожениться", "marriage-registration" },
    { "брак", "marriage-registration" },
    { "регистрация брака", "marriage-registration" },
    { "развод", "divorce-registration" },
    { "развестись", "divorce-registration" },
    { "сменить фамилию", "name-change" },
    { "смена фамилии", "name-change" },
    { "поменять имя", "name-change" },
    { "отцовство", "paternity-registration" },
    { "устоновление отцовства", "paternity-registration" },
    { "похороны", "funeral-benefit" },
    { "пособие на похороны", "funeral-benefit" },
    { "свидетельство о смерти", "death-registration" },
    { "умер", "death-registration" },
    { "первый класс", "first-grade" },
    { "запись в школу", "first-grade" },
    { "школа", "first-grade" },
    { "запись в первый клас", "first-grade" },
    { "продленка", "extended-day-group" },
    { "продлёнка", "extended-day-group" },
    { "электронный дневник", "electronic-diary" },
    { "дневник", "electronic-diary" },
    { "егэ", "exam-results" },
    { "результаты егэ", "exam-results" },
    { "кружки", "clubs" },
    { "кружок для ребенка", "clubs" },
    { "секция", "clubs" },
    { "карта москвича", "social-card" },
    { "социальная карта", "social-card" },
    { "карта студента", "social-card-student" },
    { "проездной студента", "social-card-student" },
    { "полис", "oms-policy" },
    { "полис омс", "oms-policy" },
    { "медицинский полюс", "oms-policy" },
    { "омс", "oms-policy" },
    { "прикрепиться к поликлинике", "polyclinic-attachment" },
    { "прикрепление к поликлинике", "polyclinic-attachment" },
    { "поликлиника", "polyclinic-attachment" },
    { "детская поликлиника", "polyclinic-attachment-child" },
    { "прикрепить ребенка к поликлинике", "polyclinic-attachment-child" },
    { "стоматология", "dental-attachment" },
    { "инвалидность", "medical-social-examination" },
    { "оформить инвалидность", "medical-social-examination" },
    { "инвалиднасть", "medical-social-examination" },
    { "мсэ", "medical-social-examination" },
    { "квота на операцию", "high-tech-care" },
    { "вмп", "high-tech-care" },
    { "госпитализация", "specialised-care" },
    { "приватизация", "privatisation" },
    { "приватизация квартиры", "privatisation" },
    { "приватезация", "privatisation" },
    { "перепланировка", "replanning-approval" },
    { "перепланеровка квартиры", "replanning-approval" },
    { "снести стену", "replanning-approval" },
    { "состав семьи", "certificate-family" },
    { "справка о составе семьи", "certificate-family" },
    { "домовая книга", "certificate-registration" },
    { "выписка из домовой книги", "certificate-registration" },
    { "финансово-лицевой счет", "certificate-payments" },
    { "лицевой счёт", "certificate-payments" },
    { "справка об отсутствии задолженности", "certificate-no-debt" },
    { "долг за квартиру", "certificate-no-debt" },
    { "многодетная семья", "large-family-status" },
    { "удостоверение многодетной", "large-family-status" },
    { "многодетные", "large-family-status" },
    { "пособие многодетным", "large-family-compensation" },
    { "единое пособие", "unified-child-benefit" },
    { "детские", "unified-child-benefit" },
    { "детское пособие", "unified-child-benefit" },
    { "декрет", "pregnancy-benefit" },
    { "декретные", "pregnancy-benefit" },
    { "уход за ребенком", "childcare-benefit" },
    { "пособие до 1,5 лет", "childcare-benefit" },
    { "кадастр", "cadastral-registration" },
    { "кадастровый учёт", "cadastral-registration" },
    { "межевание", "cadastral-registration" },
    { "бти", "technical-passport" },
    { "техпаспорт", "technical-passport" },
    { "купля продажа квартиры", "real-estate-rights" },
    { "оформить квартиру", "real-estate-rights" },
    { "регистрация права собственности", "real-estate-rights" },
    { "разрешение на строительство", "building-permit" },
    { "гпзу", "land-plan" },
    { "подключить газ", "gas-connection-house" },
    { "газ", "gas-connection-house" },
    { "подключить свет", "power-connection-contract" },
    { "электричество на участок", "power-connection-contract" },
    { "ливневка", "storm-drain-connection" },
    { "ливнёвка", "storm-drain-connection" },
    { "миграционный учет", "foreigner-registration" },
    { "регистрация иностранца", "foreigner-registration" },
    { "регистрация иностранных граждан", "foreigner-registration" },
    { "архивная справка", "archive-certificate" },
    { "стаж", "archive-certificate" },
    { "справка о стаже", "archive-certificate" },
    { "какие льготы положены", "social-legal-information" },
    { "льготы", "social-legal-information" },
    { "консультация", "social-legal-information" },
    { "как получить загранпаспорт", "passport-foreign" },
    { "хочу поменять права", "driving-licence-exchange" },
    { "где получить инн", "tax-number" },
    { "нужна справка о несудимости для работы", "criminal-record" },
    { "школьное питание", "school-meals" },
    { "выкуп земли", "land-plot-sale" },
    { "водопровод", "water-connection-contract" },
    { "pfuhfy", "passport-foreign" },
    { "хочу развестись", "divorce-registration" },
    { "как развестись через суд", "divorce-registration" },
    { "как прописать ребенка", "residence-registration" },
    { "зарегистрировать ребенка", "birth-registration" },
    { "получить паспорт в 14 лет", "passport-internal" },
    { "оформить детское пособие", "unified-child-benefit" },
    { "как оформить субсидию на оплату жкх", "housing-subsidy" },
    { "встать на очередь в садик", "kindergarten" },
    { "записать ребенка в садик", "kindergarten" },
    { "записать ребенка в школу", "first-grade" },
    { "записаться на кружок", "clubs" },
    { "получить инн ребенку", "tax-number" },
    { "получить справку о несудимости", "criminal-record" },
    { "справка о не судимасти", "criminal-record" },
    { "сделать загранпаспорт", "passport-foreign" },
    { "новый загранпаспорт", "passport-foreign" },
    { "потерял права", "driving-licence-exchange" },
    { "потеряла водительское удостоверение", "driving-licence-exchange" },
    { "потерял полис", "oms-policy" },
    { "потерял инн", "tax-number" },
    { "провести воду в дом", "water-connection-contract" },
    { "провести газ в дом", "gas-connection-house" },
    { "подключить отопление", "heat-connection-contract" },
    { "технические условия вода", "water-technical-conditions" },
    { "ту на тепло", "heat-technical-conditions" },
    { "построить дом", "house-notice" },
    { "строительство дома", "house-notice" },
    { "перевод квартиры в собственность", "privatisation" },
    { "очередь на жилье", "social-tenancy" },
    { "социальный найм", "social-tenancy" },
    { "выписка из реестра", "city-property-extract" },
    { "аренда земли", "land-plot-grant" },
    { "отказ от участка", "land-right-waiver" },
    { "архив", "archive-copy" },
    { "пособие на ребенка инвалида", "disabled-child-compensation" },
    { "ребенок-инвалид", "disabled-child-compensation" },
    { "выплата при рождении ребенка", "birth-benefit" },
    { "пособие по уходу", "childcare-benefit" },
    { "гпд", "extended-day-group" },
    { "гкп", "short-stay-group" },
    { "садик на пол дня", "short-stay-group" },
    { "питание в школе", "school-meals" },
    { "омс полис ребенку", "oms-policy" },
    { "медполис", "oms-policy" },
    { "зубной", "dental-attachment" },
    { "лечить зубы", "dental-attachment" },
    { "операция по квоте", "high-tech-care" },
    { "лечь в больницу", "specialised-care" },
    { "копия лицевого счета", "certificate-payments" },
    { "справка о прописке", "certificate-registration" },
    { "справка с места жительства", "certificate-registration" },
    { "переименовали улицу", "certificate-address" },
    { "регистрация по месту жительства", "residence-registration" },
    { "регистрация по месту пребывания", "stay-registration" },
    { "регистрация ребенка по месту жительства", "residence-registration" },
    { "снятие с регистрационного учета", "residence-registration" },
    { "выписаться из квартиры", "residence-registration" },
    { "свидетельсво о браке", "marriage-registration" },
    { "подать заявление в загс", "marriage-registration" },
    { "расписаться", "marriage-registration" },
    { "признать отцовство", "paternity-registration" },
    { "удостоверение охотника", "hunting-ticket" },
    { "билет охотника", "hunting-ticket" },
};

TEST(everyday_words_find_their_card_first)
{
    int missed = 0;
    data_load_all();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(everyday); i++) {
        const Reference__ListServicesResponse *found = CALL(Reference__ListServices, .query = everyday[i].query);
        const char *first = found->n_services ? found->services[0]->service_code : "nothing";
        if (text_equal(first, everyday[i].first))
            continue;
        missed++;
        fprintf(stderr, "\"%s\" finds %s, not %s\n", everyday[i].query, first, everyday[i].first);
    }
    ck_assert_msg(missed == 0, "%d of %zu questions miss, listed above", missed, OKNO_ARRAY_SIZE(everyday));
}

TEST(every_synonym_finds_its_card_first)
{
    int missed = 0;
    data_load_all();
    const Reference__LoadReferenceRequest *all = data_read("services");
    for (size_t i = 0; i < all->n_services; i++)
        for (size_t j = 0; j < all->services[i]->n_synonyms; j++) {
            const char *word = all->services[i]->synonyms[j];
            const Reference__ListServicesResponse *found = CALL(Reference__ListServices, .query = word);
            if (found->n_services && text_equal(found->services[0]->service_code, all->services[i]->service_code))
                continue;
            missed++;
            fprintf(stderr, "\"%s\" does not find %s\n", word, all->services[i]->service_code);
        }
    ck_assert_msg(missed == 0, "%d synonyms miss, listed above", missed);
}

TEST(every_name_finds_its_card_first)
{
    data_load_all();
    const Reference__LoadReferenceRequest *all = data_read("services");
    for (size_t i = 0; i < all->n_services; i++) {
        const Reference__ListServicesResponse *found =
            CALL(Reference__ListServices, .query = all->services[i]->short_name);
        EXPECT_TEXT(found->services[0]->service_code, all->services[i]->service_code);
    }
}

TEST(nonsense_finds_nothing)
{
    static const char *const nonsense[] = {
        "велосипед", "asdfgh", "!!!", "\"'; DROP TABLE", "%", "_", "и", "\xd1\x8a"
    };
    data_load_all();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(nonsense); i++) {
        const Reference__ListServicesResponse *found = CALL(Reference__ListServices, .query = nonsense[i]);
        ck_assert_msg(found->n_services == 0, "%s", nonsense[i]);
    }
}
