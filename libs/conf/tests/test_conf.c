/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/conf.h>
#include <okno/test.h>

#include <sys/stat.h>
#include <unistd.h>

enum level { LEVEL_ERROR, LEVEL_WARN, LEVEL_INFO };
static const char *const levels[] = { "error", "warn", "info", NULL };

struct common_conf {
    enum level level;
    bool trace;
};

struct sample_conf {
    const char *listen;
    int pool_size;
    int64_t timeout_ms;
    size_t message_bytes;
    const char *password;
    struct conf_list hosts;
    struct conf_map peers;
};

static const struct conf_key common_keys[] = {
    CONF_ENUM(struct common_conf, level, "log.level", "info", levels, "Least important lines still written."),
    CONF_BOOL(struct common_conf, trace, "log.trace", "false", "Whether lines carry traces."), CONF_END
};

static const struct conf_key sample_keys[] = {
    CONF_STRING(struct sample_conf, listen, "rpc.listen", "ipc://${OKNO_TEST_STATE:-/run/okno}/sample",
                "Where calls come in."),
    CONF_INT(struct sample_conf, pool_size, "database.pool_size", "4", 1, 64, "Connections kept open."),
    CONF_DURATION(struct sample_conf, timeout_ms, "database.timeout", "5s", 1, 60000, "Longest statement."),
    CONF_SIZE(struct sample_conf, message_bytes, "rpc.max_message", "16MiB", 1024, 1 << 30, "Largest message."),
    CONF_SECRET(struct sample_conf, password, "database.password", "", "Password of the role."),
    CONF_LIST(struct sample_conf, hosts, "rpc.hosts", "localhost", "Hosts that may call."),
    CONF_MAP(struct sample_conf, peers, "peers", "{}", "Addresses of other services."),
    CONF_END
};

static struct common_conf common;
static struct sample_conf sample;
static struct conf *conf;
static struct text problems;
static char common_path[64], own_path[64];

static const struct conf_table tables[] = { { common_keys, &common }, { sample_keys, &sample }, { 0 } };

static void
write_file(char path[64], const char *content)
{
    snprintf(path, 64, "/tmp/okno-test-conf-XXXXXX");
    int fd = mkstemp(path);
    EXPECT(fd >= 0);
    EXPECT_INT(write(fd, content, strlen(content)), strlen(content));
    close(fd);
}

/* Loads two files; RPC_OK or the problems with the paths shortened to common.yaml and own.yaml. */
static enum rpc_code
load(const char *common_yaml, const char *own_yaml)
{
    conf_free(conf);
    conf = NULL;
    text_clear(&problems);
    write_file(common_path, common_yaml);
    write_file(own_path, own_yaml);
    const char *files[] = { common_path, own_path, NULL };
    enum rpc_code code = conf_load("sample", files, tables, &conf, &problems);
    unlink(common_path);
    unlink(own_path);
    return code;
}

static void
shorten(struct text *text)
{
    const char *const paths[][2] = { { common_path, "common.yaml" }, { own_path, "own.yaml" } };
    for (size_t i = 0; i < 2; i++)
        for (char *at; (at = strstr(text->data, paths[i][0]));) {
            size_t was = strlen(paths[i][0]), is = strlen(paths[i][1]);
            memcpy(at, paths[i][1], is);
            memmove(at + is, at + was, strlen(at + was) + 1);
        }
    text->length = strlen(text->data);
}

static void
release(void)
{
    conf_free(conf);
    conf = NULL;
    text_release(&problems);
}

#define EXPECT_PROBLEMS(own, message)                                                                                  \
    do {                                                                                                               \
        EXPECT_CODE(load("", own), RPC_INVALID_ARGUMENT);                                                              \
        shorten(&problems);                                                                                            \
        EXPECT_TEXT(problems.data, message);                                                                           \
    } while (0)

