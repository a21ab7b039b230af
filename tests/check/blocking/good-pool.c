/* libuv's pool and a thread of one's own may do what the loop may not. */
// link: -luv
#include <custody/short.h>
#include <unistd.h>
#include <uv.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

static void work(uv_work_t *request) {
  (void)request;
  fsync(1);
}

static void closed(uv_fs_t *request) { uv_fs_req_cleanup(request); }

static void after(uv_work_t *request, int status) {
  (void)request, (void)status;
  static uv_fs_t file;
  uv_fs_fsync(uv_default_loop(), &file, 1, closed);
}

static void run_loop(void *unused) THREAD_ENTRY(loop);
static void run_loop(void *unused) {
  (void)unused;
  static uv_work_t request;
  uv_queue_work(uv_default_loop(), &request, work, after);
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}

int main(void) {
  uv_thread_t thread;
  uv_thread_create(&thread, run_loop, 0);
  return uv_thread_join(&thread);
}
