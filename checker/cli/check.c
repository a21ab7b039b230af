/* custody check: the facts of a whole program through the engine, the findings to the terminal. */
#include "load.h"
#include "verb.h"

#include "engine/engine.h"
#include "output/terminal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: custody check [--color=auto|always|never] [--unresolved] [--unproved]\n"
    "                     FILE...\n\n"
    "Checks one whole program: give the linked executable, or all of its objects and libraries.\n"
    "They must have been compiled with custody's plugin. Findings go to standard output, the\n"
    "closing line to standard error. --unresolved also lists, after the findings, each call "
    "through\n"
    "a pointer of which is not known whom it reaches, or only by its type; --unproved each access "
    "to\n"
    "data with a rule that is neither proved nor reported, field by field, with what stood in the "
    "way,\n"
    "and the share of those that are.\n"
    "Exit status: 0 nothing found, 1 findings, 2 could not run.\n";

struct options {
  int help, unresolved, unproved;
  const char *colour; /* auto, always or never */
};

/* Takes the options off the front of the words; gives how many there were, or -1. */
static int read_options(struct options *options, int count, char **words) {
  int i = 0;
  for (; i < count && words[i][0] == '-' && words[i][1]; i++) {
    if (strcmp(words[i], "--") == 0) return i + 1;
    if (strcmp(words[i], "--help") == 0) options->help = 1;
    else if (strcmp(words[i], "--unresolved") == 0) options->unresolved = 1;
    else if (strcmp(words[i], "--unproved") == 0) options->unproved = 1;
    else if (strncmp(words[i], "--color=", 8) == 0) options->colour = words[i] + 8;
    else {
      usage_error("check", "unknown option '%s'", words[i]);
      return -1;
    }
  }
  return i;
}

static int wants_colour(const struct options *options) {
  return strcmp(options->colour, "always") == 0 ||
         (strcmp(options->colour, "auto") == 0 && isatty(STDOUT_FILENO));
}

static int is_colour(const char *word) {
  return strcmp(word, "auto") == 0 || strcmp(word, "always") == 0 || strcmp(word, "never") == 0;
}

/* Of a large program this is gigabytes in many pieces. It goes with the process, which ends here: giving
 * it back piece by piece would take longer than small programs take to check. */
static struct engine *engine;
static struct object_list objects;

static int check(const struct object_list *list, const struct options *options) {
  int colour = wants_colour(options);
  engine = engine_new(ENGINE_CLOSED_WORLD);
  if (!engine) {
    fputs("custody: error: out of memory\n", stderr);
    return STATUS_CANNOT_RUN;
  }
  for (uint32_t i = 0; i < list->count; i++) engine_add(engine, list->unit[i]);
  engine_run(engine);
  int status = engine_finding_count(engine) ? STATUS_FINDINGS : STATUS_CLEAN;
  terminal_print_findings(engine, stdout, colour);
  terminal_print_unmet(engine, stdout, colour);
  if (options->unresolved) terminal_print_unresolved(engine, stdout, colour);
  if (options->unproved) {
    engine_list_unproved(engine);
    terminal_print_unproved(engine, stdout, colour);
  }
  fflush(stdout);
  terminal_print_exemptions(engine, stderr, colour);
  terminal_print_summary(engine, stderr);
  return status;
}

int verb_check(int count, char **words) {
  struct options options = {.colour = "auto"};
  int first = read_options(&options, count, words);
  if (first < 0) return STATUS_CANNOT_RUN;
  if (options.help) {
    fputs(help, stdout);
    return STATUS_CLEAN;
  }
  if (!is_colour(options.colour)) return usage_error("check", "no colour '%s'", options.colour);
  if (first == count) return usage_error("check", "a program or its objects are missing");
  return load_all(&objects, count - first, words + first) ? check(&objects, &options)
                                                          : STATUS_CANNOT_RUN;
}
