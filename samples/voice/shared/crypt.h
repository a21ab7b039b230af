/* One user's sealed datagrams: authenticated encryption, one key a direction, no replays.
 *
 * A sealed packet is an 8-byte sequence number, the ciphertext and a 16-byte tag
 * (ChaCha20-Poly1305 as in RFC 8439, by libsodium). The sequence number is the nonce, so it is
 * never used twice under one key and needs no authentication of its own. A receiver remembers the
 * last 64 numbers (a sliding window as in RFC 4303, appendix A2) and refuses what it has seen or
 * what is older. It has no lock: its owner brings one. */
#ifndef VOICE_CRYPT_H
#define VOICE_CRYPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CRYPT_KEY = 32, CRYPT_OVERHEAD = 8 + 16 };

struct crypt {
  uint8_t send_key[CRYPT_KEY], receive_key[CRYPT_KEY];
  uint64_t sent;   /* the last number used */
  uint64_t newest; /* the highest number opened */
  uint64_t window; /* bit i: newest - i was opened */
  uint64_t opened, refused;
};

/** Fresh keys and numbers. */
void crypt_generate(struct crypt *c);

/** Seals `count` bytes into `out`, which has room for CRYPT_OVERHEAD more; the sealed length. */
size_t crypt_seal(struct crypt *c, uint8_t *out, const uint8_t *plain, size_t count);

/** Opens `count` sealed bytes into `plain`; false when forged, replayed, too old or too short. */
bool crypt_open(struct crypt *c, uint8_t *plain, const uint8_t *sealed, size_t count);

#endif
