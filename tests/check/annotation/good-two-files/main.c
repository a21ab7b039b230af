/* One header, one declaration, two files. */
#include "user.h"

struct user user;

int user_mute(void);

int main(void) { return user_mute(); }
