/* One table row an option; every value is a whole number in a range, or the directory. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: voice-server --port N --dir D [--admin-port N] [--seconds N] [--bandwidth N]\n"
    "                    [--max-users N]\n"
    "  --port N        TCP and UDP port on 127.0.0.1; 0 takes a free one\n"
    "  --dir D         where key, certificate and the administrators' token are kept\n"
    "  --admin-port N  TCP port for administrators on 127.0.0.1; 0, the default: a free one\n"
    "  --seconds N     stop after so long; 0, the default: at SIGTERM or SIGINT\n"
    "  --bandwidth N   voice bytes a second for each user (default 262144); 0: no limit\n"
    "  --max-users N   (default 256)\n";

static const struct option names[] = {{"port", required_argument, NULL, 'p'},
                                      {"dir", required_argument, NULL, 'd'},
                                      {"admin-port", required_argument, NULL, 'a'},
                                      {"seconds", required_argument, NULL, 's'},
                                      {"bandwidth", required_argument, NULL, 'b'},
                                      {"max-users", required_argument, NULL, 'u'},
                                      {NULL, 0, NULL, 0}};

static bool number(const char *text, unsigned long most, unsigned long *value) {
  char *end;
  errno = 0;
  *value = strtoul(text, &end, 10);
  return *text >= '0' && *text <= '9' && !*end && !errno && *value <= most;
}

static bool take(struct options *options, int name, const char *text) {
  unsigned long value = 0;
  bool good = true;
  switch (name) {
  case 'p': good = number(text, UINT16_MAX, &value), options->port = (uint16_t)value; break;
  case 'a': good = number(text, UINT16_MAX, &value), options->admin_port = (uint16_t)value; break;
  case 's': good = number(text, 1000000, &value), options->seconds = (unsigned)value; break;
  case 'b': good = number(text, UINT32_MAX, &value), options->bandwidth = (uint32_t)value; break;
  case 'u': good = number(text, 10000, &value), options->max_users = (unsigned)value; break;
  case 'd': options->directory = text; break;
  default: return false;
  }
  if (!good) fprintf(stderr, "voice-server: '%s' is no number in range\n", text);
  return good;
}

bool options_read(struct options *options, int argc, char **argv) {
  *options = (struct options){.bandwidth = 262144, .max_users = 256};
  bool good = true, port = false;
  for (int name; good && (name = getopt_long(argc, argv, "", names, NULL)) != -1;) {
    good = take(options, name, optarg);
    port = port || name == 'p';
  }
  if (good && port && options->directory && optind == argc) return true;
  fputs(usage, stderr);
  return false;
}
