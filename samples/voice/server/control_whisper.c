/* Requests about whisper targets. A target is read twice: once to see that all of it is there and
 * to count, once into an object of the right size. */
#include "control.h"
#include "user.h"
#include "whisper.h"

static void read_sessions(struct wire_reader *in, uint32_t *sessions, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t session = wire_u32(in);
    if (sessions) sessions[i] = session;
  }
}

static void read_channel(struct wire_reader *in, struct whisper_channel *w) INIT(w) {
  w->id = wire_u32(in);
  uint8_t reach = wire_u8(in);
  w->links = reach & REACH_LINKS;
  w->children = reach & REACH_CHILDREN;
  wire_text(in, w->group, sizeof w->group);
}

static void read_channels(struct wire_reader *in, struct whisper_channel *channels, size_t count) {
  struct whisper_channel ignored;
  for (size_t i = 0; i < count; i++) read_channel(in, channels ? &channels[i] : &ignored);
}

static struct whisper_target *read_target(struct wire_reader *in) {
  uint8_t id = wire_u8(in);
  struct wire_reader counted = *in;
  size_t sessions = wire_u8(&counted);
  read_sessions(&counted, NULL, sessions);
  size_t channels = wire_u8(&counted);
  read_channels(&counted, NULL, channels);
  if (!wire_done(&counted) || id == TARGET_CHANNEL || id > TARGET_LAST) return NULL;
  struct whisper_target *t = whisper_new(id, channels, sessions);
  wire_u8(in);
  read_sessions(in, t->sessions, sessions);
  wire_u8(in);
  read_channels(in, t->channels, channels);
  return t;
}

enum answer control_target_set(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  struct whisper_target *t = read_target(in);
  if (!t) return ANSWER_MALFORMED;
  whisper_replace(u, t);
  return ANSWER_OK;
}

enum { REDIRECTS_MOST = 32 };

enum answer control_redirect_set(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  char from[TEXT_SIZE], to[TEXT_SIZE];
  wire_text(in, from, sizeof from);
  wire_text(in, to, sizeof to);
  if (!wire_done(in) || !*from) return ANSWER_MALFORMED;
  if (*to && HASH_COUNT(u->whisper_redirect) >= REDIRECTS_MOST) return ANSWER_LIMIT;
  user_redirect(u, from, to);
  return ANSWER_OK;
}
