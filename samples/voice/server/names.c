/* Secrets are kept as keyed hashes; key and hashes live in memory only. */
#include "names.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "memory.h"
#include "protocol.h"

enum { NAMES_MOST = 10000, HASH_SIZE = 32 };

struct name {
  char name[TEXT_SIZE];
  uint8_t salt[crypto_generichash_KEYBYTES];
  uint8_t hash[HASH_SIZE];
  UT_hash_handle hh;
};

static void hash(const struct name *n, const char *secret, uint8_t *out) {
  crypto_generichash(out, HASH_SIZE, (const uint8_t *)secret, strlen(secret), n->salt,
                     sizeof n->salt);
}

static void add(struct server *s, const char *name, const char *secret) {
  struct name *n = memory_new(1, sizeof *n);
  strncpy(n->name, name, sizeof n->name - 1);
  randombytes_buf(n->salt, sizeof n->salt);
  hash(n, secret, n->hash);
  HASH_ADD_STR(s->names, name, n);
}

bool names_claim(struct server *s, const char *name, const char *secret) {
  struct name *n;
  uint8_t given[HASH_SIZE];
  HASH_FIND_STR(s->names, name, n);
  if (!n && HASH_COUNT(s->names) == NAMES_MOST) return false;
  if (!n) {
    add(s, name, secret);
    return true;
  }
  hash(n, secret, given);
  return sodium_memcmp(given, n->hash, sizeof given) == 0;
}

void names_fini(struct server *s) {
  struct name *n, *next;
  HASH_ITER(hh, s->names, n, next) {
    HASH_DEL(s->names, n);
    free(n);
  }
}
