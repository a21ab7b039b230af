/* An index that names nothing is no element of the array; a macro's name is not known to the compiler. */
#include <custody/short.h>
#include <pthread.h>

#define FIRST 0
enum { NAMES, SIZES, LOCKS };
static pthread_mutex_t locks[LOCKS];
int names GUARDED_BY(locks[NAMSE]);     // expect-both: annotation names nothing
int sizes GUARDED_BY(locks[FIRST]);     // expect-both: annotation names nothing
int others GUARDED_BY(locks[SIZES]);
int all GUARDED_BY(locks[]);
int either GUARDED_BY(locks[NAMES + 1]);

int main(void) { return 0; }
