/* Runs commands in turns and prints what each cost beside the first one.
 *
 *     compare ROUNDS LABEL COMMAND... -- LABEL COMMAND... [-- ...]
 *
 * Rounds go around all commands, so that whatever else the machine does falls on each alike; of
 * every command the best round counts. Time is that of the processor, user and system, with that
 * of the command's own children; memory is the largest resident set of any of them. */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { most_commands = 16 };

struct command {
  const char *label;
  char **words;
  double seconds;
  long kilobytes;
};

static double seconds_of(const struct rusage *usage) {
  return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
         (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

static int run(char **words, struct rusage *usage) {
  pid_t child = fork();
  if (child < 0) return -1;
  if (child == 0) {
    execvp(words[0], words);
    _exit(127);
  }
  int status = 0;
  if (wait4(child, &status, 0, usage) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int measure(struct command *c) {
  struct rusage usage;
  int status = run(c->words, &usage);
  if (status != 0) {
    fprintf(stderr, "compare: %s: exit status %d\n", c->label, status);
    return 0;
  }
  double seconds = seconds_of(&usage);
  if (c->seconds == 0 || seconds < c->seconds) c->seconds = seconds;
  if (usage.ru_maxrss > c->kilobytes) c->kilobytes = usage.ru_maxrss;
  return 1;
}

/* Cuts the words at "--"; gives the number of commands. */
static int read_commands(struct command *commands, char **words) {
  int count = 0;
  while (*words && count < most_commands) {
    commands[count].label = *words++;
    commands[count++].words = words;
    while (*words && strcmp(*words, "--") != 0) words++;
    if (!*words) break;
    *words++ = NULL;
  }
  return count;
}

static void print(const struct command *commands, int count) {
  for (int i = 0; i < count; i++) {
    const struct command *c = &commands[i], *first = &commands[0];
    printf("%-34s %8.3f s  %5.2fx   %7.1f MB  %5.2fx\n", c->label, c->seconds,
           c->seconds / first->seconds, (double)c->kilobytes / 1024,
           (double)c->kilobytes / (double)first->kilobytes);
  }
}

int main(int argc, char **argv) {
  struct command commands[most_commands] = {{0}};
  int rounds = argc > 3 ? atoi(argv[1]) : 0;
  int count = rounds > 0 ? read_commands(commands, argv + 2) : 0;
  if (!count) {
    fputs("usage: compare ROUNDS LABEL COMMAND... -- LABEL COMMAND...\n", stderr);
    return 2;
  }
  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < count; i++)
      if (!measure(&commands[i])) return 1;
  print(commands, count);
  return 0;
}
