/* What is named as a lock must be one. */
#include <custody/short.h>
#include <pthread.h>

struct server {
  int count;
  int users GUARDED_BY(count); // expect-both: annotation count
};

static struct server server;

int main(void) { return server.count; }
