/* The voice of one user: packets out, packets in. What is said is derived from its frame number,
 * so a listener can see that nothing was changed on the way. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>

#include "talker.h"

enum { SPOKEN = 40, HEARD_MOST = VOICE_MAX + 4, BATCH = 32 };

static uint8_t spoken(uint32_t frame, size_t i) { return (uint8_t)(frame * 31 + i * 7); }

void talker_sound(uint8_t *sound, size_t length, uint32_t frame) {
  for (size_t i = 0; i < length; i++) sound[i] = spoken(frame, i);
}

static void tunnel(struct talker *t, const uint8_t *plain, size_t length) {
  struct request r;
  request_begin(&r, MESSAGE_TUNNEL);
  wire_put_bytes(&r.out, plain, length);
  talker_ask(t, &r, ANSWER_OK);
}

/* With the right number, before the real one: it must neither pass nor spoil the real one. */
static void send_forged(struct talker *t, const uint8_t *sealed, size_t size) {
  uint8_t forged[VOICE_MAX + CRYPT_OVERHEAD];
  memcpy(forged, sealed, size);
  forged[size - 1] ^= 1;
  send(t->udp, forged, size, 0);
}

void talker_send(struct talker *t, const uint8_t *plain, size_t length) {
  uint8_t sealed[VOICE_MAX + CRYPT_OVERHEAD];
  if (t->tunnels) {
    tunnel(t, plain, length);
    return;
  }
  size_t size = crypt_seal(&t->crypt, sealed, plain, length);
  if (t->mischief && t->crypt.sent % 16 == 3) send_forged(t, sealed, size);
  send(t->udp, sealed, size, 0);
  if (t->mischief && t->crypt.sent % 8 == 5) send(t->udp, sealed, size, 0);
}

void talker_speak(struct talker *t, int target, uint32_t frame, bool positional) {
  uint8_t plain[VOICE_MAX], sound[SPOKEN];
  static const char position[POSITION_SIZE + 1] = "here or here";
  struct wire_writer out = {plain, 0, sizeof plain, false};
  talker_sound(sound, sizeof sound, frame);
  wire_put_u8(&out, (uint8_t)(VOICE_SPEECH << 5 | target));
  wire_put_u32(&out, frame);
  wire_put_u16(&out, SPOKEN);
  wire_put_bytes(&out, sound, sizeof sound);
  if (positional) wire_put_bytes(&out, position, POSITION_SIZE);
  talker_send(t, plain, out.length);
  t->client->sent++;
}

bool talker_afford(struct talker *t, size_t bytes) {
  uint64_t now = client_now();
  double most = t->bandwidth * 0.5;
  if (!t->bandwidth) return true;
  t->allowance += (double)(now - t->refilled) / 1e6 * t->bandwidth * 0.8;
  t->refilled = now;
  if (t->allowance > most) t->allowance = most;
  if (t->allowance < (double)bytes) return false;
  t->allowance -= (double)bytes;
  return true;
}

void talker_ping(struct talker *t, bool again) {
  uint8_t plain[9];
  struct wire_writer out = {plain, 0, sizeof plain, false};
  if (!again) t->pinged++;
  t->pinged_at = client_now();
  wire_put_u8(&out, VOICE_PING << 5);
  wire_put_u32(&out, (uint32_t)(t->pinged >> 32));
  wire_put_u32(&out, (uint32_t)t->pinged);
  talker_send(t, plain, out.length);
}

static void hear_pong(struct talker *t, struct wire_reader *in) {
  uint64_t high = wire_u32(in);
  uint64_t number = high << 32 | wire_u32(in);
  if (!wire_done(in) || number > t->pinged) client_fail(t->client, "%s: a bad pong", t->name);
  else if (number > t->ponged) t->ponged = number;
}

static bool unchanged(const uint8_t *sound, size_t length, uint32_t frame) {
  for (size_t i = 0; sound && i < length; i++)
    if (sound[i] != spoken(frame, i)) return false;
  return sound && length;
}

static void hear_speech(struct talker *t, uint8_t how, struct wire_reader *in) {
  struct heard what = {.how = how};
  what.speaker = wire_u32(in);
  what.frame = wire_u32(in);
  size_t length = wire_u16(in);
  const uint8_t *sound = wire_bytes(in, length);
  what.positional = in->left == POSITION_SIZE;
  if (in->bad || (in->left && !what.positional) || !unchanged(sound, length, what.frame)) {
    client_fail(t->client, "%s: a spoilt voice packet", t->name);
    return;
  }
  t->client->received++;
  if (t->client->heard) t->client->heard(t->client, t, &what);
}

void talker_hear(struct talker *t, const uint8_t *plain, size_t length) {
  struct wire_reader in = {plain, length, false};
  uint8_t first = wire_u8(&in);
  if (t->careless) return;
  if (first >> 5 == VOICE_PING) hear_pong(t, &in);
  else if (first >> 5 == VOICE_SPEECH) hear_speech(t, first & 31, &in);
  else client_fail(t->client, "%s: a voice packet of an unknown kind", t->name);
}

static void hear_sealed(struct talker *t, const uint8_t *sealed, size_t length) {
  uint8_t plain[HEARD_MOST];
  if (length > HEARD_MOST + CRYPT_OVERHEAD || !crypt_open(&t->crypt, plain, sealed, length))
    client_fail(t->client, "%s: a datagram that does not open", t->name);
  else talker_hear(t, plain, length - CRYPT_OVERHEAD);
}

void talker_drain(struct talker *t) {
  static uint8_t bytes[BATCH][HEARD_MOST + CRYPT_OVERHEAD + 1];
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){bytes[i], sizeof bytes[i]};
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  for (int got = BATCH; got == BATCH;) {
    got = recvmmsg(t->udp, messages, BATCH, 0, NULL);
    for (int i = 0; i < got; i++) hear_sealed(t, bytes[i], messages[i].msg_len);
  }
}
