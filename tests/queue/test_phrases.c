/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said when a ticket is called, and sound as samples. */
#include "phrase.h"
#include "wav.h"

#include <okno/test.h>

#include <stdlib.h>
#include <string.h>

static void
expect(bool english, const char *number, const char *window, const char *words)
{
    struct phrase phrase;
    TEXT_SCOPED said = { 0 };
    EXPECT(phrase_call(english, number, window, &phrase));
    phrase_write(&phrase, &said);
    EXPECT_TEXT(said.data, words);
}

TEST(russian_names_letters_and_reads_numerals)
{
    expect(false, "А012", "5", "Талон а, ноль двенадцать. Подойдите к окну номер пять.");
    expect(false, "Ж001", "21", "Талон жэ, ноль ноль один. Подойдите к окну номер двадцать один.");
    expect(false, "К100", "1", "Талон ка, сто. Подойдите к окну номер один.");
    expect(false, "Л999", "110", "Талон эль, девятьсот девяносто девять. Подойдите к окну номер сто десять.");
    expect(false, "Э215", "40", "Талон э, двести пятнадцать. Подойдите к окну номер сорок.");
    expect(false, "Х000", "12А", "Талон ха, ноль ноль ноль. Подойдите к окну номер двенадцать а.");
}

TEST(thousands_are_feminine_in_russian)
{
    expect(false, "А1000", "1", "Талон а, одна тысяча. Подойдите к окну номер один.");
    expect(false, "А2001", "1", "Талон а, две тысячи один. Подойдите к окну номер один.");
    expect(false, "А5012", "1", "Талон а, пять тысяч двенадцать. Подойдите к окну номер один.");
    expect(false, "А12000", "1", "Талон а, двенадцать тысяч. Подойдите к окну номер один.");
    expect(false, "А22304", "1", "Талон а, двадцать две тысячи триста четыре. Подойдите к окну номер один.");
    expect(false, "А111111", "1", "Талон а, сто одиннадцать тысяч сто одиннадцать. Подойдите к окну номер один.");
}

TEST(english_reads_them_too)
{
    expect(true, "А012", "5", "Ticket ay, zero twelve. Please go to window number five.");
    expect(true, "К147", "31", "Ticket kay, one hundred forty seven. Please go to window number thirty one.");
    expect(true, "Д3000", "2", "Ticket dee, three thousand. Please go to window number two.");
}

TEST(what_is_neither_letter_nor_digit_is_not_said)
{
    expect(false, "А-7", "№ 3", "Талон а, семь. Подойдите к окну номер три.");
    expect(false, "`rm`-v1", "2", "Талон один. Подойдите к окну номер два.");
    expect(false, "", "2", "Талон. Подойдите к окну номер два.");
}

TEST(a_phrase_without_end_is_refused)
{
    struct phrase phrase;
    EXPECT(!phrase_call(false, "АВГДЕЖКЛМНПРСТУФХЦШЭЮЯАВГДЕЖКЛМН", "1", &phrase));
    EXPECT(!phrase_call(false, "00000000000000000000000000000000000000", "1", &phrase));
}

TEST(every_part_has_a_clip)
{
    struct phrase phrase;
    EXPECT(phrase_call(false, "А112", "20", &phrase));
    const char *clips[] = { "ticket", "letter-a", "100", "12", "window", "20" };
    EXPECT_INT(phrase.n, 6);
    for (int i = 0; i < phrase.n; i++)
        EXPECT_TEXT(phrase.parts[i].clip, clips[i]);
}

/* ------------------------------------------------------------------ samples */

TEST(a_sound_is_the_same_after_a_file)
{
    struct sound made = { 0 }, read = { 0 };
    TEXT_SCOPED file = { 0 };
    sound_chime(&made);
    sound_silence(&made, 100);
    sound_write_wav(&made, &file);
    EXPECT_INT((int64_t)file.length, 44 + 2 * (int64_t)made.n);
    EXPECT(sound_add_wav(&read, file.data, file.length));
    EXPECT_INT((int64_t)read.n, (int64_t)made.n);
    EXPECT(memcmp(read.samples, made.samples, 2 * made.n) == 0);
    int loudest = 0;
    for (size_t i = 0; i < made.n; i++)
        if (abs(made.samples[i]) > loudest)
            loudest = abs(made.samples[i]);
    EXPECT(loudest > 6000 && loudest < 32767);
    EXPECT_INT(made.samples[made.n - 1], 0);
    sound_release(&made);
    sound_release(&read);
}

TEST(other_forms_and_broken_files_are_refused)
{
    struct sound made = { 0 }, read = { 0 };
    TEXT_SCOPED file = { 0 };
    sound_silence(&made, 10);
    sound_write_wav(&made, &file);
    for (size_t size = 0; size < 44; size++)
        EXPECT(!sound_add_wav(&read, file.data, size));
    file.data[22] = 2; /* two channels */
    EXPECT(!sound_add_wav(&read, file.data, file.length));
    file.data[22] = 1;
    memset(file.data + 40, 0xff, 4); /* a stream does not know its size */
    EXPECT(sound_add_wav(&read, file.data, file.length));
    EXPECT_INT((int64_t)read.n, (int64_t)made.n);
    memset(file.data + 16, 0xff, 4);
    EXPECT(!sound_add_wav(&read, file.data, file.length));
    sound_release(&made);
    sound_release(&read);
}
