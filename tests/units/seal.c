#include "seal.h"

#include "facts/facts.h"
#include "facts/header.h"

#include <stdint.h>
#include <string.h>
#include <xxhash.h>

static void put_number(unsigned char *at, uint64_t number, int bytes) {
  for (int i = 0; i < bytes; i++) at[i] = (unsigned char)(number >> 8 * i);
}

void seal_facts(unsigned char *bytes, size_t length) {
  size_t body = length - FACTS_HEADER;
  memcpy(bytes, FACTS_MAGIC, 8);
  put_number(bytes + 8, FACTS_VERSION, 4);
  put_number(bytes + 12, body, 4);
  put_number(bytes + 16, XXH64(bytes + FACTS_HEADER, body, 0), 8);
}