TEST(defaults_fill_the_struct)
{
    EXPECT_CODE(load("", "# nothing\n"), RPC_OK);
    EXPECT_INT(common.level, LEVEL_INFO);
    EXPECT(!common.trace);
    EXPECT_TEXT(sample.listen, "ipc:///run/okno/sample");
    EXPECT_INT(sample.pool_size, 4);
    EXPECT_INT(sample.timeout_ms, 5000);
    EXPECT_INT(sample.message_bytes, 16 << 20);
    EXPECT_TEXT(sample.password, "");
    EXPECT_INT(sample.hosts.count, 1);
    EXPECT_TEXT(sample.hosts.items[0], "localhost");
    EXPECT_INT(sample.peers.count, 0);
    EXPECT_TEXT(conf_warnings(conf), "");
    release();
}

TEST(the_later_file_wins_and_sections_nest_or_are_dotted)
{
    EXPECT_CODE(load("log: {level: warn, trace: true}\ndatabase.timeout: 250ms\npeers:\n  a: [x]\n  b: [y]\n",
                     "database:\n  pool_size: 8\n  timeout: 1m\nrpc:\n  max_message: 1KiB\n  hosts: [a, 'b, c']\n"
                     "peers.b: [z, z2]\nlog:\n"),
                RPC_OK);
    EXPECT_INT(common.level, LEVEL_WARN);
    EXPECT(common.trace);
    EXPECT_INT(sample.pool_size, 8);
    EXPECT_INT(sample.timeout_ms, 60000);
    EXPECT_INT(sample.message_bytes, 1024);
    EXPECT_TEXT(sample.hosts.items[1], "b, c");
    EXPECT_INT(sample.peers.count, 2);
    EXPECT_TEXT(conf_map_find(&sample.peers, "a")->items[0], "x");
    EXPECT_TEXT(conf_map_find(&sample.peers, "b")->items[1], "z2");
    EXPECT(!conf_map_find(&sample.peers, "c"));
    release();
}

TEST(all_problems_are_listed_together)
{
    EXPECT_PROBLEMS("log:\n  level: inof\n  trace: yes\ndatabase:\n  pool_szie: 4\n  pool_size: many\n"
                    "  timeout: 5\nrpc:\n  max_message: 16MB\n  listen:\n  hosts: localhost\nlog.level: warn\n",
                    "own.yaml:2: log.level: \"inof\" is not one of error, warn, info; did you mean info?\n"
                    "own.yaml:3: log.trace: \"yes\" is not true or false\n"
                    "own.yaml:5: unknown key \"database.pool_szie\"; did you mean database.pool_size?\n"
                    "own.yaml:6: database.pool_size: \"many\" is not a whole number from 1 to 64\n"
                    "own.yaml:7: database.timeout: \"5\" is not a duration such as 250ms or 5s from 1ms to 1m\n"
                    "own.yaml:9: rpc.max_message: \"16MB\" is not a size such as 16MiB from 1KiB to 1GiB\n"
                    "own.yaml:10: rpc.listen: has no value; write \"\" for an empty text, or leave the key out\n"
                    "own.yaml:11: rpc.hosts: must be a list, as in [a, b]\n"
                    "own.yaml:12: log.level: is set twice, first in line 2\n");
    release();
}

TEST(unknown_names_are_refused_with_a_guess)
{
    EXPECT_PROBLEMS("databse: {pool_size: 4}\nlgo.level: info\npool_size: 3\nquite_else: 1\nother: {a: 1}\n"
                    "peer: {a: [b]}\ndatabase: {password_fiel: x}\n",
                    "own.yaml:1: unknown section \"databse\"; did you mean database?\n"
                    "own.yaml:2: unknown key \"lgo.level\"; did you mean log.level?\n"
                    "own.yaml:3: unknown key \"pool_size\"; did you mean database.pool_size?\n"
                    "own.yaml:4: unknown key \"quite_else\"\n"
                    "own.yaml:5: unknown section \"other\"\n"
                    "own.yaml:6: unknown section \"peer\"; did you mean peers?\n"
                    "own.yaml:7: unknown key \"database.password_fiel\"; did you mean database.password_file?\n");
    release();
}

