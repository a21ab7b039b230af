/* Two files declare one field differently: which of them is right, custody cannot know. */
#include <custody/short.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct user {
  int mute OWNED_BY(main); // expect: annotation user.mute
};

struct user user;

int user_mute(void);

int main(void) { return user_mute(); }
