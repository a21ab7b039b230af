/* A timer of libuv runs on the loop; work for libuv's pool does not. */
// link: -luv
#include <custody/short.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

static int files OWNED_BY(loop);

static void on_timer(uv_timer_t *timer) {
  (void)timer;
  files++;
  system("true"); // expect-both: blocking system
}

static void work(uv_work_t *request) {
  (void)request;
  sync();
  files++; // expect-both: owner files
}

static void after(uv_work_t *request, int status) {
  (void)request, (void)status;
  files++;
  uv_fs_t close;
  uv_fs_fsync(uv_default_loop(), &close, 1, 0); // expect-both: blocking uv_fs_fsync
}

static void run_loop(void *unused) THREAD_ENTRY(loop);
static void run_loop(void *unused) {
  (void)unused;
  static uv_timer_t timer;
  static uv_work_t request;
  uv_timer_init(uv_default_loop(), &timer);
  uv_timer_start(&timer, on_timer, 1, 0);
  uv_queue_work(uv_default_loop(), &request, work, after);
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}

int main(void) {
  uv_thread_t thread;
  uv_thread_create(&thread, run_loop, 0);
  return uv_thread_join(&thread);
}
