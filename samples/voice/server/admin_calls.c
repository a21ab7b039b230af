/* What administrators may ask for: each verb a function that main runs, while the admin thread
 * waits for its answer. When the server stops, a call that was not run ends the wait too. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "admin.h"
#include "channel.h"
#include "user.h"

enum { NUMBERS = 2 };

struct admin_call {
  struct call call;
  const struct verb *verb;
  uint32_t numbers[NUMBERS];
  char *answer; /* main's until `finished` */
  size_t size, length;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool finished GUARDED_BY(lock);
};

struct verb {
  const char *name;
  int numbers;
  void (*run)(struct server *s, struct admin_call *a);
};

__attribute__((format(printf, 2, 3))) static void say(struct admin_call *a, const char *format,
                                                      ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(a->answer + a->length, a->size - a->length, format, arguments);
  va_end(arguments);
  if (length > 0 && (size_t)length < a->size - a->length) a->length += (size_t)length;
  else a->answer[a->length] = 0;
}

static struct user *named_user(struct server *s, struct admin_call *a) {
  struct user *u = user_find(s, a->numbers[0]);
  if (u && u->state == USER_LOGGED_IN) return u;
  say(a, "error: no such user\n");
  return NULL;
}

static void run_stats(struct server *s, struct admin_call *a) RUNS_ON(main) {
  say(a, "users %u\nchannels %u\n", HASH_COUNT(s->users), HASH_COUNT(s->channels));
  say(a, "heard %" PRIu64 "\n", (uint64_t)atomic_load(&s->heard));
  say(a, "relayed %" PRIu64 "\n", (uint64_t)atomic_load(&s->relayed));
  say(a, "refused %" PRIu64 "\nok\n", (uint64_t)atomic_load(&s->refused));
}

static void describe(struct admin_call *a, struct user *u) {
  struct bandwidth_counts sent = bandwidth_counts(&u->bandwidth);
  pthread_mutex_lock(&u->crypt_lock);
  uint64_t refused = u->crypt.refused;
  pthread_mutex_unlock(&u->crypt_lock);
  say(a, "%" PRIu32 " %s channel %" PRIu32 " %s%s", u->session, u->name, u->channel->id,
      atomic_load(&u->udp_flag) ? "udp" : "tunnel", u->mute ? " muted" : "");
  say(a, " packets %" PRIu64 " bytes %" PRIu64 " over %" PRIu64 " unopened %" PRIu64 "\n",
      sent.packets, sent.bytes, sent.refused, refused);
}

static void run_users(struct server *s, struct admin_call *a) RUNS_ON(main) {
  for (struct user *u = s->users; u; u = u->hh.next)
    if (u->state == USER_LOGGED_IN) describe(a, u);
  say(a, "ok\n");
}

static void run_kick(struct server *s, struct admin_call *a) RUNS_ON(main) {
  struct user *u = named_user(s, a);
  if (!u) return;
  user_drop(u);
  say(a, "ok\n");
}

static void run_mute(struct server *s, struct admin_call *a) RUNS_ON(main) {
  struct user *u = named_user(s, a);
  if (!u) return;
  user_set_flag(u, USER_MUTE, a->numbers[1] != 0);
  say(a, "ok\n");
}

static void run_move(struct server *s, struct admin_call *a) RUNS_ON(main) {
  struct user *u = named_user(s, a);
  struct channel *to = channel_find(s, a->numbers[1]);
  if (!u) return;
  if (to) user_move(u, to);
  say(a, to ? "ok\n" : "error: no such channel\n");
}

static void run_stop(struct server *s, struct admin_call *a) RUNS_ON(main) {
  server_stop(s);
  say(a, "ok\n");
}

static const struct verb verbs[] = {
    {"stats", 0, run_stats}, {"users", 0, run_users}, {"kick", 1, run_kick}, /* SESSION */
    {"mute", 2, run_mute}, /* SESSION 1|0 */
    {"move", 2, run_move}, /* SESSION CHANNEL */
    {"stop", 0, run_stop},
};

/* Whoever waits owns the call: after this it may be gone. */
static void finish(struct admin_call *a) {
  pthread_mutex_lock(&a->lock);
  a->finished = true;
  pthread_cond_signal(&a->changed);
  pthread_mutex_unlock(&a->lock);
}

static void run(struct server *s, struct call *call) RUNS_ON(main) {
  struct admin_call *a = (struct admin_call *)call;
  a->verb->run(s, a);
  finish(a);
}

static void drop(struct call *call) {
  struct admin_call *a = (struct admin_call *)call;
  say(a, "error: stopping\n");
  finish(a);
}

static bool parse(struct admin_call *a, const char *line) {
  char name[16], rest;
  int got =
      sscanf(line, "%15s %" SCNu32 " %" SCNu32 " %c", name, &a->numbers[0], &a->numbers[1], &rest);
  for (size_t i = 0; got > 0 && i < sizeof verbs / sizeof verbs[0]; i++)
    if (strcmp(name, verbs[i].name) == 0 && got == 1 + verbs[i].numbers) a->verb = &verbs[i];
  return a->verb;
}

static void await(struct admin_call *a) {
  pthread_mutex_lock(&a->lock);
  while (!a->finished) pthread_cond_wait(&a->changed, &a->lock);
  pthread_mutex_unlock(&a->lock);
}

void admin_execute(struct server *s, const char *line, char *answer, size_t size) {
  struct admin_call a = {.call = {run, drop, NULL}, .answer = answer, .size = size};
  pthread_mutex_init(&a.lock, NULL);
  pthread_cond_init(&a.changed, NULL);
  answer[0] = 0;
  if (!parse(&a, line)) say(&a, "error: stats, users, kick, mute, move or stop?\n");
  else if (queue_post(&s->to_main, &a.call, CALLS_MOST)) await(&a);
  else say(&a, "error: busy or stopping\n");
  pthread_cond_destroy(&a.changed);
  pthread_mutex_destroy(&a.lock);
}
