/* A pointer that can reach several functions may, in the handler, reach the safe one only. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct sink {
  void (*put)(const char *);
};

static void put_file(const char *text) { puts(text); }
static void put_raw(const char *text) { write(2, text, 1); }

static struct sink file = {put_file}, raw = {put_raw};

static void on_end(int number) {
  (void)number;
  raw.put("end");
}

int main(void) {
  signal(SIGTERM, on_end);
  file.put("begin");
  return 0;
}
