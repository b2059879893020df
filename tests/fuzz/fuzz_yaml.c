/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * YAML as data and as configuration: no input may crash, leak, or take more than its limits; what comes out as
 * JSON is UTF-8 and means the same when read again; what loads as configuration prints, and the print loads.
 */
#include <okno/conf.h>

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzz_conf {
    const char *listen;
    int pool_size;
    int64_t timeout_ms;
    size_t message_bytes;
    int level;
    bool trace;
    const char *password;
    struct conf_list hosts;
    struct conf_map peers;
};

static const char *const levels[] = { "error", "warn", "info", "debug", NULL };
static const struct conf_key keys[] = {
    CONF_STRING(struct fuzz_conf, listen, "rpc.listen", "ipc://${FUZZ:-x}", "Where calls come in."),
    CONF_INT(struct fuzz_conf, pool_size, "database.pool_size", "4", 1, 64, "Connections kept open."),
    CONF_DURATION(struct fuzz_conf, timeout_ms, "database.timeout", "5s", 1, 60000, "Longest statement."),
    CONF_SIZE(struct fuzz_conf, message_bytes, "rpc.max_message", "16MiB", 1024, 1 << 30, "Largest message."),
    CONF_ENUM(struct fuzz_conf, level, "log.level", "info", levels, "Least important lines."),
    CONF_BOOL(struct fuzz_conf, trace, "log.trace", "false", "Whether lines carry traces."),
    CONF_SECRET(struct fuzz_conf, password, "database.password", "", "Password of the role."),
    CONF_LIST(struct fuzz_conf, hosts, "rpc.hosts", "localhost", "Hosts that may call."),
    CONF_MAP(struct fuzz_conf, peers, "peers", "{}", "Addresses of other services."),
    CONF_END
};

static void
must(bool condition)
{
    if (!condition)
        abort();
}

static void
fuzz_json(const uint8_t *data, size_t size)
{
    TEXT_SCOPED json = { 0 };
    TEXT_SCOPED again = { 0 };
    TEXT_SCOPED error = { 0 };
    if (conf_yaml_text_to_json("fuzz", (const char *)data, size, &json, &error) != RPC_OK) {
        must(json.length == 0 && error.length > 0);
        return;
    }
    must(utf8_valid(json.data, json.length));
    /* libyaml takes keys of at most 1024 characters on one line, and the output may be past the input's limit. */
    if (conf_yaml_text_to_json("again", json.data, json.length, &again, &error) == RPC_OK)
        must(text_equal(json.data, again.data));
}

/* @ret_print  what was loaded, empty when it was refused */
static enum rpc_code
load(const void *data, size_t size, struct text *ret_print)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    must(lseek(fd, 0, SEEK_SET) == 0);
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct fuzz_conf values;
    struct conf *conf = NULL;
    TEXT_SCOPED problems = { 0 };
    const struct conf_table tables[] = { { keys, &values }, { 0 } };
    enum rpc_code code = conf_load("fuzz", (const char *const[]){ path, NULL }, tables, &conf, &problems);
    must((code == RPC_OK) == (problems.length == 0));
    if (code == RPC_OK)
        conf_print(conf, ret_print);
    conf_free(conf);
    close(fd);
    return code;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_json(data, size);
    TEXT_SCOPED print = { 0 };
    TEXT_SCOPED again = { 0 };
    if (load(data, size, &print) == RPC_OK)
        must(load(print.data, print.length, &again) == RPC_OK);
    char *value = strndup((const char *)data, size);
    setenv("OKNO_FUZZ__PEERS", value, 1);
    setenv("OKNO_FUZZ__RPC__HOSTS", value, 1);
    if (load("", 0, &again) == RPC_OK)
        must(utf8_valid(value, strlen(value)));
    unsetenv("OKNO_FUZZ__PEERS");
    unsetenv("OKNO_FUZZ__RPC__HOSTS");
    free(value);
    return 0;
}
