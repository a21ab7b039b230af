/* The functions that libev and libuv let a signal handler call. */
// link: -lev -luv
#include <ev.h>
#include <signal.h>
#include <uv.h>

static ev_async ev_wake;
static uv_async_t uv_wake;
static struct ev_loop *loop;

static void on_signal(int number) {
  (void)number;
  ev_async_send(loop, &ev_wake);
  uv_async_send(&uv_wake);
}

int main(void) {
  loop = ev_default_loop(0);
  signal(SIGUSR1, on_signal);
  return 0;
}
