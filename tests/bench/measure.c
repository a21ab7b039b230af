/* Runs one command and says what it took, as one line in a file: seconds by the clock, seconds of
 * processor (user and system, all threads), kilobytes at most, exit status.
 *
 *     measure FILE COMMAND...          its own exit status: 0 if the command could be run */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

int main(int count, char **words) {
  if (count < 3) return fputs("usage: measure FILE COMMAND...\n", stderr), 2;
  double start = now();
  pid_t child = fork();
  if (child < 0) return 2;
  if (child == 0) {
    execvp(words[2], words + 2);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status)) return 2;
  FILE *out = fopen(words[1], "w");
  if (!out) return perror(words[1]), 2;
  fprintf(out, "%.3f %.3f %ld %d\n", now() - start,
          seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss, WEXITSTATUS(status));
  return fclose(out) == 0 && WEXITSTATUS(status) != 127 ? 0 : 2;
}
