/* A lock and a queue that are compiled without ThreadSanitizer: what they order, it cannot see. */
#include <custody/short.h>

struct own {
  int word;
} CAPABILITY("own");
extern struct own the_lock;
void own_lock(struct own *l) ACQUIRE(*l);
void own_unlock(struct own *l) RELEASE(*l);

struct job {
  int sum;
} PINNED;
void push(struct job *job TRANSFER);
struct job *pop(void) TAKES;

/* An object of another library: `unseen.yaml` says on which role it may be used. */
struct connection;
struct connection *connection_new(void);
void connection_send(struct connection *, int);
int connection_sent(const struct connection *);
