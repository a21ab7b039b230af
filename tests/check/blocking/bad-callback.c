/* A watcher of libev runs on the role that has stored it, and the role must not block. */
// link: -lev
#include <custody/short.h>
#include <ev.h>
#include <netdb.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(net);
NONBLOCKING_ROLE(net);

static struct addrinfo *found;

static void on_readable(struct ev_loop *loop, ev_io *watcher, int events) {
  (void)loop, (void)watcher, (void)events;
  getaddrinfo("host", 0, 0, &found); // expect-both: blocking role 'net' must not block
}

static void watch(struct ev_loop *loop, ev_timer *timer,
                  void (*run)(struct ev_loop *, ev_timer *, int)) {
  ev_timer_init(timer, run, 1., 0.);
  ev_timer_start(loop, timer);
}

static void on_timer(struct ev_loop *loop, ev_timer *timer, int events) {
  (void)loop, (void)timer, (void)events;
  ev_sleep(1.); // expect-both: blocking ev_sleep
}

static void *run_net(void *unused) THREAD_ENTRY(net);
static void *run_net(void *unused) {
  struct ev_loop *loop = ev_loop_new(0);
  ev_io readable;
  ev_timer timer;
  ev_io_init(&readable, on_readable, 0, EV_READ);
  ev_io_start(loop, &readable);
  watch(loop, &timer, on_timer);
  ev_run(loop, 0);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run_net, 0)) return 1;
  return pthread_join(thread, 0);
}
