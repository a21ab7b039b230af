/* Lock sets along every path, functions bottom-up. */
#ifndef CUSTODY_FLOW_H
#define CUSTODY_FLOW_H

struct program;

/** Analyses every function once its callees are done, and reports what is wrong. */
void program_analyse(struct program *);

#endif
