/* An annotation of ours that is not in the list is an error, not silence. */
#include <custody/short.h>

static int users __attribute__((annotate("custody:owned_bye(main)"))); // expect-both: annotation owned_bye

int main(void) { return users; }
