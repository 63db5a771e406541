#include "aws/ecr_public/operation_table.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "auth/policy_actions.h"
#include "aws/ecr_public/operations/all.h"

namespace berth::aws {
namespace {

template <Operation... Ops>
std::vector<std::string> names_of(OperationList<Ops...>) {
  return {std::string(Ops::kName)...};
}

TEST(OperationTable, FindsEveryOperationByItsTarget) {
  for (const std::string& name : names_of(AllOperations())) {
    const OperationEntry* found = find_operation("SpencerFrontendService." + name);
    ASSERT_NE(found, nullptr) << name;
    EXPECT_EQ(found->name, name);
  }
  for (const char* none : {"", "SpencerFrontendService.", "DescribeImages",
                           "SpencerFrontendService.describeimages", "Other.DescribeImages"}) {
    EXPECT_EQ(find_operation(none), nullptr) << none;
  }
}

// `auth` cannot see this folder, and refuses a policy whose actions it does not know.
TEST(OperationTable, PoliciesMayNameEveryOperationAndNoOther) {
  std::vector<std::string> actions;
  for (const std::string& name : names_of(AllOperations())) actions.push_back("ecr-public:" + name);
  EXPECT_THAT(auth::ecr_public_actions(), testing::ElementsAreArray(actions));
}

}  // namespace
}  // namespace berth::aws
