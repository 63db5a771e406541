// The page must match the declarations. `make docs` writes it again.
#include "metrics/page.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace berth::metrics {
namespace {

TEST(MetricsPage, MatchesTheDeclarations) {
  if (std::getenv("BERTH_WRITE_REFERENCE") != nullptr) {
    std::ofstream(BERTH_METRICS_PAGE) << make_metrics_page();
    return;
  }
  std::ifstream in(BERTH_METRICS_PAGE);
  EXPECT_EQ(std::string(std::istreambuf_iterator(in), {}), make_metrics_page())
      << "run `make docs`";
}

}  // namespace
}  // namespace berth::metrics
