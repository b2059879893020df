/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Small files that only few may read: keys, accounts.
 *
 * Such a file belongs to whoever owns its folder when the administrator (root) makes it, so that a service can
 * read what the administrator's command wrote; and keeps its owner and mode when it is replaced.
 */
#ifndef OKNO_SECRET_H
#define OKNO_SECRET_H

#include <okno/base.h>
#include <sys/types.h>

/**
 * Reads a file as a whole.
 *
 * @limit     bytes at most
 * @ret_text  gets the content added; the caller wipes it (secret_wipe)
 * @return RPC_OK; RPC_NOT_FOUND; RPC_PERMISSION_DENIED when it cannot be opened, or when others than its owner and
 *         its group's readers may read or change it; RPC_OUT_OF_RANGE when it is longer; RPC_UNAVAILABLE when
 *         reading fails (errno tells)
 */
enum rpc_code secret_read(const char *path, size_t limit, struct text *ret_text) OKNO_MUST_CHECK;
/** The same, and in addition refused when the group may read it. */
enum rpc_code secret_read_owned(const char *path, size_t limit, struct text *ret_text) OKNO_MUST_CHECK;

/** @return RPC_OK; RPC_ALREADY_EXISTS; RPC_UNAVAILABLE (errno tells), and then there is no such file */
enum rpc_code secret_create(const char *path, mode_t mode, const char *text) OKNO_MUST_CHECK;
/**
 * Replaces the file as a whole: whoever reads sees the old or the new one. Owner and mode stay those of the old
 * one; without an old one it is made with this mode.
 *
 * @return RPC_OK; RPC_UNAVAILABLE (errno tells), and then the old one is untouched
 */
enum rpc_code secret_replace(const char *path, mode_t mode, const char *text) OKNO_MUST_CHECK;

/** Overwrites and frees. */
void secret_wipe(struct text *text);
#define SECRET_SCOPED OKNO_CLEANUP(secret_wipe) struct text

#endif
