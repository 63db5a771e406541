#include "app/process_figures.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/file.h"

namespace berth::app {
namespace {

TEST(ProcessFigures, KnowWhatTheKernelKnows) {
  const ProcessFigures figures = look_at_process();
  EXPECT_GT(figures.cpu_ns, 0U);
  EXPECT_GT(figures.resident_bytes, 0U);
  EXPECT_GT(figures.virtual_bytes, figures.resident_bytes);
  EXPECT_GT(figures.max_files, figures.open_files);
}

TEST(ProcessFigures, CountEveryOpenFile) {
  constexpr std::size_t kMore = 7;
  const std::uint64_t before = look_at_process().open_files.value();
  std::vector<File> files;
  for (std::size_t i = 0; i < kMore; ++i) files.emplace_back(::open("/dev/null", O_RDONLY));
  EXPECT_EQ(look_at_process().open_files.value(), before + kMore);
}

}  // namespace
}  // namespace berth::app
