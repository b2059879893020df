/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Processor time of a receipt, and what the process holds before and after: the figures of the README. */
#include <okno/paper.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS 300

static double
cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static long
resident_kib(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    long kib = 0;
    while (status && fgets(line, sizeof line, status))
        if (text_starts(line, "VmRSS:"))
            kib = strtol(line + strlen("VmRSS:"), NULL, 10);
    if (status)
        fclose(status);
    return kib;
}

static double
receipt_ms(void)
{
    static const struct paper_receipt_document documents[8] = {
        { "Паспорт гражданина Российской Федерации", "копия", 2, 1 },
        { "Свидетельство о рождении ребёнка", "копия", 1, 1 },
        { "Заявление о предоставлении услуги", "оригинал", 2, 1 },
        { "Выписка из домовой книги", "оригинал", 1, 1 },
        { "Справка о доходах за последние двенадцать месяцев", "оригинал", 3, 1 },
        { "Договор социального найма жилого помещения", "копия", 6, 1 },
        { "СНИЛС заявителя и членов семьи", "копия", 4, 1 },
        { "Доверенность", "копия", 2, 1 },
    };
    static const struct paper_receipt receipt = {
        .centre = { "Центр услуг «Окно» района Северный", "117000, г. Москва, ул. Примерная, д. 17",
                    "+7 (495) 000-00-00" },
        .number = "0001-9300120-100101-00030058/26",
        .applicant = { "Заречная Анна Сергеевна", "Заречный Пётр Иванович", "доверенность № 77-15 от 3 марта 2026 г." },
        .service = "Предоставление субсидии на оплату жилого помещения и коммунальных услуг",
        .documents = documents,
        .n_documents = 8,
        .term_days = 10,
        .planned = { 2026, 12, 7 },
        .result_way = "Лично в этом центре с паспортом и распиской",
        .progress = { "+7 (495) 000-00-01", "okno.example.ru/track", "4TK7-9QXA",
                      "https://okno.example.ru/track?number=0001-9300120-100101-00030058/26&code=4TK79QXA" },
        .operator_name = "Северная Е. В.",
    };
    TEXT_SCOPED pdf = { 0 };
    double start = cpu_ms();
    if (paper_receipt(&receipt, &pdf) != RPC_OK)
        abort();
    return cpu_ms() - start;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int
main(void)
{
    long before = resident_kib();
    double first = receipt_ms();
    long after = resident_kib();
    static double times[RUNS];
    for (int i = 0; i < RUNS; i++)
        times[i] = receipt_ms();
    qsort(times, RUNS, sizeof times[0], by_size);
    printf("first %.1f ms, then median %.2f ms (fastest %.2f, slowest of 99 %% %.2f)\n", first, times[RUNS / 2],
           times[0], times[RUNS * 99 / 100]);
    printf("resident: %ld KiB before the first document, %ld KiB after it, %ld KiB after %d\n", before, after,
           resident_kib(), RUNS + 1);
    return 0;
}
