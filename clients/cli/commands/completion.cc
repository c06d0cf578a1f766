#include "clients/cli/commands/completion.h"

#include <memory>
#include <string>

#include "clients/cli/choices.h"
#include "clients/cli/completion.h"

namespace indicast::cli {

void RegisterCompletion(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "completion", context.Say("命令行补全脚本:命令、选项与固定的选项值",
                                "the completion script of a shell: commands, options and values "
                                "of fixed lists"));
  auto shell = std::make_shared<std::string>();
  Choose(command->add_option("shell", *shell, context.Say("bash、zsh 或 fish", "bash, zsh or fish"))
             ->required(),
         context.language(), {"命令行", "shell"}, Shells());
  SetExamples(*command, context,
              {{"source <(indicast completion bash)",
                {"bash:写入 ~/.bashrc;zsh 同样用 zsh", "bash: add to ~/.bashrc; zsh likewise"}},
               {"indicast completion fish --save ~/.config/fish/completions/indicast.fish",
                {"fish:存为文件", "fish: keep it as a file"}}});
  OnRun(*command, context, [&context, shell]() -> absl::StatusOr<ExitCode> {
    context.out() << *CompletionScript(*shell);  // the option accepts no other shell
    return ExitCode::kDone;
  });
}

}  // namespace indicast::cli
