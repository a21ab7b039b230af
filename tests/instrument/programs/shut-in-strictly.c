// The same where the filter does not even let the process ask whether there is one.
// compile: -DSTRICT
// options: shut_in=1
// wrong: WARNING: custody-order: lock of first by thread
#include "shut-in.c"
