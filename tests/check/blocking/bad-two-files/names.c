#include "loop.h"
#include <netdb.h>
#include <unistd.h>

static struct addrinfo *found;

void look_up(const char *name) {
  getaddrinfo(name, 0, 0, &found); // expect: blocking getaddrinfo
}

void store(int file) { fdatasync(file); }