TEST(shapes_are_refused)
{
    EXPECT_PROBLEMS("database: 5\n", "own.yaml:1: database: is a section; its keys stand below it\n");
    EXPECT_PROBLEMS("- a\n", "own.yaml:1: must be a mapping of keys to values\n");
    EXPECT_PROBLEMS("rpc: {listen: [a], hosts: [a, [b]]}\n",
                    "own.yaml:1: rpc.listen: must be a single value, not a list\n"
                    "own.yaml:1: rpc.hosts: must be a single value, not a list\n");
    EXPECT_PROBLEMS("peers: [a]\n", "own.yaml:1: peers: must be a mapping, as in {name: [a, b]}\n");
    EXPECT_PROBLEMS("peers: {a: b, 'c d': [e]}\n", "own.yaml:1: peers.a: must be a list, as in [a, b]\n"
                                                   "own.yaml:1: peers: \"c d\" is no name for an entry\n");
    EXPECT_PROBLEMS("log:\n  level: info\n  level: warn\n", "own.yaml:3: \"level\" stands twice, first in line 2\n");
    EXPECT_PROBLEMS("peers: {a: [b]}\npeers.a: [c]\n", "own.yaml:2: peers.a: is set twice, first in line 1\n");
    release();
}

TEST(numbers_keep_their_limits)
{
    EXPECT_PROBLEMS("database: {pool_size: 65, timeout: 61s}\nrpc: {max_message: 99999999999GiB}\n",
                    "own.yaml:1: database.pool_size: \"65\" is not a whole number from 1 to 64\n"
                    "own.yaml:1: database.timeout: \"61s\" is not a duration such as 250ms or 5s from 1ms to 1m\n"
                    "own.yaml:2: rpc.max_message: \"99999999999GiB\" is not a size such as 16MiB from 1KiB to 1GiB\n");
    EXPECT_CODE(load("", "database: {pool_size: '64', timeout: 1ms}\nrpc.max_message: 1GiB\n"), RPC_OK);
    EXPECT_INT(sample.message_bytes, 1 << 30);
    release();
}

TEST(the_environment_overrides_files)
{
    setenv("OKNO_COMMON__LOG__LEVEL", "error", 1);
    setenv("OKNO_COMMON__DATABASE__POOL_SIZE", "5", 1);
    setenv("OKNO_SAMPLE__DATABASE__POOL_SIZE", "6", 1);
    setenv("OKNO_SAMPLE__RPC__HOSTS", " a , b", 1);
    setenv("OKNO_SAMPLE__PEERS", "{b: [\"1\"], c: [x]}", 1);
    setenv("OKNO_SAMPLE__PEERS__D", "[x, y]", 1);
    setenv("OKNO_SAMPLE__RPC__LISTEN", "${plain}", 1);
    setenv("OKNO_OTHER__X", "1", 1);
    setenv("OKNO_SAMPLE_X", "1", 1);
    EXPECT_CODE(load("log.level: info\n", "database.pool_size: 7\npeers: {a: [x], b: [y]}\n"), RPC_OK);
    clearenv();
    EXPECT_INT(common.level, LEVEL_ERROR);
    EXPECT_INT(sample.pool_size, 6);
    EXPECT_INT(sample.hosts.count, 2);
    EXPECT_TEXT(sample.hosts.items[0], "a");
    EXPECT_TEXT(sample.listen, "${plain}");
    EXPECT_INT(sample.peers.count, 4);
    EXPECT_TEXT(conf_map_find(&sample.peers, "b")->items[0], "1");
    EXPECT_TEXT(conf_map_find(&sample.peers, "d")->items[1], "y");
    release();
}

