/* What nothing in the program calls or stores runs on no thread. */
#include <custody/short.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static int packets OWNED_BY(voice);

void reset_packets(void);
void reset_packets(void) { packets = 0; }

int main(void) { return 0; }
