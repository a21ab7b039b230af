/* From a packet to its listeners. Their list is in the speaker's target_cache, read under
 * voice_lock held shared; where it is missing it is made and kept under voice_lock held
 * exclusively, since both threads write the cache. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "control.h"
#include "memory.h"
#include "user.h"
#include "voice.h"
#include "whisper.h"
#include "wire.h"

enum { SPEAKER = 4, HEARD_MAX = VOICE_MAX + SPEAKER };

/* A packet as listeners get it. */
struct speech {
  int target;
  size_t length;   /* without position */
  size_t position; /* its bytes, 0 where there is none */
  uint8_t bytes[HEARD_MAX];
};

static bool speech_read(struct speech *speech, uint32_t speaker, const uint8_t *packet,
                        size_t length) {
  struct wire_reader in = {packet, length, false};
  struct wire_writer out = {speech->bytes, 0, sizeof speech->bytes, false};
  speech->target = wire_u8(&in) & 31;
  wire_u32(&in);
  wire_bytes(&in, wire_u16(&in));
  speech->position = in.left;
  wire_put_u8(&out, 0);
  wire_put_u32(&out, speaker);
  wire_put_bytes(&out, packet + 1, length - 1);
  speech->length = out.length - speech->position;
  return !in.bad && !out.bad && (in.left == 0 || in.left == POSITION_SIZE);
}

struct tunnel_call {
  struct call call;
  uint32_t session;
  size_t length;
  uint8_t bytes[];
};

static void run_tunnel(struct server *s, struct call *call) RUNS_ON(main) {
  struct tunnel_call *t = (struct tunnel_call *)call;
  struct user *u = user_find(s, t->session);
  if (u) {
    struct frame f;
    frame_begin(&f, MESSAGE_TUNNEL);
    wire_put_bytes(&f.out, t->bytes, t->length);
    frame_send(u, &f);
  }
  free(t);
}

static void drop_tunnel(struct call *call) { free(call); }

static void tunnel(struct server *s, uint32_t session, const uint8_t *plain, size_t length) {
  struct tunnel_call *t = memory_new(1, sizeof *t + length);
  t->call.run = run_tunnel;
  t->call.drop = drop_tunnel;
  t->session = session;
  t->length = length;
  memcpy(t->bytes, plain, length);
  if (!queue_post(&s->to_main, &t->call, CALLS_MOST / 2)) free(t);
}

static void send_sealed(struct user *to, const uint8_t *plain, size_t length) {
  uint8_t sealed[HEARD_MAX + CRYPT_OVERHEAD];
  pthread_mutex_lock(&to->crypt_lock);
  size_t size = crypt_seal(&to->crypt, sealed, plain, length);
  pthread_mutex_unlock(&to->crypt_lock);
  /* A datagram that the kernel has no room for is lost, as it may be anywhere on its way. */
  sendto(to->udp_socket, sealed, size, 0, (const struct sockaddr *)&to->udp_address,
         sizeof to->udp_address);
}

void relay_send(struct server *s, struct user *to, const uint8_t *plain, size_t length) {
  if (atomic_load(&to->udp_flag) && to->udp_socket >= 0) send_sealed(to, plain, length);
  else tunnel(s, to->session, plain, length);
}

static bool may_speak(const struct user *u) {
  return u->state == USER_LOGGED_IN && !u->mute && !u->suppress && !u->self_mute;
}

static bool may_hear(const struct user *to) { return !to->deaf && !to->self_deaf; }

static void deliver(struct user *speaker, const struct target_cache *cache, struct speech *speech) {
  struct server *s = speaker->server;
  for (size_t i = 0; i < cache->count; i++) {
    struct user *to = cache->listeners[i].user;
    if (!may_hear(to)) continue;
    bool near = strcmp(speaker->context, to->context) == 0;
    speech->bytes[0] = (uint8_t)(VOICE_SPEECH << 5 | cache->listeners[i].how);
    relay_send(s, to, speech->bytes, speech->length + (near ? speech->position : 0));
    atomic_fetch_add_explicit(&s->relayed, 1, memory_order_relaxed);
  }
}

static struct target_cache *known_listeners(struct user *speaker, int target) {
  struct target_cache *cache;
  HASH_FIND_INT(speaker->target_cache, &target, cache);
  return cache;
}

/* False where the list of listeners has yet to be made. */
static bool relay_known(struct server *s, uint32_t session, struct speech *speech) {
  struct target_cache *cache = NULL;
  pthread_rwlock_rdlock(&s->voice_lock);
  struct user *speaker = user_find(s, session);
  bool silent = !speaker || !may_speak(speaker);
  if (!silent) cache = known_listeners(speaker, speech->target);
  if (cache) deliver(speaker, cache, speech);
  pthread_rwlock_unlock(&s->voice_lock);
  return silent || cache;
}

static void relay_first(struct server *s, uint32_t session, struct speech *speech) {
  pthread_rwlock_wrlock(&s->voice_lock);
  struct user *speaker = user_find(s, session);
  if (speaker && may_speak(speaker)) {
    struct target_cache *cache = listeners_find(speaker, speech->target);
    HASH_ADD_INT(speaker->target_cache, target, cache);
    deliver(speaker, cache, speech);
  }
  pthread_rwlock_unlock(&s->voice_lock);
}

void relay_voice(struct server *s, uint32_t session, const uint8_t *packet, size_t length) {
  struct speech speech;
  if (!speech_read(&speech, session, packet, length)) return;
  atomic_fetch_add_explicit(&s->heard, 1, memory_order_relaxed);
  if (!relay_known(s, session, &speech)) relay_first(s, session, &speech);
}
