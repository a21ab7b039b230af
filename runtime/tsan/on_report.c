/* lib/custody-tsan.o: ThreadSanitizer calls the function of this name only in the program itself, not in
 * a shared library. `custody cc` links it where both are asked for. */
void custody_rt_tsan_report(void *report);
void __tsan_on_report(void *report);

void __tsan_on_report(void *report) { custody_rt_tsan_report(report); }
