/* cmocka.h needs these before it. */
#ifndef CUSTODY_TEST_CMOCKA_HEADERS_H
#define CUSTODY_TEST_CMOCKA_HEADERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
