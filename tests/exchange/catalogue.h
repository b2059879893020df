/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reference data of the tests: okno.reference.v1.Catalogue as JSON. Its calendar knows no holidays, so that the tests
 * mean the same in every year. */
static const char catalogue_json[] =
    "{\"version\":\"1\","
    "\"calendar\":{\"firstYear\":2000,\"lastYear\":2100},"
    "\"agencies\":["
    "{\"agencyCode\":\"mvd\",\"name\":\"Внутренние дела\",\"departmentCode\":\"0101\"},"
    "{\"agencyCode\":\"land\",\"name\":\"Кадастр\",\"departmentCode\":\"0103\"},"
    "{\"agencyCode\":\"archive\",\"name\":\"Архив\",\"departmentCode\":\"0202\",\"pseudonymous\":true},"
    "{\"agencyCode\":\"former\",\"name\":\"Бывший орган\",\"departmentCode\":\"0303\",\"withdrawn\":true}],"
    "\"centres\":["
    "{\"centreCode\":\"arbat\",\"name\":\"Центр Арбат\",\"systemCode\":\"9301001\"},"
    "{\"centreCode\":\"tver\",\"name\":\"Центр Тверской\",\"systemCode\":\"9301002\"}],"
    "\"services\":[{\"serviceCode\":\"passport\",\"name\":\"Паспорт\",\"agencyCode\":\"mvd\",\"typeCode\":\"010101\"}],"
    "\"classifiers\":[{\"classifierCode\":\"document-kinds\",\"name\":\"Виды документов\",\"items\":["
    "{\"code\":\"egrn-extract\",\"name\":\"Выписка из ЕГРН\"},"
    "{\"code\":\"registration\",\"name\":\"Сведения о регистрации\"}]}]}";
