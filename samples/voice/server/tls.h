/* TLS for the control channel, with a key and a self-signed certificate made at first start. */
#ifndef VOICE_TLS_H
#define VOICE_TLS_H

#include <openssl/ssl.h>

/** A context with the directory's key.pem and cert.pem, made where they are missing; null, and
 *  said why on stderr, when that fails. The directory is made too. */
SSL_CTX *tls_open(const char *directory);

#endif
