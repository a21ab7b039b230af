#include <custody/short.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct user {
  int mute OWNED_BY(voice); // expect-note: OWNED_BY(voice)
};

extern struct user user;

int user_mute(void);
int user_mute(void) { return user.mute; }
