/* Frames with names: a fault inside an inlined function, inside a method, on a thread that is created in
 * main; and where no name may be looked for. The first argument says where. */
extern "C" {
#include "../../../runtime/wrapped.h"
}
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <custody/runtime.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>

static const char *where;
static pthread_t main_thread;
static bool is_inherited[1024];
static bool is(const char *name) { return strcmp(where, name) == 0; }

static inline __attribute__((always_inline)) void ask() {
  custody_assert_role(main); // line of ask
}

namespace town {
struct server {
  int users;
  void handle(int count);
};
__attribute__((noinline)) void server::handle(int count) {
  ask(); // line of handle
  users += count;
}
} // namespace town

static town::server server;
static void on_signal(int) { server.handle(1); }

static ucontext_t before, inside;
static void handle_once() { server.handle(1); }
static void run_coroutine() {
  static char stack[64 * 1024];
  getcontext(&inside);
  inside.uc_stack.ss_sp = stack;
  inside.uc_stack.ss_size = sizeof stack;
  inside.uc_link = &before;
  makecontext(&inside, handle_once, 0);
  swapcontext(&before, &inside);
}

/* Opening a file, or asking for a path, ends the process, as where it has shut itself in. */
static void shut_in() {
  struct sock_filter rows[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_readlinkat, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getcwd, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof rows / sizeof rows[0], rows};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
    abort();
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void with_lock() {
  static const struct custody_rt_place place = {__FILE__, "with_lock", __LINE__, 1};
  custody_rt_pthread_mutex_lock(&lock, &place, "lock"); // line of with_lock
  server.handle(1);
  custody_rt_pthread_mutex_unlock(&lock, &place, "lock");
}

/* Two locks in both orders, the first of them in a function of its own. */
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static __attribute__((noinline)) void take(pthread_mutex_t *mutex, const char *lock_class) {
  static const struct custody_rt_place place = {__FILE__, "take", __LINE__, 1};
  custody_rt_pthread_mutex_lock(mutex, &place, lock_class); // line of take
  __asm__ volatile("" ::: "memory"); /* it's no tail call */
}
static void give_both() {
  static const struct custody_rt_place place = {__FILE__, "give_both", __LINE__, 1};
  custody_rt_pthread_mutex_unlock(&lock, &place, "lock");
  custody_rt_pthread_mutex_unlock(&log_lock, &place, "log_lock");
}
static __attribute__((noinline)) void write_log() {
  take(&lock, "lock"); // line of holding
  take(&log_lock, "log_lock"); // line of taking
  give_both();
}
static void lock_in_both_orders() {
  write_log();
  take(&log_lock, "log_lock");
  take(&lock, "lock");
  give_both();
}

/* A report with names, then one where none may be read any more. */
static __attribute__((noinline)) void ask_later() { custody_assert_role(main); }
static void report_twice() {
  server.handle(1);
  shut_in();
  ask_later();
}

/* No more than so many pages of memory from here on. */
static void leave_pages(const char *pages) {
  unsigned long size = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%lu", &size) != 1) abort();
  fclose(file);
  rlim_t most = (size + strtoul(pages, nullptr, 10)) * 4096;
  struct rlimit limit = {most, most};
  if (setrlimit(RLIMIT_AS, &limit) != 0) abort();
}

static void *work(void *data) {
  if (is("cramped")) leave_pages(getenv("PAGES"));
  if (is("sandbox")) shut_in();
  if (is("coroutine")) run_coroutine();
  else if (is("later")) report_twice();
  else if (is("signal")) raise(SIGUSR1);
  else if (is("malloc")) free(malloc(8));
  else if (is("order")) lock_in_both_orders();
  else if (is("lock")) with_lock(); // line of locking work
  else server.handle(1); // line of work
  return data;
}

/* How many files are open with low numbers; any other must not go to programs that are started. */
static int count_files() {
  int count = 0;
  for (int i = 0; i < 1024; i++) {
    int flags = fcntl(i, F_GETFD);
    if (flags >= 0 && i < 200) count++;
    if (!where) is_inherited[i] = flags == 0;
    else if (flags == 0 && i >= 200 && !is_inherited[i]) abort();
  }
  return count;
}

int main(int, char **arguments) {
  int files = count_files();
  static const struct custody_rt_place place = {__FILE__, "main", __LINE__, 1};
  pthread_attr_t attributes;
  pthread_t thread;
  where = arguments[1];
  main_thread = pthread_self();
  signal(SIGUSR1, on_signal);
  pthread_attr_init(&attributes);
  if (is("small")) pthread_attr_setstacksize(&attributes, 128 * 1024);
  custody_rt_pthread_create(&thread, &attributes, work, nullptr, &place); // line of main
  custody_rt_pthread_join(thread, nullptr, &place);
  if (count_files() != files) abort();
  return 0;
}

#ifdef OWN_MALLOC
/* An allocator of the program's own that has a lock, and a fault while it holds it. */
static pthread_mutex_t heap_lock = PTHREAD_MUTEX_INITIALIZER;
static char heap[1 << 20];
static size_t used;

extern "C" void *malloc(size_t size) {
  if (pthread_mutex_trylock(&heap_lock) != 0) abort();
  char *at = heap + used;
  used += (size + 31) / 16 * 16;
  if (where && is("malloc") && custody_report_count() == 0 && pthread_self() != main_thread)
    server.handle(1);
  pthread_mutex_unlock(&heap_lock);
  if (used > sizeof heap) abort();
  *(size_t *)(void *)at = size;
  return at + 16;
}
extern "C" void free(void *) {}
extern "C" void *calloc(size_t count, size_t size) {
  return memset(malloc(count * size), 0, count * size);
}
extern "C" void *realloc(void *old, size_t size) {
  void *made = malloc(size);
  if (old) {
    size_t had = ((size_t *)old)[-2];
    memcpy(made, old, had < size ? had : size);
  }
  return made;
}
#endif
