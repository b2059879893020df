// SPDX-License-Identifier: AGPL-3.0-or-later
// Command line of the echo server and client: `--name value` pairs.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

class Options {
  public:
    Options(int argc, char **argv, std::map<std::string, std::string> defaults) : values_(std::move(defaults))
    {
        for (int i = 1; i < argc; i += 2) {
            std::string name = argv[i];
            if (i + 1 == argc || name.compare(0, 2, "--") != 0 || !values_.count(name.substr(2)))
                usage(argv[0]);
            values_[name.substr(2)] = argv[i + 1];
        }
    }

    const std::string &text(const char *name) const
    {
        return values_.at(name);
    }
    int number(const char *name) const
    {
        return std::atoi(text(name).c_str());
    }
    double seconds(const char *name) const
    {
        return std::atof(text(name).c_str());
    }

  private:
    [[noreturn]] void usage(const char *program) const
    {
        std::fprintf(stderr, "usage: %s", program);
        for (const auto &[name, value] : values_)
            std::fprintf(stderr, " [--%s %s]", name.c_str(), value.c_str());
        std::fprintf(stderr, "\n");
        std::exit(64);
    }

    std::map<std::string, std::string> values_;
};
