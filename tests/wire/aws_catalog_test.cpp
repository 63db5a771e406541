// Repository policies as long as they may be. Shorter ones, catalog data and resource tags are in
// cases/aws/.
#include <boost/json/serialize.hpp>

#include "aws_fixture.h"

namespace berth::aws {
namespace {

class AwsCatalog : public AwsFixture {
 protected:
  AwsCatalog() { create_repository("app"); }

  Answer set_policy(std::string_view statement) {
    return call("SetRepositoryPolicy", R"({"repositoryName":"app","policyText":"{\"Statement\":[)" +
                                           std::string(statement) + R"(]}"})");
  }
};

TEST_F(AwsCatalog, AReturnedPolicyCanBeSetAgainHoweverLongItIs) {
  const auto statements = [](int count) {
    constexpr std::string_view kStatement =
        R"({\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\"})";
    std::string text(kStatement);
    for (int i = 1; i < count; ++i) text.append(1, ',').append(kStatement);
    return text;
  };
  const auto text_of = [](const Answer& answer) {
    return std::string(answer.json().at("policyText").as_string());
  };
  for (const int count : {90, 180}) {
    ASSERT_EQ(set_policy(statements(count)).status, 200U);
    const std::string text = text_of(call("GetRepositoryPolicy", R"({"repositoryName":"app"})"));
    EXPECT_EQ(text.contains('\n'), count == 90);  // 180 would be 13,000 bytes
    const std::string request = boost::json::serialize(
        boost::json::object{{"repositoryName", "app"}, {"policyText", text}});
    EXPECT_EQ(text_of(call("SetRepositoryPolicy", request)), text);
    EXPECT_EQ(call("DescribeImageTags", R"({"repositoryName":"app"})").status, 200U);
  }
  EXPECT_EQ(set_policy(statements(360)).error(), "InvalidParameterException");
}

}  // namespace
}  // namespace berth::aws
