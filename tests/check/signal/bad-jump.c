/* A jump out of a handler leaves what the signal interrupted half done. */
#include <setjmp.h>
#include <signal.h>

static sigjmp_buf top;

static void on_alarm(int number) {
  siglongjmp(top, number); // expect-both: signal siglongjmp
}

int main(void) {
  signal(SIGALRM, on_alarm);
  return sigsetjmp(top, 1);
}
