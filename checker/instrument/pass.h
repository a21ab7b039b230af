/* The pass's door: how the marks of the AST half get out of the module again. */
#ifndef CUSTODY_INSTRUMENT_PASS_H
#define CUSTODY_INSTRUMENT_PASS_H

namespace clang {
class CodeGenOptions;
}

namespace custody {

/// Asks for the pass at the start of this compilation's pipeline, so that it runs whether or not the
/// plugin was also named with -fpass-plugin.
void requestPass(clang::CodeGenOptions &Options);

} // namespace custody

#endif
