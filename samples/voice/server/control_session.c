/* Requests of a user's own session: logging in, pings, voice through the tunnel. */
#include <sodium.h>
#include <string.h>

#include "channel.h"
#include "control.h"
#include "names.h"
#include "user.h"

static bool name_in_use(struct server *s, const char *name) {
  for (struct user *u = s->users; u; u = u->hh.next)
    if (u->state == USER_LOGGED_IN && !u->leaving && strcmp(u->name, name) == 0) return true;
  return false;
}

static void welcome(struct user *u) {
  struct frame f;
  frame_begin(&f, MESSAGE_WELCOME);
  wire_put_u32(&f.out, u->session);
  wire_put_u16(&f.out, u->server->port);
  wire_put_u32(&f.out, u->server->options.bandwidth);
  pthread_mutex_lock(&u->crypt_lock);
  wire_put_bytes(&f.out, u->crypt.receive_key, CRYPT_KEY);
  wire_put_bytes(&f.out, u->crypt.send_key, CRYPT_KEY);
  pthread_mutex_unlock(&u->crypt_lock);
  frame_send(u, &f);
  sodium_memzero(&f, sizeof f);
}

enum answer control_log_in(struct user *u, struct wire_reader *in, uint32_t *value) {
  char name[TEXT_SIZE], secret[TEXT_SIZE];
  wire_text(in, name, sizeof name);
  wire_text(in, secret, sizeof secret);
  if (!wire_done(in) || !*name || !*secret) return ANSWER_MALFORMED;
  if (u->state == USER_LOGGED_IN || name_in_use(u->server, name)) return ANSWER_CONFLICT;
  if (!names_claim(u->server, name, secret)) return ANSWER_DENIED;
  user_log_in(u, name);
  welcome(u);
  announce_user(u);
  *value = u->session;
  return ANSWER_OK;
}

/* What other threads have handed over comes first, so that the answer can mean "done". */
enum answer control_ping(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  if (!wire_done(in)) return ANSWER_MALFORMED;
  queue_run(&u->server->to_main, u->server);
  return ANSWER_OK;
}

enum answer control_tunnel(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  if (!in->left || in->left > VOICE_MAX) return ANSWER_MALFORMED;
  atomic_store(&u->udp_flag, false);
  inbox_put(&u->server->to_voice, u->session, in->at, in->left);
  return ANSWER_OK;
}
