/* The command `custody`: finds the verb and hands it the rest. Under the name custody-cc or
 * custody-c++ it is that verb: some tools, distcc among them, take a compiler of one word only. */
#include "verb.h"

#include "output/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct verb {
  const char *name;
  int (*run)(int count, char **words);
  const char *arguments, *meaning;
};

static const struct verb verbs[] = {
    {"check", verb_check, "FILE...",
     "checks a whole program: an executable, or the objects of one"},
    {"cc", verb_cc, "ARGUMENT...", "compiles and links C with the checks: CC=\"custody cc\""},
    {"c++", verb_cxx, "ARGUMENT...", "the same for C++: CXX=\"custody c++\""},
    {"explain", verb_explain, "[NAME]", "prints what a finding means and how to mend it"},
    {"facts", verb_facts, "FILE...", "prints the facts that an object, program or library carries"},
};
enum { verb_count = sizeof verbs / sizeof verbs[0] };

static void print_help(FILE *out) {
  fputs("usage: custody VERB ARGUMENT...\n\n", out);
  for (int i = 0; i < verb_count; i++)
    fprintf(out, "  %-7s %-12s %s\n", verbs[i].name, verbs[i].arguments, verbs[i].meaning);
  fputs("\ncustody VERB --help says more. Exit status: 0 nothing found, 1 findings, 2 could not "
        "run.\n",
        out);
}

int usage_error(const char *verb, const char *format, ...) {
  va_list values;
  char message[1024];
  va_start(values, format);
  vsnprintf(message, sizeof message, format, values);
  fputs("custody: error: ", stderr);
  text_print(stderr, message);
  fprintf(stderr, "; see 'custody %s%s--help'\n", verb, *verb ? " " : "");
  va_end(values);
  return STATUS_CANNOT_RUN;
}

static const struct verb *find_verb(const char *name) {
  for (int i = 0; i < verb_count; i++)
    if (strcmp(verbs[i].name, name) == 0) return &verbs[i];
  return NULL;
}

/* The verb that the command's own name says: "custody-cc". */
static const struct verb *verb_of_name(const char *path) {
  static const char prefix[] = "custody-";
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  return strncmp(name, prefix, sizeof prefix - 1) == 0 ? find_verb(name + sizeof prefix - 1) : NULL;
}

int main(int argc, char **argv) {
  const struct verb *named = argc ? verb_of_name(argv[0]) : NULL;
  if (named) return named->run(argc - 1, argv + 1);
  if (argc < 2) return usage_error("", "a verb is missing");
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
    print_help(stdout);
    return STATUS_CLEAN;
  }
  if (strcmp(argv[1], "--version") == 0) {
    puts("custody " CUSTODY_VERSION);
    return STATUS_CLEAN;
  }
  const struct verb *verb = find_verb(argv[1]);
  if (!verb) return usage_error("", "unknown verb '%s'", argv[1]);
  return verb->run(argc - 2, argv + 2);
}
