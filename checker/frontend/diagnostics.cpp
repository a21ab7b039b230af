/* One finding = one warning at its place, ending in its group, and a note for each of its notes.
 * Judges nothing and words nothing: the text is the engine's. */
#include "diagnostics.h"

#include "place.h"

using namespace clang;

namespace custody {

/// Custom diagnostics are mapped by -Werror and -w in newer versions of Clang only.
static DiagnosticsEngine::Level levelOf(const DiagnosticsEngine &Diagnostics) {
  return Diagnostics.getWarningsAsErrors() ? DiagnosticsEngine::Error : DiagnosticsEngine::Warning;
}

void report(DiagnosticsEngine &Diagnostics, const Places &Where, const finding &Finding) {
  if (Diagnostics.getIgnoreAllWarnings()) return;
  DiagnosticsEngine::Level Level = levelOf(Diagnostics);
  unsigned Warning =
      Level == DiagnosticsEngine::Error
          ? Diagnostics.getCustomDiagID(DiagnosticsEngine::Error, "%0 [-Werror,-Wcustody-%1]")
          : Diagnostics.getCustomDiagID(DiagnosticsEngine::Warning, "%0 [-Wcustody-%1]");
  unsigned Note = Diagnostics.getCustomDiagID(DiagnosticsEngine::Note, "%0");
  Diagnostics.Report(Where.location(Finding.place), Warning)
      << Finding.text << custody_finding_name(Finding.group);
  for (uint32_t I = 0; I < Finding.note_count; ++I)
    Diagnostics.Report(Where.location(Finding.notes[I].place), Note) << Finding.notes[I].text;
}

} // namespace custody
