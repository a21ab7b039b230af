/* What a handler may do: set a flag, write, reap children, wake a semaphore, end at once. */
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t stop;
static sem_t work;
static int children, pipe_end;

static void wake(void) {
  char byte = 0;
  int kept = errno;
  if (write(pipe_end, &byte, sizeof byte) < 0) children = 0;
  errno = kept;
}

static void on_signal(int number) {
  char text[16];
  memset(text, 0, sizeof text);
  memcpy(text, "signal", 6);
  stop = number;
  wake();
  sem_post(&work);
  while (waitpid(-1, NULL, WNOHANG) > 0) children--;
  __atomic_add_fetch(&children, 1, __ATOMIC_RELAXED);
  kill(getpid(), SIGTERM);
  if (number == SIGABRT) _exit(1);
}

int main(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGCHLD, &action, NULL);
  signal(SIGINT, on_signal);
  signal(SIGHUP, SIG_DFL);
  return stop;
}
