/* Whoever gives a loop a function, the loop's own thread runs it: the function's RUNS_ON says which. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);

struct event;
void event_set(struct event *, int, short, void (*)(int, short, void *), void *)
    __attribute__((weak));
struct event_base;
int event_base_loop(struct event_base *, int) __attribute__((weak));

static int requests OWNED_BY(worker);

static void read_request(int fd, short what, void *data) RUNS_ON(worker) {
  (void)fd, (void)what, (void)data;
  requests++;
}

static void *worker_run(void *base) THREAD_ENTRY(worker) {
  event_base_loop(base, 0);
  return base;
}

int start(struct event *event, struct event_base *base) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker_run, base)) return 1;
  event_set(event, 0, 2, read_request, 0);
  return pthread_join(thread, 0);
}

int main(void) { return start(0, 0); }
