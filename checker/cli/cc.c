/* custody cc: the compiler with the plugin, for CC="custody cc". It becomes clang with a few words
 * in front and, where it links with the runtime, a few behind; everything else is the user's. */
#define _POSIX_C_SOURCE 200809L
#include "install.h"
#include "verb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: custody cc [-fcustody-runtime[=unproved|all|off]] [-fcustody-policy=FILE]... "
    "[-fcustody-tsan=elide] [-fcustody-farm] ARGUMENT...\n\n"
    "Runs Clang with custody's plugin; every other argument is Clang's own. 'custody c++' is the\n"
    "same for C++. -fcustody-runtime also puts run-time checks where an access could not be\n"
    "proved (all: everywhere), and links the debug runtime. -fcustody-policy reads what a YAML "
    "file\n"
    "says of code that cannot be edited; it may be given several times. With -fsanitize=thread\n"
    "-fcustody-tsan=elide leaves to custody the accesses to data whose rule excludes races and is\n"
    "proved or checked. -fcustody-farm is for compilers that preprocess here and compile on "
    "another\n"
    "machine (distcc): macros are left to be expanded there, so that all columns stay right.\n";

static const char runtime_option[] = "-fcustody-runtime";
static const char policy_option[] = "-fcustody-policy=";
static const char tsan_option[] = "-fcustody-tsan=";
static const char farm_option[] = "-fcustody-farm";
static const char policy_argument[] = "-fplugin-arg-custody-policy=";

enum { path_size = 4096 + 64, own_words = 16 };

struct command {
  char **word;
  int count;
  char load_plugin[path_size], load_pass[path_size], headers[path_size];
  char library_folder[path_size], library_search[path_size];
  char runtime[64]; /* the plugin's argument; empty: no runtime was asked for */
  char **policies;  /* the plugin's arguments */
  int policy_count;
  int elides; /* the plugin is told to leave out what custody answers for */
  int farm; /* what -E writes is compiled elsewhere */
  int preprocesses, links;
};

static void add(struct command *c, const char *word) { c->word[c->count++] = (char *)word; }

static int find_parts(struct command *c) {
  char plugin[4096], headers[4096], library[4096];
  if (!install_path(plugin, sizeof plugin, "lib/custody.so") ||
      !install_path(headers, sizeof headers, "include") ||
      !install_path(library, sizeof library, "lib"))
    return 0;
  if (access(plugin, R_OK) != 0) return 0;
  snprintf(c->load_plugin, path_size, "-fplugin=%s", plugin);
  snprintf(c->load_pass, path_size, "-fpass-plugin=%s", plugin);
  snprintf(c->headers, path_size, "%s", headers);
  snprintf(c->library_folder, path_size, "-L%s", library);
  snprintf(c->library_search, path_size, "-Wl,-rpath,%s", library);
  return 1;
}

static int is_runtime(const char *word) {
  return strncmp(word, runtime_option, sizeof runtime_option - 1) == 0;
}

static int is_policy(const char *word) {
  return strncmp(word, policy_option, sizeof policy_option - 1) == 0;
}

static int is_tsan(const char *word) {
  return strncmp(word, tsan_option, sizeof tsan_option - 1) == 0;
}

static int is_farm(const char *word) { return strcmp(word, farm_option) == 0; }

static int is_own(const char *word) {
  return is_runtime(word) || is_policy(word) || is_tsan(word) || is_farm(word);
}

/* Gives 0 where it has a value that means nothing. */
static int take_runtime(struct command *c, const char *word) {
  const char *value = word + sizeof runtime_option - 1;
  if (!*value) value = "=unproved";
  *c->runtime = 0;
  if (strcmp(value, "=off") == 0) return 1;
  snprintf(c->runtime, sizeof c->runtime, "-fplugin-arg-custody-runtime%s", value);
  return strcmp(value, "=unproved") == 0 || strcmp(value, "=all") == 0;
}

static int take_policy(struct command *c, const char *word) {
  const char *file = word + sizeof policy_option - 1;
  size_t size = sizeof policy_argument + strlen(file);
  char *argument = malloc(size);
  if (!argument) return 0;
  snprintf(argument, size, "%s%s", policy_argument, file);
  c->policies[c->policy_count++] = argument;
  return *file != 0;
}

/* Returns what is wrong, or null. */
static const char *read_own(struct command *c, int count, char **words) {
  for (int i = 0; i < count; i++) {
    if (is_runtime(words[i]) && !take_runtime(c, words[i]))
      return "-fcustody-runtime takes unproved, all or off";
    if (is_tsan(words[i]) && strcmp(words[i] + sizeof tsan_option - 1, "elide") != 0)
      return "-fcustody-tsan takes elide";
    c->elides |= is_tsan(words[i]);
    c->farm |= is_farm(words[i]);
    c->preprocesses |= strcmp(words[i], "-E") == 0;
    if (is_policy(words[i]) && !take_policy(c, words[i])) return "-fcustody-policy= takes a file";
  }
  return NULL;
}

static int stops_before_linking(const char *word) {
  static const char *const words[] = {"-c",  "-S", "-E",        "-M",
                                      "-MM", "-r", "--version", "-fsyntax-only"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcmp(word, words[i]) == 0) return 1;
  return 0;
}

/* The language of a file that -E has written, or null. */
static const char *language_of(const char *word) {
  const char *end = strrchr(word, '.');
  if (*word == '-' || !end) return NULL;
  return strcmp(end, ".i") == 0 ? "c" : strcmp(end, ".ii") == 0 ? "c++" : NULL;
}

