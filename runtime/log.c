/* See log.h. The system calls are made without the C library's functions, which the sanitizers
 * intercept: to them our buffer, which one thread writes after the other, would look like a race. */
#include "log.h"
#include "options.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Atomic(custody_sink *) sink;
static atomic_int file = -1;

void custody_log_to(custody_sink *to) { atomic_store(&sink, to); }

void custody_log_after_fork(void) {
  int old = atomic_exchange(&file, -1);
  if (old > STDERR_FILENO) syscall(SYS_close, old);
}

static void write_all(int to, const char *text, size_t size) {
  while (size > 0) {
    long wrote = syscall(SYS_write, to, text, size);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return;
    text += wrote;
    size -= (size_t)wrote;
  }
}

static void cannot_open(const char *path) {
  char line[700];
  struct custody_text text = custody_text_in(line, sizeof line);
  custody_text_add(&text, "custody: cannot write to ");
  custody_text_add(&text, path);
  custody_text_add(&text, " (option log_path): reports go to standard error\n");
  write_all(STDERR_FILENO, line, (size_t)(text.at - text.start));
}

/* As with the sanitizers, log_path=NAME means the file NAME.PID. */
static int open_file(const char *name) {
  char path[640];
  struct custody_text text = custody_text_in(path, sizeof path);
  custody_text_add(&text, name);
  custody_text_add(&text, ".");
  custody_text_decimal(&text, (uint64_t)syscall(SYS_getpid));
  int opened =
      (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (opened >= 0) return opened;
  cannot_open(path);
  return STDERR_FILENO;
}

static int destination(void) {
  if (custody_options.log_path[0] == '\0') return STDERR_FILENO;
  int there = atomic_load(&file);
  if (there >= 0) return there;
  int mine = open_file(custody_options.log_path);
  if (atomic_compare_exchange_strong(&file, &there, mine)) return mine;
  if (mine > STDERR_FILENO) syscall(SYS_close, mine);
  return there;
}

void custody_log(const char *text, size_t size) {
  custody_sink *to = atomic_load(&sink);
  if (to) to(text, size);
  else write_all(destination(), text, size);
}
