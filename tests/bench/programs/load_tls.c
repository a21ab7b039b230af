/* A client of a TLS server that stands before an echo server: sends a message, waits until it has
 * come back, and connects anew every so many messages, as clients do. The certificate is nobody's
 * and isn't looked at. */
#include "load.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { messages_of_a_session = 500 };

static void echo_once(SSL *tls, const char *message, char *answer, long size) {
  long have = 0;
  if (SSL_write(tls, message, (int)size) != size) fail("SSL_write");
  while (have < size) {
    int n = SSL_read(tls, answer + have, (int)(size - have));
    if (n <= 0) fail("SSL_read");
    have += n;
  }
  errno = EPROTO;
  if (memcmp(message, answer, (size_t)size) != 0) fail("another answer than sent");
}

static void run_session(SSL_CTX *context, const struct job *job, long messages, char *bytes) {
  int s = connect_to(job->port);
  SSL *tls = SSL_new(context);
  if (!tls || !SSL_set_fd(tls, s) || SSL_connect(tls) != 1) fail("SSL_connect");
  for (long i = 0; i < messages; i++) {
    memcpy(bytes, &i, sizeof i);
    echo_once(tls, bytes, bytes + job->size, job->size);
  }
  SSL_shutdown(tls);
  SSL_free(tls);
  close(s);
}

void echo_through(const struct job *job) {
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  char *bytes = calloc(2, (size_t)job->size);
  if (!context || !bytes || job->size < (long)sizeof(long)) fail("prepare");
  for (long left = job->operations; left > 0; left -= messages_of_a_session)
    run_session(context, job, left < messages_of_a_session ? left : messages_of_a_session, bytes);
  free(bytes);
  SSL_CTX_free(context);
}
