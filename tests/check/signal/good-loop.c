/* Signals that a loop hands on are no handlers: libev's and libuv's watchers run on the loop. */
// link: -lev -luv
#include <ev.h>
#include <signal.h>
#include <stdio.h>
#include <uv.h>

static void on_signal(struct ev_loop *loop, ev_signal *watcher, int events) {
  (void)watcher;
  printf("%d\n", events);
  ev_break(loop, EVBREAK_ALL);
}

static void on_uv_signal(uv_signal_t *handle, int number) {
  (void)handle;
  printf("%d\n", number);
}

int main(void) {
  static ev_signal watcher;
  static uv_signal_t handle;
  ev_signal_init(&watcher, on_signal, SIGINT);
  ev_signal_start(EV_DEFAULT, &watcher);
  ev_run(EV_DEFAULT, 0);
  uv_signal_init(uv_default_loop(), &handle);
  uv_signal_start(&handle, on_uv_signal, SIGTERM);
  return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
