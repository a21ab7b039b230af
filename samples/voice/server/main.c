/* voice-server: a voice chat server on 127.0.0.1. */
#include <signal.h>
#include <stdlib.h>

#include "options.h"
#include "server.h"

int main(int argc, char **argv) {
  struct options options;
  struct server server;
  if (!options_read(&options, argc, argv)) return 2;
  signal(SIGPIPE, SIG_IGN);
  bool good = server_init(&server, &options) && server_run(&server);
  server_fini(&server);
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
