/* Forms of a call that do not wait, a loop's own wait, and locks that are held briefly. */
#include <custody/short.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int poll_children(int options) { return waitpid(-1, 0, options); }

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  struct pollfd file = {.fd = 0, .events = POLLIN};
  struct flock whole = {.l_type = F_WRLCK};
  char byte;
  poll(&file, 1, -1);
  if (read(0, &byte, 1) == 1 && write(1, &byte, 1) == 1) byte = 0;
  waitpid(-1, 0, WNOHANG | WUNTRACED);
  poll_children(WNOHANG);
  flock(1, LOCK_EX | LOCK_NB);
  fcntl(1, F_SETLK, &whole);
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run_loop, 0)) return 1;
  return pthread_join(thread, 0);
}
