/* custody check: the facts of a whole program through the engine, the findings to the terminal. */
#include "load.h"
#include "verb.h"

#include "engine/engine.h"
#include "output/known.h"
#include "output/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: custody check [--color=auto|always|never] [--unresolved] [--unproved]\n"
    "                     [--keys] [--suppressions=FILE [--strict]] FILE...\n\n"
    "Checks one whole program: give the linked executable, or all of its objects and libraries.\n"
    "They must have been compiled with custody's plugin. Findings go to standard output, the\n"
    "closing line to standard error. --unresolved also lists, after the findings, each call "
    "through\n"
    "a pointer of which is not known whom it reaches, or only by its type; --unproved each access "
    "to\n"
    "data with a rule that is neither proved nor reported, field by field, with what stood in the "
    "way,\n"
    "and the share of those that are. --keys says each finding's key, as reports of the running\n"
    "program have it: the same FILE of suppressions, one key and a reason a line, serves both.\n"
    "What in it takes nothing or has expired is named; with --strict it's a finding.\n"
    "Exit status: 0 nothing found, 1 findings, 2 could not run.\n";

struct options {
  int help, unresolved, unproved, keys, strict;
  const char *colour; /* auto, always or never */
  const char *suppressions; /* a file, or null */
};

static int read_option(struct options *options, const char *word) {
  static const char colour[] = "--color=", suppressions[] = "--suppressions=";
  if (strcmp(word, "--help") == 0) options->help = 1;
  else if (strcmp(word, "--unresolved") == 0) options->unresolved = 1;
  else if (strcmp(word, "--unproved") == 0) options->unproved = 1;
  else if (strcmp(word, "--keys") == 0) options->keys = 1;
  else if (strcmp(word, "--strict") == 0) options->strict = 1;
  else if (strncmp(word, colour, sizeof colour - 1) == 0)
    options->colour = word + sizeof colour - 1;
  else if (strncmp(word, suppressions, sizeof suppressions - 1) == 0)
    options->suppressions = word + sizeof suppressions - 1;
  else return 0;
  return 1;
}

/* Takes the options off the front of the words; gives how many there were, or -1. */
static int read_options(struct options *options, int count, char **words) {
  int i = 0;
  for (; i < count && words[i][0] == '-' && words[i][1]; i++) {
    if (strcmp(words[i], "--") == 0) return i + 1;
    if (read_option(options, words[i])) continue;
    usage_error("check", "unknown option '%s'", words[i]);
    return -1;
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

static int out_of_memory(void) {
  fputs("custody: error: out of memory\n", stderr);
  return STATUS_CANNOT_RUN;
}

static void print(const struct options *options, const struct terminal_choice *choice) {
  int colour = wants_colour(options);
  terminal_print_findings(engine, choice, stdout, colour);
  terminal_print_unmet(engine, stdout, colour);
  if (options->unresolved) terminal_print_unresolved(engine, stdout, colour);
  if (options->unproved) {
    engine_list_unproved(engine);
    terminal_print_unproved(engine, stdout, colour);
  }
  fflush(stdout);
  terminal_print_exemptions(engine, stderr, colour);
}

/* What is told as it should be: no finding but those that are known, no suppression without use. */
static int tell(const struct options *options) {
  uint32_t findings = engine_finding_count(engine);
  uint8_t *is_known = calloc(findings + 1, 1);
  struct terminal_choice choice = {.is_known = is_known, .keys = options->keys};
  if (!is_known) return out_of_memory();
  if (options->suppressions) choice.known_count = known_mark(engine, is_known);
  print(options, &choice);
  int is_stale = options->suppressions && known_print_stale(options->suppressions, stderr);
  terminal_print_summary(engine, &choice, stderr);
  free(is_known);
  return findings > choice.known_count || (is_stale && options->strict) ? STATUS_FINDINGS
                                                                        : STATUS_CLEAN;
}

static int check(const struct object_list *list, const struct options *options) {
  if (options->suppressions && !known_read(options->suppressions, stderr)) return STATUS_CANNOT_RUN;
  engine = engine_new(ENGINE_CLOSED_WORLD);
  if (!engine) return out_of_memory();
  for (uint32_t i = 0; i < list->count; i++) engine_add(engine, list->unit[i]);
  engine_run(engine);
  return tell(options);
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