TEST(wrong_variables_are_refused)
{
    setenv("OKNO_SAMPLE__DATABSE__POOL_SIZE", "5", 1);
    setenv("OKNO_SAMPLE__DATABASE__TIMEOUT", "soon", 1);
    setenv("OKNO_COMMON__NOTHING", "", 1);
    setenv("OKNO_SAMPLE__log__level", "info", 1);
    setenv("OKNO_SAMPLE__PEERS", "a", 1);
    setenv("OKNO_SAMPLE__RPC__HOSTS", "[a", 1);
    setenv("OKNO_SAMPLE__RPC__LISTEN", "\xff", 1);
    enum rpc_code code = load("", "");
    clearenv();
    EXPECT_CODE(code, RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(problems.data,
                "OKNO_COMMON__NOTHING: unknown key \"nothing\"\n"
                "OKNO_SAMPLE__DATABASE__TIMEOUT: database.timeout: \"soon\" is not a duration such as 250ms or 5s"
                " from 1ms to 1m\n"
                "OKNO_SAMPLE__DATABSE__POOL_SIZE: unknown key \"databse.pool_size\";"
                " did you mean OKNO_SAMPLE__DATABASE__POOL_SIZE?\n"
                "OKNO_SAMPLE__PEERS: peers: must be a mapping, as in {name: [a, b]}\n"
                "OKNO_SAMPLE__RPC__HOSTS: did not find expected ',' or ']' while parsing a flow sequence\n"
                "OKNO_SAMPLE__RPC__LISTEN: \"rpc.listen\": is not UTF-8 text\n"
                "OKNO_SAMPLE__log__level: must be in capitals\n");
    release();
}

TEST(variables_expand_in_files_and_defaults)
{
    setenv("OKNO_TEST_STATE", "/var/okno", 1);
    setenv("OKNO_TEST_EMPTY", "", 1);
    setenv("OKNO_TEST_SIZE", "9", 1);
    enum rpc_code code =
        load("", "database.pool_size: ${OKNO_TEST_SIZE}\npeers: {a: ['ipc://${OKNO_TEST_STATE}/a']}\n"
                 "rpc.hosts: ['${OKNO_TEST_EMPTY:-x}${OKNO_TEST_NONE:-}$${y} $', '${OKNO_TEST_EMPTY}']\n");
    EXPECT_CODE(code, RPC_OK);
    EXPECT_TEXT(sample.listen, "ipc:///var/okno/sample");
    EXPECT_INT(sample.pool_size, 9);
    EXPECT_TEXT(sample.peers.entries[0].values.items[0], "ipc:///var/okno/a");
    EXPECT_TEXT(sample.hosts.items[0], "x${y} $");
    EXPECT_TEXT(sample.hosts.items[1], "");
    clearenv();
    EXPECT_PROBLEMS("\nrpc: {listen: '${OKNO_TEST_STAET}/x', hosts: ['${a', '${}']}\n",
                    "own.yaml:2: rpc.listen: the environment has no OKNO_TEST_STAET; set it, or write"
                    " ${OKNO_TEST_STAET:-text}\n"
                    "own.yaml:2: rpc.hosts: ${ must begin ${NAME} or ${NAME:-text}; write $${ for the characters"
                    " themselves\n");
    release();
}

TEST(secrets_come_from_files_and_stay_hidden)
{
    char secret_path[64], yaml[128];
    write_file(secret_path, "hunter2 пароль\n");
    snprintf(yaml, sizeof yaml, "database: {password_file: %s}\n", secret_path);
    EXPECT_CODE(load("database.password: inline\n", yaml), RPC_OK);
    EXPECT_TEXT(sample.password, "hunter2 пароль");
    EXPECT_TEXT(conf_warnings(conf), "");
    TEXT_SCOPED out = { 0 };
    conf_print(conf, &out);
    shorten(&out);
    EXPECT(!strstr(out.data, "hunter2") && !strstr(out.data, "inline"));
    char line[160];
    snprintf(line, sizeof line, "database.password: \"********\"  # own.yaml:1, from %s\n", secret_path);
    EXPECT(strstr(out.data, line));
    chmod(secret_path, 0644);
    EXPECT_CODE(load("", yaml), RPC_OK);
    EXPECT(strstr(conf_warnings(conf), "is open to everybody"));
    unlink(secret_path);
    release();
}

TEST(secrets_never_reach_a_problem)
{
    EXPECT_PROBLEMS("database: {password: hunter2, password_file: /nonexistent}\n",
                    "own.yaml:1: database.password: is set twice, first in line 1\n");
    EXPECT_PROBLEMS("database.password_file: /nonexistent\n",
                    "own.yaml:1: database.password_file: /nonexistent: No such file or directory\n");
    const char *const bad[] = { "database.password: *hunter2\n", "database.password: !hunter2\n",
                                "database.password: [hunter2]\n", "database.password: 'a${hunter2 '\n" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(bad); i++) {
        EXPECT_CODE(load("", bad[i]), RPC_INVALID_ARGUMENT);
        EXPECT(!strstr(problems.data, "hunter2"));
    }
    release();
}

TEST(the_print_out_shows_origins_and_loads_again)
{
    setenv("OKNO_SAMPLE__DATABASE__POOL_SIZE", "6", 1);
    EXPECT_CODE(load("peers: {a: [x], 'b.c': []}\n", "\nrpc.hosts: ['$${x} \"q\"']\ndatabase.timeout: 2s\n"), RPC_OK);
    clearenv();
    TEXT_SCOPED out = { 0 };
    conf_print(conf, &out);
    shorten(&out);
    const char *printed = "log.level: info  # default\n"
                          "log.trace: false  # default\n"
                          "rpc.listen: \"ipc:///run/okno/sample\"  # default\n"
                          "database.pool_size: 6  # OKNO_SAMPLE__DATABASE__POOL_SIZE\n"
                          "database.timeout: 2s  # own.yaml:3\n"
                          "rpc.max_message: 16MiB  # default\n"
                          "database.password: \"\"  # default\n"
                          "rpc.hosts: [\"$${x} \\\"q\\\"\"]  # own.yaml:2\n"
                          "\"peers.a\": [\"x\"]  # common.yaml:1\n"
                          "\"peers.b.c\": []  # common.yaml:1\n";
    EXPECT_TEXT(out.data, printed);
    EXPECT_CODE(load("", printed), RPC_OK);
    EXPECT_INT(sample.pool_size, 6);
    EXPECT_TEXT(sample.hosts.items[0], "${x} \"q\"");
    EXPECT_INT(conf_map_find(&sample.peers, "b.c")->count, 0);
    release();
}

struct required_conf {
    const char *url;
};
static const struct conf_key required_keys[] = {
    CONF_STRING(struct required_conf, url, "database.url", NULL, "Where the database is."), CONF_END
};

TEST(required_keys_are_asked_for)
{
    struct required_conf values = { "untouched" };
    const struct conf_table required[] = { { required_keys, &values }, { 0 } };
    const char *files[] = { "/nonexistent/common.yaml", NULL };
    EXPECT_CODE(conf_load("sample", files, required, &conf, &problems), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(problems.data, "/nonexistent/common.yaml: No such file or directory\n"
                               "sample: database.url: is required; set it in a file or as"
                               " OKNO_SAMPLE__DATABASE__URL\n");
    EXPECT_TEXT(values.url, "untouched");
    release();
}

TEST(the_description_is_a_file_of_defaults)
{
    TEXT_SCOPED out = { 0 };
    conf_describe(tables, &out);
    EXPECT(
        strstr(out.data, "# Connections kept open.\n# Takes a whole number from 1 to 64.\n#database.pool_size: 4\n"));
    EXPECT(strstr(out.data, "# Or database.password_file: path of a file that holds it.\n#database.password: \"\"\n"));
    EXPECT(strstr(out.data, "\n#rpc.hosts: [localhost]\n"));
    TEXT_SCOPED file = { 0 };
    for (const char *c = out.data; *c; c++)
        if (!(c[0] == '#' && c[1] != ' ' && (c == out.data || c[-1] == '\n')))
            text_addc(&file, *c);
    EXPECT_CODE(load("", file.data), RPC_OK);
    release();
}

TEST(many_problems_are_counted)
{
    TEXT_SCOPED yaml = { 0 };
    for (int i = 0; i < 5000; i++)
        text_addf(&yaml, "unknown%d: 1\n", i);
    EXPECT_CODE(load("", yaml.data), RPC_INVALID_ARGUMENT);
    EXPECT(strstr(problems.data, "\nand 4900 more\n"));
    release();
}
