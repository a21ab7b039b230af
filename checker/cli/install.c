/* The folders around the running executable. */
#define _POSIX_C_SOURCE 200809L
#include "install.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int drop_last_name(char *path) {
  char *slash = strrchr(path, '/');
  if (!slash) return 0;
  *slash = 0;
  return 1;
}

int install_path(char *path, size_t size, const char *name) {
  char self[4096];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length <= 0 || (size_t)length >= sizeof self - 1) return 0;
  self[length] = 0;
  if (!drop_last_name(self) || !drop_last_name(self)) return 0;
  int written = snprintf(path, size, "%s/%s", self, name);
  return written > 0 && (size_t)written < size;
}
