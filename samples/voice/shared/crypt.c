/* The window moves only after the tag was found good, so a forger cannot push it. */
#include "crypt.h"

#include <sodium.h>
#include <string.h>

enum { SEQUENCE = 8, WINDOW = 64 };

void crypt_generate(struct crypt *c) {
  memset(c, 0, sizeof *c);
  randombytes_buf(c->send_key, sizeof c->send_key);
  randombytes_buf(c->receive_key, sizeof c->receive_key);
}

static void nonce_of(const uint8_t *sequence, uint8_t *nonce) {
  memset(nonce, 0, crypto_aead_chacha20poly1305_IETF_NPUBBYTES - SEQUENCE);
  memcpy(nonce + crypto_aead_chacha20poly1305_IETF_NPUBBYTES - SEQUENCE, sequence, SEQUENCE);
}

static uint64_t sequence_of(const uint8_t *bytes) {
  uint64_t value = 0;
  for (int i = 0; i < SEQUENCE; i++) value = value << 8 | bytes[i];
  return value;
}

static bool is_new(const struct crypt *c, uint64_t sequence) {
  if (sequence > c->newest) return true;
  uint64_t age = c->newest - sequence;
  return sequence && age < WINDOW && !(c->window >> age & 1);
}

static void remember(struct crypt *c, uint64_t sequence) {
  if (sequence <= c->newest) {
    c->window |= (uint64_t)1 << (c->newest - sequence);
    return;
  }
  uint64_t step = sequence - c->newest;
  c->window = step < WINDOW ? c->window << step | 1 : 1;
  c->newest = sequence;
}

size_t crypt_seal(struct crypt *c, uint8_t *out, const uint8_t *plain, size_t count) {
  uint64_t sequence = ++c->sent;
  uint8_t nonce[crypto_aead_chacha20poly1305_IETF_NPUBBYTES];
  for (int i = SEQUENCE - 1; i >= 0; i--, sequence >>= 8) out[i] = (uint8_t)sequence;
  nonce_of(out, nonce);
  crypto_aead_chacha20poly1305_ietf_encrypt(out + SEQUENCE, NULL, plain, count, NULL, 0, NULL,
                                            nonce, c->send_key);
  return count + CRYPT_OVERHEAD;
}

static bool decrypt(const struct crypt *c, uint8_t *plain, const uint8_t *sealed, size_t count) {
  uint8_t nonce[crypto_aead_chacha20poly1305_IETF_NPUBBYTES];
  nonce_of(sealed, nonce);
  return crypto_aead_chacha20poly1305_ietf_decrypt(plain, NULL, NULL, sealed + SEQUENCE,
                                                   count - SEQUENCE, NULL, 0, nonce,
                                                   c->receive_key) == 0;
}

bool crypt_open(struct crypt *c, uint8_t *plain, const uint8_t *sealed, size_t count) {
  if (count < CRYPT_OVERHEAD || !is_new(c, sequence_of(sealed)) ||
      !decrypt(c, plain, sealed, count)) {
    c->refused++;
    return false;
  }
  remember(c, sequence_of(sealed));
  c->opened++;
  return true;
}
