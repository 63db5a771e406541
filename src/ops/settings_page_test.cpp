// The page must match the declarations. `make docs` writes it again.
#include "ops/settings_page.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace berth::ops {
namespace {

TEST(SettingsPage, MatchesTheDeclarations) {
  if (std::getenv("BERTH_WRITE_REFERENCE") != nullptr) {
    std::ofstream(BERTH_SETTINGS_PAGE) << make_settings_page();
    return;
  }
  std::ifstream in(BERTH_SETTINGS_PAGE);
  EXPECT_EQ(std::string(std::istreambuf_iterator(in), {}), make_settings_page())
      << "run `make docs`";
}

}  // namespace
}  // namespace berth::ops
