// A process that shuts itself in after it has begun: any system call but these few ends it. Locks and
// checks need none, a new thread and a report the ones that are named here.
// wrong: WARNING: custody-order: lock of first by thread
#include <custody/short.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
static int guarded GUARDED_BY(first);

#define ALLOW(name)                                                                                \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1),                                           \
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static void shut_in(void) {
  static struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)), ALLOW(read),
      ALLOW(write), ALLOW(exit), ALLOW(exit_group), ALLOW(rt_sigreturn), /* strict's */
      ALLOW(futex),
      /* a report */
      ALLOW(getpid),
#ifndef STRICT
      ALLOW(prctl),
#endif
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)};
  struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static void nest(pthread_mutex_t *outer, pthread_mutex_t *inner) {
  pthread_mutex_lock(outer);
  pthread_mutex_lock(inner);
  guarded++;
  pthread_mutex_unlock(inner);
  pthread_mutex_unlock(outer);
}

int main(int count, char **arguments) {
  shut_in();
  nest(&first, &second);
  pthread_mutex_lock(&first);
  guarded++;
  pthread_mutex_unlock(&first);
  if (count > 1 && strcmp(arguments[1], "wrong") == 0) {
    pthread_mutex_lock(&second);
    pthread_mutex_lock(&first);
    pthread_mutex_unlock(&first);
    pthread_mutex_unlock(&second);
  }
  return 0;
}
