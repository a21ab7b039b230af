/* One table row an option. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: voice-client --port N [--users N] [--packets N] [--seconds N] [--throughput]\n"
    "                    [--dir D] [--admin-port N] [--seed N] [--quiet]\n"
    "  --port N        the server's port on 127.0.0.1\n"
    "  --users N       how many users to be (default 8, at most 250)\n"
    "  --packets N     voice packets to send (default 4000; with --throughput no limit)\n"
    "  --seconds N     stop sending after so long (default 30; with --throughput 5)\n"
    "  --throughput    no checks: send as fast as the server relays\n"
    "  --dir D         the server's directory: check its certificate, read admin.token\n"
    "  --admin-port N  make calls on the administrators' socket too; needs --dir\n"
    "  --seed N        of the random choices (default 1)\n"
    "  --quiet         print the result only\n";

static const struct option names[] = {{"port", required_argument, NULL, 'p'},
                                      {"users", required_argument, NULL, 'u'},
                                      {"packets", required_argument, NULL, 'n'},
                                      {"seconds", required_argument, NULL, 's'},
                                      {"throughput", no_argument, NULL, 't'},
                                      {"dir", required_argument, NULL, 'd'},
                                      {"admin-port", required_argument, NULL, 'a'},
                                      {"seed", required_argument, NULL, 'r'},
                                      {"quiet", no_argument, NULL, 'q'},
                                      {NULL, 0, NULL, 0}};

static bool number(const char *text, unsigned long least, unsigned long most,
                   unsigned long *value) {
  char *end;
  errno = 0;
  *value = strtoul(text, &end, 10);
  if (*text >= '0' && *text <= '9' && !*end && !errno && *value >= least && *value <= most)
    return true;
  fprintf(stderr, "voice-client: '%s' is no number in range\n", text);
  return false;
}

static bool take_number(struct options *options, int name, const char *text) {
  unsigned long value = 0;
  bool good = false;
  switch (name) {
  case 'p': good = number(text, 1, UINT16_MAX, &value); break;
  case 'a': good = number(text, 1, UINT16_MAX, &value); break;
  case 'u': good = number(text, USERS_LEAST, USERS_MOST, &value); break;
  case 'n': good = number(text, 1, 1000000000, &value); break;
  case 's': good = number(text, 1, 100000, &value); break;
  case 'r': good = number(text, 1, UINT32_MAX, &value); break;
  default: break;
  }
  if (name == 'p') options->port = (uint16_t)value;
  if (name == 'a') options->admin_port = (uint16_t)value;
  if (name == 'u') options->users = (unsigned)value;
  if (name == 'n') options->packets = value;
  if (name == 's') options->seconds = (unsigned)value;
  if (name == 'r') options->seed = value;
  return good;
}

bool options_read(struct options *options, int argc, char **argv) {
  *options = (struct options){.users = 8, .seed = 1};
  bool good = true;
  for (int name; good && (name = getopt_long(argc, argv, "", names, NULL)) != -1;) {
    if (name == 'd') options->directory = optarg;
    else if (name == 't') options->throughput = true;
    else if (name == 'q') options->quiet = true;
    else good = take_number(options, name, optarg);
  }
  if (options->admin_port && !options->directory) good = false;
  if (!options->packets) options->packets = options->throughput ? ULONG_MAX : 4000;
  if (!options->seconds) options->seconds = options->throughput ? 5 : 30;
  if (good && options->port && optind == argc) return true;
  fputs(usage, stderr);
  return false;
}
