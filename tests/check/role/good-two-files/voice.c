#include "control.h"

void hear(void) {}

void *voice_run(void *unused) {
  hear();
  return unused;
}
