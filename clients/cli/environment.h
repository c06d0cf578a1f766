// What the process sees of its surroundings, captured once in main so that everything else can be
// tested with surroundings of its own. Thread-compatible value.
#pragma once

#include <istream>
#include <map>
#include <string>

namespace indicast::cli {

struct Environment {
  std::map<std::string, std::string> variables;
  bool stdin_is_terminal = false;
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  int columns = 0;             // width of the terminal behind stdout; 0: not a terminal
  int lines = 0;               // its height; 0: not a terminal, or unknown
  std::istream* in = nullptr;  // where answers of the user come from; not owned
  std::string program_path;  // absolute path of this program; the services are looked up beside it

  bool Has(const std::string& name) const { return variables.count(name) > 0; }
  // Value of a variable; empty when unset.
  std::string Get(const std::string& name) const {
    const auto it = variables.find(name);
    return it == variables.end() ? "" : it->second;
  }
};

// The surroundings of this process.
Environment CaptureEnvironment();

}  // namespace indicast::cli
