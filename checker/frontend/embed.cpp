/* The facts travel as a file-scope asm statement that lays down a section which is not loaded.
 *
 * The statement goes to the other consumers of the AST as if it stood at the end of the source, so
 * it works for -c, -S and -flto alike and needs no pass. Knows nothing of what is in the bytes. */
#include "embed.h"

using namespace clang;

namespace custody {

bool generatesCode(const FrontendOptions &Options) {
  switch (Options.ProgramAction) {
  case frontend::EmitAssembly:
  case frontend::EmitBC:
  case frontend::EmitLLVM:
  case frontend::EmitLLVMOnly:
  case frontend::EmitCodeGenOnly:
  case frontend::EmitObj: return true;
  default: return false;
  }
}

static bool isPlain(unsigned char Byte) {
  return Byte >= ' ' && Byte < 0x7f && Byte != '"' && Byte != '\\';
}

/// Three octal digits end an escape in every assembler; fewer would swallow a digit that follows.
static void appendByte(std::string &Text, unsigned char Byte) {
  if (isPlain(Byte)) {
    Text += static_cast<char>(Byte);
    return;
  }
  Text += '\\';
  for (int Shift = 6; Shift >= 0; Shift -= 3) Text += static_cast<char>('0' + (Byte >> Shift & 7));
}

static std::string asmText(llvm::ArrayRef<unsigned char> Bytes) {
  constexpr size_t BytesPerLine = 4096;
  std::string Text = "\t.pushsection " FACTS_SECTION ",\"\",%progbits\n";
  for (size_t I = 0; I < Bytes.size(); I += BytesPerLine) {
    Text += "\t.ascii \"";
    for (unsigned char Byte : Bytes.slice(I, std::min(BytesPerLine, Bytes.size() - I)))
      appendByte(Text, Byte);
    Text += "\"\n";
  }
  return Text + "\t.popsection";
}

void embedFacts(CompilerInstance &Compiler, const facts_unit *Facts) {
  if (!generatesCode(Compiler.getFrontendOpts()) ||
      !Compiler.getTarget().getTriple().isOSBinFormatELF())
    return;
  unsigned char *Bytes = nullptr;
  size_t Length = facts_encode(Facts, &Bytes);
  std::string Text = asmText({Bytes, Length});
  free(Bytes);
  ASTContext &Context = Compiler.getASTContext();
  const SourceManager &Sources = Compiler.getSourceManager();
  SourceLocation End = Sources.getLocForEndOfFile(Sources.getMainFileID());
  auto *Asm = FileScopeAsmDecl::Create(Context, Context.getTranslationUnitDecl(),
                                       makeStringLiteral(Context, Text, End), End, End);
  Compiler.getASTConsumer().HandleTopLevelDecl(DeclGroupRef(Asm));
}

} // namespace custody