/* Macros that were left are expanded here. Whoever compiles for others gives one file at a time. */
static void add_input(struct command *c, const char *word) {
  const char *language = c->farm ? language_of(word) : NULL;
  if (language) {
    add(c, "-x");
    add(c, language);
  }
  add(c, word);
}

static int is_output(const struct command *c, const char *word) {
  return c->farm && c->preprocesses && strcmp(word, "-o") == 0;
}

static void add_users_words(struct command *c, int count, char **words) {
  c->links = count > 0;
  for (int i = 0; i < count; i++) {
    if (is_own(words[i])) continue;
    if (stops_before_linking(words[i])) c->links = 0;
    if (is_output(c, words[i])) i++;
    else add_input(c, words[i]);
  }
  if (c->farm && c->preprocesses) add(c, "-frewrite-includes");
}

/* What is preprocessed: a word with the ending of a source file that no option before it takes. */
static int is_source(const char *word, const char *before) {
  static const char *const endings[] = {".c", ".cc", ".cpp", ".cxx", ".c++", ".C"};
  const char *end = strrchr(word, '.');
  int takes_a_word =
      before[0] == '-' && before[1] &&
      (before[2] ? before[1] == 'i' || strncmp(before, "-MF", 3) == 0 ||
                       strncmp(before, "-MT", 3) == 0 || strncmp(before, "-MQ", 3) == 0
                 : strchr("oDUIxLTFBu", before[1]) != NULL);
  for (size_t i = 0; end && *word != '-' && !takes_a_word && i < sizeof endings / sizeof *endings;
       i++)
    if (strcmp(end, endings[i]) == 0) return 1;
  return 0;
}

/* The first line says what all this was made of. */
static void print_source(int count, char **words) {
  for (int i = 0; i < count; i++) {
    if (!is_source(words[i], i ? words[i - 1] : "")) continue;
    fputs("# 1 \"", stdout);
    for (const char *at = words[i]; *at; at++) {
      if (*at == '"' || *at == '\\') putchar('\\');
      putchar(*at);
    }
    fputs("\"\n", stdout);
    return;
  }
}

/* -DNAME, -DNAME=TEXT, -UNAME, as lines: the other machine is not told of these. */
static void print_define(char kind, const char *said) {
  int name = (int)strcspn(said, "=");
  if (kind == 'U') printf("#undef %s\n", said);
  else printf("#define %.*s %s\n", name, said, said[name] ? said + name + 1 : "1");
}

/* Clang's own output comes behind it. */
static int print_beginning(int count, char **words) {
  for (int i = 0; i < count; i++)
    if (strcmp(words[i], "-o") == 0 && i + 1 < count && !freopen(words[i + 1], "w", stdout)) {
      fprintf(stderr, "custody: error: %s: %s\n", words[i + 1], strerror(errno));
      return 0;
    }
  print_source(count, words);
  for (int i = 0; i < count; i++) {
    if (words[i][0] != '-' || (words[i][1] != 'D' && words[i][1] != 'U')) continue;
    if (words[i][2]) print_define(words[i][1], words[i] + 2);
    else if (i + 1 < count) print_define(words[i][1], words[i + 1]);
  }
  return fflush(stdout) == 0;
}

/* Behind the user's words: a library comes after the objects that need it. */
static void add_runtime(struct command *c) {
  add(c, c->library_folder);
  add(c, c->library_search);
  add(c, "-lcustody");
}

static int become(struct command *c) {
  add(c, NULL);
  execvp(c->word[0], c->word);
  fprintf(stderr, "custody: error: %s cannot be run: %s; install it\n", c->word[0],
          strerror(errno));
  return STATUS_CANNOT_RUN;
}

/* In front of them. Where nothing is compiled, Clang would call these unused. */
static void add_plugin(struct command *c) {
  add(c, "--start-no-unused-arguments");
  add(c, c->load_plugin);
  add(c, c->load_pass);
  add(c, "-idirafter");
  add(c, c->headers);
  if (*c->runtime) add(c, c->runtime);
  if (c->elides) add(c, "-fplugin-arg-custody-tsan=elide");
  for (int i = 0; i < c->policy_count; i++) add(c, c->policies[i]);
  add(c, "--end-no-unused-arguments");
}

static int run(struct command *c, const char *compiler, int count, char **words) {
  if (!find_parts(c)) {
    fputs("custody: error: lib/custody.so is not beside this command: build or install it\n",
          stderr);
    return STATUS_CANNOT_RUN;
  }
  const char *wrong = read_own(c, count, words);
  if (wrong) return usage_error("cc", "%s", wrong);
  add(c, compiler);
  add_plugin(c);
  add_users_words(c, count, words);
  if (*c->runtime && c->links) add_runtime(c);
  if (c->farm && c->preprocesses && !print_beginning(count, words)) return STATUS_CANNOT_RUN;
  return become(c);
}

static int compile(const char *compiler, int count, char **words) {
  if (count && strcmp(words[0], "--help") == 0) {
    fputs(help, stdout);
    return STATUS_CLEAN;
  }
  struct command c = {.word = calloc(3 * (size_t)count + own_words, sizeof *c.word),
                      .policies = calloc((size_t)count + 1, sizeof *c.policies)};
  int status =
      c.word && c.policies ? run(&c, compiler, count, words) : usage_error("cc", "out of memory");
  for (int i = 0; i < c.policy_count; i++) free(c.policies[i]);
  free(c.policies);
  free(c.word);
  return status;
}

int verb_cc(int count, char **words) { return compile(CUSTODY_CLANG, count, words); }

int verb_cxx(int count, char **words) { return compile(CUSTODY_CLANGXX, count, words); }
