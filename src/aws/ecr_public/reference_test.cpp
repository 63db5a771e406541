// The page must match the declarations. `make docs` writes it again.
#include "aws/ecr_public/reference.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace berth::aws {
namespace {

constexpr std::string_view kBegin =
    "<!-- Written by `make docs` from src/aws/ecr_public/operations; not edited by hand. -->\n\n";
constexpr std::string_view kEnd = "<!-- end -->\n";

std::string read_page() {
  std::ifstream in(BERTH_REFERENCE_PAGE);
  return {std::istreambuf_iterator(in), {}};
}

TEST(Reference, MatchesTheDeclarations) {
  const std::string page = read_page();
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::size_t start = begin + kBegin.size();
  if (std::getenv("BERTH_WRITE_REFERENCE") != nullptr) {
    std::ofstream(BERTH_REFERENCE_PAGE)
        << page.substr(0, start) << make_reference() << page.substr(end);
    return;
  }
  EXPECT_EQ(page.substr(start, end - start), make_reference()) << "run `make docs`";
}

}  // namespace
}  // namespace berth::aws
