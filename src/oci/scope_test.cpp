#include "oci/scope.h"

#include <gmock/gmock.h>

namespace berth::oci {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Scope, IsOneOfASpaceSeparatedList) {
  EXPECT_THAT(split_scopes(""), IsEmpty());
  EXPECT_THAT(split_scopes(" a:b:c  aws "), ElementsAre("a:b:c", "aws"));
}

TEST(Scope, IsAPullIfNothingElseIsRequested) {
  const auto is_pull = [](std::string_view list) { return are_pulls(split_scopes(list)); };
  EXPECT_TRUE(is_pull("repository:acme/app:pull"));
  EXPECT_TRUE(is_pull("repository:localhost:5000/acme/app:pull repository:acme/b:pull"));
  EXPECT_TRUE(is_pull("aws repository:acme/app:pull"));
  for (const char* list :
       {"", "aws", "repository:acme/app:pull,push", "repository:acme/app:push",
        "repository:acme/app:push,pull", "repository:acme/app:*", "repository:acme/app:",
        "repository:acme/app", "repository::pull", "repository:pull", "registry:catalog:*",
        "repository:acme/app:pull registry:catalog:*", "repository:acme/app:pull x",
        "REPOSITORY:acme/app:pull", "repository(plugin):acme/app:pull"}) {
    EXPECT_FALSE(is_pull(list)) << list;
  }
}

}  // namespace
}  // namespace berth::oci
