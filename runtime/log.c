/* See log.h. The system calls are made without the C library's functions, which the sanitizers
 * intercept: to them our buffer, which one thread writes after the other, would look like a race. */
#include "log.h"
#include "options.h"
#include "say.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PATH_SIZE = 640 };

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

/* As with the sanitizers, log_path=NAME means the file NAME.PID. */
static int open_file(const char *name) {
  char path[PATH_SIZE];
  struct custody_text text = custody_text_in(path, sizeof path);
  custody_text_add(&text, name);
  custody_text_add(&text, ".");
  custody_text_decimal(&text, (uint64_t)syscall(SYS_getpid));
  return (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

static void say_it_cannot_be(const char *name) {
  char line[PATH_SIZE];
  struct custody_text text = custody_text_in(line, sizeof line);
  custody_text_add(&text, "cannot write to ");
  custody_text_add(&text, name);
  custody_text_add(&text, " (option log_path): reports go to standard error");
  custody_say_note(line);
}

static int destination(void) {
  if (custody_options.log_path[0] == '\0') return STDERR_FILENO;
  int there = atomic_load(&file);
  if (there >= 0) return there;
  int mine = open_file(custody_options.log_path), opened = mine >= 0;
  if (!opened) mine = STDERR_FILENO;
  int is_first = atomic_compare_exchange_strong(&file, &there, mine);
  if (is_first && !opened) say_it_cannot_be(custody_options.log_path);
  if (!is_first && opened) syscall(SYS_close, mine);
  return is_first ? mine : there;
}

void custody_log(const char *text, size_t size) {
  custody_sink *to = atomic_load(&sink);
  if (to) to(text, size);
  else write_all(destination(), text, size);
}
