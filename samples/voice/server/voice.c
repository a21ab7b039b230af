/* The voice thread's loop: datagrams and tunnelled packets in, to the relay with them. */
#include "voice.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "peers.h"
#include "user.h"
#include "wire.h"

enum { BATCH = 64 };

static void hear_speech(struct server *s, uint32_t session, const uint8_t *packet, size_t length) {
  pthread_rwlock_rdlock(&s->voice_lock);
  struct user *u = user_find(s, session);
  bool heard = u && flood_allows(u, length);
  pthread_rwlock_unlock(&s->voice_lock);
  if (heard) relay_voice(s, session, packet, length);
}

static void answer_ping(struct server *s, uint32_t session, const uint8_t *packet, size_t length) {
  pthread_rwlock_rdlock(&s->voice_lock);
  struct user *u = user_find(s, session);
  if (u && length == 9) relay_send(s, u, packet, length);
  pthread_rwlock_unlock(&s->voice_lock);
}

static bool is_ping(const uint8_t *packet, size_t length) {
  return length && packet[0] >> 5 == VOICE_PING;
}

static void hear(struct server *s, uint32_t session, const uint8_t *packet, size_t length) {
  if (is_ping(packet, length)) answer_ping(s, session, packet, length);
  else if (length && length <= VOICE_MAX && packet[0] >> 5 == VOICE_SPEECH)
    hear_speech(s, session, packet, length);
}

static void drain_inbox(struct server *s) {
  eventfd_t count;
  struct tunnelled *t;
  eventfd_read(s->to_voice.wakeup, &count);
  while ((t = inbox_take(&s->to_voice))) {
    hear(s, t->session, t->bytes, t->length);
    free(t);
  }
}

/* A status ping comes from anyone; its answer is no longer than it is. */
static void answer_status(struct server *s, const uint8_t *ping, const struct sockaddr_in *from) {
  uint8_t bytes[STATUS_SIZE];
  struct wire_writer out = {bytes, 0, sizeof bytes, false};
  pthread_rwlock_rdlock(&s->voice_lock);
  uint32_t users = HASH_COUNT(s->users);
  pthread_rwlock_unlock(&s->voice_lock);
  wire_put_bytes(&out, ping, 12);
  wire_put_u32(&out, users);
  wire_put_u32(&out, s->options.max_users);
  wire_put_u32(&out, s->options.bandwidth);
  sendto(s->udp_socket, bytes, out.length, 0, (const struct sockaddr *)from, sizeof *from);
}

static bool is_status(const uint8_t *bytes, size_t length) {
  return length == STATUS_SIZE && memcmp(bytes, "\0\0\0\0", 4) == 0;
}

/* A ping is answered after all that came before it, through the tunnel too: that is what lets a
 * client say "by now everyone has heard me". */
static void hear_datagram(struct server *s, const uint8_t *sealed, size_t length,
                          const struct sockaddr_in *from) {
  uint8_t plain[VOICE_MAX + CRYPT_OVERHEAD];
  if (is_status(sealed, length)) {
    answer_status(s, sealed, from);
    return;
  }
  uint32_t session = peers_open(s, s->udp_socket, from, sealed, length, plain);
  if (!session) {
    atomic_fetch_add_explicit(&s->refused, 1, memory_order_relaxed);
    return;
  }
  if (is_ping(plain, length - CRYPT_OVERHEAD)) drain_inbox(s);
  hear(s, session, plain, length - CRYPT_OVERHEAD);
}

static void drain_socket(struct server *s) {
  for (int i = 0; i < BATCH; i++) {
    uint8_t bytes[VOICE_MAX + CRYPT_OVERHEAD + 1];
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    ssize_t length =
        recvfrom(s->udp_socket, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &size);
    if (length < 0) return;
    if (size == sizeof from && (size_t)length < sizeof bytes)
      hear_datagram(s, bytes, (size_t)length, &from);
  }
}

/* False when it is time to end. */
static bool wait_for_input(struct server *s) {
  struct pollfd inputs[] = {{.fd = s->stopping, .events = POLLIN},
                            {.fd = s->udp_socket, .events = POLLIN},
                            {.fd = s->to_voice.wakeup, .events = POLLIN}};
  poll(inputs, sizeof inputs / sizeof inputs[0], -1);
  return !inputs[0].revents;
}

void *voice_main(void *argument) {
  struct server *s = argument;
  while (wait_for_input(s)) {
    drain_inbox(s);
    drain_socket(s);
  }
  return NULL;
}
