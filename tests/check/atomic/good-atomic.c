/* By type, by builtin, by the library's functions: all of these are atomic operations. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>

struct user {
  _Atomic int udp ATOMIC;
  int packets ATOMIC;
  atomic_flag busy ATOMIC;
};

static struct user user;

static void *run(void *unused) {
  user.udp = 1;
  user.udp++;
  atomic_fetch_add(&user.udp, 2);
  __atomic_fetch_add(&user.packets, 1, __ATOMIC_RELAXED);
  __sync_fetch_and_add(&user.packets, 1);
  if (!atomic_flag_test_and_set(&user.busy)) atomic_flag_clear(&user.busy);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  int packets = __atomic_load_n(&user.packets, __ATOMIC_ACQUIRE) + user.udp;
  pthread_join(thread, 0);
  return packets;
}
