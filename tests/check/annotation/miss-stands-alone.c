/* A macro that stands alone at file scope declares nothing, and Clang keeps nothing of it. */
#include <custody/short.h>

THREAD_ROLE(main);

IMMUTABLE; // known-miss: annotation immutable

int main(void) { return 0; }
