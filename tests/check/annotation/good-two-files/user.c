#include "user.h"

int user_mute(void);
int user_mute(void) { return user.mute; }
