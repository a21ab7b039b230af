#include "user.h"

void *voice_run(void *unused) {
  user_set_mute(&user, 1); // expect-note: user_set_mute
  return unused;
}
