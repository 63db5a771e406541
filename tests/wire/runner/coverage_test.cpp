// What the cases must cover. A new operation fails here until it has cases.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "aws/ecr_public/operation_table.h"
#include "aws/ecr_public/operations/all.h"
#include "oci/operation_table.h"
#include "runner/case_file.h"

namespace berth::cases {
namespace {

constexpr std::string_view kTargetField = "X-Amz-Target: SpencerFrontendService.";

struct Seen {
  bool success = false;
  bool error = false;
};

// "DescribeImages"; "GET 5": of the endpoint with that number; empty: of no operation.
std::string operation_of(std::string_view request) {
  const std::vector<std::string> lines = lines_of(request);
  for (const std::string& line : lines) {
    if (line.starts_with(kTargetField)) return line.substr(kTargetField.size());
  }
  const std::string_view line = lines.front();
  const std::size_t method = line.find(' ');
  const std::size_t end = line.rfind(" HTTP/1.1");
  if (end == std::string_view::npos || end <= method) return "";
  const std::string_view target = line.substr(method + 1, end - method - 1);
  const auto route = oci::find_route(target.substr(0, target.find('?')));
  if (!route) return "";
  return std::string(line.substr(0, method + 1)) +
         std::to_string(static_cast<int>(route->endpoint));
}

std::map<std::string, Seen> what_cases_show() {
  std::map<std::string, Seen> shown;
  for (const std::filesystem::path& path : case_files(BERTH_CASES_FOLDER)) {
    std::string operation;
    for (const Section& section : parse_case(read_text(path)).sections) {
      if (section.kind == "request") operation = operation_of(unfold(section.text));
      if (section.kind != "answer") continue;
      const bool is_error = section.text >= "4";
      (is_error ? shown[operation].error : shown[operation].success) = true;
    }
  }
  return shown;
}

template <typename... Operations>
std::vector<std::string> names_of(aws::OperationList<Operations...>) {
  return {std::string(Operations::kName)...};
}

void expect_both(const Seen& seen, const std::string& operation) {
  EXPECT_TRUE(seen.success) << "no case shows a success of " << operation;
  EXPECT_TRUE(seen.error) << "no case shows an error of " << operation;
}

TEST(CaseCoverage, EveryOperationOfTheApiHasASuccessAndAnError) {
  auto shown = what_cases_show();
  const auto names = names_of(aws::AllOperations());
  EXPECT_FALSE(names.empty());
  for (const std::string& name : names) expect_both(shown[name], name);
}

TEST(CaseCoverage, EveryEndpointOfOciHasASuccessAndAnErrorForEachMethod) {
  auto shown = what_cases_show();
  constexpr std::pair<http::Method, std::string_view> kMethods[] = {
      {http::Method::get, "GET"}, {http::Method::head, "HEAD"},   {http::Method::post, "POST"},
      {http::Method::put, "PUT"}, {http::Method::patch, "PATCH"}, {http::Method::del, "DELETE"}};
  for (int number = 0; number <= static_cast<int>(oci::Endpoint::referrers); ++number) {
    for (const auto& [method, name] : kMethods) {
      if (oci::find_operation(static_cast<oci::Endpoint>(number), method) == nullptr) continue;
      const std::string operation = std::string(name) + " " + std::to_string(number);
      expect_both(shown[operation], operation);
    }
  }
}

}  // namespace
}  // namespace berth::cases
