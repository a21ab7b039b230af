#include <custody/short.h>

THREAD_ROLE(main);

struct user {
  int mute OWNED_BY(main);
};

extern struct user user;
