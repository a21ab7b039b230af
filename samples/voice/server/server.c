/* The server's life: built, run, taken apart. Threads exist only inside server_run. */
#include "server.h"

#include <event2/event.h>
#include <event2/listener.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "acl.h"
#include "admin.h"
#include "channel.h"
#include "control.h"
#include "names.h"
#include "sockets.h"
#include "tls.h"
#include "user.h"
#include "voice.h"

uint64_t server_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* A writer that waits goes first: the voice thread takes the lock again and again, and main would
 * starve behind it. */
static void init_locks(struct server *s) INIT(s) {
  pthread_rwlockattr_t attributes;
  pthread_rwlockattr_init(&attributes);
  pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  pthread_rwlock_init(&s->voice_lock, &attributes);
  pthread_rwlockattr_destroy(&attributes);
  pthread_mutex_init(&s->cache_lock, NULL);
}

static bool open_sockets(struct server *s) INIT(s) {
  s->admin_socket = s->control_socket = s->udp_socket = -1;
  s->admin_socket = sockets_listen(s->options.admin_port);
  if (s->admin_socket < 0 || !sockets_pair(s->options.port, &s->control_socket, &s->udp_socket)) {
    perror("voice-server: 127.0.0.1");
    return false;
  }
  s->admin_port = sockets_port(s->admin_socket);
  s->port = sockets_port(s->control_socket);
  return true;
}

static void on_stop(evutil_socket_t signal, short what, void *argument) RUNS_ON(main) {
  (void)signal, (void)what;
  server_stop(argument);
}

static void on_calls(evutil_socket_t wakeup, short what, void *argument) RUNS_ON(main) {
  struct server *s = argument;
  (void)wakeup, (void)what;
  queue_run(&s->to_main, s);
}

static void on_reap(evutil_socket_t none, short what, void *argument) RUNS_ON(main) {
  struct server *s = argument;
  struct user *u, *next;
  (void)none, (void)what;
  HASH_ITER(hh, s->users, u, next) {
    if (u->leaving) user_remove(u);
  }
}

/* Out of file descriptors, say: new connections wait in the backlog for a moment. */
static void on_accept_again(evutil_socket_t none, short what, void *listener) RUNS_ON(main) {
  (void)none, (void)what;
  evconnlistener_enable(listener);
}

static void on_accept_error(struct evconnlistener *listener, void *argument) RUNS_ON(main) {
  static const struct timeval moment = {1, 0};
  struct server *s = argument;
  evconnlistener_disable(listener);
  event_base_once(s->base, -1, EV_TIMEOUT, on_accept_again, listener, &moment);
}

static bool add_events(struct server *s) INIT(s) {
  const struct timeval limit = {s->options.seconds, 0};
  s->reaper = event_new(s->base, -1, 0, on_reap, s);
  s->others[0] = evsignal_new(s->base, SIGTERM, on_stop, s);
  s->others[1] = evsignal_new(s->base, SIGINT, on_stop, s);
  s->others[2] = event_new(s->base, s->to_main.wakeup, EV_READ | EV_PERSIST, on_calls, s);
  s->others[3] = evtimer_new(s->base, on_stop, s);
  for (int i = 0; i < 4; i++)
    if (!s->others[i] || (i < 3 && event_add(s->others[i], NULL) != 0)) return false;
  return s->reaper && (!s->options.seconds || event_add(s->others[3], &limit) == 0);
}

static bool open_events(struct server *s) INIT(s) {
  s->base = event_base_new();
  if (!s->base || !add_events(s)) return false;
  s->listener =
      evconnlistener_new(s->base, control_accept, s, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC,
                         0, s->control_socket);
  if (!s->listener) return false;
  evconnlistener_set_error_cb(s->listener, on_accept_error);
  return true;
}

bool server_init(struct server *s, const struct options *options) {
  *s = (struct server){.options = *options};
  init_locks(s);
  bool queues = queue_init(&s->to_main);
  queues = inbox_init(&s->to_voice) && queues;
  s->stopping = eventfd(0, EFD_CLOEXEC);
  acl_defaults(channel_add(s, NULL, "root"));
  if (!open_sockets(s) || !queues || s->stopping < 0 || sodium_init() < 0) return false;
  s->tls = tls_open(options->directory);
  return s->tls && admin_make_token(s, options->directory) && open_events(s);
}

static bool start(pthread_t *thread, void *(*entry)(void *), struct server *s) {
  int error = pthread_create(thread, NULL, entry, s);
  if (error) fprintf(stderr, "voice-server: no thread: error %d\n", error);
  return !error;
}

static void serve(struct server *s) {
  printf("ready port=%u admin-port=%u\n", s->port, s->admin_port);
  fflush(stdout);
  event_base_dispatch(s->base);
}

bool server_run(struct server *s) {
  pthread_t voice, admin;
  bool voice_runs = start(&voice, voice_main, s);
  bool admin_runs = voice_runs && start(&admin, admin_main, s);
  if (admin_runs) serve(s);
  queue_close(&s->to_main);
  eventfd_write(s->stopping, 1);
  if (admin_runs) pthread_join(admin, NULL);
  if (voice_runs) pthread_join(voice, NULL);
  return admin_runs;
}

void server_stop(struct server *s) { event_base_loopbreak(s->base); }

static void close_events(struct server *s) FINI(s) {
  if (s->listener) evconnlistener_free(s->listener);
  else if (s->control_socket >= 0) close(s->control_socket);
  for (int i = 0; i < 4; i++)
    if (s->others[i]) event_free(s->others[i]);
  if (s->reaper) event_free(s->reaper);
  if (s->base) event_base_free(s->base);
}

void server_fini(struct server *s) {
  struct user *u, *next;
  for (u = s->users; u; u = u->hh.next) u->leaving = true; /* nobody is told of the others */
  HASH_ITER(hh, s->users, u, next) user_remove(u);
  channels_fini(s);
  acl_forget(s);
  names_fini(s);
  close_events(s);
  SSL_CTX_free(s->tls);
  if (s->admin_socket >= 0) close(s->admin_socket);
  if (s->udp_socket >= 0) close(s->udp_socket);
  if (s->stopping >= 0) close(s->stopping);
  inbox_fini(&s->to_voice);
  queue_fini(&s->to_main);
  pthread_mutex_destroy(&s->cache_lock);
  pthread_rwlock_destroy(&s->voice_lock);
}
