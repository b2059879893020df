/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls that have no safe use; included before every file of ours by the build. */
#ifndef OKNO_BANNED_H
#define OKNO_BANNED_H
#include <string.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atoll gmtime localtime ctime   \
    asctime
#endif
